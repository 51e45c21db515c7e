"""What offices print about their documents is read from every format, with the place where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordFile

from index.attachments import attachment_fact
from index.metadata import Given, described
from index.properties import given_by_properties, title_of_properties
from index.read_from import located
from index.readers import read
from index.red_head import head_facts, promulgated_title, red_head_end, signature_facts
from index.structure import build_document
from index.types import Block, Metadata, ReadFrom, SourceDocument
from tests.formats.facts_right import Compared, pages, state_council

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

TITLE = "某某省人民政府关于加强社区食堂建设的意见"
NOTICE = [
    "000123", "特急", "某 某 省 人 民 政 府 文 件", "某府〔2023〕15号", TITLE, "各市、县人民政府，省政府直属各单位：",
    "为加强社区食堂建设，根据《某条例》（国发〔2015〕52号）的规定，提出以下意见。",
    "一、目标任务", "到2025年，每个街道至少建成一个社区食堂。2020年1月1日以前建成的，由各市另行核定。",
    "二、附则", "本意见自2023年9月1日起施行，有效期5年。《某某省老年食堂管理办法》（某府〔2016〕3号）同时废止。",
    "附件：1.社区食堂建设标准", "2.社区食堂补贴申请表；", "3.承诺书", "某某省人民政府", "2023年7月6日", "（此件公开发布）",
    "主题词：民政  食堂  意见", "抄送：省委各部门，省军区。", "某某省人民政府办公厅            2023年7月8日印发",
]  # fmt: skip
WANTED = Metadata(
    document_number="某府〔2023〕15号",
    issuer="某某省人民政府",
    published=date(2023, 7, 6),
    effective=date(2023, 9, 1),
    expires=date(2028, 9, 1),
    disclosure="此件公开发布",
    kind="意见",
    subject_words="民政 食堂 意见",
    attachments="社区食堂建设标准\n社区食堂补贴申请表\n承诺书",
)


def as_text(path: Path) -> Path:
    path.with_suffix(".txt").write_text("\n".join(NOTICE), encoding="utf-8")
    return path.with_suffix(".txt")


def as_markdown(path: Path) -> Path:
    lines = [f"# {line}" if line == TITLE else line for line in NOTICE]
    path.with_suffix(".md").write_text("\n\n".join(lines), encoding="utf-8")
    return path.with_suffix(".md")


def as_page(path: Path) -> Path:
    lines = [f"<h1>{line}</h1>" if line == TITLE else f"<p>{line}</p>" for line in NOTICE]
    path.with_suffix(".html").write_text("\n".join(lines), encoding="utf-8")
    return path.with_suffix(".html")


def as_word(path: Path) -> Path:
    file = WordFile()
    for line in NOTICE:
        file.add_paragraph(line, style="Title" if line == TITLE else None)
    file.core_properties.author = "Administrator"
    file.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def one(path: Path) -> SourceDocument:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    return document


def shares(compared: Iterable[Compared]) -> dict[str, float]:
    """The share of right values, by field."""
    whole: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for each in compared:
        whole[each.field] += 1
        right[each.field] += each.is_right
    return {name: right[name] / whole[name] for name in whole}


@pytest.mark.parametrize("write", [as_text, as_markdown, as_page, as_word])
def test_a_red_headed_document_says_the_same_in_every_format(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    document = one(write(tmp_path / "文件"))
    found = document.metadata
    assert document.title == TITLE
    assert replace(found, subject_words=" ".join(found.subject_words.split())) == WANTED


@pytest.mark.parametrize("write", [as_text, as_markdown, as_page, as_word])
def test_each_fact_points_to_the_words_that_say_it(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    document = build_document(one(write(tmp_path / "文件")), "d")
    read_at = {each.field: document.text[each.start : each.end] for each in document.read_from}
    known = {name for name in Metadata.__slots__ if getattr(document.metadata, name)}
    assert read_at.keys() == known | {"title"}
    assert all(read_at.values())
    assert (read_at["document_number"], read_at["issuer"].replace(" ", "")) == (
        "某府〔2023〕15号",
        "某某省人民政府文件",
    )
    assert read_at["published"] == "2023年7月6日"
    assert "有效期5年" in read_at["expires"]
    assert read_at["title"] == TITLE


def test_an_issuer_that_occurs_often_is_found_where_it_signs() -> None:
    lines = ["关于某事的通知", "某某市民政局和某某市财政局已发文。", "某某市民政局", "2023年5月1日"]
    _, read_from = described(lines, title="关于某事的通知")
    text = "\n".join(lines)
    found = {each.field: located(each, text) for each in read_from}
    assert found["issuer"].start == text.rindex("某某市民政局")


def test_several_who_sign_are_quoted_together() -> None:
    lines = ["关于某事的通知", "正文。", "某某市民政局", "某某市财政局", "2023年5月1日"]
    document = build_document(
        SourceDocument(
            "a", lines[0], tuple(map(Block, lines)), read_from=described(lines, title=lines[0])[1]
        ),
        "d",
    )
    (found,) = (each for each in document.read_from if each.field == "issuer")
    assert document.text[found.start : found.end] == "某某市民政局\n某某市财政局"


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("国务院办公厅转发国家教委关于某事请示的通知", "国务院办公厅"),
        ("国务院办公厅对全国政协第4626号提案的答复", "国务院办公厅"),
        ("国家林草局召开党组扩大会对疫情防控工作再部署", ""),
        ("关于印发《某办法》的通知", ""),
    ],
)
def test_the_title_names_who_issued_and_not_whose_paper_is_passed_on(
    title: str, issuer: str
) -> None:
    assert described([], title=title)[0].issuer == issuer


def test_what_is_only_likely_gives_way_to_the_text() -> None:
    likely = [Given("issuer", "某某省财政厅", "properties author", certain=False)]
    lines = ["关于某事的通知", "正文。", "某某市民政局", "2023年5月1日"]
    assert described(lines, likely)[0].issuer == "某某市民政局"
    metadata, read_from = described(lines[:2], likely)
    assert metadata.issuer == "某某省财政厅"
    assert ReadFrom("issuer", "properties author", "某某省财政厅") in read_from


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Microsoft Word - 通知.doc", ""),
        ("关于补贴的通知.docx", ""),
        ("文档1", ""),
        ("Annual report", ""),
        ("关于补贴的通知", "关于补贴的通知"),
    ],
)
def test_titles_that_programs_make_up_are_none(title: str, kept: str) -> None:
    assert title_of_properties(title) == kept


def test_only_an_authority_among_the_properties_counts_as_issuer() -> None:
    found = list(given_by_properties({"/Author": "Administrator", "Company": "某某市民政局"}))
    assert [(each.value, each.certain) for each in found] == [("某某市民政局", False)]
    assert list(given_by_properties({"Author": "张三", "Keywords": "word, pdf"})) == []


def test_a_quote_is_found_across_the_breaks_of_a_title() -> None:
    text = "国务院关于加强\n某项工作的意见\n正文。"
    found = located(ReadFrom("title", "text", "国务院关于加强某项工作的意见"), text)
    assert text[found.start : found.end] == "国务院关于加强\n某项工作的意见"


def test_what_stands_only_around_the_text_has_no_place_in_it() -> None:
    _, read_from = described(
        ["通知", "正文。"], title="通知", printed=["索引号：330782000000/2023-528872"]
    )
    (found,) = (each for each in read_from if each.field == "index_number")
    assert (found.origin, located(found, "通知\n正文。").start) == ("page", -1)


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["某某市民政局", "某某市财政局文件", "某民〔2023〕1号", "关于补贴的通知"], "某某市民政局、某某市财政局"),
        (["某某省人民政府办公厅", "某府办函〔2023〕1号  签发人：张三", "关于某事的复函"], "某某省人民政府办公厅"),
        (["中华人民共和国国务院令", "第707号", "现公布某条例。"], "国务院"),
        (["某某市人民政府关于清理行政规范性文件", "的通知", "某府〔2023〕1号"], ""),
        (["某某市人民政府文件汇编", "目录", "第一部分"], ""),
    ],
)  # fmt: skip
def test_the_mark_above_the_red_line_names_the_issuer(lines: list[str], issuer: str) -> None:
    found = [fact.value for fact in head_facts(lines) if fact.field == "issuer"]
    assert found == ([issuer] if issuer else [])


def test_the_title_stands_below_the_red_head() -> None:
    assert red_head_end(NOTICE) == 4
    assert red_head_end(["某某市人民政府关于某事的通知", "各区人民政府：", "正文。"]) == 0
    order = ["某某市人民政府令", "第9号", "《某某办法》已经通过，现予公布。", "市长 张三", "2021年1月29日", "某某办法", "第一条 …"]  # fmt: skip
    assert promulgated_title(order) == "某某办法"


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["关于某事的通知", "正文。", "国务院  中央军委", "一九九六年十一月五日"], "国务院、中央军委"),
        (["关于某事的通知", "正文。", "某某市民政局", "某某市财政局", "2023年 7月 6日"], "某某市民政局、某某市财政局"),
        (["关于转发意见的通知", "请执行。", "国务院办公厅", "1996年1月5日", "意见", "国家地震局", "1996年1月1日"], "国务院办公厅"),
        (["通告（第8号）", "正文。", "某某经济开发区", "应对疫情指挥部办公室", "2020年2月11日"], "某某经济开发区应对疫情指挥部办公室"),
        (["关于某事的通知", "会议定于以下日期召开：", "2023年7月6日"], ""),
    ],
)  # fmt: skip
def test_who_signs_first_issued_the_document(lines: list[str], issuer: str) -> None:
    found = [fact.value for fact in signature_facts(lines) if fact.field == "issuer"]
    assert found == ([issuer] if issuer else [])


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        (["附件：申请表", "某某市民政局"], "申请表"),
        (["附件：", "1.申请表.docx", "2.承诺书.docx", "某局"], "申请表.docx\n承诺书.docx"),
        (["附件：1.申请表 2.承诺书", "3．名单"], "申请表\n承诺书\n名单"),
        (["附件1：申请表", "附件2：承诺书"], "申请表\n承诺书"),
        (["附件1", "申请表"], ""),
        (["附件：见附表所列的全部材料，请各单位认真填写并于月底前报送。"], ""),
        (["材料见附件：略"], ""),
    ],
)  # fmt: skip
def test_a_list_of_attachments_is_read_one_a_line(lines: list[str], titles: str) -> None:
    assert [fact.value for fact in attachment_fact(lines)] == ([titles] if titles else [])


def test_facts_of_the_state_council_are_read_from_the_texts_alone(
    data_folder: Path, tmp_path: Path
) -> None:
    compared = state_council(data_folder / "state_council", tmp_path)
    found = shares(compared)
    assert found.keys() == {"document_number", "issuer", "index_number"}
    assert min(found.values()) >= 0.95


def test_facts_of_saved_pages_are_those_that_a_clerk_wrote_down(data_folder: Path) -> None:
    compared = list(pages(data_folder / "pages"))
    assert len(compared) == 24 * 5
    assert [each for each in compared if not each.is_right] == []
