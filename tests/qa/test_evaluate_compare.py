"""Two runs compared: the test against its definition, and what may be compared at all."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from index.errors import InvalidDataset, InvalidSetting
from qa.evaluate import compare
from qa.evaluate.questions import DatasetQuestion
from qa.evaluate.results import Fit, JudgedAnswer, QuestionResult
from qa.evaluate.significance import paired_test

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RUN = {"dataset": "d", "settings": {"depth": 100}, "index": "i", "code": "c"}


def result(id_: str, rank: int | None, *, right: bool = True, ms: float = 10.0) -> QuestionResult:
    """A question whose one relevant document stands at ``rank`` of ten."""
    ranking = [(f"other{place}", 1 / place) for place in range(1, 11)]
    if rank is not None:
        ranking[rank - 1] = ("gold", 1 / rank)
    question = DatasetQuestion(id_, f"问{id_}", ("答",), {"gold": 2}, kind="lay")
    judged = JudgedAnswer(
        refused=False, confidence=0.5, right=right, fit=Fit(0.5, 0.5, 0.5, right, 20, 5)
    )
    return QuestionResult(question, tuple(ranking), latency_ms=ms, judged=judged)


def write(file: Path, results: Iterable[QuestionResult]) -> Path:
    lines = [json.dumps(each.to_dict() | {"run": RUN}, ensure_ascii=False) for each in results]
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=1, max_size=9))
def test_the_p_value_is_the_share_of_signs_that_do_as_much(differences: list[float]) -> None:
    sums = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    # Twice the smaller tail, as SciPy has it, is the same: signs are symmetric.
    expected = np.mean([total >= abs(sum(differences)) - 1e-12 for total in sums])
    assert paired_test(differences) == pytest.approx(float(expected))


def test_many_pairs_are_tested_as_scipy_does_with_the_ties_left_in() -> None:
    differences = np.random.default_rng(1).choice([-1.0, 0.0, 0.0, 1.0, 1.0], size=200)
    whole = permutation_test(
        (differences,),
        lambda values, axis: np.mean(values, axis=axis),
        permutation_type="samples",
        vectorized=True,
        rng=np.random.default_rng(2),
    )
    assert paired_test(list(differences)) == pytest.approx(whole.pvalue, abs=0.01)


def test_the_p_value_is_the_same_every_time() -> None:
    differences = list(np.random.default_rng(3).normal(0.1, 1.0, size=100))
    assert paired_test(differences) == paired_test(differences)


def test_two_runs_are_compared_question_by_question(tmp_path: Path) -> None:
    before = [result("a", 1), result("b", 2), result("c", None, right=False), result("d", 3)]
    after = [result("a", 1), result("b", 1, ms=30), result("c", 4), result("d", 6, right=False)]
    found = compare(write(tmp_path / "a", before), write(tmp_path / "b", after))
    assert (found.common, found.only_first, found.only_second) == (4, 0, 0)
    first = found.measures["recall_at_1"]
    assert (first.first, first.second, first.difference.value) == (0.25, 0.5, 0.25)
    assert (first.wins, first.losses, first.ties) == (1, 0, 3)
    assert first.p_value == 1
    mrr = found.measures["mrr_at_10"]
    assert mrr.difference.value == pytest.approx((1 / 2 + 1 / 4 - 1 / 6) / 4)
    assert (mrr.wins, mrr.losses, mrr.ties) == (2, 1, 1)
    latency = found.measures["latency_ms"]
    assert (latency.wins, latency.losses, latency.ties) == (0, 1, 3)
    assert [(each.id, each.ranks, each.right) for each in found.changed] == [
        ("c", (None, 4), (False, True)),
        ("d", (3, 6), (True, False)),
        ("b", (2, 1), (True, True)),
    ]
    json.dumps(found.to_dict())


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    file = write(tmp_path / "a", [result("a", 1), result("b", None)])
    found = compare(file, file)
    assert found.changed == ()
    assert {m.p_value for m in found.measures.values()} == {1.0}
    assert {m.difference.value for m in found.measures.values()} == {0.0}


def test_what_only_one_run_asked_or_judges_otherwise_is_left_out_and_counted(
    tmp_path: Path,
) -> None:
    other = result("b", 1)
    other = replace(other, question=replace(other.question, relevance={"other1": 1}))
    before = [result("a", 1), result("b", 1), result("c", 1)]
    found = compare(write(tmp_path / "a", before), write(tmp_path / "b", [result("a", 1), other]))
    assert (found.common, found.only_first, found.only_second) == (1, 2, 1)


def test_runs_without_a_common_question_are_refused(tmp_path: Path) -> None:
    files = [write(tmp_path / name, [result(name, 1)]) for name in "ab"]
    with pytest.raises(InvalidDataset, match="没有共同的问题（第一次 1 个，第二次 1 个）"):
        compare(*files)


def test_a_file_that_holds_no_results_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "a", [result("a", 1)])
    other = tmp_path / "b"
    other.write_text('{"recall_at_1": 1}\n', "utf-8")
    with pytest.raises(InvalidSetting, match=r"b 第 1 行不是评测写下的结果"):
        compare(file, other)
    with pytest.raises(InvalidSetting, match="无法读取"):
        compare(file, tmp_path / "nowhere")
