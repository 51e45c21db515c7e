"""Page numbers, running headers and footers: what a page repeats and does not say."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from index.readers.pdf.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.readers.pdf.lines import Line, Segment

_EDGE = 0.15  # of the height of a page, at its top and at its foot
_MOST_LINES = 3  # at each edge
_SAME_PLACE = 6.0  # points
_FEWEST_PAGES = 3
_DASH = r"[-—–－―~·•\s]"
_COUNTED = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_NUMBERED = re.compile(
    rf"""{_DASH}*(?:
      第\s*{_COUNTED}\s*页 (?:\s*[，,/（(]?\s*共\s*{_COUNTED}\s*页\s*[)）]?)?
    | 共\s*{_COUNTED}\s*页\s*[，,]?\s*第\s*{_COUNTED}\s*页
    | [Pp]age\s*\d{{1,4}}(?:\s*(?:of|/)\s*\d{{1,4}})?
    | \d{{1,4}}\s*/\s*\d{{1,4}}
    ){_DASH}*""",
    re.VERBOSE,
)
_DASHED = re.compile(r"[-—–－―~·•]+\s*\d{1,4}\s*[-—–－―~·•]+")
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,7}")
# What browsers print at the edges: when, of what, from where, and the page.
_BROWSER = re.compile(
    r"\d{1,4}[/年.-]\d{1,2}[/月.-]\d{1,4}日?[,，]?\s*(?:[上下]午)?\s*\d{1,2}:\d{2}.*"
    r"|(?:https?|file)://\S+(?:\s+\d{1,4}\s*/\s*\d{1,4})?"
)
_FIGURES = re.compile(r"\d+")


def furniture(pages: Sequence[tuple[float, Sequence[Segment]]]) -> list[set[Segment]]:
    """For each page, given as its height and segments, those that are no text of the document."""
    found: list[set[Segment]] = [set() for _ in pages]
    repeated: defaultdict[str, list[tuple[int, Line, float]]] = defaultdict(list)
    for number, (height, segments) in enumerate(pages):
        for line, is_foot in _at_edges(lines_of(segments), height):
            if _is_numbering(line.text) or (is_foot and len(pages) == 1 and line.text == "1"):
                found[number].update(line.segments)
            else:
                shape = _FIGURES.sub("#", line.text)
                place = line.base - height if is_foot else line.base
                repeated[f"{is_foot} {shape}"].append((number, line, place))
    for lines in repeated.values():
        for group in _at_one_place(lines):
            if _runs(group, len(pages)):
                for number, line, _ in group:
                    found[number].update(line.segments)
    return found


def _at_edges(lines: Sequence[Line], height: float) -> Iterator[tuple[Line, bool]]:
    for line in lines[:_MOST_LINES]:
        if line.box[3] <= _EDGE * height:
            yield line, False
    for line in lines[-_MOST_LINES:]:
        if line.box[1] >= (1 - _EDGE) * height:
            yield line, True


def _is_numbering(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_NUMBERED, _DASHED, _BROWSER))


def _at_one_place(
    lines: list[tuple[int, Line, float]],
) -> Iterator[list[tuple[int, Line, float]]]:
    group: list[tuple[int, Line, float]] = []
    for line in sorted(lines, key=lambda line: line[2]):
        if group and line[2] - group[-1][2] > _SAME_PLACE:
            yield group
            group = []
        group.append(line)
    yield group


def _runs(group: list[tuple[int, Line, float]], pages: int) -> bool:
    """Whether lines that look alike at one place are furniture: the same, or counting the pages."""
    numbers = {number for number, _, _ in group}
    if len(numbers) < min(_FEWEST_PAGES, max(pages, 2)):
        return False
    if len({line.text for _, line, _ in group}) == 1:
        return True
    figures = [[int(each) for each in _FIGURES.findall(line.text)] for _, line, _ in group]
    if any(_BARE.fullmatch(line.text) is None for _, line, _ in group) and pages < _FEWEST_PAGES:
        return False
    # Some figure grows with the pages; the others may not change: 第12期 第3页.
    return any(
        len({row[place] - number for row, (number, _, _) in zip(figures, group, strict=True)}) == 1
        for place in range(min(map(len, figures)))
    )
