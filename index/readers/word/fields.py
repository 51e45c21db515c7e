"""Fields, of which Word shows the result and not the instruction (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.readers.word.numerals import written
from index.readers.word.package import W
from index.readers.word.styles import is_on, value_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# A number in a circle, which Word draws by a formula.
_ENCLOSED: Final = re.compile(
    r"^\s*eq\s*\\o(?:\\a[cdlr])?\s*\(\s*[○〇□△◯]\s*[,;]\s*(.{1,6}?)\s*\)", re.I
)
_CONTENTS: Final = re.compile(r"\s*TOC\b")


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


class Fields:
    """The fields that are open where a document is being read; they may go over paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def shown(self) -> bool:
        """Whether text that stands here is seen: no field around it is still at its instruction."""
        return all(each.has_result for each in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is open."""
        return any(_CONTENTS.match("".join(each.instruction)) for each in self._open)

    def instruct(self, text: str) -> None:
        """Take a piece of an instruction."""
        if self._open and not self._open[-1].has_result:
            self._open[-1].instruction.append(text)

    def turn(self, mark: _Element) -> str:
        """Pass a w:fldChar; the text that it shows by itself, mostly none."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._open.append(_Field())
            return _form_value(mark.find(f"{W}ffData"))
        if not self._open:
            return ""
        if kind == "separate":
            self._open[-1].has_result = True
        elif kind == "end":
            ended = self._open.pop()
            enclosed = _ENCLOSED.match("".join(ended.instruction))
            if enclosed and not ended.has_result and self.shown:
                return _in_circle(enclosed[1])
        return ""

    def end_paragraph(self) -> None:
        """Drop fields that never came to a result: else they would hide all that follows."""
        while self._open and not self._open[-1].has_result:
            self._open.pop()


def _in_circle(text: str) -> str:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return written(number, "decimalEnclosedCircle") if number else text


def _form_value(data: _Element | None) -> str:
    """What a form field shows without a result: a ticked box, the choice from a list."""
    if data is None:
        return ""
    if (box := data.find(f"{W}checkBox")) is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        return "☑" if state is not None and is_on(state.get(f"{W}val", "1")) else "□"
    if (choices := data.find(f"{W}ddList")) is not None:
        entries = [each.get(f"{W}val") or "" for each in choices.iterchildren(f"{W}listEntry")]
        chosen = value_of(choices, "result") or value_of(choices, "default") or "0"
        at = int(chosen) if chosen.isascii() and chosen.isdecimal() else 0
        return entries[at] if at < len(entries) else ""
    return ""
