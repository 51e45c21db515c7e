"""One regulation as Word, WPS, RTF and OpenDocument files of different programs, and its known text."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from index.readers.soffice import find_soffice
from index.readers.word.numerals import written
from tests.formats.docx_xml import (
    abstract,
    field,
    lvl,
    num,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
    write_docx,
)

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.text.paragraph import Paragraph

TITLE = "云川市城乡居民临时救助实施办法"
NUMBER = "云府办规〔2025〕12号"
MARK = "云川市人民政府办公室文件"
CHAPTERS: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    ("总则", (
        ("为规范临时救助工作，解决城乡居民突发性、紧迫性、临时性生活困难，根据国家和省有关规定，结合本市实际，制定本办法。", ()),
        ("本办法所称临时救助，是指对遭遇突发事件、意外伤害、重大疾病或者其他特殊原因导致基本生活陷入困境的家庭或者个人给予的应急性、过渡性的救助。", ()),
        ("临时救助工作应当遵循下列原则：", ("应救尽救，及时施救；", "适度救助，解决急难；", "公开公正，制度衔接；", "政府救助、社会帮扶、家庭自救相结合。")),
        ("市民政部门负责统筹全市临时救助工作；区民政部门负责本行政区域内临时救助的审批和资金发放；街道办事处、乡镇人民政府负责申请的受理、调查和审核。", ()),
    )),
    ("救助对象和范围", (
        ("因火灾、交通事故等意外事件，家庭成员突发重大疾病等原因，导致基本生活暂时出现严重困难的家庭，可以申请家庭救助。", ()),
        ("因遭遇火灾、交通事故、突发重大疾病或者其他特殊困难，暂时无法得到家庭支持，导致基本生活陷入困境的个人，可以申请个人救助。", ()),
        ("有下列情形之一的，不予救助：", ("拒绝配合家庭经济状况核对，致使无法核实收入的；", "故意隐瞒家庭真实收入和家庭人口变动情况，提供虚假证明材料的；", "参与违法活动造成家庭生活困难的。")),
    )),
    ("救助标准", (
        ("临时救助标准按照困难类型、困难程度和救助人数确定，具体标准见附表。", ()),
        ("对重大生活困难的救助，可以采取一事一议的方式确定救助标准，但最高不超过本市城市居民最低生活保障月标准的二十四倍。", ()),
    )),
    ("申请和审批程序", (
        ("申请人应当向户籍所在地或者居住地的街道办事处、乡镇人民政府提出书面申请，并提交下列材料：", ("临时救助申请书；", "居民身份证、户口簿或者居住证；", "诊断证明、事故认定书等证明遭遇困难的材料。")),
        ("街道办事处、乡镇人民政府应当自受理申请之日起七个工作日内，通过入户调查、邻里访问、信函索证等方式完成调查审核，提出审核意见，报区民政部门审批。", ()),
        ("区民政部门应当自收到审核意见之日起三个工作日内作出审批决定。情况紧急的，可以先行救助，并在紧急情况解除之后十个工作日内补齐审核审批手续。", ()),
    )),
    ("附则", (
        ("骗取临时救助资金的，由区民政部门追回已领取的资金，并依法记入信用记录；构成犯罪的，依法追究刑事责任。", ()),
        ("本办法自2025年7月1日起施行，有效期五年。", ()),
    )),
)  # fmt: skip
CAPTION = "附表 临时救助标准"
HEADER = ("困难类型", "困难程度", "救助标准")
ROWS = (
    ("火灾", "住房全部烧毁", "每户12000元"), ("火灾", "住房部分烧毁", "每户6000元"), ("交通事故", "造成死亡", "每人9600元"),
    ("交通事故", "造成残疾", "每人7200元"), ("重大疾病", "自付费用三万元以上", "每人8400元"), ("子女教育", "考入全日制大学", "每人4800元"),
)  # fmt: skip
CLOSE = ("联系单位：云川市民政局社会救助科，联系电话：020-81234567。",)

CHAPTER, ARTICLE, ITEM = "chineseCountingThousand", "chineseCountingThousand", "chineseCounting"


def source_lines() -> list[str]:
    """The text as a reader of any of the files sees it, the table's rows apart."""
    lines = [MARK, NUMBER, TITLE]
    articles = 0
    for chapter, (name, its_articles) in enumerate(CHAPTERS, 1):
        lines.append(f"第{written(chapter, CHAPTER)}章 {name}")
        for text, items in its_articles:
            articles += 1
            lines.append(f"第{written(articles, ARTICLE)}条 {text}")
            lines += [f"（{written(n, ITEM)}）{item}" for n, item in enumerate(items, 1)]
    return [*lines, *CLOSE, CAPTION]


