"""A conversation as a Word document."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from qa.export.layout import Style, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from docx.document import Document as WordDocument

    from qa.export.exchange import Exchange
    from qa.export.layout import Line
    from qa.page.strings import Words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Every Word for Chinese has both; others put their own in their place.
_FONTS = ("Times New Roman", "宋体")
_GREY = RGBColor(0x56, 0x63, 0x7A)


def word_document(words: Words, exchanges: Sequence[Exchange], day: date) -> bytes:
    """The file's bytes; the conversation is written out on ``day``."""
    document = Document()
    _prepare(document, words, day)
    document.add_heading(words("export_title"), level=0)
    made = words("export_made", day=day.isoformat(), count=len(exchanges))
    _small(document, made)
    for number, exchange in enumerate(exchanges, 1):
        document.add_heading(f"{number}. {exchange.question}", level=1)
        if exchange.day:
            _small(document, words("export_asked", day=exchange.day.isoformat()))
        for line in lines_of(words, exchange, quotes=True):
            _add(document, line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: WordDocument, words: Words, day: date) -> None:
    """Fonts for both scripts, and properties of the file that say nothing of who made it."""
    for style in document.styles:
        fonts = getattr(getattr(style, "element", None), "rPr", None)
        if style.name in {"Normal", "Title", "Heading 1"} or fonts is not None:
            _set_fonts(style)
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title = words("export_title")
    properties.author = properties.last_modified_by = ""
    properties.comments = ""
    properties.language = words.language
    properties.created = properties.modified = datetime.combine(day, time())


def _set_fonts(style: object) -> None:
    font = getattr(style, "font", None)
    if font is None:
        return
    font.name = _FONTS[0]
    rfonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    rfonts.set(qn("w:eastAsia"), _FONTS[1])
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        rfonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win


def _add(document: WordDocument, line: Line) -> None:
    if line.style is Style.HEADING:
        document.add_paragraph().add_run(line.text).bold = True
    elif line.style is Style.NOTE:
        _small(document, line.text)
    elif line.style is Style.QUOTE:
        document.add_paragraph(line.text, style="Quote")
    else:
        document.add_paragraph(line.text)


def _small(document: WordDocument, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size = Pt(9.5)
    run.font.color.rgb = _GREY
