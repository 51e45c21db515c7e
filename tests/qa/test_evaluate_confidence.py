"""Selective risk, calibration and the ROC curve, worked out by hand or by another library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import auc, roc_auc_score

from qa.evaluate.confidence import (
    calibration,
    calibration_error,
    risk_coverage,
    risk_coverage_area,
)
from qa.evaluate.refusal import roc_curve

ANSWERS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=25,
)


def test_the_risk_is_the_share_of_wrong_answers_among_the_surest() -> None:
    curve = risk_coverage([0.2, 0.9, 0.5, 0.7], [False, True, True, False])
    assert curve == [(0.25, 0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1, 0.5)]


def test_the_area_is_the_mean_risk() -> None:
    area = risk_coverage_area([0.2, 0.9, 0.5, 0.7], [False, True, True, False])
    assert area is not None
    assert area.value == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert area.low <= area.value <= area.high


def test_answers_of_equal_confidence_share_their_risk() -> None:
    first = risk_coverage([0.5, 0.5, 0.1], [True, False, True])
    assert first == risk_coverage([0.5, 0.5, 0.1], [False, True, True])
    assert [risk for _, risk in first] == [0.5, 0.5, pytest.approx(1 / 3)]


@given(ANSWERS)
def test_the_risk_of_all_is_the_share_of_wrong_answers(answers: list[tuple[float, bool]]) -> None:
    confidences, right = [list(each) for each in zip(*answers, strict=True)]
    curve = risk_coverage(confidences, [bool(r) for r in right])
    assert curve[-1] == pytest.approx((1, 1 - np.mean(right)))


def test_no_order_has_less_risk_than_the_one_that_knows() -> None:
    right = [True, True, False, True, False]
    knowing = risk_coverage_area([float(r) for r in right], right)
    contrary = risk_coverage_area([1 - float(r) for r in right], right)
    assert knowing is not None
    assert contrary is not None
    assert knowing.value == pytest.approx((1 / 4 + 2 / 5) / 5)
    assert contrary.value == pytest.approx((1 + 1 + 2 / 3 + 2 / 4 + 2 / 5) / 5)


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    sure, right = [0.95, 0.91, 0.15, 0.11, 0.19], [True, False, False, False, True]
    high, low = abs(0.93 - 0.5), abs(0.15 - 1 / 3)
    error = calibration_error(sure, right)
    assert error is not None
    assert error.value == pytest.approx((2 * high + 3 * low) / 5)
    bins = calibration(sure, right)
    assert [(each.low, each.high, each.cases) for each in bins] == [(0.1, 0.2, 3), (0.9, 1.0, 2)]
    assert bins[1].confidence == pytest.approx(0.93)
    assert bins[1].right == 0.5


@given(ANSWERS)
def test_the_calibration_error_is_that_of_its_bins(answers: list[tuple[float, bool]]) -> None:
    confidences, right = [list(each) for each in zip(*answers, strict=True)]
    bins = calibration(confidences, [bool(r) for r in right])
    assert sum(each.cases for each in bins) == len(answers)
    error = calibration_error(confidences, [bool(r) for r in right])
    assert error is not None
    expected = sum(each.cases * abs(each.confidence - each.right) for each in bins) / len(answers)
    assert error.value == pytest.approx(expected)


def test_nothing_asked_gives_nothing() -> None:
    assert risk_coverage([], []) == []
    assert risk_coverage_area([], []) is None
    assert calibration_error([], []) is None
    assert roc_curve([0.5], []) == []


@given(ANSWERS, ANSWERS)
def test_the_roc_curve_has_the_area_that_scikit_learn_finds(
    here: list[tuple[float, bool]], not_here: list[tuple[float, bool]]
) -> None:
    above, below = [sure for sure, _ in here], [sure for sure, _ in not_here]
    points = roc_curve(above, below)
    assert points[0][:2] == (0, 0)
    assert points[-1][:2] == (1, 1)
    area = auc([x for x, _, _ in points], [y for _, y, _ in points])
    truth = [1] * len(above) + [0] * len(below)
    assert area == pytest.approx(roc_auc_score(truth, above + below))
