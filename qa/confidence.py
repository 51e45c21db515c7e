"""How likely an answer is right, from what question and evidence show.

A logistic regression on a few features that can be read. There are coefficients for searches
with vectors and for words alone, and in each for answers from articles of law, which say little
in the words of a layman, and from other texts. Of a question in another script than the documents
no words are found: how far the best is ahead in meaning must do.
``benchmarks/fit_confidence.py`` makes ``qa/confidence.toml``.
"""

from __future__ import annotations

import math
import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from index.places import short_names_in
from index.search_form import bigrams, characters, search_form
from qa.evidence import ScoredSentence, covered, has_value
from qa.understand import Question, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.types import Hit

# Of what the question names: only the naming can be mistaken.
NAMED = 0.98
# What is read around the best sentence: the words of a question are often spread.
_AROUND = 500
ARTICLE, TEXT, FOREIGN = TABLES = ("article", "text", "foreign")
# Left out where there are no vectors.
_OF_VECTORS = frozenset({"cosine", "cosine_lead"})
# The level of a cosine differs between languages, its lead does not. The lead depends on how much
# there is that is unlike, and so on the size of the knowledge base: it serves nothing else.
_OF_FOREIGN = frozenset({"cosine_lead", "margin"})
_MARKED = re.compile(r"[a-z0-9]+")
_TABLE = tomllib.loads(resources.files("qa").joinpath("confidence.toml").read_text("utf-8"))


def confidence(
    question: Question, hits: Sequence[Hit], best: ScoredSentence, rarity: Mapping[str, float]
) -> float:
    """The probability, 0…1, that the evidence around ``best`` answers ``question``.

    A passage that the question names exactly (an article of a law, a question in its own
    words) needs no estimate.
    """
    if "exact" in best.hit.parts:
        return NAMED
    values = features(question, hits, best, rarity)
    tables = _TABLE["with_vectors" if best.hit.sentence_scores else "words_only"]
    table = tables.get(table_of(question, best), tables[TEXT])
    total = table["intercept"] + sum(
        weight * values[name] for name, weight in table["weights"].items()
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def table_of(question: Question, best: ScoredSentence) -> str:
    """Which coefficients are for this question and this answer."""
    if not characters(question.text) and characters(best.text):
        return FOREIGN
    return ARTICLE if best.hit.passage.article_number else TEXT


def features_of(table: str, mode: str, names: Iterable[str]) -> list[str]:
    """Those of the features that a table has coefficients for; ``mode`` as in the table's name."""
    if table == FOREIGN:
        return [name for name in names if name in _OF_FOREIGN]
    left_out = {"cosine_lead"} if mode == "with_vectors" else _OF_VECTORS
    return [name for name in names if name not in left_out]


def features(
    question: Question, hits: Sequence[Hit], best: ScoredSentence, rarity: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for and against ``best`` being the answer; shares lie in 0…1."""
    document = best.hit.document
    start, end = best.sentence.start, best.sentence.end
    around = document.text[max(0, start - _AROUND) : end + _AROUND]
    frame = f"{document.title} {best.hit.passage.heading} {document.metadata.issuer}"
    near, form = set(bigrams(f"{frame} {around}")), search_form(frame + around)
    others = [hit.score for hit in hits if hit.document.id != document.id]
    cosines = sorted((c for hit in hits for c in hit.sentence_scores), reverse=True)
    return {
        "sentence": best.coverage,
        "framed_sentence": covered(question, set(bigrams(f"{frame} {best.text}")), rarity),
        "around": covered(question, near, rarity),
        "characters": _characters(question, form),
        "rarest": _rarest(question, near, rarity),
        "marked": _marked(question, near),
        "run": _run(question, form),
        "agreement": hits[0].score,
        "place_missing": float(bool(short_names_in(question.text)))
        * (1.0 - best.hit.parts.get("places", (0.0, 0.0))[0]),
        "margin": (best.hit.score - max(others, default=0.0)) / (best.hit.score or 1.0),
        "value_missing": float(
            question.value is not ValueKind.NONE and not has_value(question, best.text)
        ),
        "cosine": cosines[0] if cosines else 0.0,
        "cosine_lead": cosines[0] - sum(cosines) / len(cosines) if cosines else 0.0,
        "length": math.log(1 + len(question.terms)),
    }


def _characters(question: Question, form: str) -> float:
    """The share of the question's characters that occur at all: blind to word order."""
    asked = {c for term in question.terms for c in term}
    return len(asked & set(form)) / len(asked)


def _rarest(question: Question, terms: set[str], rarity: Mapping[str, float]) -> float:
    """The share of the question's three rarest terms that occur: names, places, the matter."""
    rarest = sorted(question.terms, key=lambda term: -rarity[term])[:3]
    return sum(term in terms for term in rarest) / len(rarest)


def _marked(question: Question, terms: set[str]) -> float:
    """The share of the question's numbers and Latin words that occur; 1 where it has none."""
    marked = [term for term in question.terms if _MARKED.match(term)]
    return sum(term in terms for term in marked) / len(marked) if marked else 1.0


def _run(question: Question, form: str) -> float:
    """The share of the question that stands in one piece in ``form``, the longest such piece."""
    asked, longest = question.search_text, 0
    for start in range(len(asked)):
        while asked[start : start + longest + 1] in form and start + longest < len(asked):
            longest += 1
    return longest / len(asked)
