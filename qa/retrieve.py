"""Questions to hits: candidates from words and from vectors, then one sum of normalised scores.

The sum is of scores divided by the best of the question, not of ranks: reciprocal rank
fusion of a strong and a weak list was measured below the strong one alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from index.types import Filter, Hit
from qa.candidates import Candidate, Signals, candidates
from qa.exact import in_titled, mentioned, named_articles, only_numbered, same_question
from qa.variants import fold_copies, newest_first
from qa.weights import FUSION, Fusion

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from index.knowledge_base import KnowledgeBase
    from index.types import Passage
    from qa.understand import Question

# Above every fused score: what the question names exactly comes first.
EXACT = 10.0

Parts = dict[str, tuple[float, float]]
# What each part of a score counts for.
WEIGHTS = {
    "passage": FUSION.passage,
    "document": FUSION.document,
    "dense": FUSION.dense,
    "places": FUSION.places,
    "figures": FUSION.figures,
    "exact": EXACT,
    "copy": 1.0,  # what a copy of the document scores higher
    "older version": 1.0,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate of a question with the parts of its score, best first.

    ``best`` and ``cosine_floor`` are what the parts were normalised with, ``wanted`` is the
    filter that held inside the searches, with what was read from the question. ``shown`` names
    the document that stands for a copy that was found, by the copy's id.
    """

    scored: tuple[tuple[Candidate, Parts], ...]
    best: Signals
    cosine_floor: float
    wanted: Filter | None
    shown: dict[str, str] = field(default_factory=dict)


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
    """
    return list(islice(hits_of(kb, rank(kb, question, vector, wanted)), k))


def rank(
    kb: KnowledgeBase,
    question: Question,
    vector: NDArray[np.float32] | None,
    wanted: Filter | None = None,
) -> Ranking:
    """Every candidate of a question, best first; the same for the chat and for its explanation.

    Documents that are not the law of the day are left out inside every search, unless the
    question asks for them or ``wanted`` says which validity or which day to take. A question that names a
    document by its number is asked of that document alone; one that names an article gets it
    first, and nothing where its law has no such article in force. A question that stands in a
    document word for word gets that first of all.
    """
    wanted = law_of_the_day(kb, question, wanted)
    stated, titled = mentioned(kb, question, wanted)
    named: list[Passage] | None = None
    if not stated and not titled:
        wanted = only_numbered(kb, question, wanted)
        named = named_articles(kb, question, wanted)
        if named == []:
            return Ranking((), Signals(0.0, 0.0, 0.0), 0.0, wanted)
    found = candidates(kb, question, vector, wanted)
    highest = found.best
    scored = {c.passage.id: (c, parts_of(c, highest, found.cosine_floor)) for c in found.candidates}
    exact = [*stated, *in_titled(kb, titled, scored)] or named
    for passage in exact or same_question(question, (c.passage for c in found.candidates)):
        candidate, parts = scored.get(passage.id, (Candidate(passage, 0.0, 0.0, ()), {}))
        scored[passage.id] = (candidate, parts | {"exact": (1.0, 1.0)})
    scored, shown = fold_copies(kb, scored, _score)
    scored = newest_first(kb, question, scored, _score)
    ranked = sorted(scored.values(), key=lambda pair: (-_score(pair[1]), pair[0].passage.id))
    return Ranking(tuple(ranked), highest, found.cosine_floor, wanted, shown)


def measure(
    kb: KnowledgeBase,
    question: Question,
    vector: NDArray[np.float32] | None,
    document_id: str,
    against: Ranking,
) -> Ranking:
    """The passages of one document, found or not and admitted or not, scored as in ``against``."""
    found = candidates(kb, question, vector, Filter(document_ids=frozenset({document_id})))
    least = Candidate(kb.document_passages(document_id)[0], 0.0, 0.0, ())
    measured = found.candidates or (least,)
    scored = ((c, parts_of(c, against.best, against.cosine_floor)) for c in measured)
    ranked = sorted(scored, key=lambda pair: (-_score(pair[1]), pair[0].passage.id))
    return replace(against, scored=tuple(ranked), wanted=None)


def hits_of(kb: KnowledgeBase, ranking: Ranking) -> Iterator[Hit]:
    """The hits of those candidates whose document is still what it was when they were found."""
    copies = kb.variants().copies
    for candidate, parts in ranking.scored:
        passage = candidate.passage
        try:
            document = kb.document(passage.document_id)
        except UnknownDocument:  # removed since
            continue
        if document.text[passage.start : passage.end] == passage.text:
            others = kb.admitted(copies.get(document.id, frozenset()), ranking.wanted)
            copied = tuple(sorted(others - {document.id}))
            yield Hit(passage, document, _score(parts), parts, candidate.cosines, copied)


def law_of_the_day(kb: KnowledgeBase, question: Question, wanted: Filter | None) -> Filter | None:
    """``wanted``, and only what is in force today unless it or the question asks for other texts."""
    if not question.in_force_only or (wanted and (wanted.validity or wanted.in_force_on)):
        return wanted
    return replace(wanted or Filter(), in_force_on=kb.today())


def parts_of(
    candidate: Candidate, best: Signals, cosine_floor: float, fusion: Fusion = FUSION
) -> Parts:
    """Each signal of a candidate: raw, and as a share of ``best``'s, the question's highest.

    While vectors are still being made, a passage without them is taken to be as near in
    meaning as in words: it must not lose to a worse one only because that was encoded first.
    The words of a document that is one passage have been counted with the passage: its document
    counts as the passage does in words and meaning together, so that words do not count twice.
    """
    words = _share(candidate.lexical, best.lexical)
    cosine = max(candidate.cosines, default=0.0)
    near = _share(cosine - cosine_floor, best.cosine - cosine_floor)
    if not candidate.cosines and best.cosine > 0:
        near = words
    document = _share(candidate.document, best.document)
    if candidate.alone and best.cosine > 0:
        weighed = fusion.passage * words + fusion.dense * near
        document = weighed / (fusion.passage + fusion.dense)
    return {
        "passage": (candidate.lexical, words),
        "document": (candidate.document, document),
        "dense": (cosine, near),
        "places": (candidate.places, candidate.places),
        "figures": (candidate.figures, candidate.figures),
    }


def _share(value: float, best: float) -> float:
    return max(value, 0.0) / best if best > 0 else 0.0


def _score(parts: Parts) -> float:
    return sum(WEIGHTS[name] * normalised for name, (_, normalised) in parts.items())
