"""Lines from the characters of a PDF page: what stands side by side, with its spaces put back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.readers.pdf.glyphs import GUESSED, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.readers.pdf.glyphs import Glyph
    from index.readers.pdf.upright import Box

_FIRST_FEW = 10  # characters
_MOST = 0.9
# All in shares of the size of the characters.
_SAME_BASE = 0.3
_RAISED = 0.6  # of the size of the line that a raised figure belongs to
_SMALLER = 0.8  # what is raised is smaller than this
_APART = 0.95  # a gap that ends a segment …
_APART_ELSEWHERE = 0.55  # … and one between parts that were written at different times
_OVERLAP = 0.8  # by which a character may begin before the last one ended
_WRITTEN_SPACE = 0.1  # a gap that shows a space that was written …
_SPACE = 0.22  # … and gaps that are one where none was written
_MIXED_SPACE = 0.4  # between Chinese and Latin, where programs leave a quarter by themselves
_EASTERN = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f“”‘’—…·]"
)
_SPACED_OUT = re.compile("(?:[\u3400-\u9fff] ){1,5}[\u3400-\u9fff]")
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_EITHER = "“”‘’—…·"  # of Chinese and of Latin text
_OPENING = re.compile(r"[（(《〈“‘「『【〔［\[{]")
_CLOSING = re.compile("[，。；：、！？”’）》〕】」』)\\],.;:!?%％]")


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Characters that stand side by side on one line, in order.

    ``box`` is left, top, right, bottom in points; ``size`` and ``base`` are those of most of its
    characters. ``bold`` and ``red`` count characters. ``starts`` tells where the first few begin and
    end, ``first_word`` how wide the piece is that could have stood at the end of the line above.
    """

    text: str
    box: Box
    size: float
    base: float
    characters: int
    bold: int
    red: int
    starts: tuple[tuple[float, float], ...]
    first_word: float


