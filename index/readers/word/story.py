"""The paragraphs and tables of a DOCX file in reading order, as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from index.readers.signs import sign_of_life
from index.readers.word.drawings import chosen
from index.readers.word.line import Line
from index.readers.word.numbering import Numbering
from index.readers.word.package import W
from index.readers.word.runs import Runs
from index.readers.word.styles import Styles, is_on, paragraph_look
from index.readers.word.tables import table_lines
from index.types import BlockKind

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from index.readers.word.drawings import Box
    from index.readers.word.numbering import Number
    from index.readers.word.package import Package
    from index.readers.word.runs import Text
    from index.readers.word.styles import ParagraphLook, Style

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SIGN_EVERY: Final = 500  # paragraphs
_LONGEST_HEADING: Final = 60  # whole paragraphs, too, are given heading styles
_WRAPPED: Final = 25  # characters; a shorter line was ended on purpose
_SENTENCE: Final = tuple("。；，;,")
_ENDED: Final = tuple("。！？；：…!?;:")
_STARTS: Final = re.compile(
    r"第[零〇一二三四五六七八九十百\d]{1,6}[章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]|附[件：:]"
)
_CONTENTS_STYLE: Final = re.compile(r"(?:toc|目录)\s*\d")
_CONTENTS_ENTRY: Final = re.compile(r".*?[\s.…·．]*(?:\d+|[ivxlc]+)\Z", re.IGNORECASE)
_TITLES: Final = {"title", "标题", "文档标题", "文件标题", "公文标题", "大标题", "主标题"}
_NOTE_NAMES: Final = {"footnote": "注", "endnote": "尾注"}


class Story:
    """Reads the body of a document, and what it refers to, once and in order.

    ``hidden`` counts the characters that nobody sees, by kind.
    """

    def __init__(
        self, package: Package, hidden: Counter[str], *, articles_run_on: bool = False
    ) -> None:
        styles, numbering = package.related("styles"), package.related("numbering")
        self.styles = Styles(None if styles is None else styles.root)
        self.hidden = hidden
        self._numbering = Numbering(
            None if numbering is None else numbering.root,
            self.styles,
            articles_run_on=articles_run_on,
        )
        self._runs = Runs(self.styles, hidden)
        self._package = package
        self._notes: dict[str, dict[str, _Element]] = {}
        self._noted = {"footnote": 0, "endnote": 0}
        self._waiting: list[Line] = []  # notes on tables: they follow their table
        self._paragraphs = 0

    def read(self, container: _Element, behind: str = "", *, in_cell: bool = False) -> list[Line]:
        """The lines inside a w:body, w:tc, text box or note; ``behind`` is its background."""
        lines: list[Line] = []
        carried = ""  # a paragraph whose mark is not seen runs on in the next one
        header: Sequence[Sequence[str]] = ()  # of the table above, while nothing stands between
        for child in _block_elements(container):
            if child.tag == f"{W}p":
                before = len(lines)
                carried = self._add_paragraph(child, behind, lines, carried, in_cell=in_cell)
                header = header if len(lines) == before else ()
            else:
                rows, header = table_lines(self, child, behind, header)
                lines += rows
                if not in_cell:
                    lines += self._waiting
                    self._waiting = []
        if carried:
            lines.append(Line(carried))
        return lines

    def _add_paragraph(
        self, element: _Element, behind: str, lines: list[Line], carried: str, *, in_cell: bool
    ) -> str:
        """Add the lines of a w:p; what of it runs on in the next paragraph is returned."""
        self._paragraphs += 1
        if self._paragraphs % _SIGN_EVERY == 0:
            sign_of_life(self._paragraphs, 0, "段")
        properties = element.find(f"{W}pPr")
        style = self.styles.of_paragraph(properties)
        look = paragraph_look(properties).over(style.paragraph)
        text = self._runs.read(element, style.run.over(self.styles.base), look.fill or behind)
        shown = carried + text.shown
        unseen_end = _unseen_end(properties)
        number = None
        if not unseen_end or (unseen_end == "hidden" and shown.strip()):
            number = self._numbering.number(look.num_id, look.num_level, look.numbered_by)
        lines += self._boxes(text.above, behind)
        if unseen_end:
            shown = number.before(shown) if number else shown
        elif shown.strip():
            if _is_contents_entry(shown, style, text):
                _take_back_its_title(lines)
            else:
                lines += _lines_of(shown, number, look, style, text)
        elif in_cell and number is not None and number.text.strip():
            lines.append(Line(number.text.strip()))
        lines += self._boxes(text.below, behind)
        notes = [line for kind, id_ in text.notes for line in self._note(kind, id_)]
        (self._waiting if in_cell else lines).extend(notes)
        return shown if unseen_end else ""

    def _boxes(self, boxes: list[Box], behind: str) -> Iterator[Line]:
        for box in boxes:
            if box.content is None:
                yield Line(box.text.strip(), centred=True)
            else:
                yield from self.read(box.content, box.behind or behind)

    def _note(self, kind: str, id_: str) -> Iterator[Line]:
        """A foot- or endnote as one line, marked as a note."""
        if kind not in self._notes:
            part = self._package.related(f"{kind}s")
            elements = () if part is None else part.root.iterchildren(f"{W}{kind}")
            self._notes[kind] = {each.get(f"{W}id") or "": each for each in elements}
        element = self._notes[kind].pop(id_, None)  # each is shown once; a circle ends
        if element is None or element.get(f"{W}type", "normal") != "normal":
            return
        self._noted[kind] += 1
        number = self._noted[kind]
        if words := " ".join(line.text for line in self.read(element)):
            yield Line(f"{_NOTE_NAMES[kind]}{number}：{words}")


def _block_elements(container: _Element) -> Iterator[_Element]:
    """The w:p and w:tbl of a container in order, also those inside content controls and the like."""
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in {f"{W}p", f"{W}tbl"}:
            yield element
        elif tag == f"{W}sdt":
            content = element.find(f"{W}sdtContent")
            waiting += [] if content is None else list(reversed(content))
        elif tag in {f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}:
            waiting += list(reversed(element))
        elif tag == f"{_MC}AlternateContent":
            branch = chosen(element)
            waiting += [] if branch is None else list(reversed(branch))


def _unseen_end(properties: _Element | None) -> str:
    """Why the mark that ends a paragraph is not seen, so that the next one runs on; "" where it is."""
    mark = None if properties is None else properties.find(f"{W}rPr")
    if mark is None:
        return ""
    if mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None:
        return "deleted"
    vanish = mark.find(f"{W}vanish")
    return "hidden" if vanish is not None and is_on(vanish.get(f"{W}val", "1")) else ""


def _lines_of(
    shown: str, number: Number | None, look: ParagraphLook, style: Style, text: Text
) -> Iterator[Line]:
    """The lines of a paragraph that is not empty."""
    kind, level = BlockKind.PARAGRAPH, 0
    if number is not None and not number.text.startswith("第"):
        kind, level = BlockKind.LIST_ITEM, number.level
    for position, part in enumerate(_parts(shown, joined=look.level > 0)):
        line = number.before(part) if number is not None and position == 0 else part
        is_heading = look.level and len(line) <= _LONGEST_HEADING and not line.endswith(_SENTENCE)
        yield Line(
            line,
            BlockKind.HEADING if is_heading else kind,
            look.level if is_heading else level,
            look.aligned == "center",
            text.size,
            style.name in _TITLES,
        )


def _take_back_its_title(lines: list[Line]) -> None:
    """Drop the line 目录 when the first entry of a table of contents comes."""
    if lines and "".join(lines[-1].text.split()) in {"目录", "目次"}:
        lines.pop()


def _is_contents_entry(shown: str, style: Style, text: Text) -> bool:
    """Whether a paragraph is a line of the table of contents: it repeats a heading."""
    if _CONTENTS_STYLE.match(style.name):
        return True
    return text.in_contents and _CONTENTS_ENTRY.match(shown.strip()) is not None


def _parts(shown: str, *, joined: bool) -> list[str]:
    """The lines of a paragraph; a break that only wraps a long line, or a heading, is none."""
    parts: list[str] = []
    for piece in shown.split("\n"):
        line = piece.strip()
        if not line:
            continue
        before = parts[-1] if parts else ""
        wraps = len(before) >= _WRAPPED and not before.endswith(_ENDED) and not _STARTS.match(line)
        if before and (joined or wraps):
            gap = " " if before[-1].isascii() and line[0].isascii() else ""
            parts[-1] = before + gap + line
        else:
            parts.append(line)
    return parts
