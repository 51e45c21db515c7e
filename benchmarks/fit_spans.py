"""Fit ``qa/marking/spans.toml``: which words of a quote answer.

python benchmarks/fit_spans.py --data ../shared/data --policy-home P

``P`` is a knowledge base of ``data/policy/documents.jsonl`` (``policy-qa evaluate data/policy
--home P`` leaves one). Each run of words of the quotes is worth its ROUGE-L F1 with the gold
answer. The weights are those of a softmax over the runs of a question that makes the expected F1
high and the best runs likely. Only questions whose id hashes to an even number are fitted; the
figures printed are of the odd ones.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from qa.evaluate.datasets import half_of, load_dataset
from qa.evaluate.rouge import rouge_l
from qa.extract import extract
from qa.marking.features import runs_of
from qa.narrowing import narrow
from qa.retrieve import retrieve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qa.evaluate.questions import DatasetQuestion

TABLE = Path(__file__).resolve().parent.parent / "qa" / "marking" / "spans.toml"
TODAY = date(2026, 11, 23)  # no question here speaks of this year
REGULARISATION = 0.003
# The share of the likelihood of the best runs in what is made high, and how good the best are.
LIKELIHOOD, SHARPNESS = 0.1, 20.0
BEST, OTHERS = 60, 240  # runs of a question that are learnt from
LEAST = 0.2  # F1 of the best run, else nothing is to be learnt


@dataclass(frozen=True, slots=True)
class Case:
    """The runs of one question: features, and each one's F1. ``whole`` is that of all quotes."""

    even: bool
    values: NDArray[np.float64]
    f1: NDArray[np.float64]
    whole: float


def cases(kb: KnowledgeBase, questions: Sequence[DatasetQuestion]) -> tuple[list[Case], list[str]]:
    """Each question with a gold answer as the chat answers it, and the names of the features."""
    found, names = [], list[str]()
    for question in questions:
        narrowed = narrow(kb, question.text, None, (), TODAY)
        understood, golds = narrowed.question, question.answers or ()
        vector = kb.encoder.encode_query(understood.text)
        hits = retrieve(kb, understood, vector, k=10, wanted=narrowed.filter)
        rarity = kb.rarity(understood.terms)
        evidence, _ = extract(understood, hits, rarity)
        document = evidence[0].document
        runs = [run for run in evidence if run.document.id == document.id]
        pieces = [document.text[a:b] for run in runs for a, b in run.pieces]
        text = "".join(pieces)
        of = runs_of(understood, pieces, rarity)
        spans = zip(of.starts.tolist(), of.ends.tolist(), strict=True)
        f1 = np.array([rouge_l(text[start:end], golds).f1 for start, end in spans])
        even = half_of(question.id) == "even"
        found.append(Case(even, of.values, f1, rouge_l(text, golds).f1))
        names = list(of.names)
    return found, names


def fit(train: Sequence[Case], seed: int = 0) -> NDArray[np.float64]:
    """Weights of the features as they are, not scaled."""
    every = np.concatenate([case.values for case in train])
    spread = every.std(0) + 1e-6
    random = np.random.default_rng(seed)
    taught = [case for case in train if case.f1.max() > LEAST]
    parts = [_learnt_from(case, random) for case in taught]
    values = np.concatenate([case.values[part] for case, part in zip(taught, parts, strict=True)])
    values = values / spread
    f1 = np.concatenate([case.f1[part] for case, part in zip(taught, parts, strict=True)])
    first = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    wanted = np.exp(SHARPNESS * (f1 - np.maximum.reduceat(f1, first)[of]))
    wanted /= np.add.reduceat(wanted, first)[of]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = values @ weights
        scores -= np.maximum.reduceat(scores, first)[of]
        sums = np.add.reduceat(np.exp(scores), first)
        chance = np.exp(scores) / sums[of]
        expected = np.add.reduceat(chance * f1, first)
        likely = -(wanted * (scores - np.log(sums)[of])).sum() / len(parts)
        value = LIKELIHOOD * likely - (1 - LIKELIHOOD) * expected.mean()
        pull = LIKELIHOOD * (chance - wanted) - (1 - LIKELIHOOD) * chance * (f1 - expected[of])
        slope = values.T @ pull / len(parts) + 2 * REGULARISATION * weights
        return value + REGULARISATION * weights @ weights, slope

    start = np.zeros(values.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x / spread)


def _learnt_from(case: Case, random: np.random.Generator) -> NDArray[np.int64]:
    """The best runs and some others: all of them would say no more."""
    count = len(case.f1)
    some = random.choice(count, min(count, OTHERS), replace=False)
    return np.unique(np.concatenate([np.argsort(-case.f1)[:BEST], some]))


def chosen(test: Sequence[Case], weights: NDArray[np.float64]) -> float:
    """The mean F1 of the runs that the weights choose."""
    return float(np.mean([case.f1[np.argmax(case.values @ weights)] for case in test]))


def main() -> None:
    """Gather, fit, write the table, print what it does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--policy-home", required=True)
    arguments = parser.parse_args()
    dataset = load_dataset(Path(arguments.data) / "policy")
    answerable = [q for q in dataset.questions if q.answerable and q.answers]
    with KnowledgeBase.open(arguments.policy_home, encoder=Encoder("")) as kb:
        found, names = cases(kb, answerable)
    even = [case for case in found if case.even]
    odd = [case for case in found if not case.even]
    fold = np.random.default_rng(0).permutation(len(even)) % 5
    crossed = [
        chosen(
            [even[i] for i in np.flatnonzero(fold == k)],
            fit([even[i] for i in np.flatnonzero(fold != k)]),
        )
        for k in range(5)
    ]
    weights = fit(even)
    print(f"even: quotes {np.mean([c.whole for c in even]):.3f}, crossed {np.mean(crossed):.3f}")
    print(
        f"odd: quotes {np.mean([c.whole for c in odd]):.3f}, marked {chosen(odd, weights):.3f}, "
        f"best possible {np.mean([c.f1.max() for c in odd]):.3f}"
    )
    lines = ["# Made by benchmarks/fit_spans.py; docs/answers.md says how well it does.", ""]
    lines += ["[weights]", *(f"{n} = {w:.4f}" for n, w in zip(names, weights, strict=True))]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
