from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.enumerations import inline_points
from index.readers import read
from index.roles import article_number
from index.structure import build_document
from index.types import Block, BlockKind, Document, Section, SectionKind, SourceDocument

if TYPE_CHECKING:
    from pathlib import Path


def document_of(*blocks: str | Block, title: str = "标题") -> Document:
    made = tuple(block if isinstance(block, Block) else Block(block) for block in blocks)
    return build_document(SourceDocument("memory", title, made), "id")


def shown(document: Document, section: Section) -> str:
    return document.text[section.start : section.end]


def of_kind(document: Document, kind: SectionKind) -> list[Section]:
    return [section for section in document.sections if section.kind is kind]


def outline(document: Document) -> list[tuple[str, str, int | None]]:
    return [(str(s.kind), s.label, s.parent) for s in document.sections]


@pytest.fixture(scope="module")
def founding(founding_page: Path) -> Document:
    (source,) = read(founding_page)
    assert isinstance(source, SourceDocument)
    return build_document(source, "id")


def test_text_is_the_blocks_without_blank_lines_and_indents() -> None:
    document = document_of("　　第一段。", "", " \t", "第二段。\r\n第三段。  ")
    assert document.text == "第一段。\n第二段。\n第三段。"


def test_founding_page_has_its_parts_in_order(founding: Document) -> None:
    roots = [str(s.kind) for s in founding.sections if s.parent is None]
    assert roots == ["front_matter", "question", "answer", "contact"]


def test_founding_page_nests_its_points(founding: Document) -> None:
    points = of_kind(founding, SectionKind.POINT)
    assert [point.label for point in points] == ["一是", "一是", "二是", "三是", "二是"]
    first, inner1, inner2, inner3, second = points
    answer = founding.sections.index(of_kind(founding, SectionKind.ANSWER)[0])
    assert first.parent == second.parent == answer
    outer = founding.sections.index(first)
    assert inner1.parent == inner2.parent == inner3.parent == outer
    assert shown(founding, inner2).startswith("二是聚焦現有產業")
    assert shown(founding, second).startswith("二是緊扣“向新進軍”")


def test_founding_page_ends_with_its_contact(founding: Document) -> None:
    (contact,) = of_kind(founding, SectionKind.CONTACT)
    assert shown(founding, contact).startswith("解讀單位")
    assert shown(founding, contact).endswith("0579-85236028")


def test_articles_hold_their_paragraphs_and_items_below_their_chapters() -> None:
    document = document_of(
        Block("第二章 劳动合同的订立", BlockKind.HEADING, 1),
        "第十九条 劳动合同期限三个月以上的，试用期不得超过一个月。",
        "同一用人单位只能约定一次试用期。",
        "第二十条 有下列情形之一的：",
        "（一）甲的；",
        "（二）乙的。",
        Block("第三章 劳动合同的履行", BlockKind.HEADING, 1),
        "第二十一条 丙。",
    )
    assert outline(document) == [
        ("heading", "第二章", None),
        ("article", "第十九条", None),
        ("article", "第二十条", None),
        ("point", "（一）", 2),
        ("point", "（二）", 2),
        ("heading", "第三章", None),
        ("article", "第二十一条", None),
    ]
    assert shown(document, document.sections[1]).endswith("一次试用期。")
    assert document.sections[2].heading == "第二章 劳动合同的订立"
    assert document.sections[6].heading == "第三章 劳动合同的履行"


def test_reference_to_an_article_begins_none() -> None:
    document = document_of("第一条 甲。", "第三条规定的情形除外。", "第二条 乙。")
    assert [s.label for s in of_kind(document, SectionKind.ARTICLE)] == ["第一条", "第二条"]


def test_attachment_ends_the_last_article() -> None:
    document = document_of("第九条 自公布之日起施行。", "附表一：", "税目 | 税率", "煤 | 2％")
    article = of_kind(document, SectionKind.ARTICLE)[0]
    assert shown(document, article) == "第九条 自公布之日起施行。"
    assert len(of_kind(document, SectionKind.TABLE_ROW)) == 2


def test_title_that_names_an_article_makes_the_text_that_article() -> None:
    document = document_of("甲的，应当乙。", "丙的，从其规定。", title="某某法第一百二十条之一")
    (section,) = document.sections
    assert (section.kind, section.label) == (SectionKind.ARTICLE, "第一百二十条之一")
    assert shown(document, section) == document.text


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("第十九条", 19),
        ("第一千二百五十四条", 1254),
        ("第1254条", 1254),
        ("第一百二十条之一", 120),
        ("条目一", 1),
    ],
)
def test_article_numbers_are_read_from_labels(label: str, number: int) -> None:
    assert article_number(label) == number


