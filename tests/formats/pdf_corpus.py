"""PDF files made at test time by the programs that offices use, from the known text of ``pdf_notice``."""

from __future__ import annotations

import html
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pypdf
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as PlatypusTable

from tests.formats.pdf_notice import (
    NOTE,
    NOTED,
    NOTICE,
    PROSE,
    SHEET,
    SUBSIDIES,
    WITH_HEAD,
    WITHOUT_LONG_TABLE,
    Notice,
    Table,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph
    from playwright.sync_api import Browser
    from reportlab.pdfgen.canvas import Canvas

_NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
RUNNING = "临江市人民政府公报 2024年第12期"
_STYLE = """
body { font: 16px/1.8 'Noto Serif CJK SC'; margin: 0; text-align: justify; }
h1 { font: bold 26px/1.4 'Noto Sans CJK SC'; text-align: center; }
h2 { font: bold 18px/1.6 'Noto Sans CJK SC'; }
.red { color: #e00000; font: bold 40px/1.6 'Noto Serif CJK SC'; text-align: center; }
.number { text-align: center; }
p { text-indent: 2em; margin: 0; }
caption { font-size: 14px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td, th { border: 1px solid #333; padding: 2px 6px; text-align: left; }
thead { display: table-header-group; } tr { break-inside: avoid; }
"""


def office(*sources: Path) -> None:
    """Each of ``sources`` exported beside itself by LibreOffice, in one go."""
    program = shutil.which("soffice")
    assert program is not None
    folder = sources[0].parent
    subprocess.run(
        [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip


def as_html(notice: Notice, style: str = "") -> str:
    """The notice as a page of HTML; equal cells below one another are one."""
    parts = [f"<p class={'number' if i else 'red'}>{t}</p>" for i, t in enumerate(notice.head)]
    parts.append(f"<h1>{notice.title}</h1>")
    for part in notice.parts:
        if isinstance(part, Table):
            parts.append(_html_table(part))
        else:
            tag = {"heading": "h2", "text": "p", "note": "small"}[part[0]]
            parts.append(f"<{tag}>{html.escape(part[1])}</{tag}>")
    return f"<meta charset=utf-8><title>{notice.title}</title><style>{_STYLE}{style}</style>" + (
        "\n".join(parts)
    )


def _html_table(table: Table) -> str:
    head, *rows = table.rows
    lines = ["<table><caption>" + table.caption + "</caption><thead><tr>"]
    lines += [f"<th>{cell}</th>" for cell in head]
    lines.append("</tr></thead><tbody>")
    for y, row in enumerate(rows):
        lines.append("<tr>")
        for x, cell in enumerate(row):
            if y and rows[y - 1][x] == cell and x == 0:
                continue
            below = next((n for n, r in enumerate(rows[y:]) if r[x] != cell), len(rows) - y)
            lines.append(f"<td rowspan={below if x == 0 else 1}>{cell}</td>")
        lines.append("</tr>")
    return "".join(lines) + "</tbody></table>"


def printed(browser: Browser, page_html: str, target: Path, *, running: str = RUNNING) -> Path:
    """The HTML printed by Chromium on A4, with a running header and page numbers."""
    page = browser.new_page()
    page.set_content(page_html)
    page.pdf(
        path=target,
        format="A4",
        margin={"top": "25mm", "bottom": "22mm", "left": "24mm", "right": "24mm"},
        display_header_footer=bool(running),
        header_template=f"<div style='font-size:9px;width:100%;text-align:center'>{running}</div>",
        footer_template="<div style='font-size:9px;width:100%;text-align:center'>"
        "第<span class=pageNumber></span>页 共<span class=totalPages></span>页</div>",
    )
    page.close()
    return target


def word(notice: Notice, target: Path, *, columns: int = 1) -> Path:
    """The notice as Word would have it: styles, a running header, a page number field, merged cells."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = RUNNING
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    _page_field(foot)
    foot.add_run(" —")
    if columns > 1:
        cols = section._sectPr.find(qn("w:cols"))
        cols.set(qn("w:num"), str(columns))
        cols.set(qn("w:space"), "480")
    for position, line in enumerate(notice.head):
        _styled(document.add_paragraph(), line, 16 if position else 30, red=not position)
    _styled(document.add_paragraph(), notice.title, 20, bold=True)
    for part in notice.parts:
        if isinstance(part, Table):
            _word_table(document, part)
        elif part[0] == "heading":
            _font(document.add_heading(level=1).add_run(part[1]), 14, bold=True)
        else:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Pt(24)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _font(paragraph.add_run(part[1]), 12)
    document.core_properties.title = "Microsoft Word - 定稿3.doc"
    document.core_properties.author = "王小明"
    document.save(str(target))
    return target


def _font(run: object, size: float, *, bold: bool = False, red: bool = False) -> None:
    run.font.size, run.font.bold = Pt(size), bold  # type: ignore[attr-defined]
    run.font.color.rgb = RGBColor(0xE0, 0, 0) if red else RGBColor(0, 0, 0)  # type: ignore[attr-defined]
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), "Noto Sans CJK SC" if bold else "Noto Serif CJK SC")


def _styled(paragraph: DocxParagraph, text: str, size: float, **how: bool) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(text), size, **how)


def _page_field(paragraph: DocxParagraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._element.append(mark)


def _word_table(document: Document, table: Table) -> None:
    _styled(document.add_paragraph(), table.caption, 10.5)
    made = document.add_table(rows=len(table.rows), cols=len(table.rows[0]), style="Table Grid")
    header = made.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:tblHeader"))
    cells = [list(row.cells) for row in made.rows]
    for y, row in enumerate(table.rows):
        for x, text in enumerate(row):
            if x == 0 and y > 1 and table.rows[y - 1][0] == text:
                continue
            below = y
            while x == 0 and y and below + 1 < len(cells) and table.rows[below + 1][0] == text:
                below += 1
            cell = cells[y][x].merge(cells[below][x]) if below > y else cells[y][x]
            _font(cell.paragraphs[0].add_run(text), 10.5)


def flat_text(notice: Notice, target: Path) -> Path:
    """The notice as a flat ODT in two columns, with a footnote and a page number."""
    body = []
    for position, part in enumerate(notice.parts):
        assert not isinstance(part, Table)
        style = "H" if part[0] == "heading" else "T"
        note = (
            f'<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            f"<text:note-body><text:p>{NOTE}</text:p></text:note-body></text:note>"
            if position == 2
            else ""
        )
        body.append(f'<text:p text:style-name="{style}">{part[1]}{note}</text:p>')
    target.write_text(_FLAT.format(title=notice.title, body="\n".join(body)), "utf-8")
    return target


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles/>
<office:automatic-styles>
<style:style style:name="T" style:family="paragraph"><style:paragraph-properties fo:text-indent="0.85cm"
 fo:text-align="justify"/><style:text-properties fo:font-size="12pt" style:font-size-asian="12pt"
 style:font-family-asian="Noto Serif CJK SC"/></style:style>
<style:style style:name="H" style:family="paragraph"><style:text-properties fo:font-size="14pt"
 style:font-size-asian="14pt" fo:font-weight="bold" style:font-weight-asian="bold"
 style:font-family-asian="Noto Sans CJK SC"/></style:style>
<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
<style:text-properties style:font-size-asian="20pt" style:font-weight-asian="bold"
 style:font-family-asian="Noto Sans CJK SC"/></style:style>
<style:style style:name="C" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="S" style:family="section"><style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/>
<style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:footer><text:p text:style-name="C"><text:page-number>1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text><text:p text:style-name="B">{title}</text:p>
<text:section text:style-name="S" text:name="two">{body}</text:section></office:text></office:body>
</office:document>"""


def platypus(
    notice: Notice, target: Path, font: str, *, ruled: bool = True, size: int = 11
) -> Path:
    """The notice set by ReportLab, table headers repeated, page numbers as “— 1 —”."""
    if font == "STSong-Light":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    text = ParagraphStyle(
        "t",
        fontName=font,
        fontSize=size,
        leading=size * 1.7,
        firstLineIndent=2 * size,
        wordWrap="CJK",
    )
    heading = ParagraphStyle("h", text, fontSize=size + 3, firstLineIndent=0, spaceBefore=8)
    title = ParagraphStyle(
        "b", heading, fontSize=size + 9, leading=size * 2.4, alignment=TA_CENTER, spaceAfter=12
    )
    caption = ParagraphStyle("c", text, alignment=TA_CENTER, firstLineIndent=0)
    flow: list[Paragraph | PlatypusTable] = [Paragraph(notice.title, title)]
    for part in notice.parts:
        if isinstance(part, Table):
            flow += [Paragraph(part.caption, caption), _platypus_table(part, font, size, ruled)]
        else:
            flow.append(Paragraph(part[1], heading if part[0] == "heading" else text))

    def foot(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(font, 9)
        canvas.drawCentredString(A4[0] / 2, 36, f"— {template.page} —")

    SimpleDocTemplate(str(target), pagesize=A4, invariant=1).build(flow, foot, foot)
    return target


def _platypus_table(part: Table, font: str, size: int, ruled: bool) -> PlatypusTable:
    commands: list[tuple[object, ...]] = [("FONT", (0, 0), (-1, -1), font, size - 1)]
    if ruled:
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        commands.append(("VALIGN", (0, 0), (-1, -1), "MIDDLE"))
        y = 1
        while y < len(part.rows):
            last = y
            while last + 1 < len(part.rows) and part.rows[last + 1][0] == part.rows[y][0]:
                last += 1
            commands.append(("SPAN", (0, y), (0, last)))
            y = last + 1
    return PlatypusTable(
        part.rows, colWidths=[110, 120, 100, 110], repeatRows=1, style=commands, spaceAfter=8
    )


def through_cairo(source: Path, target: Path) -> Path:
    """``source`` written anew by cairo, through poppler."""
    program = shutil.which("pdftocairo")
    assert program is not None
    subprocess.run([program, "-pdf", str(source), str(target)], check=True, timeout=60)
    return target


def turned(source: Path, target: Path, degrees: int) -> Path:
    """``source`` with its pages turned as a reader's “rotate” would, by /Rotate, through pypdf."""
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(source).pages:
        writer.add_page(page).rotate(degrees)
    writer.write(target)
    return target


def locked(source: Path, target: Path, *, user: str) -> Path:
    """``source`` encrypted; with an empty user password it opens all the same."""
    writer = pypdf.PdfWriter(clone_from=source)
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    writer.write(target)
    return target


def truetype(text: str, target: Path) -> str:
    """A TrueType font with the characters of ``text``, registered with ReportLab; its name there."""
    from fontTools import subset, ttLib
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from reportlab.pdfbase.ttfonts import TTFont

    font = ttLib.TTFont(_NOTO, fontNumber=2)
    options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text + "0123456789")
    cutter.subset(font)
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"], font["glyf"] = ttLib.newTable("loca"), ttLib.newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    maxp = font["maxp"] = ttLib.newTable("maxp")
    maxp.tableVersion = 0x00010000
    for name in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints",
        "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, name, 0)
    maxp.maxZones, maxp.numGlyphs = 1, len(order)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    font["post"].glyphOrder = order
    font.sfntVersion = "\x00\x01\x00\x00"
    font.save(target)
    pdfmetrics.registerFont(TTFont("Cut", str(target)))
    return "Cut"


def spreadsheet(table: Table, target: Path) -> Path:
    """A table as a workbook; LibreOffice prints it without rules."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([table.caption])
    for row in table.rows:
        sheet.append(list(row))
    for letter in "ABCD":
        sheet.column_dimensions[letter].width = 15
    book.save(target)
    return target


def corpus(folder: Path, browser: Browser | None) -> dict[str, tuple[Path, Notice]]:
    """Every file by the name of what made it, with what it says; programs that are missing make none."""
    found = {**_by_reportlab(folder)}
    if shutil.which("soffice"):
        found |= _by_libreoffice(folder)
        path, notice = found["libreoffice docx"]
        found["pypdf locked"] = locked(path, folder / "locked.pdf", user=""), notice
    if browser is not None:
        found |= _by_chromium(folder, browser)
        path, notice = found["chromium"]
        found["pypdf turned 90"] = turned(path, folder / "turned.pdf", 90), notice
        if shutil.which("pdftocairo"):
            found["cairo of chromium"] = through_cairo(path, folder / "cairo.pdf"), notice
    return found


def _by_reportlab(folder: Path) -> dict[str, tuple[Path, Notice]]:
    found = {"reportlab cid": (platypus(NOTICE, folder / "cid.pdf", "STSong-Light"), NOTICE)}
    if _NOTO.is_file():
        cut = truetype(NOTICE.text + "— ", folder / "cut.ttf")
        path = platypus(NOTICE, folder / "truetype.pdf", cut)
        found["reportlab truetype"] = path, NOTICE
        path = platypus(WITHOUT_LONG_TABLE, folder / "no-rules.pdf", cut, ruled=False)
        found["reportlab no rules"] = path, WITHOUT_LONG_TABLE
    return found


def _by_libreoffice(folder: Path) -> dict[str, tuple[Path, Notice]]:
    made = {
        "libreoffice docx": (word(WITH_HEAD, folder / "word.docx"), WITH_HEAD),
        "libreoffice docx columns": (word(PROSE, folder / "two.docx", columns=2), PROSE),
        "libreoffice fodt columns": (flat_text(PROSE, folder / "flat.fodt"), NOTED),
        "libreoffice calc": (spreadsheet(SUBSIDIES, folder / "sheet.xlsx"), SHEET),
    }
    office(*(path for path, _ in made.values()))
    return {name: (path.with_suffix(".pdf"), notice) for name, (path, notice) in made.items()}


def _by_chromium(folder: Path, browser: Browser) -> dict[str, tuple[Path, Notice]]:
    two = as_html(PROSE, ".two { columns: 2; column-gap: 10mm; } h1 { column-span: all; }")
    two = two.replace("<h1>", "<div class=two><h1>")
    wide = as_html(NOTICE, "@page { size: A4 landscape }")
    return {
        "chromium": (printed(browser, as_html(WITH_HEAD), folder / "print.pdf"), WITH_HEAD),
        "chromium columns": (printed(browser, two, folder / "columns.pdf"), PROSE),
        "chromium landscape": (printed(browser, wide, folder / "landscape.pdf"), NOTICE),
    }
