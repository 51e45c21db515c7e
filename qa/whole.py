"""What has to be given whole, because a part of it would mislead or say too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import SectionKind
from qa.evidence import ANNOUNCING
from qa.place import sections_around
from qa.understand import Wants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document, Hit, Section
    from qa.evidence import ScoredSentence
    from qa.understand import Question

    Around = Sequence[tuple[int, Section]]

# A point of which the sentence is only the head, and an article, are given whole up to here.
MOST_POINT_CHARACTERS = 400
MOST_ARTICLE_CHARACTERS = 400
# A list of points is given whole up to here: half a list misleads.
MOST_LIST_CHARACTERS = 1_500
# The announcement of a list must hold at least this share of what its best point holds.
ANNOUNCED = 0.6

Span = tuple[int, int]


def whole_hit(hit: Hit) -> Span:
    """An article, or the whole answer to the question that the hit begins with."""
    passage, sections = hit.passage, hit.document.sections
    wanted = SectionKind.ANSWER if passage.kind is SectionKind.QUESTION else SectionKind.ARTICLE
    found = next((s for s in sections if s.kind is wanted and s.end > passage.start), None)
    if found is None or found.start >= passage.end:
        return passage.start, passage.end
    return found.start, found.end


def whole_around(
    question: Question, best: ScoredSentence, scored: Sequence[ScoredSentence]
) -> Span | None:
    """The span to give instead of the one sentence ``best``; None where the sentence stands alone.

    A short article; the list that is asked for, from its announcement to its last point; the
    text with its points, when the sentence announces them (有下列情形之一的：…); a point of
    which the sentence is only the head (（六）优化办税平台。…).
    """
    document = best.hit.document
    around = list(sections_around(document, best.sentence.start, best.sentence.end))
    article = next((s for _, s in around if s.kind is SectionKind.ARTICLE), None)
    if article is not None and _length(article) <= MOST_ARTICLE_CHARACTERS:
        return article.start, article.end
    if question.wants is Wants.LIST and article is None:
        listed = _listed(best, scored, around)
        if listed is not None:
            return listed
    for index, section in around:
        points = [s for s in document.sections if s.parent == index and s.kind is SectionKind.POINT]
        if points and best.sentence.start <= points[0].start and question.wants is not Wants.VALUE:
            fits = _length(section) <= MOST_LIST_CHARACTERS
            return (section.start, section.end) if fits else None
        is_head = section.kind is SectionKind.POINT and best.sentence.start == section.start
        if is_head and article is None and _length(section) <= MOST_POINT_CHARACTERS:
            return section.start, section.end
    return None


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


def _listed(best: ScoredSentence, scored: Sequence[ScoredSentence], around: Around) -> Span | None:
    """The announced list that ``best`` announces or is a point of, with its announcement."""
    document = best.hit.document
    roots = [(index, s) for index, s in around if s.kind is SectionKind.POINT and s.parent is None]
    if roots:
        first, last = _siblings(document, roots[0][0])
        before = document.sections[first].start
        announcing = document.text[:before].rstrip()
        if not announcing.endswith(ANNOUNCING):
            return None
        start = _line_start(announcing)
        held = max(
            (
                s.coverage
                for s in scored
                if s.hit.document is document and start <= s.sentence.start < before
            ),
            default=0.0,
        )
        if held < ANNOUNCED * best.coverage:
            return None
    else:
        if not best.text.endswith(ANNOUNCING):
            return None
        following = next(
            (
                index
                for index, s in enumerate(document.sections)
                if s.start >= best.sentence.end and s.parent is None
            ),
            None,
        )
        if following is None or document.sections[following].kind is not SectionKind.POINT:
            return None
        start = best.sentence.start
        first, last = _siblings(document, following)
    end = document.sections[last].end
    return (start, end) if end - start <= MOST_LIST_CHARACTERS else None


def _siblings(document: Document, position: int) -> tuple[int, int]:
    """The first and the last of the run of points that a point is in, by position."""
    sections = document.sections
    own = sections[position]
    roots = [index for index, s in enumerate(sections) if s.parent == own.parent]
    at = roots.index(position)
    first = last = at
    while first > 0 and _same_list(sections[roots[first - 1]], own):
        first -= 1
    while last + 1 < len(roots) and _same_list(sections[roots[last + 1]], own):
        last += 1
    return roots[first], roots[last]


def _same_list(other: Section, own: Section) -> bool:
    return other.kind is SectionKind.POINT and other.heading == own.heading


def _line_start(text: str) -> int:
    return text.rfind("\n") + 1


def _length(section: Section) -> int:
    return section.end - section.start
