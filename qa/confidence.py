"""How likely an answer is right, from what question and evidence show.

A logistic regression on a few features that can be read, one set of coefficients for
searches with vectors and one for words alone. ``benchmarks/fit_confidence.py`` makes
``qa/confidence.toml``.
"""

from __future__ import annotations

import math
import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from index.search_form import bigrams, search_form
from qa.evidence import ScoredSentence, covered, has_value
from qa.understand import Question, ValueKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Hit

# Of what the question names: only the naming can be mistaken.
NAMED = 0.98
# What is read around the best sentence: the words of a question are often spread.
_AROUND = 500
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
    table = _TABLE["with_vectors" if best.hit.sentence_scores else "words_only"]
    total = table["intercept"] + sum(
        weight * values[name] for name, weight in table["weights"].items()
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(
    question: Question, hits: Sequence[Hit], best: ScoredSentence, rarity: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for and against ``best`` being the answer; shares lie in 0…1."""
    document = best.hit.document
    start, end = best.sentence.start, best.sentence.end
    around = document.text[max(0, start - _AROUND) : end + _AROUND]
    frame = f"{document.title} {best.hit.passage.heading} {document.metadata.issuer}"
    near = set(bigrams(f"{frame} {around}"))
    others = [hit.score for hit in hits if hit.document.id != document.id]
    cosines = sorted((c for hit in hits for c in hit.sentence_scores), reverse=True)
    return {
        "sentence": best.coverage,
        "framed_sentence": covered(question, set(bigrams(f"{frame} {best.text}")), rarity),
        "around": covered(question, near, rarity),
        "characters": _characters(question, frame + around),
        "rarest": _rarest(question, near, rarity),
        "marked": _marked(question, near),
        "margin": (best.hit.score - max(others, default=0.0)) / (best.hit.score or 1.0),
        "value_missing": float(
            question.value is not ValueKind.NONE and not has_value(question, best.text)
        ),
        "cosine": cosines[0] if cosines else 0.0,
        "cosine_lead": cosines[0] - sum(cosines) / len(cosines) if cosines else 0.0,
        "length": math.log(1 + len(question.terms)),
    }


def _characters(question: Question, text: str) -> float:
    """The share of the question's characters that occur at all: blind to word order."""
    asked = {c for term in question.terms for c in term}
    return len(asked & set(search_form(text))) / len(asked)


def _rarest(question: Question, terms: set[str], rarity: Mapping[str, float]) -> float:
    """The share of the question's three rarest terms that occur: names, places, the matter."""
    rarest = sorted(question.terms, key=lambda term: -rarity[term])[:3]
    return sum(term in terms for term in rarest) / len(rarest)


def _marked(question: Question, terms: set[str]) -> float:
    """The share of the question's numbers and Latin words that occur; 1 where it has none."""
    marked = [term for term in question.terms if _MARKED.match(term)]
    return sum(term in terms for term in marked) / len(marked) if marked else 1.0
