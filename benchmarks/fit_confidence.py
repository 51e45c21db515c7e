"""Fit ``qa/confidence.toml``: how likely an answer is right.

python benchmarks/fit_confidence.py --data ../shared/data --policy-home P --laws-home L

``P`` is a knowledge base of ``data/policy/documents.jsonl`` (``policy-qa evaluate data/policy
--home P`` leaves one), ``L`` one of the sample corpus. An answer counts as right when it
comes from a relevant document and holds most of a gold answer (policy), or from a gold
article (laws). Wrong are all others, every question that has no answer, and questions about
other things (web search questions). Only questions whose id hashes to an even number are
used to fit; the figures printed are of the odd ones.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.search_form import search_form
from index.types import Filter
from qa.confidence import FOREIGN, TABLES, features, features_of, table_of
from qa.evaluate.confidence import calibration_error
from qa.evaluate.datasets import half_of, load_dataset
from qa.evaluate.quotes import holds_answer
from qa.extract import extract
from qa.narrowing import narrow
from qa.retrieve import retrieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from qa.evaluate.questions import DatasetQuestion
    from qa.extract import Evidence

TABLE = Path(__file__).resolve().parent.parent / "qa" / "confidence.toml"
OFF_TOPIC = 600  # questions about other things, asked of each knowledge base
FEW_COUNTS = 0.2  # of what another question counts for
FEW_ASKED = 300  # of those without an answer
FEW = 3  # documents of the small knowledge bases that every question is asked of as well
MODES = ("with_vectors", "words_only")
# Which way a feature may count: for the answer, if not named here.
SIGNS = {"value_missing": (None, 0.0), "place_missing": (None, 0.0), "length": (None, None)}
TODAY = date(2026, 11, 23)  # no question here speaks of this year
REGULARISATION = 0.1  # inverse regularisation strength


@dataclass(frozen=True, slots=True)
class Case:
    """A question as one mode saw it: its features, and whether the answer was right.

    ``table`` is the table of coefficients that it belongs to.
    """

    group: str
    mode: str
    table: str
    even: bool
    values: dict[str, float]
    right: bool


def cases(
    kb: KnowledgeBase,
    group: str,
    questions: Iterable[DatasetQuestion],
    judge: Callable[[DatasetQuestion, Sequence[Evidence]], bool],
    few: Callable[[DatasetQuestion], Filter] | None = None,
) -> list[Case]:
    """Ask each question in both modes, of all documents or of a few."""
    asked = list(questions)
    found = []
    for question in asked:
        understood = narrow(kb, question.text, None, (), TODAY).question
        wanted = few(question) if few is not None else None
        rarity = kb.rarity(understood.terms)
        vector = kb.encoder.encode_query(understood.text)
        for mode in MODES:
            searched = vector if mode == "with_vectors" else None
            hits = retrieve(kb, understood, searched, k=10, wanted=wanted)
            if not hits or "exact" in hits[0].parts:  # named: nothing to estimate
                continue
            evidence, best = extract(understood, hits, rarity)
            values = features(understood, hits, best, rarity)
            right = judge(question, evidence)
            even = half_of(question.id) == "even"
            found.append(Case(group, mode, table_of(understood, best), even, values, right))
    print(f"{group}: {len(asked)} questions, {sum(c.right for c in found)}/{len(found)} right")
    return found


def policy_right(question: DatasetQuestion, evidence: Sequence[Evidence]) -> bool:
    """From a relevant document, and holding at least half of a gold answer."""
    document = evidence[0].document
    if question.relevance.get(document.id, 0) < 1:
        return False
    said = "".join(run.document.text[run.start : run.end] for run in evidence)
    return holds_answer(said, question.answers or ())


def law_right(question: DatasetQuestion, evidence: Sequence[Evidence]) -> bool:
    """From one of the articles that answer it."""
    article = re.search(r"第[一-鿿\d]+条$", evidence[0].section)
    name = evidence[0].document.title.removeprefix("中华人民共和国")
    golds = {
        gold.removeprefix("art_").removeprefix("中华人民共和国") for gold in question.relevance
    }
    return article is not None and f"{name}{article[0]}" in golds


def never(_question: DatasetQuestion, _evidence: Sequence[Evidence]) -> bool:
    """For questions that have no answer here."""
    return False


def gather(arguments: argparse.Namespace) -> list[Case]:
    """All cases of both knowledge bases."""
    data, encoder = Path(arguments.data), Encoder("")
    policy = load_dataset(data / "policy").questions
    statute = load_dataset(data / "statute").questions
    web = load_dataset(data / "reading" / "dureader_robust_dev").questions[:OFF_TOPIC]
    unanswerable = [q for q in policy if not q.answerable]
    with KnowledgeBase.open(arguments.policy_home, encoder=encoder) as kb:
        found = cases(kb, "policy", [q for q in policy if q.answerable], policy_right)
        found += cases(kb, "policy, not here", unanswerable, never)
        found += cases(kb, "policy, off topic", web, never)
        some = few_of(kb)
        answerable = [q for q in policy if q.answerable]
        found += cases(kb, "few", answerable, policy_right, lambda q: some(q, with_answer=True))
        other = [*unanswerable[:FEW_ASKED], *answerable[::2]]
        found += cases(kb, "few, not here", other, never, lambda q: some(q, with_answer=False))
        found += cases(
            kb, "few, off topic", web[:FEW_ASKED], never, lambda q: some(q, with_answer=False)
        )
    with KnowledgeBase.open(arguments.laws_home, encoder=encoder) as kb:
        here = {search_form(t.removeprefix("中华人民共和国")) for t in kb.titles().values()}
        answered = [q for q in statute if _laws(q) & here]
        found += cases(kb, "laws", answered, law_right)
        elsewhere = [q for q in statute if not _laws(q) & here]
        found += cases(kb, "laws, other laws", elsewhere, never)
        found += cases(kb, "laws, not here", unanswerable[:OFF_TOPIC], never)
        found += cases(kb, "laws, off topic", web, never)
    return found


def few_of(kb: KnowledgeBase) -> Callable[..., Filter]:
    """Chooses a few documents for a question, with what answers it or without."""
    ids = sorted(kb.titles())

    def some(question: DatasetQuestion, *, with_answer: bool) -> Filter:
        random = Random(question.id)
        others = random.sample([i for i in ids if i not in question.relevance], FEW)
        own = max(question.relevance, key=question.relevance.__getitem__) if with_answer else ""
        return Filter(document_ids=frozenset([*others[1:], own or others[0]]))

    return some


def _laws(question: DatasetQuestion) -> set[str]:
    names = (re.sub(r"^art_(中华人民共和国)?|第[一-鿿\d]+条.*$", "", g) for g in question.relevance)
    return {search_form(name) for name in names}


def fit(chosen: Sequence[Case], names: Sequence[str]) -> NDArray[np.float64]:
    """Coefficients, the intercept last, from the even half; each group counts for its questions.

    A logistic regression whose coefficients may not point the wrong way: of features that say
    nearly the same, one would else be set off against another, and a question whose rarest word
    is nowhere be called likelier for it.
    """
    train = [c for c in chosen if c.even]
    values = np.array([[c.values[name] for name in names] for c in train])
    mean, spread = values.mean(0), values.std(0) + 1e-9
    scaled = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    right = np.array([c.right for c in train], float)
    counts = np.array([FEW_COUNTS if c.group.startswith("few") else 1.0 for c in train])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = scaled @ w
        ridge = np.append(w[:-1], 0.0) / REGULARISATION
        value = float(counts @ (np.logaddexp(0, scores) - right * scores) + ridge @ w / 2)
        return value, scaled.T @ (counts * (1 / (1 + np.exp(-scores)) - right)) + ridge

    bounds = [SIGNS.get(name, (0.0, None)) for name in names] + [(None, None)]
    result = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    found = _calibrated(result.x, scaled, right, counts)
    weights = found[:-1] / spread
    return np.append(weights, found[-1] - weights @ mean)


def _calibrated(
    weights: NDArray[np.float64],
    scaled: NDArray[np.float64],
    right: NDArray[np.float64],
    counts: NDArray[np.float64],
) -> NDArray[np.float64]:
    """``weights`` stretched and shifted together so that their probabilities fit (Platt 1999).

    Regularisation has made them too small; what ranks above what stays as it is.
    """
    scores = scaled @ weights

    def loss(stretch: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        found = stretch[0] * scores + stretch[1]
        away = counts * (1 / (1 + np.exp(-found)) - right)
        value = float(counts @ (np.logaddexp(0, found) - right * found))
        return value, np.array([away @ scores, away.sum()])

    stretch, shift = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return np.append(weights[:-1] * stretch, weights[-1] * stretch + shift)


def estimated(
    chosen: Sequence[Case], names: Sequence[str], coefficients: NDArray[np.float64]
) -> list[tuple[Case, float]]:
    """The cases of the odd half with how likely right the coefficients call them."""
    test = [c for c in chosen if not c.even]
    values = np.array([[c.values[name] for name in names] for c in test])
    sure = 1 / (1 + np.exp(-(values @ coefficients[:-1] + coefficients[-1])))
    return list(zip(test, sure.tolist(), strict=True))


def report(name: str, judged: Sequence[tuple[Case, float]]) -> None:
    """Print what the coefficients do on the odd half."""
    test = [case for case, _ in judged]
    sure = np.array([probability for _, probability in judged])
    right = np.array([c.right for c in test])
    error = calibration_error(sure.tolist(), right.tolist())
    print(
        f"{name}: {len(test)} odd cases, right or not: "
        f"AUROC {roc_auc_score(right, sure):.3f}, "
        f"calibration error {error.value if error else 0.0:.3f}"
    )
    group = np.array([c.group for c in test])
    for asked in ("policy", "few", "laws"):
        here, near = group == asked, group == f"{asked}, not here"
        others = np.char.startswith(group, f"{asked}, ")
        if here.any() and near.any():
            print(
                f"  {asked}: answerable against all others "
                f"{roc_auc_score(here[here | others], sure[here | others]):.3f}, "
                f"against near misses {roc_auc_score(here[here | near], sure[here | near]):.3f}"
            )
    for threshold in (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6):
        given = sure >= threshold
        shares = ", ".join(f"{g} {given[group == g].mean():.2f}" for g in dict.fromkeys(group))
        print(f"  answered at {threshold}: wrong {1 - right[given].mean():.2f} of them; {shares}")


def fit_mode(found: Sequence[Case], mode: str) -> list[str]:
    """The tables of one mode as lines of TOML."""
    chosen = [c for c in found if c.mode == mode]
    lines, judged = [], []
    for table in TABLES:
        if table == FOREIGN and mode == "words_only":
            continue  # nothing is found by words
        # Questions in another script are too few here to learn from: how far the best is ahead
        # in meaning is learnt from the others.
        cases_of = chosen if table == FOREIGN else [c for c in chosen if c.table == table]
        names = features_of(table, mode, cases_of[0].values)
        coefficients = fit(cases_of, names)
        result = estimated(cases_of, names, coefficients)
        report(f"{mode}, {table}", result)
        if table != FOREIGN:
            judged += result
        section = f"{mode}.{table}"
        lines += ["", f"[{section}]", f"intercept = {coefficients[-1]:.4f}"]
        lines += ["", f"[{section}.weights]"]
        lines += [f"{n} = {w:.4f}" for n, w in zip(names, coefficients[:-1], strict=True)]
    report(f"{mode}, all", judged)
    return lines


def main() -> None:
    """Gather, fit, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--policy-home", required=True)
    parser.add_argument("--laws-home", required=True)
    parser.add_argument(
        "--cases", help="keeps the questions' features, to fit again without asking"
    )
    arguments = parser.parse_args()
    kept = Path(arguments.cases) if arguments.cases else None
    if kept is not None and kept.exists():
        found = [Case(**json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    else:
        found = gather(arguments)
    if kept is not None:
        kept.write_text("".join(json.dumps(asdict(case)) + "\n" for case in found), "utf-8")
    lines = ["# Made by benchmarks/fit_confidence.py; docs/retrieval.md says how well it does."]
    for mode in MODES:
        lines += fit_mode(found, mode)
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