def test_article_number_refuses_other_labels() -> None:
    with pytest.raises(ValueError, match="第十九条"):
        article_number("（一）")


def test_headings_make_a_path() -> None:
    document = document_of(
        "一、总体要求",
        "（一）工作目标",
        "到二〇二五年，形成体系。",
        "二、保障措施",
        "各地要加强领导。",
    )
    paragraphs = of_kind(document, SectionKind.PARAGRAPH)
    assert [p.heading for p in paragraphs] == ["一、总体要求 › （一）工作目标", "二、保障措施"]


def test_title_above_the_text_is_no_part_of_the_path() -> None:
    document = document_of(Block("标题", BlockKind.HEADING, 1), "甲。")
    assert outline(document) == [("heading", "", None), ("paragraph", "", None)]
    assert document.sections[1].heading == ""


def test_table_of_contents_is_no_row_of_headings() -> None:
    document = document_of("第一章 总则", "第二章 附则", "第一章 总则", "第一条 甲。")
    headings = of_kind(document, SectionKind.HEADING)
    assert [shown(document, h) for h in headings] == ["第一章 总则"]
    assert headings[0].start > 10


def test_short_line_above_a_paragraph_is_a_heading() -> None:
    document = document_of(
        "参保待遇有变化", "自二〇二五年起，" + "参保人员可以享受待遇，" * 5 + "特此说明。"
    )
    assert [str(s.kind) for s in document.sections] == ["heading", "paragraph"]
    assert document.sections[1].heading == "参保待遇有变化"


def test_point_goes_on_to_the_next_of_its_list_and_the_last_ends_with_its_paragraph() -> None:
    document = document_of("1.甲甲甲。", "甲的说明。", "2.乙乙乙。", "各地要认真执行。")
    assert outline(document) == [
        ("point", "1.", None),
        ("point", "2.", None),
        ("paragraph", "", None),
    ]
    assert shown(document, document.sections[0]) == "1.甲甲甲。\n甲的说明。"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("问：怎么办理？", "答：到窗口办理。"),
        ("問:怎麼辦理?", "答:到窗口辦理。"),
        ("Q：怎么办理？", "A：到窗口办理。"),
        ("1.怎么办理手续？", "到窗口办理。"),
        ("一、怎么办理手续？", "答：到窗口办理。"),
    ],
)
def test_questions_and_answers_are_told_apart(question: str, answer: str) -> None:
    document = document_of(question, answer, "材料要齐全。")
    roots = [s for s in document.sections if s.parent is None]
    assert [s.kind for s in roots] == [SectionKind.QUESTION, SectionKind.ANSWER]
    assert shown(document, roots[0]) == question
    assert shown(document, roots[1]) == f"{answer}\n材料要齐全。"


def test_question_and_answer_on_one_line_are_two_sections() -> None:
    document = document_of("问：怎么办理？答：到窗口办理。")
    assert [shown(document, s) for s in document.sections] == ["问：怎么办理？", "答：到窗口办理。"]


def test_list_in_an_answer_belongs_to_it_and_the_next_question_ends_it() -> None:
    document = document_of(
        "1.需要什么材料？", "需要：", "1.身份证；", "2.户口簿。", "2.多久办好？", "五日。"
    )
    roots = [(str(s.kind), s.label) for s in document.sections if s.parent is None]
    assert roots == [("question", "1."), ("answer", ""), ("question", "2."), ("answer", "")]
    points = of_kind(document, SectionKind.POINT)
    assert [shown(document, p) for p in points] == ["1.身份证；", "2.户口簿。"]


def test_one_rhetorical_question_in_running_text_is_no_question() -> None:
    document = document_of("怎么办才好呢？", "他想了很久。")
    assert not of_kind(document, SectionKind.QUESTION)


def test_flattened_text_is_read_in_its_former_lines() -> None:
    document = document_of(
        "关于某事的通知 各市、县人民政府： 为做好工作，现通知如下： 一、加强领导 "
        "各级政府要高度重视，" + "压实责任，" * 20 + "确保落实。 二、加强宣传 "
        "（一）用好媒体。多渠道宣传。 （二）用好网络。多平台宣传。 某市人民政府 2020年2月4日",
        title="关于某事的通知",
    )
    headings = [shown(document, h) for h in of_kind(document, SectionKind.HEADING)]
    assert headings == ["关于某事的通知", "一、加强领导", "二、加强宣传"]
    assert [p.label for p in of_kind(document, SectionKind.POINT)] == ["（一）", "（二）"]


