"""Filters in an answer: given, read from the question, taken back, and one that leaves nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.types import Filter, Validity
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

# Different enough that none is taken for a copy of another.
TEXTS = (
    "夜间停车应当有人值守，出入口安装照明，费用由经营者自行确定并公示。",
    "医院周边道路允许夜间停车，救护车通道除外，违者拖离。",
    "校园操场可以向居民开放夜间停车，早上七点以前驶离。",
    "商场地下车库夜间停车每小时收费五元，会员减半。",
    "老旧小区改造时优先增加夜间停车泊位，由街道统一登记。",
    "公园闭园以后不提供夜间停车，节日另行通告。",
    "货运车辆夜间停车须停在物流园区，不得占用绿地。",
    "地铁末站设换乘停车楼，夜间停车免费至次日清晨。",
    "机场长期停车按天计价，夜间停车不另加价。",
    "景区露营地的夜间停车需要提前一天网上预约。",
)
RECORDS = [
    {"id": "state-2019", "issuer": "国务院", "date": "2019-05-01", "validity": "已废止", "kind": "条例"},
    {"id": "state-2023", "issuer": "国务院办公厅", "date": "2023-05-01", "validity": "现行有效", "kind": "通知"},
    {"id": "education", "issuer": "教育部", "date": "2021-05-01", "validity": "现行有效", "kind": "通知"},
    {"id": "guangzhou", "issuer": "广州市人民政府", "date": "2024-05-01", "validity": "", "kind": "办法"},
    {"id": "tianhe", "issuer": "天河区教育局", "date": "2025-05-01", "validity": "", "kind": "指引"},
]  # fmt: skip


def record(values: dict[str, str], text: str) -> str:
    title = f"{text[:6]}{values['kind'] or '说明'}"
    return json.dumps(values | {"title": title, "text": text}, ensure_ascii=False)


@pytest.fixture
def make(tmp_path: Path, encoder: Encoder) -> Iterator[Callable[..., Assistant]]:
    """Gives an assistant on a few records, found by words alone, on 23 November 2026."""
    opened: list[KnowledgeBase] = []

    def make(*records: dict[str, str]) -> Assistant:
        file = tmp_path / "records.jsonl"
        file.write_text("\n".join(map(record, records, TEXTS)), encoding="utf-8")
        opened.append(KnowledgeBase.open(tmp_path / "home", encoder=encoder))
        opened[0].add([file], encode=False)
        return Assistant(opened[0], today=lambda: date(2026, 11, 23))

    yield make
    for kb in opened:
        kb.close()


@pytest.fixture
def assistant(make: Callable[..., Assistant]) -> Assistant:
    return make(*RECORDS)


def found(assistant: Assistant, question: str, **options: object) -> set[str]:
    return {hit.document.id for hit in assistant.search(question, **options)}  # type: ignore[arg-type]


def labels(assistant: Assistant, question: str, **options: object) -> dict[str, str]:
    return {
        each.label: each.read_from
        for each in assistant.ask(question, **options).filters  # type: ignore[arg-type]
    }


def test_what_the_question_states_narrows_the_search_and_is_said(assistant: Assistant) -> None:
    question = "2020年以来国务院发布的关于夜间停车的规定"
    assert found(assistant, question) == {"state-2023"}
    assert labels(assistant, question) == {
        "发文机关：国务院": "国务院发布的",
        "发布日期：2020-01-01 起": "2020年以来",
    }
    assert assistant.narrowing(question).question.search_text == "夜间停车"


def test_a_place_holds_what_lies_in_it_and_no_national_document(assistant: Assistant) -> None:
    assert found(assistant, "广东省发布的夜间停车规定") == {"guangzhou", "tianhe"}
    assert found(assistant, "夜间停车", filter=Filter(place="天河")) == {"tianhe"}


def test_a_field_that_is_ignored_is_searched_for_instead(assistant: Assistant) -> None:
    question = "2020年以来国务院发布的关于夜间停车的规定"
    options = {"ignore": frozenset({"issuer"})}
    assert found(assistant, question, **options) == {
        "state-2023", "education", "guangzhou", "tianhe"
    }  # fmt: skip
    assert list(labels(assistant, question, **options)) == ["发布日期：2020-01-01 起"]
    assert "国务院发布" in assistant.narrowing(question, ignore=["issuer"]).question.search_text


def test_a_given_filter_wins_over_the_question(assistant: Assistant) -> None:
    question = "国务院发布的夜间停车规定"
    assert found(assistant, question, filter=Filter(issuer="教育部")) == {"education"}
    assert labels(assistant, question, filter=Filter(issuer="教育部")) == {"发文机关：教育部": ""}


def test_what_is_out_of_force_is_found_where_the_question_wants_it(assistant: Assistant) -> None:
    assert found(assistant, "已废止的夜间停车条例") == {"state-2019"}
    assert "state-2019" not in found(assistant, "夜间停车")


def test_a_single_filter_that_leaves_nothing_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("2020年以来财政部发布的关于夜间停车的规定")
    assert answer.refused
    assert [each.label for each in answer.emptied_by] == ["发文机关：财政部"]
    assert answer.emptied_by[0].read_from == "财政部发布的"


def test_the_fewest_filters_that_leave_nothing_together_are_named(assistant: Assistant) -> None:
    wanted = Filter(issuer="教育部", kind="通知", published_from=date(2022, 1, 1))
    answer = assistant.ask("夜间停车", filter=wanted)
    assert [each.field for each in answer.emptied_by] == ["issuer", "published"]
    assert [each.field for each in answer.filters] == ["issuer", "kind", "published"]


def test_a_filter_that_leaves_only_repealed_documents_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("夜间停车", filter=Filter(kind="条例"))
    assert answer.refused
    assert [each.label for each in answer.emptied_by] == [
        "类型：条例",
        "效力：不含已废止、已失效、历史版本",
    ]


def test_a_refusal_for_other_reasons_blames_no_filter(assistant: Assistant) -> None:
    assert found(assistant, "夜间停车", filter=Filter(kind="办法")) == {"guangzhou"}
    off_topic = assistant.ask("蜂蜜柚子茶", filter=Filter(kind="办法"))
    assert off_topic.refused
    assert off_topic.emptied_by == ()
    assert assistant.ask("蜂蜜柚子茶").emptied_by == ()


def test_an_empty_knowledge_base_blames_no_filter(encoder: Encoder, tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "empty", encoder=encoder) as kb:
        assert Assistant(kb).ask("夜间停车", filter=Filter(kind="办法")).emptied_by == ()


def test_where_few_documents_name_their_issuer_those_that_do_not_are_kept(
    make: Callable[..., Assistant],
) -> None:
    silent = [{"id": f"silent-{i}", "issuer": "", "kind": ""} for i in range(5)]
    assistant = make(*RECORDS, *silent)
    question = "教育部发布的关于夜间停车的规定"
    assert found(assistant, question) == {"education", *(each["id"] for each in silent)}
    assert list(labels(assistant, question)) == ["发文机关：教育部或未注明"]
    assert assistant.narrowing(question).question.search_text == "教育部关于夜间停车"
    assert found(assistant, question, filter=Filter(issuer="教育部")) == {"education"}


def test_a_question_that_stands_in_a_document_is_not_narrowed(
    make: Callable[..., Assistant], tmp_path: Path
) -> None:
    question = "国务院发布的停车规定对本区有什么要求"
    assistant = make(*RECORDS)
    page = tmp_path / "问答.txt"
    page.write_text(f"停车政策问答\n\n问：{question}？\n\n答：夜间停车每小时收费五元。\n", "utf-8")
    assistant.knowledge_base.add([page], encode=False)
    answer = assistant.ask(question + "？")
    assert answer.filters == ()
    assert [c.title for c in answer.citations] == ["停车政策问答"]


def test_the_filters_survive_json(assistant: Assistant) -> None:
    wanted = Filter(validity=frozenset({Validity.IN_FORCE}), document_ids=frozenset({"education"}))
    values = json.loads(json.dumps(assistant.ask("夜间停车", filter=wanted).to_dict()))
    assert [each["label"] for each in values["filters"]] == [
        "效力：现行有效",
        "文件：《校园操场可以通知》",
    ]
