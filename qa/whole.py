"""What has to be given whole, because a part of it would mislead or say too little."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from index.enumerations import inline_points, mark_at
from index.types import SectionKind
from qa.evidence import ANNOUNCING
from qa.place import sections_around
from qa.understand import Wants

if TYPE_CHECKING:
    from index.types import Document, Hit, Section
    from qa.evidence import ScoredSentence
    from qa.lists.listing import Listing
    from qa.understand import Question

# A point of which the sentence is only the head, and an article, are given whole up to here.
MOST_POINT_CHARACTERS = 400
MOST_ARTICLE_CHARACTERS = 400
# A list of points is given whole up to here: half a list misleads.
MOST_LIST_CHARACTERS = 1_500
# A list is cut to its points' beginnings of at least so many characters.
SHORTEST_BEGINNING = 20
# What stands before the first point of a line stands alone from so many characters on: not 答：.
SHORTEST_PIECE = 4

Span = tuple[int, int]
_STOP = re.compile(r"[。；;！!？?][”’」』）)】》]*|\n")


def whole_hit(hit: Hit) -> Span:
    """An article, or the whole answer to the question that the hit begins with."""
    passage, sections = hit.passage, hit.document.sections
    wanted = SectionKind.ANSWER if passage.kind is SectionKind.QUESTION else SectionKind.ARTICLE
    first = bisect_right(sections, passage.start, key=lambda s: s.start) - 1
    while first > 0 and sections[first].parent is not None:
        first -= 1
    for section in islice(sections, max(first, 0), None):
        if section.start >= passage.end:
            break
        if section.kind is wanted and section.end > passage.start:
            return section.start, section.end
    return passage.start, passage.end


def whole_around(question: Question, best: ScoredSentence) -> Span | None:
    """The span to give instead of the one sentence ``best``; None where the sentence stands alone.

    A short article; the text with its points, when the sentence announces them
    (有下列情形之一的：…); a point of which the sentence is only the head (（六）优化办税平台。…).
    """
    document = best.hit.document
    around = list(sections_around(document, best.sentence.start, best.sentence.end))
    article = next((s for _, s in around if s.kind is SectionKind.ARTICLE), None)
    if article is not None and _length(article) <= MOST_ARTICLE_CHARACTERS:
        return article.start, article.end
    for index, section in around:
        point = _first_point(document, index)
        if point and question.wants is not Wants.VALUE and _announces(best, point):
            fits = _length(section) <= MOST_LIST_CHARACTERS
            return (section.start, section.end) if fits else None
        is_head = section.kind is SectionKind.POINT and best.sentence.start == section.start
        if is_head and article is None and _length(section) <= MOST_POINT_CHARACTERS:
            return section.start, section.end
    return None


def _announces(best: ScoredSentence, point: Section) -> bool:
    """Whether a sentence is the last before a point, or its beginning."""
    start, end = best.sentence.start, best.sentence.end
    between = best.hit.document.text[end : point.start]
    return start <= point.start and not between.strip()


def announcement(best: ScoredSentence) -> list[int]:
    """The position of the sentence without which an item of an article says nothing."""
    document = best.hit.document
    around = [s for _, s in sections_around(document, best.sentence.start, best.sentence.end)]
    item = next((s for s in around if s.kind is SectionKind.POINT), None)
    if item is None or all(s.kind is not SectionKind.ARTICLE for s in around):
        return []
    return [
        position
        for position, sentence in enumerate(best.hit.passage.sentences)
        if sentence.end <= item.start
        and document.text[sentence.start : sentence.end].endswith(ANNOUNCING)
    ][-1:]


def _first_point(document: Document, index: int) -> Section | None:
    """The first point right inside a section."""
    end = document.sections[index].end
    for section in islice(document.sections, index + 1, None):
        if section.start >= end:
            break
        if section.parent == index and section.kind is SectionKind.POINT:
            return section
    return None


def _length(section: Section) -> int:
    return section.end - section.start


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of a list: ``runs`` without gaps, in reading order.

    Points begin at ``starts``; at ``cut`` end those of which only the beginning is given.
    """

    runs: tuple[Span, ...] = ()
    starts: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()


def given_of(listing: Listing) -> Given:
    """The whole list, or the first sentences of each point where it is too long."""
    starts = frozenset(start for start, _ in listing.points)
    text = listing.document.text
    article = _short_article(listing)
    if article is not None:
        return Given((article,), starts)
    if listing.end - listing.start <= MOST_LIST_CHARACTERS:
        return Given(((listing.start, listing.end),), starts)
    spans = [listing.lead] if listing.lead is not None else []
    beginnings = [_beginning(text, *point) for point in listing.points]
    cut = {
        end
        for (_, end), (_, whole) in zip(beginnings, listing.points, strict=True)
        if text[end:whole].strip()
    }
    runs: list[Span] = []
    for start, end in [*spans, *beginnings]:
        if runs and not text[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return Given(tuple(runs), starts, frozenset(cut))


def _short_article(listing: Listing) -> Span | None:
    around = sections_around(listing.document, listing.start, listing.end)
    article = next((s for _, s in around if s.kind is SectionKind.ARTICLE), None)
    if article is None or _length(article) > MOST_ARTICLE_CHARACTERS:
        return None
    return article.start, article.end


def _beginning(text: str, start: int, end: int) -> Span:
    """A point's first sentence; the next as well where the first is only its title.

    Of a heading above points of its own only the heading.
    """
    line = text.find("\n", start, end)
    if line >= 0 and mark_at(text, line + 1, end) is not None:
        end = line
    for stop in _STOP.finditer(text, start, end):
        if len(text[start : stop.end()].strip()) >= SHORTEST_BEGINNING:
            return start, stop.end() - (text[stop.end() - 1] == "\n")
    return start, end


def lines_of(
    document: Document, start: int, end: int, starts: frozenset[int] = frozenset()
) -> tuple[Span, ...]:
    """The non-blank lines of a span, and the points inside a line, without white space around.

    ``starts`` are where points begin besides those that are counted.
    """
    text, sections = document.text, document.sections
    spans: list[Span] = []
    first = bisect_left(sections, start, key=lambda s: s.start)
    last = bisect_left(sections, end, key=lambda s: s.start)
    points = starts | {s.start for s in sections[first:last] if s.kind is SectionKind.POINT}
    position = start
    for line in text[start:end].splitlines(keepends=True):
        below = position + len(line)
        inside = {point.start for point in inline_points(text, position, below)}
        inside |= {point for point in points if position <= point < below}
        edges = sorted({position, below} | {p for p in inside if p - position >= SHORTEST_PIECE})
        for a, b in pairwise(edges):
            left = b - a - len(text[a:b].lstrip())
            if stripped := text[a:b].strip():
                spans.append((a + left, a + left + len(stripped)))
        position = below
    return tuple(spans)
