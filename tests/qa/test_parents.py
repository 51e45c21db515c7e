"""A hit knows what it stands under."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from index.structure import build_document
from index.types import Block, BlockKind, Document, SourceDocument
from qa.parents import ParentKind, parents_at, parents_of

if TYPE_CHECKING:
    from qa.assistant import Assistant

LAW = """停车场管理法
第一编 总则
第一章 设置
第一节 规划
第一条 为了规范停车，制定本法。
第二条 设置停车场应当符合下列条件：
（一）有固定场地；
（二）有消防设施；
第三条 停车场夜间开放。"""
INTERVIEW = """停车政策解读
问：夜间停车收费吗？
答：不收费。具体办法是：一是设立专区；二是配备人员。
问：白天呢？
答：白天收费五元。"""
ROWS = [
    Block("附表1 停车收费", BlockKind.PARAGRAPH),
    Block("区域 | 每小时 | 每日", BlockKind.TABLE_ROW),
    Block("一环内 | 5元 | 40元", BlockKind.TABLE_ROW),
    Block("二环内 | 3元 | 20元", BlockKind.TABLE_ROW),
]


def document(text: str) -> Document:
    blocks = tuple(Block(line) for line in text.split("\n"))
    return build_document(SourceDocument("s", text.partition("\n")[0], blocks), "d")


def chain(made: Document, words: str) -> list[tuple[str, str]]:
    found = parents_at(made, made.text.index(words))
    for parent in found[1:]:
        assert made.text[parent.start : parent.end] == parent.text
    return [(parent.kind.value, parent.text) for parent in found]


def test_an_article_stands_under_its_part_chapter_and_section() -> None:
    assert chain(document(LAW), "第一条") == [
        ("document", "停车场管理法"),
        ("heading", "第一编 总则"),
        ("heading", "第一章 设置"),
        ("heading", "第一节 规划"),
    ]


def test_an_item_stands_under_its_article_and_the_line_that_announces_it() -> None:
    assert chain(document(LAW), "（二）有消防")[-2:] == [
        ("article", "第二条"),
        ("announcement", "第二条 设置停车场应当符合下列条件："),
    ]


def test_an_answer_stands_under_its_question() -> None:
    made = document(INTERVIEW)
    assert chain(made, "答：白天收费")[-1] == ("question", "问：白天呢？")
    assert ("question", "问：夜间停车收费吗？") in chain(made, "二是配备")
    assert chain(made, "二是配备")[-1] == ("announcement", "具体办法是：")


def test_a_table_row_stands_under_its_caption_and_header() -> None:
    made = build_document(SourceDocument("s", "停车收费标准", tuple(ROWS)), "d")
    assert chain(made, "二环内")[1:] == [
        ("table_caption", "附表1 停车收费"),
        ("table_header", "区域 | 每小时 | 每日"),
    ]


def test_every_hit_of_a_search_shows_its_parents_from_the_outermost(assistant: Assistant) -> None:
    for question in ("试用期最长多久", "经开区重点发力的方向", "许可的听证程序"):
        for hit in assistant.search(question):
            found = parents_of(hit)
            assert found[0].kind is ParentKind.DOCUMENT
            headings = [p for p in found if p.kind is ParentKind.HEADING]
            assert all(a.end <= b.start for a, b in pairwise(headings))
            assert [p.text for p in headings] == [
                part
                for part in hit.passage.heading.split(" › ")
                if part in {p.text for p in headings}
            ]
            assert all(p.start <= hit.passage.start for p in found)