def source_text() -> str:
    """All of the text in reading order, the header once."""
    return "\n".join([*source_lines(), " ".join(HEADER), *map(" ".join, ROWS)])


def questions() -> list[tuple[str, tuple[str, ...]]]:
    """A question about each row, and what the row that answers it holds."""
    return [(f"{kind}{degree}的救助标准是多少", (degree, amount)) for kind, degree, amount in ROWS]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files by what made them."""

    files: dict[str, Path]


_TRICKS = (
    abstract(
        0,
        lvl(0, CHAPTER, "第%1章"),
        lvl(1, ARTICLE, "第%2条", more='<w:lvlRestart w:val="0"/>'),
        lvl(2, ITEM, "（%3）", suffix="nothing"),
    )
    + num(1, 0)
    + abstract(3, lvl(0, "decimal", "%1")) + num(3, 3)
)  # fmt: skip
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="条"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="项"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)  # fmt: skip


def _table(merged: bool) -> str:
    rows, before = [tr(*HEADER, properties="<w:tblHeader/>")], ""
    for kind, degree, amount in ROWS:
        merge = "continue" if kind == before and merged else "restart"
        first = tc("" if merge == "continue" else kind, merge=merge if merged else "")
        rows.append(tr(first, degree, amount))
        before = kind
    return tbl(*rows, columns=3, properties='<w:tblW w:w="5000" w:type="dxa"/>')


def _body(mark: str, *, items_direct: bool = False) -> str:
    body = mark + p(NUMBER, centred=True) + p(TITLE, centred=True, size=44)
    for name, articles in CHAPTERS:
        body += p(name, "1")
        for text, items in articles:
            body += p(text, "2")
            body += "".join(p(item, num=(1, 2)) if items_direct else p(item, "3") for item in items)
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    return (
        body
        + "".join(p(line) for line in CLOSE)
        + p(CAPTION)
        + _table(merged=True)
        + p("")
        + section
    )


def by_styles(path: Path) -> Path:
    """By hand: all numbers automatic, from styles; the red head in a text box."""
    mark = p(text_box(p(MARK, centred=True, size=80)) + r(""))
    return write_docx(path, _body(mark), numbering=_TRICKS, styles=_STYLES)


def with_traces(path: Path) -> Path:
    """By hand: as an office leaves it: changes tracked, comments, hidden words, fields, controls."""
    body = _body(p(MARK, centred=True, size=80), items_direct=True)
    clutter = (
        "<w:ins><w:r><w:t>本办法</w:t></w:r></w:ins><w:del><w:r><w:delText>这个规定</w:delText></w:r></w:del>"
        + field(" REF _Ref \\h ", r("所称临时救助"))
        + r("绝不能看到", "<w:vanish/>")
        + '<w:commentRangeStart w:id="0"/><w:sdt><w:sdtContent><w:r><w:t>，</w:t></w:r></w:sdtContent></w:sdt><w:commentRangeEnd w:id="0"/>'
    )
    begin = r("本办法所称临时救助，是指").removesuffix("是指</w:t></w:r>") + "</w:t></w:r>"
    plain = r("本办法所称临时救助，")
    assert begin == plain
    text = CHAPTERS[0][1][1][0]
    body = body.replace(r(text), clutter + r(text.removeprefix("本办法所称临时救助，")))
    body = body.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>").replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>")  # fmt: skip
    comments = '<w:comment w:id="0">' + p("请再核对。") + "</w:comment>"
    return write_docx(path, body, numbering=_TRICKS, styles=_STYLES, comments=comments)


def strict(path: Path) -> Path:
    """By hand: the same in the namespaces of the ISO standard's strict variant."""
    plain = by_styles(path.with_suffix(".tmp"))
    changes = (
        (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            for usual, other in changes:
                data = data.replace(usual, other)
            new.writestr(name, data)
    plain.unlink()
    return path


def by_python_docx(path: Path, *, typed: bool) -> Path:
    """By python-docx: numbers typed by hand, or automatic in a list of its own."""
    document = docx.Document()
    document.core_properties.title = "Word Document"
    mark = document.add_paragraph(MARK)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(NUMBER)
    document.add_paragraph(TITLE, style="Title")
    if typed:
        for line in source_lines()[3 : -1 - len(CLOSE)]:
            style = "Heading 1" if line.startswith("第") and "章 " in line[:5] else None
            document.add_paragraph(line, style=style)
    else:
        _add_numbered(document)
    for line in (*CLOSE, CAPTION):
        document.add_paragraph(line).runs[0].font.size = Pt(12)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, name in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = name
    for row in ROWS:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    for first, second in ((1, 2), (3, 4)):
        table.cell(second, 0).text = ""
        table.cell(first, 0).merge(table.cell(second, 0)).text = ROWS[first - 1][0]
    document.add_paragraph()
    document.save(str(path))
    return path


def _add_numbered(document: Document) -> None:
    numbering = document.part.numbering_part.element
    own = docx.oxml.parse_xml(f'<w:numbering xmlns:w="{qn("w:x")[1:-2]}">{_TRICKS}</w:numbering>')
    numbering.clear()
    numbering.extend(list(own))
    for name, articles in CHAPTERS:
        _counted(document.add_paragraph(name, style="Heading 1"), 0)
        for text, items in articles:
            _counted(document.add_paragraph(text), 1)
            for item in items:
                _counted(document.add_paragraph(item), 2)


def _counted(paragraph: Paragraph, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    element = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 1)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        element.append(child)
    properties.append(element)


def _flat_odt(path: Path) -> Path:
    """By hand: flat OpenDocument text with automatic numbers, for LibreOffice to turn into others."""

    def level(at: int, numbering: str, before: str, after: str, shown: int = 1) -> str:
        return (
            f'<text:list-level-style-number text:level="{at}" style:num-format="{numbering}" '
            f'style:num-prefix="{before}" style:num-suffix="{after}" text:display-levels="{shown}"/>'
        )

    seen: dict[str, int] = {}

    def item(text: str, of: str, *, heading: bool = False) -> str:
        """The next item of a list, which goes on from the one before it in the same list."""
        inner = (
            f'<text:h text:outline-level="1">{text}</text:h>'
            if heading
            else f"<text:p>{text}</text:p>"
        )
        number = seen[of] = seen.get(of, 0) + 1
        go_on = f' text:continue-list="{of}{number - 1}"' if number > 1 else ""
        return f'<text:list xml:id="{of}{number}" text:style-name="{of}"{go_on}><text:list-item>{inner}</text:list-item></text:list>'

    han = "一, 二, 三, ..."
    body = f'<text:p text:style-name="M">{MARK}</text:p><text:p text:style-name="M">{NUMBER}</text:p><text:p text:style-name="T">{TITLE}</text:p>'
    lists = ""
    for name, its in CHAPTERS:
        body += item(name, "Z", heading=True)
        for text, points in its:
            body += item(text, "A")
            if points:
                own = f"I{lists.count('I') + 1}x"
                lists += f'<text:list-style style:name="{own}">{level(1, han, "（", "）")}</text:list-style>'
                body += "".join(item(each, own) for each in points)
    body += "".join(f"<text:p>{line}</text:p>" for line in (*CLOSE, CAPTION))
    rows = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) + "</table:table-row>"
        for row in ROWS
    )  # fmt: skip
    head = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in HEADER
    )
    body += (
        '<table:table><table:table-column table:number-columns-repeated="3"/><table:table-header-rows>'
        f"<table:table-row>{head}</table:table-row></table:table-header-rows>{rows}</table:table>"
    )
    names = {"office": "office", "text": "text", "table": "table", "style": "style"}
    spaces = " ".join(
        f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items()
    )
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
        '<style:style style:name="T" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
        '<style:text-properties style:font-size-asian="22pt" fo:font-size="22pt"/></style:style>'
        '<style:style style:name="M" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>'
        f'<text:list-style style:name="Z">{level(1, han, "第", "章")}</text:list-style>'
        f'<text:list-style style:name="A">{level(1, han, "第", "条")}</text:list-style>{lists}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>",
        encoding="utf-8",
    )
    return path


