"""Questions to hits: candidates from words and from vectors, then one sum of normalised scores.

The sum is of scores divided by the best of the question, not of ranks: reciprocal rank
fusion of a strong and a weak list was measured below the strong one alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.types import Filter, Hit, Validity
from qa.candidates import Candidate, Signals, candidates
from qa.exact import exact_passages
from qa.weights import FUSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.knowledge_base import KnowledgeBase
    from qa.understand import Question

# Above every fused score: what the question names exactly comes first.
EXACT = 10.0
# Never the basis of an answer unless old texts are asked for.
NOT_IN_FORCE = frozenset({Validity.REPEALED, Validity.LAPSED, Validity.SUPERSEDED})
_IN_FORCE = frozenset(Validity) - NOT_IN_FORCE

Parts = dict[str, tuple[float, float]]


def retrieve(
    kb: KnowledgeBase,
    question: Question,
    vector: NDArray[np.float32] | None,
    *,
    k: int,
    wanted: Filter | None = None,
) -> list[Hit]:
    """The ``k`` best passages for a question, best first, each with its explained score.

    ``vector`` is the question's, of shape (dimension,); None searches by words alone.
    Documents that are repealed or superseded are left out inside every search, unless the
    question asks for them or ``wanted`` says which validity to take.
    """
    if question.in_force_only and kb.validities() & NOT_IN_FORCE:
        wanted = _in_force(wanted)
    found = candidates(kb, question, vector, wanted)
    passages = {candidate.passage.id: candidate.passage for candidate in found.candidates}
    exact = exact_passages(kb, question, passages.values(), wanted)
    highest = found.best
    scored = {c.passage.id: (c, _parts(c, highest, found.cosine_floor)) for c in found.candidates}
    for id_, passage in exact.items():
        candidate, parts = scored.get(id_, (Candidate(passage, 0.0, 0.0, ()), {}))
        scored[id_] = (candidate, parts | {"exact": (1.0, 1.0)})
    best = sorted(scored.values(), key=lambda pair: (-_score(pair[1]), pair[0].passage.id))[:k]
    return [
        Hit(
            passage=candidate.passage,
            document=kb.document(candidate.passage.document_id),
            score=_score(parts),
            parts=parts,
            sentence_scores=candidate.cosines,
        )
        for candidate, parts in best
    ]


def _in_force(wanted: Filter | None) -> Filter:
    if wanted is not None and wanted.validity:
        return wanted
    return replace(wanted or Filter(), validity=_IN_FORCE)


def _parts(candidate: Candidate, best: Signals, cosine_floor: float) -> Parts:
    """Each signal of a candidate: raw, and as a share of ``best``'s, the question's highest."""
    cosine = max(candidate.cosines, default=0.0)
    return {
        "passage": (candidate.lexical, _share(candidate.lexical, best.lexical)),
        "document": (candidate.document, _share(candidate.document, best.document)),
        "dense": (cosine, _share(cosine - cosine_floor, best.cosine - cosine_floor)),
    }


def _share(value: float, best: float) -> float:
    return max(value, 0.0) / best if best > 0 else 0.0


def _score(parts: Parts) -> float:
    weights = {
        "passage": FUSION.passage,
        "document": FUSION.document,
        "dense": FUSION.dense,
        "exact": EXACT,
    }
    return sum(weights[name] * normalised for name, (_, normalised) in parts.items())
