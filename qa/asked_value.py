"""Which sentence holds the value that a question asks for: the right year, the right telephone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.search_form import bigrams, search_form
from index.types import SectionKind
from qa.evidence import covered
from qa.place import sections_around
from qa.telephones import telephones
from qa.understand import ValueKind, Wants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.types import Document, Hit
    from qa.evidence import ScoredSentence
    from qa.understand import Question

# What a sentence of another year than the one asked for loses.
ANOTHER_YEAR = 0.3
# What a sentence with a number of the unit asked for gains.
SAME_UNIT = 0.15
# Telephones are looked for in the best documents, while they are not much longer than any policy.
_DOCUMENTS = 3
_NEAR_THE_BEST = 0.75
_LONGEST_DOCUMENT = 300_000
# A telephone below the text is for all questions about it, one for reports is not.
_CONTACT = 0.1
_REPORTS = 0.3
_PERSON = 0.4
_LONGEST_CONTACT = 120

_YEAR = re.compile(r"(?<![\d(\[〔])(20\d\d)(?=年)(?!年\d{1,2}月\d{1,2}日)")
_COUNT = r"[\d〇零一二三四五六七八九十百千万亿两]\s*(?:多|余)?"
_UNIT = re.compile(
    "(?:多少|几)(?:个)?(工作日|小时|平方|月|天|年|套|岁|周岁|分|人|家|户|项|名|倍|次|元|吨|张|件|万|亿)"
)
_WHO = re.compile("谁|联系人|哪位|找哪")
_FAX = re.compile("传真|傳真")
_STOPS = frozenset("。！!？?；;")

Span = tuple[int, int]


def value_first(question: Question, scored: Sequence[ScoredSentence]) -> Sequence[ScoredSentence]:
    """``scored`` with the year and the unit (多少套: 66套) that the question names further up.

    The year of a sentence is that in its words, else that in the heading above it. The day of
    an event (2025年12月20日) is no such year.
    """
    asked = _years(question.text)
    unit = _UNIT.search(search_form(question.text))
    counted = re.compile(rf"{_COUNT}{unit[1]}") if unit else None
    if not asked and counted is None:
        return scored
    judged = []
    for each in scored:
        years = asked and (_years(each.text) or _heading_years(each))
        more = -ANOTHER_YEAR if years and not years & asked else 0.0
        if counted is not None and counted.search(search_form(each.text)):
            more += SAME_UNIT
        judged.append(
            replace(each, score=each.score + more, own_score=each.own_score + more)
            if more
            else each
        )
    return sorted(judged, key=lambda s: -s.score)


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(search_form(text)))


def _heading_years(scored: ScoredSentence) -> set[str]:
    around = sections_around(scored.hit.document, scored.sentence.start, scored.sentence.end)
    return next((years for _, s in around if (years := _years(s.heading))), set())


def asked_telephone(
    question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> tuple[Document, Span] | None:
    """The line with the telephone asked for; None where none is asked for or found."""
    if question.value is not ValueKind.TELEPHONE or question.wants is not Wants.VALUE:
        return None
    rated = _rated(question, hits, rarity)
    best = max(rated, key=lambda each: each[0], default=None)
    return None if best is None else (best[1], best[2])


def _rated(
    question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> Iterator[tuple[float, Document, Span]]:
    """Each telephone of the best documents with how well its line fits the question."""
    top = hits[0].score or 1.0
    who = _WHO.search(question.text)
    near: dict[str, tuple[Document, float]] = {}
    for hit in hits:
        if hit.score >= _NEAR_THE_BEST * top:
            near.setdefault(hit.document.id, (hit.document, hit.score / top))
    for document, score in list(near.values())[:_DOCUMENTS]:
        if len(document.text) > _LONGEST_DOCUMENT:
            continue
        for found in telephones(document):
            closed = found.end + (document.text[found.end : found.end + 1] in _STOPS)
            span, heading, contact = _line(document, found.start, closed)
            words = f"{document.text[slice(*span)]} {heading} {found.unit}"
            own = covered(question, set(bigrams(words)), rarity)
            fits = own + score + _CONTACT * contact - _REPORTS * found.reports
            fits += _PERSON * bool(who and found.person)
            yield fits, document, span


def _line(document: Document, start: int, end: int) -> tuple[Span, str, bool]:
    """What to give of a telephone: its point, row or contact lines where they are short."""
    for _, section in sections_around(document, start, end):
        contact = section.kind is SectionKind.CONTACT
        whole = section.kind in {SectionKind.POINT, SectionKind.TABLE_ROW}
        whole |= contact and not _FAX.search(document.text, section.start, section.end)
        if whole and section.end - section.start <= _LONGEST_CONTACT:
            return (section.start, section.end), section.heading, contact
        return (start, end), section.heading, contact
    return (start, end), "", False