def _web_page(path: Path) -> Path:
    """A web page with its numbers typed, for LibreOffice to turn into a Word file."""
    lines = "".join(f"<p>{line}</p>" for line in source_lines()[3:])
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADER, *ROWS)
    )
    path.write_text(
        f'<html><head><meta charset="utf-8"></head><body><p>{MARK}</p><p>{NUMBER}</p><h1 align=center>{TITLE}</h1>{lines}<table border>{rows}</table></body></html>',
        encoding="utf-8",
    )
    return path


def converted(files: list[Path], target: str, folder: Path, program: str) -> dict[str, Path]:
    """``files`` as LibreOffice saves them in another format, by their stems."""
    folder.mkdir(exist_ok=True)
    command = [
        program,
        f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        target,
    ]
    command += ["--outdir", str(folder), *map(str, files)]
    for _ in range(3):  # a new profile ends the first run
        run = subprocess.run(command, check=False, capture_output=True, timeout=240)
        if run.returncode == 0:
            break
    suffix = target.partition(":")[0]
    return {file.stem: folder / f"{file.stem}.{suffix}" for file in files}


def write_docx_files(folder: Path) -> dict[str, Path]:
    """The files that need no other program."""
    return {
        "by hand, styles": by_styles(folder / "styles.docx"),
        "by hand, traces of work": with_traces(folder / "traces.docx"),
        "by hand, strict": strict(folder / "strict.docx"),
        "python-docx, typed": by_python_docx(folder / "typed.docx", typed=True),
        "python-docx, automatic": by_python_docx(folder / "automatic.docx", typed=False),
    }


