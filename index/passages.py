"""Passages: what is retrieved and shown, each made of whole sentences.

The cheapest division of a document's sentences into passages of about the target length
is found by dynamic programming, as Knuth and Plass (1981) break a paragraph into lines.
What must stay together or apart is said in `index.units`.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from index.roles import article_number
from index.structure import BETWEEN_HEADINGS
from index.table_captions import table_captions, with_caption
from index.types import Document, Passage, Section, SectionKind, Sentence
from index.units import ALWAYS, NEVER, read_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.units import Unit

# Lengths are in characters.
TARGET = 300
LONGEST = 520  # a passage that can be divided is never longer
LONGEST_QUESTION_HEADING = 80
LONGEST_POINT_HEADING = 40
_WINDOW = 40  # sentences that a passage is tried with at most, so that time stays linear


def split_passages(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document`` in reading order, with ids 0 and ordinals from 0.

    Every character of the text that is no white space lies in exactly one passage, and
    in exactly one of its sentences. An article, a table row and a question with the head
    of its answer are never divided.
    """
    units = read_units(document)
    groups = _join_headings(document, units, _divide(units))
    captions = table_captions(document)
    return tuple(
        _passage(document, ordinal, units[a:b], captions) for ordinal, (a, b) in enumerate(groups)
    )


def _divide(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Where passages begin and end, as positions in ``units``."""
    groups: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(units) + 1):
        if i == len(units) or units[i].price == ALWAYS:
            groups += _cheapest(units, start, i)
            start = i
    return groups


def _join_headings(
    document: Document, units: Sequence[Unit], groups: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Join headings with nothing below them to the passage before."""
    joined: list[tuple[int, int]] = []
    for start, end in groups:
        bare = all(
            document.sections[unit.root].kind is SectionKind.HEADING for unit in units[start:end]
        )
        if joined and bare:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _cheapest(units: Sequence[Unit], start: int, end: int) -> list[tuple[int, int]]:
    """The cheapest division of ``units[start:end]``, which no forced end divides."""
    edges = [i for i in range(start, end) if i == start or units[i].price != NEVER] + [end]
    best = [0.0] + [NEVER] * (len(edges) - 1)
    came_from = [0] * len(edges)
    for j in range(1, len(edges)):
        last = units[edges[j] - 1].end
        for i in range(j - 1, max(-1, j - 1 - _WINDOW), -1):
            length = last - units[edges[i]].start
            if length > LONGEST and i < j - 1:
                break
            price = units[edges[i]].price if i else 0.0
            cost = best[i] + price + ((length - TARGET) / TARGET) ** 2
            if cost < best[j]:
                best[j], came_from[j] = cost, i
    cuts = [len(edges) - 1]
    while cuts[-1]:
        cuts.append(came_from[cuts[-1]])
    cuts.reverse()
    return [(edges[a], edges[b]) for a, b in pairwise(cuts)]


def _passage(
    document: Document, ordinal: int, units: Sequence[Unit], captions: Mapping[int, str]
) -> Passage:
    start, end = units[0].start, units[-1].end
    sections = document.sections
    root = next(
        (u.root for u in units if sections[u.root].kind is not SectionKind.HEADING), units[0].root
    )
    section = sections[root]
    at = next(u.start for u in units if u.root == root)
    label, heading = _label_and_heading(document, root, at)
    if at in captions:
        heading = with_caption(heading, captions[at])
    return Passage(
        document_id=document.id,
        ordinal=ordinal,
        start=start,
        end=end,
        text=document.text[start:end],
        kind=section.kind,
        label=label,
        heading=heading,
        article_number=article_number(label) if section.kind is SectionKind.ARTICLE else 0,
        sentences=tuple(Sentence(u.start, u.end) for u in units),
    )


def _label_and_heading(document: Document, root: int, at: int) -> tuple[str, str]:
    """What counts the passage that begins at ``at`` inside the outermost section ``root``."""
    sections = document.sections
    section = sections[root]
    heading = section.heading
    if section.kind is SectionKind.ARTICLE:
        return section.label, heading
    point = _innermost_point(sections, root, at)
    question = _question(sections, root)
    if question is not None:
        asked = document.text[question.start : question.end]
        heading = _shortened(asked, LONGEST_QUESTION_HEADING)
    if point is None:
        return ("" if at > section.start else section.label), heading
    if at > point.start:
        said = document.text[point.start : point.end].split("。", 1)[0]
        lead = _shortened(said, LONGEST_POINT_HEADING)
        heading = BETWEEN_HEADINGS.join(part for part in (heading, lead) if part)
    return point.label, heading


def _question(sections: Sequence[Section], root: int) -> Section | None:
    """The question of the passage: the section itself, or the one that its answer follows."""
    if sections[root].kind is SectionKind.QUESTION:
        return sections[root]
    if sections[root].kind is not SectionKind.ANSWER:
        return None
    for section in reversed(sections[:root]):
        if section.parent is None:
            return section if section.kind is SectionKind.QUESTION else None
    return None


def _innermost_point(sections: Sequence[Section], root: int, at: int) -> Section | None:
    """The innermost point of the outermost section ``root`` that holds position ``at``."""
    last = bisect_right(sections, at, key=lambda section: section.start) - 1
    for section in reversed(sections[root : last + 1]):
        if section.kind is SectionKind.POINT and section.start <= at < section.end:
            return section
    return None


def _shortened(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
