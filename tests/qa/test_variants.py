"""Copies are one hit, and the newest version of a title comes first."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from index.copies import is_copy
from index.knowledge_base import KnowledgeBase
from index.titles import without_version
from index.types import Filter
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

    Opened = Callable[[list[dict[str, str]]], Assistant]

NOTICE = (
    "各有关单位：为支持企业稳定岗位，现就失业保险稳岗返还有关事项通知如下。"
    "一、对不裁员或者少裁员的参保企业，返还其上年度实际缴纳失业保险费的百分之五十。"
    "二、企业应当于2023年9月30日前向广州市社会保险基金管理中心提出申请，并提交营业执照、花名册和承诺书。"
    "三、经办机构应当自受理之日起十个工作日内完成审核，并将资金拨付到企业账户，不得收取任何费用。"
    "四、弄虚作假骗取资金的，依法追回并追究责任。各区人力资源和社会保障局应当加强宣传，做好服务，及时公示结果。"
)


@pytest.fixture
def opened(tmp_path: Path, encoder: Encoder) -> Iterator[Opened]:
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:

        def fill(records: list[dict[str, str]]) -> Assistant:
            lines = [json.dumps(record, ensure_ascii=False) for record in records]
            (tmp_path / "documents.jsonl").write_text("\n".join(lines), "utf-8")
            kb.add([tmp_path / "documents.jsonl"], encode=False)
            return Assistant(kb)

        yield fill


@pytest.mark.parametrize(
    "other",
    [
        NOTICE,
        NOTICE.replace("，", ",").replace("2023", "２０２３"),
        NOTICE.replace("及时公示结果", "及时公布结果"),
    ],
)
def test_the_same_text_typed_otherwise_is_a_copy(other: str) -> None:
    assert is_copy(NOTICE, other)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("2023年", "2024年"),
        ("百分之五十", "百分之六十"),
        ("广州市", "深圳市"),
        ("十个工作日", "三个工作日"),
        ("9月30日", "9月20日"),
    ],
)
def test_another_year_amount_or_town_is_no_copy(said: str, instead: str) -> None:
    assert said in NOTICE
    assert not is_copy(NOTICE, NOTICE.replace(said, instead))


def test_copies_are_one_hit_under_the_most_official_and_all_are_named(opened: Opened) -> None:
    assistant = opened(
        [
            {"id": "press", "title": "转发：稳岗返还有关事项", "text": NOTICE},
            {
                "id": "official",
                "title": "关于失业保险稳岗返还的通知",
                "text": NOTICE.replace("及时公示", "及时公布"),
                "doc_no": "穗人社发〔2023〕7号",
                "issuer": "广州市人力资源和社会保障局",
            },
            {"id": "next", "title": "关于稳岗返还的通知", "text": NOTICE.replace("2023", "2024")},
        ]
    )
    hits = assistant.search("少裁员的企业返还多少失业保险费？")
    found = {hit.document.id: hit.copies for hit in hits}
    assert found == {"official": ("press",), "next": ()}
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_copy_that_the_filter_does_not_admit_is_not_named(opened: Opened) -> None:
    assistant = opened(
        [
            {"id": "a", "title": "稳岗返还一", "text": NOTICE, "issuer": "甲局"},
            {"id": "b", "title": "稳岗返还二", "text": NOTICE, "issuer": "乙局"},
        ]
    )
    (hit,) = assistant.search("稳岗返还怎么申请？", filter=Filter(document_ids=frozenset("b")))
    assert (hit.document.id, hit.copies) == ("b", ())
    (both,) = assistant.search("稳岗返还怎么申请？")
    assert {both.document.id, *both.copies} == {"a", "b"}


def test_a_copy_that_is_removed_is_no_longer_named(opened: Opened) -> None:
    assistant = opened(
        [{"id": id_, "title": f"稳岗返还{id_}", "text": NOTICE} for id_ in ("a", "b", "c")]
    )
    assistant.knowledge_base.remove(["a"])
    (hit,) = assistant.search("稳岗返还怎么申请？")
    assert {hit.document.id, *hit.copies} == {"b", "c"}


def versions(*, newer: str = "2024-03-01") -> list[dict[str, str]]:
    return [
        {
            "id": "old",
            "title": "停车场管理办法",
            "text": "停车场管理办法\n第一条 停车场夜间停车收费五元，停车场夜间停车应当登记。",
            "date": "2019-03-01",
        },
        {
            "id": "new",
            "title": "停车场管理办法（2024年修订）",
            "text": "停车场管理办法\n第一条 停车场晚间停放车辆免费。\n第二条 车辆应当登记后驶入停车场。",
            "published": "2024-02-01",
            "effective": newer,
        },
    ]


@pytest.mark.parametrize(
    ("records", "question", "expected"),
    [
        (versions(), "停车场夜间停车收费多少？", "new"),
        (versions(), "停车场管理办法第一条", "new"),
        (versions(), "2019年的停车场管理办法夜间停车收费多少？", "old"),
        (versions(newer="2999-01-01"), "停车场夜间停车收费多少？", "old"),
    ],
)
def test_only_the_version_in_force_on_the_day_is_found(
    opened: Opened, records: list[dict[str, str]], question: str, expected: str
) -> None:
    hits = opened(records).search(question)
    assert hits[0].document.id == expected
    assert {hit.document.id for hit in hits} == {expected}


def test_of_each_title_in_several_versions_the_newest_comes_first(
    tmp_path: Path, encoder: Encoder, data_folder: Path
) -> None:
    lines = (data_folder / "laws" / "documents.jsonl").read_text("utf-8").splitlines()
    titles: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        titles[without_version(json.loads(line)["title"])].append(line)
    several = [line for each in titles.values() if len(each) > 1 for line in each]
    (tmp_path / "laws.jsonl").write_text("\n".join(several), "utf-8")
    wrong, asked = [], 0
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "laws.jsonl"], encode=False)
        assistant = Assistant(kb)
        newest = kb.variants().newest
        for id_ in sorted(set(newest.values())):
            title = kb.document(id_).title
            labels = [p.label for p in kb.document_passages(id_) if p.article_number]
            for label in labels[:: max(1, len(labels) // 2)]:
                asked += 1
                hit = assistant.search(f"{title}{label}", k=1)[0]
                if hit.document.id != id_ and id_ not in hit.copies:
                    wrong.append((title, label, hit.document.id))
    assert asked > 100
    assert wrong == []