@pytest.mark.parametrize(
    "text",
    [
        "全年完成1.4万件，同比增长2.5万件。",
        "自2020年2月4日起，至2020年3月5日止。",
        "做到一是一、二是二，绝不含糊。",
        "见附件；1.5米以上，2.5米以下。",
        "二是加强宣传。三是加强监督。",
        "按照第一、第二款办理。",
    ],
)
def test_numbers_and_broken_lists_are_no_points(text: str) -> None:
    assert inline_points(text, 0, len(text)) == []


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("要做到：一是快；二是好。此外还要省。", ["一是快；", "二是好。"]),
        ("第一，要快。快就是好。第二，要省。", ["第一，要快。快就是好。", "第二，要省。"]),
        ("条件：（一）甲；（二）乙；（三）丙。", ["（一）甲；", "（二）乙；", "（三）丙。"]),
        ("步骤：①登录；②填表；③提交", ["①登录；", "②填表；", "③提交"]),
        ("如下：1.甲；2.乙。", ["1.甲；", "2.乙。"]),
    ],
)
def test_points_inside_a_line_are_found(text: str, points: list[str]) -> None:
    assert [text[p.start : p.end] for p in inline_points(text, 0, len(text))] == points


def test_list_of_the_same_style_lies_inside_the_point_that_it_follows() -> None:
    text = "一是甲。一是子。二是丑。三是寅。二是乙。"
    points = inline_points(text, 0, len(text))
    assert [(text[p.start + 2], p.parent) for p in points] == [
        ("甲", None),
        ("子", 0),
        ("丑", 0),
        ("寅", 0),
        ("乙", None),
    ]


def test_state_council_notice_begins_with_its_number_as_front_matter() -> None:
    document = document_of(
        "国务院办公厅关于某某的通知", "国办发〔2018〕115号", "各省、自治区人民政府：", "正文。"
    )
    assert document.sections[0].kind is SectionKind.FRONT_MATTER
    assert shown(document, document.sections[0]).endswith("115号")


LINES = st.sampled_from(
    [
        "第一章 总则", "第一节 一般规定", "第一条 甲。", "第二条 乙：", "第一百二十条之一 丙。",
        "（一）子；", "（二）丑。", "一、总体要求", "二、要求。", "1.甲甲", "2.乙乙", "1.1 细则", "①一",
        "一是甲。一是子；二是丑。二是乙", "问：如何？", "答：可以。", "问：如何？答：可以。", "如何办理手续？",
        "参保待遇有变化", "自即日起，" + "应当按照规定办理，" * 8 + "不得拖延。", "| 税目 | 税率 |", "+----+----+",
        "附件：", "联系电话：0579-85236028", "2023-07-06", "索引号：123456789/2020-1", "……", "\u3000", "",
        "甲。 一、乙 丙。 （一）丁。 " * 12, "平常的一句话。",
    ]
)  # fmt: skip
BLOCKS = st.lists(
    st.builds(
        Block,
        LINES | st.text(max_size=40),
        st.sampled_from(list(BlockKind)),
        st.integers(min_value=0, max_value=4),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=300)
@given(BLOCKS, st.sampled_from(["标题", "某法第三条", ""]))
def test_sections_nest_stand_in_order_and_hold_the_whole_text(
    blocks: list[Block], title: str
) -> None:
    document = build_document(SourceDocument("memory", title, tuple(blocks)), "id")
    sections = document.sections
    assert list(sections) == sorted(sections, key=lambda s: (s.start, -s.end))
    ends: dict[int | None, int] = {}
    for i, section in enumerate(sections):
        assert not shown(document, section)[0].isspace()
        assert not shown(document, section)[-1].isspace()
        assert section.start >= ends.get(section.parent, 0), "siblings overlap"
        ends[section.parent] = section.end
        if section.parent is not None:
            outer = sections[section.parent]
            assert section.parent < i
            assert outer.start <= section.start
            assert section.end <= outer.end
    held = {p for s in sections if s.parent is None for p in range(s.start, s.end)}
    assert all(p in held for p, sign in enumerate(document.text) if not sign.isspace())


@settings(deadline=None)
@given(BLOCKS)
def test_nothing_but_white_space_is_lost_from_the_blocks(blocks: list[Block]) -> None:
    document = build_document(SourceDocument("memory", "标题", tuple(blocks)), "id")
    given_text = "".join(block.text for block in blocks)
    assert re.sub(r"\s", "", document.text) == re.sub(r"\s", "", given_text)
