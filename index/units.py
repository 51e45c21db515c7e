"""A document as a row of sentences, with the price of ending a passage before each.

Between two sentences a passage must end (before an article), may end at some price
(cheap between paragraphs, dear inside one), or may not end (inside an article or a table
row, below a heading, between a question and the head of its answer).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.sentences import Span, has_words, split_sentences, wants_joining
from index.types import Document, Section, SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT_ARTICLE = 120  # characters; such an article is one sentence
LONGEST_WHOLE = 520  # characters; a longer question or heading may be divided
SIGNATURE = 20  # characters; so short a line, such as a date, belongs to what it follows

# The price of ending a passage, in units of a passage of no length or twice the target.
NEVER = float("inf")
ALWAYS = -NEVER
BETWEEN_PARAGRAPHS = 0.0
BEFORE_HEADING = -0.45
BEFORE_SIGNATURE = 0.6
BEFORE_POINT = 0.15
BETWEEN_SENTENCES = 0.4

_WHOLE = {
    SectionKind.ARTICLE,
    SectionKind.FRONT_MATTER,
    SectionKind.CONTACT,
    SectionKind.TABLE_ROW,
}
_SHORT = {SectionKind.QUESTION, SectionKind.HEADING}
_APART = {
    SectionKind.ARTICLE,
    SectionKind.FRONT_MATTER,
    SectionKind.CONTACT,
    SectionKind.QUESTION,
    SectionKind.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, the position of its outermost section, and the price of ending before it."""

    start: int
    end: int
    root: int
    price: float


def read_units(document: Document) -> list[Unit]:
    """The sentences of ``document`` in reading order; the first has the price ``ALWAYS``."""
    sections = document.sections
    roots = [i for i, section in enumerate(sections) if section.parent is None]
    leads_to = _leads_to(sections, roots)
    units: list[Unit] = []
    before: Section | None = None
    for n, root in enumerate(roots):
        section = sections[root]
        # Sections come in order, so those inside a root stand between it and the next.
        last = roots[n + 1] if n + 1 < len(roots) else len(sections)
        inner = sections[root + 1 : last]
        starts = {part.start for part in inner}
        for i, (a, b) in enumerate(_sentences(document.text, section, inner)):
            if i:
                price = _price_inside(document.text, section, a, starts)
            else:
                price = _price_between(before, section, leads_to[root])
            if price == BETWEEN_PARAGRAPHS and b - a <= SIGNATURE:
                price = BEFORE_SIGNATURE
            units.append(Unit(a, b, root, price))
        before = section
    return _join_signs(document.text, units)


def _leads_to(sections: Sequence[Section], roots: Sequence[int]) -> dict[int, SectionKind]:
    """What each outermost section is; for a heading, what stands below it."""
    kinds: dict[int, SectionKind] = {}
    below = SectionKind.HEADING
    for root in reversed(roots):
        if sections[root].kind is not SectionKind.HEADING:
            below = sections[root].kind
        kinds[root] = below
    return kinds


def _sentences(text: str, section: Section, inner: Sequence[Section]) -> list[Span]:
    whole = section.kind is SectionKind.TABLE_ROW or (
        section.kind is SectionKind.ARTICLE and section.end - section.start <= SHORT_ARTICLE
    )
    if whole:
        return [(section.start, section.end)]
    points = {part.start for part in inner}
    spans: list[Span] = []
    position = section.start
    for part in inner:
        if part.kind is SectionKind.TABLE_ROW:
            spans += split_sentences(text, position, part.start, points)
            spans.append((part.start, part.end))
            position = part.end
    return spans + split_sentences(text, position, section.end, points)


def _price_between(before: Section | None, section: Section, leads_to: SectionKind) -> float:
    """The price of ending a passage between two outermost sections."""
    if before is None:
        return ALWAYS
    if before.kind is SectionKind.HEADING:
        return NEVER
    if before.kind is SectionKind.QUESTION and section.kind is SectionKind.ANSWER:
        return NEVER
    if before.kind in _APART or leads_to in _APART:
        return ALWAYS
    return BEFORE_HEADING if section.kind is SectionKind.HEADING else BETWEEN_PARAGRAPHS


def _price_inside(text: str, section: Section, start: int, starts: set[int]) -> float:
    """The price of ending a passage before the sentence at ``start`` inside ``section``."""
    short = section.kind in _SHORT and start - section.start < LONGEST_WHOLE
    if section.kind in _WHOLE or short:
        return NEVER
    if text[start - 1] == "\n":
        return BETWEEN_PARAGRAPHS
    return BEFORE_POINT if start in starts else BETWEEN_SENTENCES


def _join_signs(text: str, units: list[Unit]) -> list[Unit]:
    """Join sentences of mere signs, such as a table's rules, to the one before, or after."""
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if before is None or not wants_joining(
            text, (before.start, before.end), (unit.start, unit.end)
        ):
            joined.append(unit)
        elif has_words(text, before.start, before.end):
            joined[-1] = replace(before, end=unit.end)
        else:
            joined[-1] = replace(unit, start=before.start, price=before.price)
    return joined
