"""Answers by the law in force: today, on a given day, and what is said where a law is repealed."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.validity import build, measure
from index.knowledge_base import KnowledgeBase
from qa.as_of import read_as_of
from qa.assistant import Assistant
from qa.conversation import Conversation
from qa.types import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

TODAY = date(2026, 11, 23)
DATES = 60


def law(id_: str, title: str, *articles: str, **known: str) -> dict[str, str]:
    return {"id": id_, "title": title, "text": "\n".join([title, *articles])} | known


RECORDS = (
    law("marriage", "中华人民共和国婚姻法", "第一条 结婚年龄由本法规定。", "第三条 禁止买卖婚姻和干涉婚姻自由。", date="2001-04-28"),
    law("code", "中华人民共和国民法典", "第一条 为了保护民事主体的合法权益，制定本法。",
        "第一千零四十七条 结婚年龄，男不得早于二十二周岁，女不得早于二十周岁。",
        "第一千二百六十条 本法自2021年1月1日起施行。《中华人民共和国婚姻法》、《中华人民共和国合同法》同时废止。",
        date="2020-05-28", effective="2021-01-01", status="现行有效"),
    law("car18", "停车管理条例", "第一条 夜间停车每小时收费五元。", "第二条 停车位由街道管理。", date="2018-10-26"),
    law("car23", "停车管理条例", "第一条 夜间停车每小时收费八元。", "第二条 停车位由区人民政府管理。",
        date="2023-12-29", effective="2024-07-01"),
    law("car27", "停车管理条例", "第一条 夜间停车不收费。", date="2026-10-01", effective="2027-01-01"),
    law("trial", "充电桩补贴办法", "第一条 每个充电桩补贴三千元。", "第二条 本办法自2022年1月1日起施行，有效期三年。",
        date="2021-12-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[Callable[..., Assistant]]:
    """Gives an assistant on ``RECORDS`` for whom it is ``today``."""
    folder = tmp_path_factory.mktemp("validity")
    file = folder / "records.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS), "utf-8")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as kb:
        kb.add([file], encode=False)
        yield lambda today=TODAY: Assistant(kb, today=lambda: today, refuse_below=0)


def cited(answer: Any) -> set[str]:
    return {citation.document_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "as_of", "today", "document"),
    [
        ("停车管理条例第一条", None, TODAY, "car23"),
        ("停车管理条例第一条", None, date(2024, 6, 30), "car18"),
        ("停车管理条例第一条", None, date(2027, 1, 1), "car27"),
        ("停车管理条例第一条", date(2019, 1, 1), TODAY, "car18"),
        ("停车管理条例第一条", date(2024, 6, 30), TODAY, "car18"),
        ("停车管理条例第一条", date(2024, 7, 1), TODAY, "car23"),
        ("停车管理条例第一条", date(2027, 6, 1), TODAY, "car27"),
        ("夜间停车每小时收费多少？", date(2019, 1, 1), TODAY, "car18"),
        ("2019年时，停车管理条例第一条是什么？", None, TODAY, "car18"),
        ("按2019年的规定，夜间停车每小时收费多少？", None, TODAY, "car18"),
        ("停车管理条例（2018年修正）第二条", None, TODAY, "car18"),
        ("2023年修订的停车管理条例第二条", None, TODAY, "car23"),
        ("2010年时婚姻法第三条", None, TODAY, "marriage"),
        ("已废止的婚姻法第三条", None, TODAY, "marriage"),
    ],
)
def test_the_answer_is_from_the_law_of_the_day(
    made: Callable[..., Assistant],
    question: str,
    as_of: date | None,
    today: date,
    document: str,
) -> None:
    answer = made(today).ask(question, as_of=as_of)
    assert cited(answer) == {document}
    hits = made(today).search(question, as_of=as_of)
    assert hits[0].document.id == document
    *sentences, streamed = made(today).stream(question, as_of=as_of)
    assert tuple(sentences) == answer.sentences
    assert isinstance(streamed, Answer)
    assert streamed.as_of == answer.as_of


def test_a_day_given_stands_over_one_that_the_question_states(
    made: Callable[..., Assistant],
) -> None:
    question = "2019年时，停车管理条例第一条是什么？"
    answer = made().ask(question, as_of=date(2025, 1, 1))
    assert (answer.as_of, cited(answer)) == (date(2025, 1, 1), {"car23"})
    ignored = made().ask(question, ignore=["as_of"])
    assert (ignored.as_of, cited(ignored)) == (None, {"car23"})


def test_the_day_is_shown_with_the_words_that_it_was_read_from(
    made: Callable[..., Assistant],
) -> None:
    answer = made().ask("2019年时，停车管理条例第一条是什么？")
    (chip,) = answer.filters
    assert (chip.field, chip.label, chip.read_from) == (
        "as_of",
        "时点：2019-12-31 有效的规定",
        "2019年时",
    )
    assert answer.as_of == date(2019, 12, 31)
    values = json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))
    assert values["as_of"] == "2019-12-31"
    told = {name: values["citations"][0][name] for name in ("published", "expires", "validity")}
    assert told == {"published": "2018-10-26", "expires": "2024-06-30", "validity": "历史版本"}


@pytest.mark.parametrize(
    ("before", "question", "as_of", "document"),
    [
        ("2019年时，停车管理条例第一条是什么？", "第二条呢？", date(2019, 12, 31), "car18"),
        ("停车管理条例（2018年修正）第一条", "第二条呢？", date(2018, 10, 26), "car18"),
        ("停车管理条例第一条是什么？", "第二条呢？", None, "car23"),
        ("2019年时，停车管理条例第一条是什么？", "民法典第一条", None, "code"),
    ],
)
def test_a_follow_up_keeps_the_day_and_a_new_question_does_not(
    made: Callable[..., Assistant],
    before: str,
    question: str,
    as_of: date | None,
    document: str,
) -> None:
    answer = made().ask(question, conversation=Conversation.of([before]))
    assert (answer.as_of, cited(answer)) == (as_of, {document})


@pytest.mark.parametrize("law_here", [True, False])
def test_a_question_of_a_repealed_law_is_told_so_and_by_what(
    made: Callable[..., Assistant], law_here: bool
) -> None:
    name = "婚姻法" if law_here else "合同法"
    answer = made().ask(f"{name} 第三条")
    assert answer.refused
    assert answer.notes == (
        f"《中华人民共和国{name}》已于 2021-01-01 废止（见《中华人民共和国民法典》）。",
    )


def test_the_law_in_force_answers_instead_where_it_can(made: Callable[..., Assistant]) -> None:
    answer = made().ask("婚姻法规定的结婚年龄是多少？")
    assert cited(answer) == {"code"}
    assert answer.notes[0].startswith("《中华人民共和国婚姻法》已于 2021-01-01 废止")


@pytest.mark.parametrize(
    "question", ["劳动合同法第三条", "合同法律关系是什么？", "结婚年龄是多少？"]
)
def test_a_law_that_is_not_named_is_not_said_to_be_repealed(
    made: Callable[..., Assistant], question: str
) -> None:
    assert made().ask(question).notes == ()


def test_before_its_repeal_a_law_answers_without_a_note(made: Callable[..., Assistant]) -> None:
    answer = made(date(2020, 12, 31)).ask("婚姻法 第三条")
    assert cited(answer) == {"marriage"}
    assert all("已于" not in note for note in answer.notes)


def test_what_has_lapsed_answers_only_where_it_is_asked_for_and_is_marked(
    made: Callable[..., Assistant],
) -> None:
    question = "充电桩补贴办法第一条"
    refused = made().ask(question)
    assert refused.refused
    assert refused.notes == ("《充电桩补贴办法》已于 2025-01-02 失效（有效期至 2025-01-01）。",)
    answer = made().ask(question, as_of=date(2024, 1, 1))
    (citation,) = answer.citations
    assert (citation.validity, citation.effective, citation.expires) == (
        "已失效",
        date(2022, 1, 1),
        date(2025, 1, 1),
    )
    assert answer.notes == (
        "以下按 2024-01-01 有效的规定回答。",
        "《充电桩补贴办法》已于 2025-01-02 失效（有效期至 2025-01-01）。",
    )


def test_a_law_of_which_no_text_of_the_day_is_here_is_named(
    made: Callable[..., Assistant],
) -> None:
    answer = made().ask("停车管理条例第一条", as_of=date(2010, 1, 1))
    assert answer.refused
    assert answer.notes == (
        "没有收录《停车管理条例》在 2010-01-01 有效的文本，收录的最早一版自 2018-10-26 起。",
    )


def test_a_text_that_will_be_replaced_says_when(made: Callable[..., Assistant]) -> None:
    (note,) = made().ask("停车管理条例第一条").notes
    assert note == "《停车管理条例》的这一文本到 2026-12-31 为止，以后有新的规定。"


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("2015年时的停车管理条例", date(2015, 12, 31)),
        ("2015年6月1日时停车的规定", date(2015, 6, 1)),
        ("在2015年6月的时候停车有什么规定", date(2015, 6, 30)),
        ("按照2018年的规定，停车怎么收费", date(2018, 12, 31)),
        ("截至2019年底有效的停车管理条例", date(2019, 12, 31)),
        ("2020年初适用的规定是什么", date(2020, 1, 1)),
        ("2026年时停车的规定", TODAY),
        ("2023年版停车管理条例第一条", date(2024, 7, 1)),
        ("2018年的《停车管理条例》第一条", date(2018, 10, 26)),
        ("二〇一九年时停车的规定", date(2019, 12, 31)),
        ("2019年时婚姻法结婚年龄多大", date(2019, 12, 31)),  # no word but the law's name
        ("2023年以来发布的规定", None),
        ("2020年第8号公告的规定", None),
        ("2022年的目标是什么", None),
        ("2019年发布的停车管理条例", None),
        ("1997年时谁创立了网易公司？", None),
        ("截至2019年底广州有多少企业", None),
        ("自2024年7月1日起施行的办法", None),
        ("2021年时间安排的规定", None),
        ("按照2020年的方案", None),
    ],
)
def test_a_day_is_read_only_where_the_question_says_so_plainly(
    made: Callable[..., Assistant], question: str, day: date | None
) -> None:
    read = read_as_of(made().knowledge_base, question)
    assert (read.day if read else None) == day


def test_no_answer_over_the_versions_of_laws_is_from_a_text_not_in_force(
    tmp_path: Path, data_folder: Path
) -> None:
    collection = data_folder / "laws" / "documents.jsonl"
    kb, texts = build(tmp_path, collection, all_laws=False, titles=25)
    found = measure(kb, texts, DATES, random.Random(5))
    assert [wrong for count in found.values() for wrong in count.wrong] == []
    assert found["today"].asked > 100
    assert found["today"].answered > 0.8 * found["today"].asked
    for name in ("as of a day, given", "as of a day, stated"):
        assert found[name].asked >= 50
        assert found[name].right == found[name].asked
    kb.close()