@dataclass(frozen=True, eq=False)
class Line:
    """The segments that stand on one line of a column, from left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def box(self) -> Box:
        """Left, top, right, bottom in points."""
        boxes = [segment.box for segment in self.segments]
        return boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes)

    @cached_property
    def text(self) -> str:
        """Its text; words whose characters are spaced out (通　知) closed up."""
        text = " ".join(segment.text for segment in self.segments)
        return text.replace(" ", "") if _SPACED_OUT.fullmatch(text) else text

    @cached_property
    def size(self) -> float:
        """The size of most of its characters."""
        return max(self.segments, key=lambda segment: segment.characters).size

    @property
    def base(self) -> float:
        """The line that it stands on."""
        return self.segments[0].base

    @property
    def bold(self) -> bool:
        """Whether nearly all of it is bold."""
        return sum(s.bold for s in self.segments) >= _MOST * sum(
            s.characters for s in self.segments
        )

    @property
    def red(self) -> bool:
        """Whether nearly all of it is red."""
        return sum(s.red for s in self.segments) >= _MOST * sum(s.characters for s in self.segments)


def segments_of(glyphs: Iterable[Glyph]) -> list[Segment]:
    """The segments of a page, from top to bottom."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    rows: list[list[list[Glyph]]] = []
    for run in sorted(runs, key=lambda run: (run[0].base, run[0].x0)):
        row = next((row for row in reversed(rows[-8:]) if _on_one_line(row[0], run)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    found = [_segment(run) for row in rows for run in _beside(row)]
    return sorted(found, key=lambda segment: (segment.base, segment.box[0]))


def lines_of(segments: Sequence[Segment]) -> list[Line]:
    """The segments put into lines, from top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: segment.base):
        row = rows[-1] if rows else None
        if row is not None and _level(row[-1], segment):
            row.append(segment)
        else:
            rows.append([segment])
    return [Line(tuple(sorted(row, key=lambda segment: segment.box[0]))) for row in rows]


def is_eastern(character: str) -> bool:
    """Whether a character is written without a space to its neighbours."""
    return _EASTERN.match(character) is not None


def joined(first: str, second: str) -> str:
    """Two lines of one paragraph as one."""
    if first.endswith(("\u00ad", "\u0002", "\ufffe")):  # the hyphen of a divided word
        return first[:-1] + second
    ends, begins = first.rstrip(_EITHER)[-1:], second.lstrip(_EITHER)[:1]
    if not ends or not begins or is_eastern(ends) or is_eastern(begins):
        return first + second
    return f"{first} {second}"


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    size = Counter(round(glyph.size, 1) for glyph in glyphs).most_common(1)[0][0]
    base = next(glyph.base for glyph in glyphs if abs(glyph.size - size) < 0.1)
    box = (
        glyphs[0].x0,
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )
    return Segment(
        text=_text(glyphs, size, base),
        box=box,
        size=size,
        base=base,
        characters=len(glyphs),
        bold=sum(glyph.bold for glyph in glyphs),
        red=sum(glyph.red for glyph in glyphs),
        starts=tuple((glyph.x0, glyph.x1) for glyph in glyphs[:_FIRST_FEW]),
        first_word=_first_word(glyphs),
    )


def _text(glyphs: Sequence[Glyph], size: float, base: float) -> str:
    """The characters with the spaces between them; raised figures as such (m², 规定¹)."""
    found: list[str] = []
    usual = _usual_gap(glyphs)
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and _is_space(last, glyph, usual):
            found.append(" ")
        is_raised = (
            glyph.size < _SMALLER * size
            and base - glyph.base > 0.15 * size
            and glyph.text.isdecimal()
        )
        found.append(glyph.text.translate(_RAISED_FIGURES) if is_raised else glyph.text)
        last = glyph
    return "".join(found)


def _first_word(glyphs: Sequence[Glyph]) -> float:
    """The width of what may not be divided at the beginning of a line: 〔2019〕, 2024, 和，."""
    end = 1
    while end < len(glyphs) and _OPENING.match(glyphs[end - 1].text):
        end += 1
    if not is_eastern(glyphs[end - 1].text):
        while end < len(glyphs) and not (
            is_eastern(glyphs[end].text) or _is_space(glyphs[end - 1], glyphs[end])
        ):
            end += 1
    while end < len(glyphs) and _CLOSING.match(glyphs[end].text):
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def _follows(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    size = max(last.size, glyph.size)
    if not -_OVERLAP * size <= glyph.x0 - last.x1 <= _APART * size:
        return False
    rise = abs(glyph.base - run[0].base)
    if abs(glyph.size - run[0].size) < 0.1:
        return rise <= _SAME_BASE * glyph.size
    return rise <= _RAISED * max(run[0].size, glyph.size)


def _on_one_line(first: list[Glyph], second: list[Glyph]) -> bool:
    big, small = sorted((first[0], second[0]), key=lambda glyph: -glyph.size)
    if abs(big.base - small.base) <= _SAME_BASE * small.size:
        return True
    is_small = small.size < _SMALLER * big.size and len(second) < 6
    near = min(abs(second[0].x0 - first[-1].x1), abs(first[0].x0 - second[-1].x1))
    return is_small and abs(big.base - small.base) <= _RAISED * big.size and near < big.size


def _beside(row: list[list[Glyph]]) -> list[list[Glyph]]:
    """The runs of a line, those that touch joined."""
    found: list[list[Glyph]] = []
    for run in sorted(row, key=lambda run: run[0].x0):
        if found and run[0].x0 - found[-1][-1].x1 <= _APART_ELSEWHERE * run[0].size:
            if _repeats(found[-1], run):  # printed twice to look bold
                continue
            found[-1].extend(run)
        else:
            found.append(list(run))
    return found


def _repeats(first: list[Glyph], second: list[Glyph]) -> bool:
    return (
        len(first) == len(second)
        and abs(first[0].x0 - second[0].x0) < 0.3 * first[0].size
        and all(a.text == b.text for a, b in zip(first, second, strict=True))
    )


def _usual_gap(glyphs: Sequence[Glyph]) -> float:
    """What stands between Chinese characters, in sizes: much, where a line was drawn out."""
    gaps = [_gap(a, b) for a, b in pairwise(glyphs) if is_eastern(a.text) and is_eastern(b.text)]
    return max(median(gaps), 0) if gaps else 0


def _gap(last: Glyph, glyph: Glyph) -> float:
    return (glyph.x0 - last.x1) / max(last.size, glyph.size)


def _is_space(last: Glyph, glyph: Glyph, usual: float = 0) -> bool:
    gap = _gap(last, glyph)
    if glyph.space == WRITTEN:
        return gap >= _WRITTEN_SPACE
    before, behind = last.text in _EITHER, glyph.text in _EITHER
    first = is_eastern(last.text) and not before
    second = is_eastern(glyph.text) and not behind
    if not first and not second and not (before and behind):
        return gap >= (_WRITTEN_SPACE if glyph.space == GUESSED else _SPACE)
    if first != second and not (before or behind):
        return gap >= _MIXED_SPACE + usual
    return gap >= _SPACE + usual


def _level(first: Segment, second: Segment) -> bool:
    return abs(first.base - second.base) <= _SAME_BASE * min(first.size, second.size)
