"""From hits to the shortest run of whole sentences that answers in full.

The citation comes first: what is shown is a span of a document, chosen here and never
reworded. A run is a stretch of one document; its pieces are shown one below the other and
share its citation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.types import Document, Hit, Section, SectionKind
from qa.evidence import ScoredSentence, score_sentences
from qa.understand import Question, Wants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# An answer grows from its best sentence while it stays below this many characters.
MOST_CHARACTERS = 400
# A list of points is given whole up to here: half a list misleads.
MOST_LIST_CHARACTERS = 1_500
# An article up to here is given whole.
MOST_ARTICLE_CHARACTERS = 400
# A further sentence of the same passage joins when it is nearly as good as the best.
NEARLY = 0.87

_UNITS = frozenset({SectionKind.ARTICLE, SectionKind.POINT, SectionKind.PARAGRAPH})

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run of text that answers.

    ``pieces`` are its spans in reading order; they touch or have only white space between
    them. ``section`` says where the run stands, in words for the reader.
    """

    document: Document
    section: str
    pieces: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where the run begins."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where the run ends."""
        return self.pieces[-1][1]


def extract(
    question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> tuple[list[Evidence], ScoredSentence]:
    """The evidence that answers, in reading order, and the sentence it grew from.

    ``hits`` are best first and not empty.
    """
    scored = score_sentences(question, hits, rarity)
    named = [hit for hit in hits if "exact" in hit.parts]
    if named:
        first = next(s for s in scored if s.hit is named[0])
        return [_whole(hit) for hit in named], first
    best = scored[0]
    return _grown(question, best, scored), best


def _whole(hit: Hit) -> Evidence:
    """All of an article, or the whole answer to the question that the hit begins with."""
    document, passage = hit.document, hit.passage
    if passage.kind is SectionKind.QUESTION:
        answer = next(
            (
                s
                for s in document.sections
                if s.kind is SectionKind.ANSWER and s.end > passage.start
            ),
            None,
        )
        if answer is not None:
            return Evidence(document, _place(hit), _lines(document, answer.start, answer.end))
    return Evidence(document, _place(hit), _lines(document, passage.start, passage.end))


def _grown(
    question: Question, best: ScoredSentence, scored: Sequence[ScoredSentence]
) -> list[Evidence]:
    hit = best.hit
    section = _given_whole(question, best)
    if section is not None:
        return [
            Evidence(hit.document, _place(hit), _lines(hit.document, section.start, section.end))
        ]
    chosen = {best.position, *_announcement(best)}
    length = sum(hit.passage.sentences[p].end - hit.passage.sentences[p].start for p in chosen)
    for other in scored:
        if other.hit is hit and other.position not in chosen and other.score >= NEARLY * best.score:
            length += other.sentence.end - other.sentence.start
            if length <= MOST_CHARACTERS:
                chosen.add(other.position)
    return _runs(hit, sorted(chosen))


def _given_whole(question: Question, best: ScoredSentence) -> Section | None:
    """The section to give whole where its one sentence would mislead or say too little.

    That is a short article; the text with its points, when the sentence announces them
    (有下列情形之一的：…); and a point of which the sentence is only the head (（六）优化办税平台。…).
    """
    sections = best.hit.document.sections
    around = [
        (index, section)
        for index, section in enumerate(sections)
        if section.start <= best.sentence.start
        and best.sentence.end <= section.end
        and section.kind in _UNITS
    ]
    for _, section in around:
        if section.kind is SectionKind.ARTICLE and _length(section) <= MOST_ARTICLE_CHARACTERS:
            return section
    for index, section in reversed(around):  # the innermost first
        points = [s for s in sections if s.parent == index and s.kind is SectionKind.POINT]
        announces = bool(points) and best.sentence.start <= points[0].start < section.end
        if announces and question.wants is not Wants.VALUE:
            return section if _length(section) <= MOST_LIST_CHARACTERS else None
        is_head = section.kind is SectionKind.POINT and best.sentence.start == section.start
        if is_head and _length(section) <= MOST_CHARACTERS and not _item_of_article(best, section):
            return section
    return None


def _announcement(best: ScoredSentence) -> list[int]:
    """The position of the sentence without which an item of an article says nothing."""
    sections = best.hit.document.sections
    for section in sections:
        inside = section.start <= best.sentence.start and best.sentence.end <= section.end
        if inside and section.kind is SectionKind.POINT and _item_of_article(best, section):
            before = [
                position
                for position, sentence in enumerate(best.hit.passage.sentences)
                if sentence.end <= section.start
                and best.hit.document.text[sentence.start : sentence.end].endswith(("：", ":"))
            ]
            return before[-1:]
    return []


def _item_of_article(best: ScoredSentence, section: Section) -> bool:
    parent = section.parent
    return parent is not None and best.hit.document.sections[parent].kind is SectionKind.ARTICLE


def _length(section: Section) -> int:
    return section.end - section.start


def _runs(hit: Hit, positions: Sequence[int]) -> list[Evidence]:
    """One evidence for each stretch of neighbouring sentences."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    sentences = hit.passage.sentences
    return [
        Evidence(
            hit.document,
            _place(hit),
            tuple((sentences[p].start, sentences[p].end) for p in run),
        )
        for run in runs
    ]


def _lines(document: Document, start: int, end: int) -> tuple[Span, ...]:
    """The non-blank lines of a span, without the white space around them."""
    spans = []
    position = start
    for line in document.text[start:end].splitlines(keepends=True):
        left = len(line) - len(line.lstrip())
        if stripped := line.strip():
            spans.append((position + left, position + left + len(stripped)))
        position += len(line)
    return tuple(spans)


def _place(hit: Hit) -> str:
    """Heading path and label of a hit, for people."""
    passage = hit.passage
    label = passage.label if passage.label not in passage.heading else ""
    return " › ".join(part for part in (passage.heading, label) if part)
