"""Passages: what is retrieved and shown, each made of whole sentences.

The document is read as a row of sentences. Between two sentences a passage must end
(before an article), may end at some price (cheap between paragraphs, dear inside one),
or may not end (inside a table row, below a heading, between a question and the head of
its answer). The cheapest division into passages of about the target length is found by
dynamic programming, as Knuth and Plass (1981) break a paragraph into lines.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.roles import article_number
from index.sentences import has_words, split_sentences
from index.structure import BETWEEN_HEADINGS
from index.types import Document, Passage, Section, SectionKind, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

# Lengths are in characters.
TARGET = 300
LONGEST = 520  # a passage that can be divided is never longer
SHORT_ARTICLE = 120  # such an article is one sentence
LONGEST_QUESTION_HEADING = 80
LONGEST_POINT_HEADING = 40

# The price of ending a passage, in units of a passage of no length or twice the target.
_BETWEEN_PARAGRAPHS = 0.0
_BEFORE_HEADING = -0.45
_BEFORE_POINT = 0.15
_BETWEEN_SENTENCES = 0.4
_BEFORE_SIGNATURE = 0.6  # a last short line, such as a date, belongs to what it signs
_SIGNATURE = 20
_NEVER = float("inf")
_ALWAYS = -_NEVER

_WINDOW = 40  # sentences that a passage may be tried with, so that time stays linear
_WHOLE = {
    SectionKind.ARTICLE,
    SectionKind.FRONT_MATTER,
    SectionKind.CONTACT,
    SectionKind.TABLE_ROW,
}
_SHORT = {SectionKind.QUESTION, SectionKind.HEADING}  # never divided unless absurdly long


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with its outermost section, and the price of ending a passage before it."""

    start: int
    end: int
    root: int
    price: float


def split_passages(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document`` in reading order, with ids 0 and ordinals from 0.

    Every character of the text that is no white space lies in exactly one passage, and
    in exactly one of its sentences. An article, a table row and a question with the head
    of its answer are never divided.
    """
    units = _units(document)
    groups = _join_headings(document, units, _divide(units))
    return tuple(_passage(document, ordinal, units[a:b]) for ordinal, (a, b) in enumerate(groups))


def _units(document: Document) -> list[_Unit]:
    sections = document.sections
    inner: dict[int, list[int]] = {}
    root_of: list[int] = []
    for i, section in enumerate(sections):
        root = i if section.parent is None else root_of[section.parent]
        root_of.append(root)
        if root != i:
            inner.setdefault(root, []).append(i)
    units: list[_Unit] = []
    before: Section | None = None
    for root, section in enumerate(sections):
        if section.parent is not None:
            continue
        starts = {sections[i].start: sections[i] for i in reversed(inner.get(root, []))}
        for n, (a, b) in enumerate(_sentences(document.text, section, starts)):
            price = (
                _price_between(before, section)
                if n == 0
                else _price_inside(section, a, starts, document.text)
            )
            if price == _BETWEEN_PARAGRAPHS and b - a <= _SIGNATURE:
                price = _BEFORE_SIGNATURE
            units.append(_Unit(a, b, root, price))
        before = section
    return _join_signs(document.text, units)


def _join_signs(text: str, units: list[_Unit]) -> list[_Unit]:
    """Join sentences of mere signs, such as a table's rules, to the one before, or after."""
    joined: list[_Unit] = []
    for unit in units:
        if joined and not has_words(text, unit.start, unit.end):
            joined[-1] = replace(joined[-1], end=unit.end)
        elif joined and not has_words(text, joined[-1].start, joined[-1].end):
            joined[-1] = replace(unit, start=joined[-1].start, price=joined[-1].price)
        else:
            joined.append(unit)
    return joined


def _sentences(text: str, section: Section, starts: dict[int, Section]) -> list[tuple[int, int]]:
    whole = section.kind is SectionKind.TABLE_ROW or (
        section.kind is SectionKind.ARTICLE and section.end - section.start <= SHORT_ARTICLE
    )
    if whole:
        return [(section.start, section.end)]
    return split_sentences(text, section.start, section.end, starts)


def _price_between(before: Section | None, section: Section) -> float:
    """The price of ending a passage between two outermost sections."""
    if before is None:
        return _ALWAYS
    kinds = {before.kind, section.kind}
    if before.kind is SectionKind.HEADING:
        return _NEVER
    if before.kind is SectionKind.QUESTION and section.kind is SectionKind.ANSWER:
        return _NEVER
    if kinds & {
        SectionKind.ARTICLE,
        SectionKind.FRONT_MATTER,
        SectionKind.CONTACT,
        SectionKind.QUESTION,
        SectionKind.ANSWER,
    }:
        return _ALWAYS
    return _BEFORE_HEADING if section.kind is SectionKind.HEADING else _BETWEEN_PARAGRAPHS


def _price_inside(section: Section, start: int, starts: dict[int, Section], text: str) -> float:
    """The price of ending a passage before the sentence at ``start`` inside ``section``."""
    if section.kind in _WHOLE or (section.kind in _SHORT and start - section.start < LONGEST):
        return _NEVER
    if text[start - 1] == "\n":
        return _BETWEEN_PARAGRAPHS
    return _BEFORE_POINT if start in starts else _BETWEEN_SENTENCES


def _divide(units: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Where passages begin and end, as positions in ``units``."""
    groups: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(units) + 1):
        if i == len(units) or units[i].price == _ALWAYS:
            groups += _cheapest(units, start, i)
            start = i
    return groups


def _join_headings(
    document: Document, units: Sequence[_Unit], groups: list[tuple[int, int]]
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


def _cheapest(units: Sequence[_Unit], start: int, end: int) -> list[tuple[int, int]]:
    """The cheapest division of ``units[start:end]``, which no forced end divides."""
    edges = [i for i in range(start, end) if i == start or units[i].price != _NEVER] + [end]
    best = [0.0] + [_NEVER] * (len(edges) - 1)
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


def _passage(document: Document, ordinal: int, units: Sequence[_Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    sections = document.sections
    root = next(
        (u.root for u in units if sections[u.root].kind is not SectionKind.HEADING), units[0].root
    )
    section = sections[root]
    at = next(u.start for u in units if u.root == root)
    label, heading = _label_and_heading(document, root, at)
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
    point = _innermost_point(sections, root, at)
    heading = section.heading
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
