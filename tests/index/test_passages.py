from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.passages import LONGEST, split_passages
from index.readers import read
from index.sentences import LONGEST as LONGEST_SENTENCE
from index.sentences import split_sentences
from index.structure import build_document
from index.types import Block, BlockKind, Document, Passage, SectionKind, SourceDocument

if TYPE_CHECKING:
    from pathlib import Path


def document_of(*blocks: str | Block, title: str = "标题") -> Document:
    made = tuple(block if isinstance(block, Block) else Block(block) for block in blocks)
    return build_document(SourceDocument("memory", title, made), "id")


def passages_of(*blocks: str | Block, title: str = "标题") -> tuple[Passage, ...]:
    return split_passages(document_of(*blocks, title=title))


def sentences_of(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text))]


def check_coverage(document: Document) -> None:
    """Every character that is no white space lies in one passage and one of its sentences."""
    text, position = document.text, 0
    for ordinal, passage in enumerate(split_passages(document)):
        assert passage.ordinal == ordinal
        assert passage.document_id == document.id
        assert passage.id == 0
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
        for sentence in passage.sentences:
            assert text[position : sentence.start].strip() == ""
            quoted = text[sentence.start : sentence.end]
            assert quoted
            assert quoted == quoted.strip()
            position = sentence.end
    assert text[position:].strip() == ""


def test_founding_page_splits_into_its_parts(founding_page: Path) -> None:
    (source,) = read(founding_page)
    assert isinstance(source, SourceDocument)
    document = build_document(source, "id")
    check_coverage(document)
    passages = split_passages(document)
    assert [str(p.kind) for p in passages] == [
        "front_matter",
        "question",
        "answer",
        "answer",
        "answer",
        "contact",
    ]
    question = passages[1]
    assert question.label == "問"
    assert "重點發力的方向是什么?\n答:省委" in question.text
    for part in passages[1:5]:
        assert part.heading.startswith("問:近幾年來")
        assert len(part.heading) <= 80
    assert passages[4].label == "二是"
    assert passages[4].text.startswith("二是緊扣“向新進軍”")
    quotes = [document.text[s.start : s.end] for p in passages for s in p.sentences]
    assert "今年,經開區數字經濟產值有望突破千億規模。" in quotes
    assert "聯系電話:0579-85236028" in quotes


def test_an_article_is_one_passage_however_long() -> None:
    items = [f"（{n}）{'甲' * 300}；" for n in "一二三四五六七八九"]
    passages = passages_of("第一条 有下列情形之一的：", *items, "第二条 乙。")
    assert [p.label for p in passages] == ["第一条", "第二条"]
    assert passages[0].text.endswith("；")
    assert len(passages[0].text) > 2700
    assert [p.article_number for p in passages] == [1, 2]
    assert {p.kind for p in passages} == {SectionKind.ARTICLE}


def test_short_article_is_one_sentence_and_a_long_one_several() -> None:
    short, long = passages_of("第一条 甲。乙。", "丙。", "第二条 " + "应当按照规定办理手续。" * 20)[
        :2
    ]
    assert len(short.sentences) == 1
    assert len(long.sentences) == 20


def test_article_takes_its_chapter_along_but_not_what_stands_before() -> None:
    passages = passages_of("为了某事，制定本法。", "第一章 总则", "第一条 甲。", "第二条 乙。")
    assert [p.text for p in passages] == [
        "为了某事，制定本法。",
        "第一章 总则\n第一条 甲。",
        "第二条 乙。",
    ]
    assert [p.heading for p in passages] == ["", "第一章 总则", "第一章 总则"]
    assert [p.label for p in passages] == ["", "第一条", "第二条"]


def test_article_keeps_its_own_label_when_it_begins_with_a_point() -> None:
    heading = Block("一是甲；二是乙。", BlockKind.HEADING)
    (passage,) = passages_of(heading, title="某法第三条")
    assert (passage.label, passage.article_number) == ("第三条", 3)


@pytest.mark.parametrize("last", ["甲。", "第一条 甲。"])
def test_heading_with_nothing_below_joins_the_passage_before(last: str) -> None:
    (passage,) = passages_of(last, "第二章 附则")
    assert passage.text == f"{last}\n第二章 附则"


