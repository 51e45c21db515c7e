"""From hits to the shortest run of whole sentences that answers in full.

The citation comes first: what is shown is a span of a document, chosen here and never
reworded. A run is a stretch of one document; its pieces are shown one below the other and
share its citation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.structure import BETWEEN_HEADINGS
from index.types import SectionKind
from qa.asked_value import asked_telephone, value_first
from qa.evidence import score_sentences
from qa.lists.asked import asked_list, within
from qa.place import place_of, sections_around
from qa.whole import Given, announcement, given_of, lines_of, whole_around, whole_hit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.types import Document, Hit, Sentence
    from qa.evidence import ScoredSentence
    from qa.understand import Question
    from qa.whole import Span

# An answer grows from its best sentence while it stays below this many characters.
MOST_CHARACTERS = 250
# A further sentence under the same heading joins when it is nearly as good as the best.
NEARLY = 0.82
ALL = Given()


_NUMBERED = re.compile(r"第.{1,8}[编章节]|[（(]?[一二三四五六七八九十]+[)）、]|\d+[.、．]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run of text that answers.

    ``pieces`` are its spans in reading order; they touch or have only white space between
    them. ``section`` says where the run stands, in words for the reader. ``cut`` are the ends of
    those pieces that only begin a point of a long list. ``marks`` are the words of it that
    answer, as spans of the document. ``listed``: it is a list that was asked for, or a part of it.
    """

    document: Document
    section: str
    pieces: tuple[Span, ...]
    cut: frozenset[int] = frozenset()
    marks: tuple[Span, ...] = ()
    listed: bool = False

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
    scored = value_first(question, score_sentences(question, hits, rarity))
    named = [hit for hit in hits if "exact" in hit.parts]
    if named:
        first = next(s for s in scored if s.hit is named[0])
        spans = dict.fromkeys((hit.document.id, *whole_hit(hit)) for hit in named)
        documents = {hit.document.id: hit.document for hit in named}
        return [_lines(documents[id_], start, end) for id_, start, end in spans], first
    best = scored[0]
    called = asked_telephone(question, hits, rarity)
    if called is not None:
        return [_lines(called[0], *called[1])], best
    listing = asked_list(question, hits, scored, rarity)
    if listing is not None:
        given = given_of(listing)
        runs = [_lines(listing.document, *run, given) for run in given.runs]
        return runs, within(listing, scored) or best
    span = whole_around(question, best)
    if span is not None:
        return [_lines(best.hit.document, *span)], best
    return list(_runs(best.hit, _joined(best, scored))), best


def _joined(best: ScoredSentence, scored: Sequence[ScoredSentence]) -> list[int]:
    """The positions, in the passage of ``best``, of the sentences that make the answer."""
    sentences = best.hit.passage.sentences
    chosen = {best.position, *announcement(best)}
    length = sum(sentences[p].end - sentences[p].start for p in chosen)
    heading = _heading(best.hit.document, best.sentence)
    said = {best.text}
    for other in scored:
        if other.hit is not best.hit or other.position in chosen or other.text in said:
            continue
        if other.own_score < NEARLY * best.own_score:
            continue
        if _heading(best.hit.document, other.sentence) != heading:
            continue
        if length + len(other.text) <= MOST_CHARACTERS:
            length += len(other.text)
            chosen.add(other.position)
            said.add(other.text)
    return sorted(chosen)


def _heading(document: Document, sentence: Sentence) -> list[str]:
    """The numbered headings that a sentence stands under, or is (六、申请材料)."""
    around = [s for _, s in sections_around(document, sentence.start, sentence.end)]
    if not around:
        return []
    path = around[-1].heading.split(BETWEEN_HEADINGS)
    if around[-1].kind is SectionKind.HEADING:
        path.append(document.text[around[-1].start : around[-1].end])
    return [part for part in path if _NUMBERED.match(part)]


def _runs(hit: Hit, positions: Sequence[int]) -> Iterator[Evidence]:
    """One evidence for each stretch of neighbouring sentences."""
    document, sentences = hit.document, hit.passage.sentences
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    for run in runs:
        pieces = tuple((sentences[p].start, sentences[p].end) for p in run)
        yield Evidence(document, place_of(document, *pieces[0]), pieces)


def _lines(document: Document, start: int, end: int, given: Given = ALL) -> Evidence:
    """The non-blank lines of a span, and the points inside a line, as one run."""
    spans = lines_of(document, start, end, given.starts)
    place = place_of(document, *spans[0])
    return Evidence(document, place, spans, given.cut, listed=given is not ALL)