def write_converted_files(folder: Path) -> dict[str, Path]:
    """The files that LibreOffice makes; skipped where it is not installed."""
    program = find_soffice()
    if not program:
        pytest.skip("no LibreOffice: install Debian's libreoffice-writer-nogui")
    plain = write_docx_files(folder)
    styles, automatic = plain["by hand, styles"], plain["python-docx, automatic"]
    flat, page = _flat_odt(folder / "flat.fodt"), _web_page(folder / "page.html")
    new = converted([flat, page], "docx:Office Open XML Text", folder / "docx", program)
    old = converted([styles, automatic, flat], "doc", folder / "doc", program)
    typed = plain["python-docx, typed"]
    rich = converted([typed], "rtf", folder / "rtf", program)
    opened = converted([styles, flat], "odt", folder / "odt", program)
    wps, template = folder / "office.wps", folder / "office.wpt"
    shutil.copyfile(old["automatic"], wps)
    shutil.copyfile(old["flat"], template)
    return {
        "ODT to DOCX": new["flat"], "HTML to DOCX": new["page"],
        "DOCX to DOC": old["styles"], "python-docx to DOC": old["automatic"], "ODT to DOC": old["flat"],
        "python-docx to RTF": rich["typed"], "DOCX to ODT": opened["styles"], "ODT": opened["flat"],
        "DOC named WPS": wps, "DOC named WPT": template,
    }  # fmt: skip