def test_table_row_is_never_cut_and_is_one_sentence() -> None:
    rows = [Block(f"第{n}行 | " + "内容。" * 60, BlockKind.TABLE_ROW) for n in range(9)]
    document = document_of("下表：", *rows)
    spans = [(s.start, s.end) for p in split_passages(document) for s in p.sentences]
    for row in rows:
        start = document.text.index(row.text.strip())
        assert (start, start + len(row.text)) in spans


def test_table_row_inside_an_answer_is_never_cut() -> None:
    row = "甲 | " + "内容很多。" * 80
    document = document_of(
        "问：标准是多少？", "答：见下表。", Block(row, BlockKind.TABLE_ROW), "完毕了。"
    )
    start = document.text.index(row)
    assert (start, start + len(row)) in [
        (s.start, s.end) for p in split_passages(document) for s in p.sentences
    ]


def test_question_stays_with_the_head_of_its_answer() -> None:
    question = "问：" + "关于办理条件，" * 30 + "怎么办理？"
    answer = "答：" + "到窗口办理手续即可。" * 120
    passages = passages_of(question, answer, "问：多久办好？", "答：五日。")
    assert passages[0].text.startswith(question + "\n答：到窗口办理手续即可。")
    assert [str(p.kind) for p in passages][-1] == "question"
    parts = [p for p in passages if p.kind is SectionKind.ANSWER]
    assert parts
    assert {p.heading for p in parts} == {passages[0].heading}
    assert passages[-1].text == "问：多久办好？\n答：五日。"


def test_short_paragraphs_are_merged_and_none_is_cut_for_it() -> None:
    paragraphs = [f"第{n}段说的是同一件事情，需要大家共同努力完成。" for n in range(30)]
    passages = passages_of(*paragraphs)
    assert 2 <= len(passages) <= 4
    assert [line for p in passages for line in p.text.split("\n")] == paragraphs


def test_long_paragraph_is_cut_between_sentences_and_no_passage_is_too_long() -> None:
    passages = passages_of("各地要加强领导，压实责任，确保各项工作落到实处。" * 60)
    assert len(passages) > 3
    assert all(len(p.text) <= LONGEST for p in passages)
    assert all(p.text.endswith("实处。") for p in passages)


def test_later_part_of_a_point_names_it_in_its_heading() -> None:
    text = "一、加强组织领导。" + "各地要压实责任，确保各项工作落到实处。" * 50
    first, *later = passages_of(text, "二、加强宣传。" + "要多渠道宣传。" * 3)[:-1]
    assert (first.label, first.heading) == ("一、", "")
    assert later
    assert {(p.label, p.heading) for p in later} == {("一、", "一、加强组织领导")}


def test_empty_document_has_no_passages() -> None:
    assert passages_of("", " \n\u3000") == ()


