"""What a document repeals by name, and what that makes of the document named."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.repeals import read_repeals
from index.types import Filter, Validity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

    Opened = Callable[..., KnowledgeBase]

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        (
            "本办法自2020年1月1日起施行，《临时救助办法》（穗府〔2010〕5号）同时废止。",
            [("《临时救助办法》", "穗府〔2010〕5号", "2020-01-01")],
        ),
        ("《甲条例》、《乙条例》以及《丙办法》同时废止。", ["《甲条例》", "《乙条例》", "《丙办法》"]),
        (
            "1988年11月3日原工商局公布的《甲细则》，2000年1月13日公布的《乙办法》同时废止。",
            ["《甲细则》", "《乙办法》"],
        ),
        ("《甲办法》自2021年1月1日起废止。", [("《甲办法》", "", "2021-01-01")]),
        ("《甲办法》（穗府[2010]5号），自2021年1月1日起予以废止。", ["《甲办法》"]),
        ("根据《乙条例》，《甲办法》同时废止。", ["《甲办法》"]),
        ("国务院决定废止《甲办法》、《乙办法》。", ["《甲办法》", "《乙办法》"]),
        ("《甲辦法》同時廢止。", ["《甲辦法》"]),
        (
            "《广州市财政局关于印发〈甲办法〉的通知》（穗财〔2015〕27号）停止执行。",
            ["《广州市财政局关于印发〈甲办法〉的通知》"],
        ),
        ("《关于执行〈中华人民共和国刑事诉讼法〉若干问题的解释》同时废止。", ["《关于执行〈中华人民共和国刑事诉讼法〉若干问题的解释》"]),
        ("《甲办法》等5件规范性文件同时废止。", ["《甲办法》"]),
        ("《甲办法》第五条同时废止。", []),
        ("《甲条例》中关于反倾销的规定同时废止。", []),
        ("以前的规定与《甲办法》不一致的，同时废止。", []),
        ("以前的规定与《甲办法》不一致的，以本办法为准。", []),
        ("《甲办法》废止前已经受理的，继续办理。", []),
        ("违反《甲办法》的，其许可同时废止。", []),
        ("行政法规的修改、废止适用《甲条例》。", []),
        ("复议期间不停止执行。", []),
    ],
)  # fmt: skip
def test_a_clause_names_the_whole_documents_that_it_repeals(
    clause: str, named: list[str | tuple[str, str, str]]
) -> None:
    found = {each.title: each for each in read_repeals(clause, "某办法")}
    assert set(found) == {each if isinstance(each, str) else each[0] for each in named}
    for each in named:
        if not isinstance(each, str):
            title, number, day = each
            assert (found[title].number, found[title].day) == (number, date.fromisoformat(day))


def test_an_amended_law_repealed_its_forerunner_when_it_was_first_promulgated() -> None:
    text = (
        "2018年3月20日 第十三届全国人民代表大会第一次会议通过\n"
        "2024年12月25日 修正\n第六十九条 本法自公布之日起施行。《行政监察法》同时废止。"
    )
    (found,) = read_repeals(text, "监察法")
    assert found.day == date(2018, 3, 20)


def test_a_decision_lists_what_it_repeals() -> None:
    text = (
        "国务院决定废止下列文件：\n一、废止的行政法规\n1.《甲条例》（1990年1月1日国务院发布）\n"
        "2. 关于乙的通知（国发〔2001〕3号）\n二、修改的行政法规\n1.《丙条例》"
    )
    found = read_repeals(text, "国务院关于修改和废止部分行政法规的决定")
    assert {(each.title, each.number) for each in found} == {
        ("《甲条例》", ""),
        ("国发〔2001〕3号", "国发〔2001〕3号"),
    }


@pytest.fixture
def opened(tmp_path: Path, encoder: Encoder) -> Iterator[Opened]:
    """Gives a knowledge base of records, in which it is ``today``."""
    kb = KnowledgeBase.open(tmp_path / "home", encoder=encoder)

    def fill(*records: dict[str, str], today: date = TODAY) -> KnowledgeBase:
        file = tmp_path / "records.jsonl"
        file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
        kb.add([file], encode=False)
        return kb.with_clock(lambda: today)

    yield fill
    kb.close()


def law(id_: str, title: str, last: str, **known: str) -> dict[str, str]:
    text = f"{title}\n第一条 为了管理停车，制定{title}。\n第二条 {last}"
    return {"id": id_, "title": title, "text": text} | known


OLD = law("old", "城市停车办法", "夜间停车收费五元。", date="2005-01-01")
NEW = law(
    "new", "停车场条例", "本条例自2020年5月1日起施行，《城市停车办法》同时废止。", date="2020-03-01"
)


def validity(kb: KnowledgeBase, id_: str) -> Validity:
    return kb.document(id_).metadata.validity


def test_the_document_named_is_repealed_from_the_day_on_and_by_whom_is_known(
    opened: Opened,
) -> None:
    kb = opened(OLD, NEW)
    assert validity(kb, "old") is Validity.REPEALED
    assert validity(kb, "new") is not Validity.REPEALED
    standing = kb.standings().by_id["old"]
    assert (standing.ends, standing.by) == (date(2020, 4, 30), "new")
    before = kb.with_clock(lambda: date(2020, 4, 30))
    assert validity(before, "old") is not Validity.REPEALED
    assert before.validities() == {Validity.UNKNOWN, Validity.NOT_YET}


def test_without_the_repealing_document_it_is_in_force_again(opened: Opened) -> None:
    kb = opened(OLD, NEW)
    kb.remove(["new"])
    assert validity(kb, "old") is Validity.UNKNOWN
    assert kb.count(Filter(in_force_on=TODAY)) == 1


def test_the_number_tells_which_of_two_documents_is_meant(opened: Opened) -> None:
    clause = "《停车通知》（穗府〔2010〕5号）同时废止。"
    kb = opened(
        law("five", "停车通知", "甲。", date="2010-05-01", document_number="穗府〔2010〕5号"),
        law("six", "停车通知", "乙。", date="2010-06-01", document_number="穗府〔2010〕6号"),
        law("new", "停车场条例", clause, date="2020-03-01"),
    )
    assert validity(kb, "five") is Validity.REPEALED
    assert validity(kb, "six") is Validity.UNKNOWN


def test_of_two_documents_of_one_title_only_the_older_one_is_repealed(opened: Opened) -> None:
    kb = opened(
        law("older", "停车工作通知", "甲。", date="2010-05-01"),
        law("later", "停车工作通知", "丙丁。", date="2024-05-01"),
        law("new", "停车场条例", "《停车工作通知》同时废止。", date="2020-03-01"),
    )
    assert validity(kb, "older") is Validity.REPEALED
    assert validity(kb, "later") is Validity.UNKNOWN


def test_a_document_that_names_its_own_title_stays_in_force(opened: Opened) -> None:
    clause = "本办法自2020年5月1日起施行，原《城市停车办法》同时废止。"
    kb = opened(OLD, law("self", "城市停车办法", clause, date="2020-03-01"))
    assert validity(kb, "self") is not Validity.REPEALED
    assert validity(kb, "old") in {Validity.REPEALED, Validity.SUPERSEDED}
    assert kb.document("old").metadata.expires == date(2020, 4, 30)


def test_a_town_repeals_no_law_of_the_state_and_of_no_other_town(opened: Opened) -> None:
    clause = "《停车管理办法》同时废止。"
    kb = opened(
        law("state", "停车管理办法", "甲。", date="2005-05-01", issuer="国务院"),
        law("other", "停车管理办法", "乙丙。", date="2006-05-01", issuer="杭州市人民政府"),
        law("own", "停车管理办法", "丁戊己。", date="2007-05-01", issuer="广州市人民政府"),
        law("new", "广州市停车场条例", clause, date="2020-03-01", issuer="广州市人民政府"),
    )
    assert {id_: validity(kb, id_) for id_ in ("state", "other", "own")} == {
        "state": Validity.UNKNOWN,
        "other": Validity.UNKNOWN,
        "own": Validity.REPEALED,
    }


def test_an_interpretation_repeals_nothing(opened: Opened) -> None:
    text = "问：旧办法还有效吗？\n答：《城市停车办法》同时废止。"
    kb = opened(OLD, {"id": "said", "title": "《停车场条例》政策解读", "text": text})
    assert validity(kb, "old") is Validity.UNKNOWN
