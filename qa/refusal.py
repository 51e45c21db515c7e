"""What is said where nothing is answered: what was looked for, what is near it, whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search_form import bigrams, characters
from qa.contacts import contact_from
from qa.evidence import covered
from qa.place import place_of
from qa.suggestions import suggestions_from
from qa.types import Answer, NearDocument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Hit
    from qa.understand import Question

# What was found has to do with the question from this confidence on, or where a passage with its
# title holds this share of the question's words; else it is not shown. Chosen on the even halves of
# policy and web questions: docs/answers.md.
RELATED = 0.03
_HELD = 0.4
_RELATED_FOREIGN = 0.2  # of a question in another script: only meaning tells
MOST_NEAR = 3
# A further document is near where it is at least so good beside the best.
_BESIDE_BEST = 0.5
_MOST_WORDS = 12


def refusal(
    question: Question,
    hits: Sequence[Hit],
    sure: float,
    rarity: Mapping[str, float],
    timings_ms: dict[str, float],
) -> Answer:
    """The refusal of ``question``, of which ``hits`` were found and answer with ``sure``.

    Nothing is quoted or cited. Documents, suggestions and a unit to ask are given only where
    what was found has to do with the question.
    """
    near = _nearest(question, hits, sure, rarity)
    return Answer(
        question.text,
        refused=True,
        confidence=sure,
        suggestions=suggestions_from(near),
        contact=contact_from(question, near, rarity),
        nearest=tuple(map(_near_document, near)),
        searched=searched_words(question),
        timings_ms=timings_ms,
    )


def searched_words(question: Question) -> tuple[str, ...]:
    """What was searched for: the words of the question, then other words for the same.

    Neighbouring terms that overlap are one word: 试用, 用期 → 试用期.
    """
    words: list[str] = []
    last = ""
    for term in question.terms:
        if last and not term.isascii() and term[0] == last[-1]:
            words[-1] += term[1:]
        else:
            words.append(term)
        last = term
    meant = (meaning for each in question.expansions for meaning in each.meanings)
    return tuple(dict.fromkeys([*words, *meant]))[:_MOST_WORDS]


def _nearest(
    question: Question, hits: Sequence[Hit], sure: float, rarity: Mapping[str, float]
) -> list[Hit]:
    """The best hit of each of the nearest documents that are related, best first."""
    related = sure >= (RELATED if characters(question.text) else _RELATED_FOREIGN)
    best: dict[str, Hit] = {}
    for hit in hits:
        words = f"{hit.document.title} {hit.passage.heading} {hit.passage.text}"
        beside_best = hit.score >= _BESIDE_BEST * hits[0].score
        if (related and beside_best) or covered(question, set(bigrams(words)), rarity) >= _HELD:
            best.setdefault(hit.document.id, hit)
    return list(best.values())[:MOST_NEAR]


def _near_document(hit: Hit) -> NearDocument:
    document, known, passage = hit.document, hit.document.metadata, hit.passage
    return NearDocument(
        document_id=document.id,
        title=document.title,
        issuer=known.issuer,
        document_number=known.document_number,
        published=known.published,
        validity=str(known.validity),
        url=known.url,
        section=place_of(document, passage.start, passage.start + 1),
        start=passage.start,
        end=passage.end,
    )
