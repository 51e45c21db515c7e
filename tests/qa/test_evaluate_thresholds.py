"""The threshold at which at most a given share of the answers is wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate.thresholds import WRONG_AT_MOST, Threshold, thresholds

QUESTIONS = st.lists(
    st.tuples(st.floats(0, 1), st.booleans(), st.booleans()), min_size=1, max_size=40
)


def test_the_lowest_threshold_that_keeps_the_share_is_taken() -> None:
    # Surest first: right, right, wrong, right, wrong.
    found = thresholds(
        [0.9, 0.8, 0.7, 0.6, 0.5],
        [True, True, False, True, False],
        [True, True, True, True, False],
    )
    by_share = {each.wrong_at_most: each for each in found}
    assert by_share[0.1] == Threshold(0.1, 0.8, 0.0, 0.4, 0.5)
    assert by_share[0.3] == Threshold(0.3, 0.6, 0.25, 0.8, 1.0)
    assert by_share[0.4] == Threshold(0.4, 0.0, 0.4, 1.0, 1.0)


def test_a_share_that_no_threshold_keeps_has_none() -> None:
    found = thresholds([0.9, 0.2], [False, True], [True, True])
    assert [each.refuse_below for each in found] == [None] * 7 + [0.0]


def test_nothing_asked_has_no_thresholds() -> None:
    assert {each.refuse_below for each in thresholds([], [], [])} == {None}


@given(QUESTIONS)
def test_every_threshold_keeps_its_share_and_no_lower_one_does(
    questions: list[tuple[float, bool, bool]],
) -> None:
    sure, right, here = (list(each) for each in zip(*questions, strict=True))
    for each in thresholds(sure, [bool(r) for r in right], [bool(h) for h in here]):
        assert each.wrong_at_most in WRONG_AT_MOST
        for level in {0.0, *sure}:
            wrong = [not r for c, r in zip(sure, right, strict=True) if c >= level]
            share = sum(wrong) / len(wrong) if wrong else 1.0
            if each.refuse_below is None or level < each.refuse_below:
                assert share > each.wrong_at_most
            elif level == each.refuse_below:
                assert share == each.wrong
                assert share <= each.wrong_at_most
