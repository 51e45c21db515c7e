"""The text of a paragraph as Word shows it, and how it looks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.readers.word.drawings import boxes_in, chosen
from index.readers.word.fields import Fields
from index.readers.word.package import W
from index.readers.word.styles import ANY_FILL, RunLook, Styles, run_look, value_of
from index.readers.word.symbols import symbol, without_private

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.readers.word.drawings import Box

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SMALLEST: Final = 2  # half-points; what is no larger nobody can read
_NEAR: Final = 8  # of 255: colours that differ by less look alike
_INSIDE: Final = {
    f"{W}{name}"
    for name in ("hyperlink", "smartTag", "sdtContent", "customXml", "ins", "moveTo", "fldSimple", "dir", "bdo")
}  # fmt: skip
_DELETED: Final = {f"{W}del", f"{W}moveFrom"}
_SIGNS: Final = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}  # fmt: skip
_DRAWINGS: Final = {f"{W}drawing", f"{W}pict", f"{W}object"}
_NOTES: Final = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_SPACES: Final = re.compile(r"[ \t]*\t[ \t]*| {2,}")


@dataclass(slots=True)
class Text:
    """What a paragraph holds. ``notes`` are kinds and ids of the notes it refers to."""

    pieces: list[str] = field(default_factory=list)
    sizes: Counter[int] = field(default_factory=Counter)  # characters of each size
    bold: int = 0
    above: list[Box] = field(default_factory=list)  # text boxes that stand before its text
    below: list[Box] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    in_contents: bool = False

    @property
    def shown(self) -> str:
        """Its text, lines of it divided by line breaks."""
        return _SPACES.sub(" ", "".join(self.pieces))

    @property
    def size(self) -> int:
        """The size of most of its characters in half-points, 0 where it has none."""
        return max(self.sizes, key=lambda size: (self.sizes[size], size), default=0)


class Runs:
    """Reads paragraphs one after the other, for fields go over several."""

    def __init__(self, styles: Styles, hidden: Counter[str]) -> None:
        self._styles = styles
        self._hidden = hidden
        self._fields = Fields()
        self._text = Text()

    def read(self, paragraph: _Element, look: RunLook, behind: str) -> Text:
        """The text of a w:p whose style gives ``look``; ``behind`` is its background as in RunLook."""
        self._text = Text(in_contents=self._fields.in_contents)
        self._read_children(paragraph, look, behind)
        self._text.in_contents |= self._fields.in_contents
        self._fields.end_paragraph()
        return self._text

    def _read_children(self, parent: _Element, look: RunLook, behind: str) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._read_run(child, look, behind)
            elif tag in _INSIDE:
                self._read_children(child, look, behind)
            elif tag == f"{W}sdt":
                if (content := child.find(f"{W}sdtContent")) is not None:
                    self._read_children(content, look, behind)
            elif tag in _DELETED:
                self._count("tracked deletion", deleted_text(child))
            elif tag == f"{_MC}AlternateContent":
                if (branch := chosen(child)) is not None:
                    self._read_children(branch, look, behind)
            elif tag in {f"{_M}oMath", f"{_M}oMathPara"}:
                self._add("".join(each.text or "" for each in child.iter(f"{_M}t")), look, behind)

    def _read_run(self, run: _Element, look: RunLook, behind: str) -> None:
        properties = run.find(f"{W}rPr")
        style = self._styles.style(value_of(properties, "rStyle")).run
        look = run_look(properties).over(style).over(look)
        self._read_content(run, look, behind)

    def _read_content(self, run: _Element, look: RunLook, behind: str) -> None:
        for child in run:
            tag = child.tag
            if tag in _DRAWINGS:
                self._add_boxes(child, look)
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif tag == f"{W}delText":
                self._count("tracked deletion", child.text or "")
            elif tag in _NOTES:
                self._text.notes.append((_NOTES[tag], child.get(f"{W}id") or ""))
            elif tag == f"{W}ruby":
                if (base := child.find(f"{W}rubyBase")) is not None:
                    self._read_children(base, look, behind)
            elif tag == f"{_MC}AlternateContent":
                if (branch := chosen(child)) is not None:
                    self._read_content(branch, look, behind)
            else:
                self._add(self._characters(child, look), look, behind)

    def _characters(self, child: _Element, look: RunLook) -> str:
        """What an element of a run puts into the text."""
        tag = child.tag
        if tag == f"{W}t":
            return without_private(child.text or "", look.font)
        if tag == f"{W}sym":
            return symbol(child.get(f"{W}char") or "", child.get(f"{W}font") or "")
        if tag == f"{W}fldChar":
            return self._fields.turn(child)
        return _SIGNS.get(tag, "")

    def _add(self, text: str, look: RunLook, behind: str) -> None:
        if not text or not self._fields.shown:
            return
        if kind := _unseen(look, behind):
            self._count(kind, text)
            return
        self._text.pieces.append(text)
        if visible := len(text.strip()):
            self._text.sizes[_size(look)] += visible

    def _add_boxes(self, drawing: _Element, look: RunLook) -> None:
        if look.hidden or not self._fields.shown:
            self._count("hidden text", "".join(each.text or "" for each in drawing.iter(f"{W}t")))
            return
        for box in boxes_in(drawing):
            if box.unseen:
                self._count(box.unseen, box.text)
            else:
                place = self._text.below if self._text.sizes else self._text.above
                place.append(box)

    def _count(self, kind: str, text: str) -> None:
        if length := len("".join(text.split())):
            self._hidden[kind] += length


def deleted_text(element: _Element) -> str:
    """All text inside an element that was deleted or moved away."""
    return "".join(each.text or "" for each in element.iter(f"{W}delText", f"{W}t"))


def _unseen(look: RunLook, behind: str) -> str:
    """Why nobody sees characters that look so; "" where somebody does."""
    if look.hidden:
        return "hidden text"
    if look.size is not None and look.size <= _SMALLEST:
        return "zero size"
    fill = behind if look.fill is None else look.fill or behind
    if look.colour and fill != ANY_FILL and _alike(look.colour, fill or "FFFFFF"):
        return "white on white"
    return ""


def _alike(one: str, other: str) -> bool:
    return all(
        abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) < _NEAR for at in (0, 2, 4)
    )


def _size(look: RunLook) -> int:
    return look.size or 20  # what Word takes where nothing is said
