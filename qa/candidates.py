"""Which passages may answer, each with every signal, whichever search proposed it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.lexical import Weights
from index.numerals import stated_percentages
from index.places import short_names_in
from index.search_form import search_form
from index.types import Filter, Passage
from qa.weights import FUSION, LEXICAL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from index.knowledge_base import KnowledgeBase
    from qa.understand import Question

PASSAGES = 100  # proposed by words
DOCUMENTS = 50  # scored by words
DOCUMENTS_OPENED = 10  # whose best passages are proposed as well
SENTENCES = 200  # proposed by vectors

_WEIGHTS = Weights(
    title=LEXICAL_FIELDS.title,
    heading=LEXICAL_FIELDS.heading,
    body=1.0,
    characters=LEXICAL_FIELDS.characters,
    also=LEXICAL_FIELDS.also,
)
_BODY = Weights(title=0.0, heading=0.0, body=1.0, also=LEXICAL_FIELDS.also)

Proposals = dict[str, set[int] | set[str]]  # ids of passages or documents by search


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its raw signals.

    ``lexical`` and ``document`` are BM25 scores of the passage and of its whole document,
    whichever search proposed it. ``cosines`` are those of the passage's sentences
    in reading order, empty where a vector is still missing. ``places`` is the share of the
    places in the question that its document names, 0 where there are none. ``alone`` says that
    it is all of its document. ``figures`` is the share of the question's percentages that it
    states, however they are written. ``proposed_by`` names the searches that returned it or its
    document, of "passages", "documents" and "sentences".
    """

    passage: Passage
    lexical: float
    document: float
    cosines: tuple[float, ...]
    places: float = 0.0
    alone: bool = False
    figures: float = 0.0
    proposed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Signals:
    """One value a signal."""

    lexical: float
    document: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of a question.

    ``cosine_floor`` is the lowest cosine that proposed one. ``least`` is what the best match in
    words counts for at least: where a question shares only a stray word with the documents,
    as an English one does, that word must not make a full score.
    """

    candidates: tuple[Candidate, ...]
    cosine_floor: float
    least: float = 0.0

    @property
    def best(self) -> Signals:
        """What each signal is a share of: its highest value among the candidates, or ``least``."""
        return Signals(
            lexical=max([self.least, *(c.lexical for c in self.candidates)]),
            document=max([self.least, *(c.document for c in self.candidates)]),
            cosine=max((cosine for c in self.candidates for cosine in c.cosines), default=0.0),
        )


def candidates(
    kb: KnowledgeBase,
    question: Question,
    vector: NDArray[np.float32] | None,
    wanted: Filter | None,
) -> Candidates:
    """What words and, where there is a ``vector`` of shape (dimension,), meaning propose.

    ``wanted`` holds inside every search.
    """
    text = question.search_text
    also = [meaning for each in question.expansions for meaning in each.meanings]
    documents = dict(kb.lexical_documents(text, DOCUMENTS, wanted, weights=_BODY, also=also))
    lexical = dict(kb.lexical_passages(text, PASSAGES, wanted, weights=_WEIGHTS, also=also))
    opened = _only(wanted, list(documents)[:DOCUMENTS_OPENED])
    lexical |= dict(kb.lexical_passages(text, PASSAGES, opened, weights=_WEIGHTS, also=also))
    sentences = [] if vector is None else kb.dense_sentences(vector, SENTENCES, wanted)
    near = {passage for _, passage, _ in sentences}
    proposals: Proposals = {"passages": {*lexical}, "documents": {*documents}, "sentences": near}
    lexical |= kb.passage_scores(text, near - lexical.keys(), weights=_WEIGHTS, also=also)
    passages = kb.passages({*lexical, *near})
    cosines = {} if vector is None else _cosines(kb, passages.values(), vector)
    found = {passage.document_id for passage in passages.values()}
    documents |= kb.document_scores(text, found - documents.keys(), weights=_BODY, also=also)
    places = _places(kb, question, found)
    alone = kb.of_one_passage(found)
    asked = stated_percentages(search_form(question.text))
    return Candidates(
        tuple(
            Candidate(
                passage=passage,
                lexical=lexical.get(id_, 0.0),
                document=documents.get(passage.document_id, 0.0),
                cosines=cosines.get(id_, ()),
                places=places.get(passage.document_id, 0.0),
                alone=passage.document_id in alone,
                figures=_figures(asked, passage),
                proposed_by=_proposed_by(passage, proposals),
            )
            for id_, passage in passages.items()
        ),
        cosine_floor=min((cosine for _, _, cosine in sentences), default=0.0),
        least=FUSION.least * sum(kb.rarity(question.terms).values()),
    )


def _proposed_by(passage: Passage, proposals: Proposals) -> frozenset[str]:
    either = {passage.id, passage.document_id}
    return frozenset(name for name, ids in proposals.items() if not either.isdisjoint(ids))


def _only(wanted: Filter | None, document_ids: list[str]) -> Filter:
    ids = frozenset(document_ids)
    if wanted is None:
        return Filter(document_ids=ids)
    allowed = ids if wanted.document_ids is None else ids & wanted.document_ids
    return replace(wanted, document_ids=allowed)


def _places(kb: KnowledgeBase, question: Question, document_ids: set[str]) -> dict[str, float]:
    """Which share of the places in the question each document names, where it names any."""
    places = short_names_in(question.text)
    counts = Counter(id_ for place in places for id_ in kb.documents_holding(place, document_ids))
    return {id_: count / len(places) for id_, count in counts.items()}


def _figures(asked: frozenset[str], passage: Passage) -> float:
    if not asked:
        return 0.0
    return len(asked & stated_percentages(search_form(passage.text))) / len(asked)


def _cosines(
    kb: KnowledgeBase, passages: Iterable[Passage], vector: NDArray[np.float32]
) -> dict[int, tuple[float, ...]]:
    """The cosines of all sentences of the passages whose sentences are all encoded, by passage."""
    passages = list(passages)
    vectors = kb.sentence_vectors(s.id for passage in passages for s in passage.sentences)
    if not vectors:
        return {}
    row_of = {id_: row for row, id_ in enumerate(vectors)}
    scores = np.stack(list(vectors.values())) @ vector
    return {
        passage.id: tuple(float(scores[row_of[s.id]]) for s in passage.sentences)
        for passage in passages
        if all(s.id in row_of for s in passage.sentences)
    }
