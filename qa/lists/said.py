"""Lists whose points are told by words: 首先 … 其次 … 最后."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from index.structure import BETWEEN_HEADINGS
from index.types import SectionKind
from qa.evidence import ANNOUNCING
from qa.lists.listing import Listing, question_above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Document
    from qa.lists.listing import Span

_FIRST = re.compile(r"(?:(?<=[。；;：:\n])|\A)\s*首先")
_NEXT = re.compile(r"(?<=[。；;\n])\s*(?:其次|再次|再者|然后|接着|随后|此外|最后)")
_STOP = re.compile(r"[。！!？?\n]")


def said_lists(document: Document, roots: Sequence[int]) -> Iterator[Listing]:
    """The lists of this kind in the outermost sections ``roots``, one at most in each."""
    for index in roots:
        section = document.sections[index]
        if section.kind in {SectionKind.HEADING, SectionKind.TABLE_ROW}:
            continue
        text = document.text[section.start : section.end]
        first = _FIRST.search(text)
        if first is None:
            continue
        starts = [
            first.end() - len("首先"),
            *(_start(m) for m in _NEXT.finditer(text, first.end())),
        ]
        if len(starts) > 1:
            stop = _STOP.search(text, starts[-1])
            edges = [*starts, stop.end() if stop else len(text)]
            points = tuple(
                (section.start + a, section.start + a + len(text[a:b].rstrip()))
                for a, b in pairwise(edges)
            )
            yield _listing(document, index, points)


def _start(match: re.Match[str]) -> int:
    return match.end() - len(match[0].lstrip())


def _listing(document: Document, index: int, points: tuple[Span, ...]) -> Listing:
    section, text = document.sections[index], document.text
    start = section.start
    if start == points[0][0] and text[:start].rstrip().endswith(ANNOUNCING):
        start = text.rfind("\n", 0, start - 1) + 1  # the line above announces the list
    before = text[start : points[0][0]].rstrip()
    stops = [m.end() for m in _STOP.finditer(before[:-1])]
    lead = (start + (stops[-1] if stops else 0), start + len(before)) if before else None
    heading = section.heading.rpartition(BETWEEN_HEADINGS)[2]
    asked = question_above(document, index) if section.kind is SectionKind.ANSWER else heading
    name = f"{asked} {text[slice(*lead)] if lead else ''}"
    return Listing(document, lead, points, name, section.heading)