@pytest.mark.parametrize("text", ["。。。", "😀🎉", "--- ***", "？"])
def test_document_of_mere_signs_is_one_passage(text: str) -> None:
    (passage,) = passages_of(text)
    assert passage.text == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "今天上午开会。明天全天放假！后天怎么办呢？",
            ["今天上午开会。", "明天全天放假！", "后天怎么办呢？"],
        ),
        ("好。大家今天上午开会。", ["好。大家今天上午开会。"]),
        ("他说：“一切都很顺利。”大家都听到了。", ["他说：“一切都很顺利。”", "大家都听到了。"]),
        ("增长了3.5个百分点。完成1.4万件。", ["增长了3.5个百分点。", "完成1.4万件。"]),
        ("第一行没有句号\n第二行也没有", ["第一行没有句号", "第二行也没有"]),
        ("甲乙\n丙丁", ["甲乙", "丙丁"]),
        ("短句也要分开；不长就不分开。", ["短句也要分开；不长就不分开。"]),
        ("前面一句话到此为止……后面一句话开始了。", ["前面一句话到此为止……", "后面一句话开始了。"]),
        ("  两边有空白。  ", ["两边有空白。"]),
        ("This is one. This is two.", ["This is one.", "This is two."]),
        ("一段文字\n————\n另一段文字", ["一段文字\n————", "另一段文字"]),
        ("（以下简称通知。）各地要执行。", ["（以下简称通知。）", "各地要执行。"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_long_sentence_is_cut_at_semicolons_but_not_inside_brackets() -> None:
    text = (
        "要落实各项任务"
        + "，压实责任" * 10
        + "（网址：甲；路径：乙）；"
        + "还要加强宣传" * 10
        + "。"
    )
    first, second = sentences_of(text)
    assert first.endswith("（网址：甲；路径：乙）；")
    assert second.startswith("还要加强宣传")


def test_endless_sentence_is_cut_at_a_comma_and_at_last_anywhere() -> None:
    assert all(s.endswith("，") for s in sentences_of("压实各方责任，" * 400)[:-1])
    endless = sentences_of("字" * 1700)
    assert [len(s) for s in endless] == [LONGEST_SENTENCE] * 3 + [200]


def test_list_item_begins_a_sentence() -> None:
    text = "各地各部门要做到：一是加快建设进度；二是提高工程质量；三是确保生产安全。"
    document = document_of(text)
    (passage,) = split_passages(document)
    assert [document.text[s.start : s.end] for s in passage.sentences] == [
        "各地各部门要做到：",
        "一是加快建设进度；",
        "二是提高工程质量；",
        "三是确保生产安全。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "字" * 1_000_000,
        "😀" * 300_000,
        "，" * 300_000,
        "1、甲\n" * 50_000,
        "一是好。" * 80_000,
        "甲 " * 150_000,
        "问：好吗？答：好。" * 20_000,
    ],
    ids=["han", "emoji", "commas", "marks", "points", "gaps", "questions"],
)
def test_large_monotonous_text_is_split_completely(text: str) -> None:
    check_coverage(document_of(text))


PIECES = st.sampled_from(
    [
        "第一章 总则", "第一条 甲。", "第二条 有下列情形之一的：", "（一）子；", "（二）丑。", "一、总体要求",
        "1.甲甲。", "2.乙乙。", "一是甲；二是乙。", "问：如何办理？", "答：可以。", "如何办理手续？", "| 税目 | 税率 |",
        "+----+----+", "附件：", "联系电话：0579-85236028", "2023-07-06", "……", "。”", "各地要压实责任。" * 30,
        "没有句号，" * 120, "甲。 一、乙 丙。 （一）丁。 " * 12, "English text. More of it.", "\u3000", "",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.builds(
            Block,
            PIECES | st.text(max_size=60),
            st.sampled_from(list(BlockKind)),
            st.integers(min_value=0, max_value=3),
        ),
        max_size=25,
    ),
    st.sampled_from(["标题", "某法第三条"]),
)
def test_every_character_lies_in_one_passage_and_one_sentence(
    blocks: list[Block], title: str
) -> None:
    document = document_of(*blocks, title=title)
    check_coverage(document)
    if any(c.isalnum() for c in document.text):
        for passage in split_passages(document):
            for sentence in passage.sentences:
                quoted = document.text[sentence.start : sentence.end]
                assert any(c.isalnum() for c in quoted), "a sentence of mere signs"


@settings(deadline=None)
@given(st.text(max_size=300), st.sets(st.integers(min_value=0, max_value=300)))
def test_sentences_hold_every_character_of_any_text(text: str, points: set[int]) -> None:
    position = 0
    for start, end in split_sentences(text, 0, len(text), points):
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


def test_every_article_of_real_laws_is_one_passage(data_folder: Path) -> None:
    for source in islice(read(data_folder / "laws" / "documents.jsonl"), 100):
        assert isinstance(source, SourceDocument)
        document = build_document(source, source.id)
        articles = [s for s in document.sections if s.kind is SectionKind.ARTICLE]
        held = [p for p in split_passages(document) if p.kind is SectionKind.ARTICLE]
        assert [p.label for p in held] == [s.label for s in articles]
        assert all(p.end >= s.end for p, s in zip(held, articles, strict=True))
