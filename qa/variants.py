"""Copies of a document shown as one hit, and its newest version before older ones."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from index.errors import UnknownDocument
from index.types import Validity
from index.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from index.knowledge_base import KnowledgeBase
    from index.types import Document, Passage
    from qa.candidates import Candidate
    from qa.retrieve import Parts
    from qa.understand import Question

    Scored = dict[int, tuple[Candidate, Parts]]
    Score = Callable[[Parts], float]

_SAME_PASSAGE = 85.0  # of 100, of the words of two passages of copies
_A_HAIR = 1e-6
_REPRINT = re.compile(r"^\W*转[发载]")


def fold_copies(kb: KnowledgeBase, scored: Scored, score: Score) -> tuple[Scored, dict[str, str]]:
    """Let one of several copies stand for all: each of its passages takes the best score of theirs.

    It is the one in force, with a number, with an issuer, no reprint, newest; of equals the
    best found. Gives what is left of ``scored``, and by document left out the one that stands
    for it.
    """
    copies = kb.variants().copies
    best = _best_by_document(scored, score)
    groups: dict[frozenset[str], list[str]] = defaultdict(list)
    for id_ in best.keys() & copies.keys():
        groups[copies[id_]].append(id_)
    kept, shown = dict(scored), dict[str, str]()
    for found in groups.values():
        with suppress(UnknownDocument):  # removed since
            documents = [kb.document(id_) for id_ in sorted(found)]
            chosen = max(documents, key=lambda document: (*_standing(document), best[document.id]))
            others = frozenset(found) - {chosen.id}
            if others:
                _fold(kept, score, kb.document_passages(chosen.id), others)
                shown |= dict.fromkeys(others, chosen.id)
    return kept, shown


def _fold(
    scored: Scored, score: Score, passages: Iterable[Passage], others: frozenset[str]
) -> None:
    """Move the candidates of the documents ``others`` to the same ``passages``, in place."""
    for id_ in [i for i, (c, _) in scored.items() if c.passage.document_id in others]:
        candidate, parts = scored.pop(id_)
        same = _same_passage(candidate.passage, passages)
        if same is None:
            continue
        if same.id not in scored:
            fits = len(same.sentences) == len(candidate.cosines)
            cosines = candidate.cosines if fits else ()
            scored[same.id] = (replace(candidate, passage=same, cosines=cosines), parts)
            continue
        own, own_parts = scored[same.id]
        gain = score(parts) - score(own_parts)
        if gain > 0:
            gain += own_parts.get("copy", (0.0, 0.0))[1]
            scored[same.id] = (own, own_parts | {"copy": (score(parts), gain)})


def _same_passage(passage: Passage, among: Iterable[Passage]) -> Passage | None:
    words = wording(passage.text)
    alike = {other.id: (fuzz.ratio(words, wording(other.text)), other) for other in among}
    likeness, best = max(alike.values(), key=lambda pair: (pair[0], -pair[1].id))
    return best if likeness >= _SAME_PASSAGE else None


def _standing(document: Document) -> tuple[bool, bool, bool, bool, date]:
    known = document.metadata
    return (
        known.validity in {Validity.IN_FORCE, Validity.UNKNOWN},
        bool(known.document_number),
        bool(known.issuer),
        not _REPRINT.match(document.title),
        known.published or date.min,
    )


def newest_first(kb: KnowledgeBase, question: Question, scored: Scored, score: Score) -> Scored:
    """Put older versions behind the best passage of the newest, where that was found as well.

    Not where the question asks for old texts, or names a year that the older one is of.
    """
    newest = kb.variants().newest
    if not question.in_force_only or not newest:
        return scored
    best = _best_by_document(scored, score)
    behind = {
        id_: best[id_] - best[newest[id_]] + _A_HAIR
        for id_ in best.keys() & newest.keys()
        if best.get(newest[id_], float("inf")) <= best[id_]
        and not _names_its_year(kb, question, id_)
    }
    ordered = dict(scored)
    for id_, (candidate, parts) in scored.items():
        if (lead := behind.get(candidate.passage.document_id)) is not None:
            ordered[id_] = (candidate, parts | {"older version": (1.0, -lead)})
    return ordered


def _names_its_year(kb: KnowledgeBase, question: Question, document_id: str) -> bool:
    years: set[str] = set()
    with suppress(UnknownDocument):  # removed since
        document = kb.document(document_id)
        dates = (document.metadata.published, document.metadata.effective)
        years = {str(day.year) for day in dates if day is not None}
        years |= set(re.findall(r"(?:19|20)\d{2}", document.title))
    return any(year in question.search_text for year in years)


def _best_by_document(scored: Scored, score: Score) -> dict[str, float]:
    best: dict[str, float] = {}
    for candidate, parts in scored.values():
        document = candidate.passage.document_id
        best[document] = max(best.get(document, float("-inf")), score(parts))
    return best
