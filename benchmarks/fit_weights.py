"""Fit the ``[fusion]`` weights of ``qa/weights.toml``: how hits are ranked.

python benchmarks/fit_weights.py --data ../shared/data --policy-home P

``P`` is a knowledge base of ``data/policy/documents.jsonl`` with all its vectors
(``policy-qa evaluate data/policy --home P`` leaves one). Only questions whose id hashes to an
even number are used to fit; figures of both halves are printed.

The weights are those under which the relevant documents are likeliest: a conditional logit
over the candidate documents of each question (McFadden 1974; as a listwise loss of ranking,
Xia et al. 2008), each document at its best passage, copies as one. A likelihood is smoother than
a count of first ranks and so depends less on single questions. ``least`` is the one of a grid
with the best likelihood. The weight of the passage is set to 1, for a ranking has no unit.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from qa.candidates import Candidates, candidates
from qa.evaluate.datasets import half_of, load_dataset
from qa.narrowing import narrow
from qa.retrieve import parts_of
from qa.weights import FUSION, Fusion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qa.evaluate.questions import DatasetQuestion

TABLE = Path(__file__).resolve().parent.parent / "qa" / "weights.toml"
SIGNALS = ("passage", "document", "dense", "places")
LEAST = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
TODAY = date(2026, 11, 23)  # no question here speaks of this year
ROUNDS = 3  # a document of one passage is scored by the weights that are being fitted


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what was found. ``group`` numbers the document of each candidate."""

    even: bool
    found: Candidates
    ideal: float  # what all its words together could score
    group: NDArray[np.int64]
    relevant: NDArray[np.bool_]  # by group


def gather(kb: KnowledgeBase, questions: Sequence[DatasetQuestion]) -> list[Case]:
    """Every question that a candidate answers, copies of a document under one number."""
    copies = kb.variants().copies
    cases = []
    for question in questions:
        narrowed = narrow(kb, question.text, None, (), TODAY)
        understood = narrowed.question
        vector = kb.encoder.encode_query(understood.text)
        found = candidates(kb, understood, vector, narrowed.filter)
        named = [_first(c.passage.document_id, copies) for c in found.candidates]
        names, group = np.unique(named, return_inverse=True)
        wanted = {_first(id_, copies) for id_ in question.relevance}
        relevant = np.array([name in wanted for name in names])
        ideal = sum(kb.rarity(understood.terms).values())
        if relevant.any():
            cases.append(Case(half_of(question.id) == "even", found, ideal, group, relevant))
    return cases


def _first(document_id: str, copies: Mapping[str, frozenset[str]]) -> str:
    return min(copies.get(document_id, frozenset()) | {document_id})


def signals(case: Case, fusion: Fusion) -> NDArray[np.float64]:
    """The normalised signals of each candidate, shape (candidates, signals)."""
    found = replace(case.found, least=fusion.least * case.ideal)
    best = found.best
    rows = [parts_of(c, best, found.cosine_floor, fusion) for c in found.candidates]
    return np.array([[row[name][1] for name in SIGNALS] for row in rows])


def best_passages(
    case: Case, values: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of each document the signals of the passage that scores highest, shape (documents, signals)."""
    order = np.lexsort((-(values @ weights), case.group))
    first = order[np.flatnonzero(np.diff(case.group[order], prepend=-1))]
    return values[first]


def loss(
    weights: NDArray[np.float64], cases: Sequence[tuple[Case, NDArray[np.float64]]]
) -> tuple[float, NDArray[np.float64]]:
    """The mean negative log-likelihood that a relevant document is chosen, and its gradient."""
    total, gradient = 0.0, np.zeros_like(weights)
    for case, values in cases:
        documents = best_passages(case, values, weights)
        scores = documents @ weights
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        right = likely * case.relevant
        total -= np.log(right.sum())
        gradient -= (right / right.sum() - likely) @ documents
    return total / len(cases), gradient / len(cases)


def fit(cases: Sequence[Case], least: float) -> tuple[float, Fusion]:
    """The likeliest weights for one ``least``, and their loss."""
    fusion = replace(FUSION, least=least)
    for _ in range(ROUNDS):
        prepared = [(case, signals(case, fusion)) for case in cases]
        start = np.array([5.0, 5.0, 3.0, 1.0])
        result = minimize(
            loss, start, args=(prepared,), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 4
        )
        weights = dict(zip(SIGNALS, (result.x / result.x[0]).tolist(), strict=True))
        fusion = replace(FUSION, **weights, least=least)
    return float(result.fun), fusion


def report(name: str, cases: Sequence[Case], fusion: Fusion) -> None:
    """Print how often a relevant document is first, among five and among ten."""
    weights = np.array([getattr(fusion, signal) for signal in SIGNALS])
    ranks = []
    for case in cases:
        scores = best_passages(case, signals(case, fusion), weights) @ weights
        ranks.append(int((scores > scores[case.relevant].max()).sum()))
    found = np.array(ranks)
    recalls = ", ".join(f"R@{k} {(found < k).mean():.4f}" for k in (1, 5, 10))
    print(f"{name}: {len(cases)} questions, {recalls}, MRR {(1 / (found + 1)).mean():.4f}")


def write(fusion: Fusion) -> None:
    """Put the weights into the table, the comments left as they are."""
    text = TABLE.read_text("utf-8")
    head, mark, rest = text.partition("[fusion]")
    section, end, tail = rest.partition("\n[")
    for name in (*SIGNALS, "least"):
        value = round(getattr(fusion, name), 2)
        section = re.sub(rf"(?m)^{name} = [\d.]+", f"{name} = {value}", section)
    TABLE.write_text(head + mark + section + end + tail, "utf-8")


def main() -> None:
    """Gather, fit, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--policy-home", required=True)
    arguments = parser.parse_args()
    questions = [q for q in load_dataset(Path(arguments.data) / "policy").questions if q.answerable]
    with KnowledgeBase.open(arguments.policy_home, encoder=Encoder("")) as kb:
        cases = gather(kb, questions)
    halves: dict[bool, list[Case]] = defaultdict(list)
    for case in cases:
        halves[case.even].append(case)
    fitted = [fit(halves[True], least) for least in LEAST]
    for lost, fusion in fitted:
        print(f"loss {lost:.4f}: {fusion}")
    _, best = min(fitted, key=lambda pair: pair[0])
    report("even, fitted on", halves[True], best)
    report("odd, held out", halves[False], best)
    write(best)


if __name__ == "__main__":
    main()
