"""Whether a second document answers as well, and in which order the two are given.

A second one is given where it contradicts the first, or says as much of the question as the first
does. It must hold nearly all of the question that the first holds, state a value where one is asked
for, hold where the question's place is, be in force, and be no copy and no other version.

Of two that hold as much of the question, or contradict each other, the one that goes before the other
by the hierarchy of norms is given first; where that does not decide (unknown, equal, or of
different places) the newer one. One that holds less stays behind the better found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.places import places_in
from index.search_form import bigrams
from index.types import OUT_OF_FORCE, Validity
from index.wording import wording
from qa.evidence import covered, defines, has_value
from qa.extract import extract
from qa.second.authority import precedence
from qa.second.contradictions import Difference, differences
from qa.second.reach import holds_in
from qa.second.stated import StatedKind, stated_in
from qa.understand import ValueKind, Wants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.types import Document, Hit
    from index.versions import Variants
    from qa.evidence import ScoredSentence
    from qa.extract import Evidence
    from qa.understand import Question

MOST_DOCUMENTS = 4  # looked at beside the first
# Of what the first document's evidence holds of the question, with its title and heading.
NEARLY = 0.95
# The same of one that contradicts the first in the same words.
RELATED = 0.6
# Of what the first document's best sentence holds of the question by itself; an article of a law
# must hold as much: one that holds less is of another law's matter.
NEARLY_IN_SENTENCE = 0.8
LEAST_IN_SENTENCE = 0.6
# Of the question, in the sentence that the first answer grew from: below this nothing is sure.
LEAST_COVERED = 0.3
# A second document that only adds is given where it is this short, and where less than this share
# of its character pairs is in the first's words already.
MOST_CHARACTERS = 200
MOST_KNOWN = 0.8


@dataclass(frozen=True, slots=True)
class Both:
    """The evidence to show, in its order, and where that of two documents disagrees."""

    evidence: list[Evidence]
    differences: list[Difference]


def with_second(
    question: Question,
    hits: Sequence[Hit],
    rarity: Mapping[str, float],
    first: tuple[list[Evidence], ScoredSentence],
    variants: Variants,
) -> Both:
    """``first`` is what ``extract`` made of all hits; with a second document where one answers too."""
    evidence, best = first
    named = question.articles or question.numbers or not question.in_force_only
    if named or best.coverage < LEAST_COVERED:
        return Both(evidence, [])
    added: list[Evidence] = []
    as_good = False
    for other, its_best, share in _others(question, hits, rarity, first, variants):
        found = [d for one in evidence for another in other for d in differences(one, another)]
        if found:
            return Both(_ordered(evidence, other), found)
        if added or share < NEARLY:
            continue
        in_sentence = its_best.coverage / best.coverage
        nearly = 1.0 if its_best.hit.passage.article_number else NEARLY_IN_SENTENCE
        if _same_words(evidence, other):
            added, as_good = other, True
        elif its_best.coverage >= LEAST_IN_SENTENCE and in_sentence >= nearly:
            around = [run for run in other if run.start <= its_best.sentence.start < run.end]
            if _adds(evidence, around):
                added, as_good = around, min(share, in_sentence) >= 1.0
    return Both(_ordered(evidence, added) if as_good else [*evidence, *added], [])


def _others(
    question: Question,
    hits: Sequence[Hit],
    rarity: Mapping[str, float],
    first: tuple[list[Evidence], ScoredSentence],
    variants: Variants,
) -> Iterator[tuple[list[Evidence], ScoredSentence, float]]:
    """What other documents say, best found first, with its best sentence and with how much it holds.

    The last is a share of what the first document's evidence holds of the question.
    """
    evidence, best = first
    ids = dict.fromkeys(hit.document.id for hit in hits if hit.document.id != best.hit.document.id)
    held = _held(question, rarity, evidence) or 1.0
    for id_ in list(ids)[:MOST_DOCUMENTS]:
        own = [hit for hit in hits if hit.document.id == id_]
        passages = " ".join(
            f"{hit.document.title} {hit.passage.heading} {hit.passage.text}" for hit in own
        )
        if covered(question, set(bigrams(passages)), rarity) < RELATED * held:
            continue  # nor does what is quoted of them hold more
        if not _may_answer(question, own[0].document, best.hit, variants):
            continue
        other, its_best = extract(question, own, rarity)
        share = _held(question, rarity, other) / held
        if share >= RELATED and _states_as_much(question, evidence, other):
            yield other, its_best, share


def _may_answer(question: Question, other: Document, first: Hit, variants: Variants) -> bool:
    """Whether another document than the first is in force, of the place asked for, no copy or version."""
    one = first.document
    if other.metadata.validity in OUT_OF_FORCE | {Validity.NOT_YET}:
        return False
    if other.id in first.copies or other.id in variants.copies.get(one.id, ()):
        return False
    newest = variants.newest
    if newest.get(other.id) or newest.get(one.id) == other.id:
        return False
    return holds_in(other, places_in(question.text))


def _states_as_much(
    question: Question, evidence: Sequence[Evidence], other: Sequence[Evidence]
) -> bool:
    """Whether the other states a value of the kind asked for; as the first, where it states none."""
    if question.wants is Wants.DEFINITION:
        return _has_definition(question, other) or not _has_definition(question, evidence)
    if question.value is ValueKind.NONE or _has_value(question, other):
        return True
    return not _has_value(question, evidence)


def _has_definition(question: Question, evidence: Sequence[Evidence]) -> bool:
    texts = (text for text in _texts(evidence) for text in text.split("。"))
    return any(defines(question, text) for text in texts)


def _has_value(question: Question, evidence: Sequence[Evidence]) -> bool:
    return any(has_value(question, text) for text in _texts(evidence))


def _held(question: Question, rarity: Mapping[str, float], evidence: Sequence[Evidence]) -> float:
    """The share of the question in the evidence of one document with its title and heading."""
    words = [
        f"{each.document.title} {each.section} {each.document.text[each.start : each.end]}"
        for each in evidence
    ]
    return covered(question, set(bigrams(" ".join(words))), rarity)


def _same_words(evidence: Sequence[Evidence], other: Sequence[Evidence]) -> bool:
    """Whether all that the other says is said already."""
    said = "".join(map(wording, _texts(evidence)))
    return all(wording(text) in said for text in _texts(other))


def _adds(evidence: Sequence[Evidence], other: Sequence[Evidence]) -> bool:
    """Whether the other is short and says it in words of its own, or of another value."""
    texts = _texts(other)
    said, new = set(bigrams("".join(_texts(evidence)))), bigrams("".join(texts))
    if not new or sum(map(len, texts)) > MOST_CHARACTERS:
        return False
    if sum(pair in said for pair in new) < MOST_KNOWN * len(new):
        return True
    return bool(_values(other) - _values(evidence))


def _values(evidence: Sequence[Evidence]) -> set[tuple[str, ...]]:
    return {
        each.value
        for run in evidence
        for each in stated_in(run.document, run.pieces)
        if each.kind is not StatedKind.DUTY
    }


def _texts(evidence: Sequence[Evidence]) -> list[str]:
    return [each.document.text[start:end] for each in evidence for start, end in each.pieces]


def _ordered(evidence: list[Evidence], other: list[Evidence]) -> list[Evidence]:
    if not other:
        return evidence
    later = precedence(evidence[0].document, other[0].document)[0] == 1
    return [*other, *evidence] if later else [*evidence, *other]
