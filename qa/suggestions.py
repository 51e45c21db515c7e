"""What may be asked next: in the words of the documents that were found, nothing invented.

The 问 of a document that answers questions, its headings, and the articles that were found in it.
A heading is offered only where it says enough to be asked as it stands: of the 133 headings of six
characters and more in 84 saved pages and documents of the State Council, each asked alone was answered from its own
section; of the 69 shorter ones (主要目标, 缴费标准) 32.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.search_form import search_form
from index.types import SectionKind
from index.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.types import Document, Hit, Section
    from qa.types import Answer

MOST_SUGGESTIONS: Final = 4
# Some more than are shown: what was asked before in a conversation is left out.
_MOST_FOUND = 8
_LONGEST = 60  # characters
_SHORTEST_HEADING = 6
_LONGEST_HEADING = 40
_DOCUMENTS = 3
# A document is taken beside the cited ones where its best hit is at least so good beside the best.
_BESIDE_BEST = 0.7
_MOST_OF_ARTICLES = 2  # a text of more articles is a law: its headings are chapters, not matters
_MARK = re.compile(
    r"^(?:(?:[问問]|[Qq]\d*)\s*[:：、.?]|[（(]?(?:\d+|[一二三四五六七八九十]+)[)）]?\s*[、.．:：]?|"
    r"第[一二三四五六七八九十百]+[编章节部分条]+)\s*"
)
_NO_MATTER = re.compile(
    r"^(?:附件|附[:：]|附录|附则|总则|其他|关于|目录|前言|来源|发布|.*(?:通知|公告|通告|方案|办法|细则|意见)$)"
)
_ISSUED = re.compile(r"(?:印发|发布|公布)(?P<name>.+?)的(?:通知|函|公告|决定|令)$")
_STATE = "中华人民共和国"
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千]+条")


@dataclass(frozen=True, slots=True)
class _Offer:
    """A question, and the stretch of the document, ``text[start:end]``, that answers it."""

    question: str
    start: int
    end: int
    kind: SectionKind


def suggestions_from(hits: Sequence[Hit], answered: Answer | None = None) -> tuple[str, ...]:
    """What the documents found answer as well, the nearest to what was found first.

    Nothing is suggested that ``answered`` has just quoted, and nothing of documents that are
    found far behind.
    """
    quoted = [(c.document_id, c.start, c.end) for c in answered.citations] if answered else []
    found: dict[str, None] = {}
    for document in _documents(hits, [id_ for id_, _, _ in quoted]):
        spans = [(start, end) for id_, start, end in quoted if id_ == document.id]
        own = [hit for hit in hits if hit.document.id == document.id]
        offers = [
            offer
            for offer in (*_offers(document), *_articles(document, own))
            if not _overlaps(offer, spans)
        ]
        near = [(hit.passage.start, hit.passage.end) for hit in own]
        offers.sort(key=lambda offer: _distance(offer, near, spans))
        found |= dict.fromkeys(offer.question for offer in offers[:MOST_SUGGESTIONS])
    asked_now = {wording(answered.question)} if answered else set()
    return tuple(q for q in found if wording(q) not in asked_now)[:_MOST_FOUND]


def not_asked(suggestions: Iterable[str], questions: Iterable[str]) -> tuple[str, ...]:
    """At most ``MOST_SUGGESTIONS`` of them, none that is among the ``questions`` asked before."""
    known = set(map(wording, questions))
    return tuple(each for each in suggestions if wording(each) not in known)[:MOST_SUGGESTIONS]


def asked(text: str) -> str:
    """The question of a 问 without its mark: 「问：…」, 「Q1: …」, 「3. …」, 「五、…」."""
    return _MARK.sub("", text.strip()).strip()


def _documents(hits: Sequence[Hit], cited: Sequence[str]) -> list[Document]:
    """The cited ones, then those found nearly as well as the best."""
    by_id = {hit.document.id: hit.document for hit in reversed(hits)}
    good = [hit.document.id for hit in hits if hit.score >= _BESIDE_BEST * hits[0].score]
    names = dict.fromkeys([*(id_ for id_ in cited if id_ in by_id), *good])
    return [by_id[id_] for id_ in names][:_DOCUMENTS]


def questions_of(document: Document) -> Iterator[str]:
    """The 问 that a document answers, without their marks."""
    return (offer.question for offer in _offers(document) if offer.kind is SectionKind.QUESTION)


def headings_of(document: Document) -> Iterator[str]:
    """The headings of a document that say enough to be asked as they stand."""
    return (offer.question for offer in _offers(document) if offer.kind is SectionKind.HEADING)


def _offers(document: Document) -> Iterator[_Offer]:
    kinds = Counter(section.kind for section in document.sections)
    chapters = kinds[SectionKind.ARTICLE] > _MOST_OF_ARTICLES
    for section in document.sections:
        line = document.text[section.start : section.end].partition("\n")[0]
        if section.kind is SectionKind.QUESTION and len(question := asked(line)) <= _LONGEST:
            yield _Offer(question, section.start, _answered_until(document, section), section.kind)
        elif section.kind is SectionKind.HEADING and not chapters:
            heading = asked(line).rstrip("：:。")
            if _says_enough(heading, document.title):
                yield _Offer(heading, section.start, _below(document, section), section.kind)


def _articles(document: Document, hits: Sequence[Hit]) -> Iterator[_Offer]:
    for hit in hits:
        passage = hit.passage
        if _ARTICLE.fullmatch(passage.label):
            yield _Offer(_article(document, hit), passage.start, passage.end, SectionKind.ARTICLE)


def _article(document: Document, hit: Hit) -> str:
    """《劳动合同法》第十九条（劳动合同的订立）: the chapter tells what the article is about."""
    issued = _ISSUED.search(document.title)
    name = (issued["name"] if issued else document.title).strip("《》").removeprefix(_STATE)
    chapter = asked(hit.passage.heading.rpartition(" › ")[2])
    matter = f"（{chapter}）" if chapter and not _NO_MATTER.match(chapter) else ""
    return f"《{name}》{hit.passage.label}{matter}"


def _says_enough(heading: str, title: str) -> bool:
    form = search_form(heading)
    return (
        _SHORTEST_HEADING <= len(form) <= _LONGEST_HEADING
        and not _NO_MATTER.match(form)
        and len(form.split()) == 1  # else names with offices, dates with places
        and wording(heading) not in wording(title)
    )


def _answered_until(document: Document, question: Section) -> int:
    """Where the answer to a 问 ends: at the next 问 or heading."""
    starts = (
        section.start
        for section in document.sections
        if section.start > question.start
        and section.kind in (SectionKind.QUESTION, SectionKind.HEADING)
    )
    return min(starts, default=len(document.text))


def _below(document: Document, heading: Section) -> int:
    """Where the next heading begins."""
    starts = (
        section.start
        for section in document.sections
        if section.start > heading.start and section.kind is SectionKind.HEADING
    )
    return min(starts, default=len(document.text))


def _overlaps(offer: _Offer, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < offer.end and offer.start < end for start, end in spans)


def _distance(
    offer: _Offer, near: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """First what holds a passage that was found, in its order; then what stands near a quote."""
    rank = next((i for i, (start, end) in enumerate(near) if _overlaps(offer, [(start, end)])), 99)
    where = quoted or near[:1]
    away = (max(start - offer.end, offer.start - end, 0) for start, end in where)
    return rank, min(away, default=offer.start)
