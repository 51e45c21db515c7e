"""Word files that are broken, or made to do harm: refused with a reason, or read as far as they go."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from index.errors import UnreadableFile
from index.readers import read
from index.types import SourceDocument
from tests.formats.docx_xml import (
    NAMESPACES,
    abstract,
    lvl,
    num,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
    write_docx,
    write_members,
)

if TYPE_CHECKING:
    from pathlib import Path


def refusal_of(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        list(read(path))
    assert str(refused.value).startswith(f"{path.name}：")
    return str(refused.value)


def texts_of(path: Path) -> list[str]:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    return [block.text for block in document.blocks]


def nested(tag: str, inside: str, depth: int) -> str:
    return f"<{tag}>" * depth + inside + f"</{tag}>" * depth


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "断.docx", p("正文"))
    path.write_bytes(path.read_bytes()[:-200])
    assert "不完整" in refusal_of(path)


def test_a_package_without_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "空.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/other.xml", "<a/>")
    assert "没有正文（word/document.xml）" in refusal_of(path)


def test_a_document_without_text_says_what_is_there_instead(tmp_path: Path) -> None:
    assert "没有可见的文字" in refusal_of(write_docx(tmp_path / "a.docx", p("")))
    assert "嵌在文件里" in refusal_of(write_docx(tmp_path / "b.docx", '<w:altChunk r:id="x"/>'))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    root = f"{declared}<w:document {NAMESPACES}><w:body>{p('正文')}</w:body></w:document>"
    assert "DTD" in refusal_of(write_members(tmp_path / "弹.docx", {"document": root}))


@pytest.mark.parametrize(
    "body",
    [
        nested("w:tbl><w:tr><w:tc", p("深"), 100_000).replace("</w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        p(nested("w:ins", r("深"), 100_000)),
        nested("w:sdt><w:sdtContent", p("深"), 100_000).replace("</w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ],
    ids=["tables", "insertions", "controls"],
)  # fmt: skip
def test_nesting_without_end_is_refused(tmp_path: Path, body: str) -> None:
    assert "嵌套过深" in refusal_of(write_docx(tmp_path / "深.docx", body))


def test_nesting_that_the_parser_allows_is_read(tmp_path: Path) -> None:
    tables = p("最里面")
    for _ in range(80):
        tables = tbl(tr(tc(tables), "旁"), columns=2)
    boxes = p("框里")
    for _ in range(15):
        boxes = p(text_box(boxes) + r("外"))
    path = write_docx(tmp_path / "深.docx", tables + boxes + p(nested("w:ins", r("很深"), 240)))
    found = texts_of(path)
    assert sum("最里面" in text for text in found) == 1
    assert sum("框里" in text for text in found) == 1
    assert found[-1] == "很深"


def test_circles_come_to_an_end(tmp_path: Path) -> None:
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    path = write_docx(
        tmp_path / "圈.docx",
        p("关于循环的通知") + p(r("正文。") + reference, num=(1, 0)),
        footnotes=f'<w:footnote w:id="1">{p(r("注释。") + reference)}</w:footnote>',
        numbering=abstract(0, lvl(0, "decimal", "%1."), more='<w:numStyleLink w:val="n"/>') + num(1, 0),
        styles='<w:style w:type="numbering" w:styleId="n"><w:name w:val="n"/><w:basedOn w:val="n"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )  # fmt: skip
    assert texts_of(path) == ["关于循环的通知", "1. 正文。", "注1：注释。"]


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/a.xml", "missing.xml"]
)  # fmt: skip
def test_parts_outside_of_the_package_are_not_there(tmp_path: Path, target: str) -> None:
    plain = write_docx(tmp_path / "plain.docx", p("标题在此") + p("正文。"), styles="")
    path = tmp_path / "外.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b'Target="styles.xml"', f'Target="{target}"'.encode())
            )
    assert texts_of(path) == ["标题在此", "正文。"]


@pytest.mark.parametrize(
    "part",
    [
        {"styles": '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:outlineLvl w:val="x"/></w:pPr><w:rPr><w:sz w:val="1e999"/><w:color w:val="red"/></w:rPr></w:style>'},
        {"numbering": abstract(0, lvl(0, "decimal", "%1%9%", start=1).replace('val="1"', 'val="-99999999999"')) + num(1, 0)},
        {"numbering": '<w:abstractNum><w:lvl w:ilvl="77"/></w:abstractNum><w:num w:numId="1"/>'},
        {"comments": ""},
    ],
)  # fmt: skip
def test_values_that_make_no_sense_do_no_harm(tmp_path: Path, part: dict[str, str]) -> None:
    body = (
        p("标题在此", "a")
        + p("正文。", num=(1, 0))
        + tbl(tr(tc("甲", span=99_999), "乙"), tr(tc("丙", merge="x")), columns=2)
    )
    found = texts_of(write_docx(tmp_path / "怪.docx", body, **part))
    assert found[0] == "标题在此"
    assert found[1].endswith("正文。")


def test_many_paragraphs_and_rows_are_read_in_seconds(tmp_path: Path) -> None:
    rows = "".join(tr(f"项目{n}", f"{n}元", "备注") for n in range(3000))
    body = "".join(p(f"第{n}段的文字。") for n in range(10_000)) + tbl(
        tr("项目", "金额", "说明") + rows, columns=3
    )
    found = texts_of(write_docx(tmp_path / "大.docx", body))
    assert found[-1] == "项目：项目2999；金额：2999元；说明：备注"
    assert len(found) == 13_000
