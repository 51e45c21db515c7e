"""The threshold of refusal in plain words: at most this share of the answers given is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_AT_MOST = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The lowest ``--refuse-below`` at which at most ``wrong_at_most`` of the answers are wrong.

    ``wrong`` is the share that is, ``answered`` the share of all questions that are answered,
    ``answerable`` of those that the documents answer; both None where there are none. Where no
    threshold keeps the promise ``refuse_below`` is None.
    """

    wrong_at_most: float
    refuse_below: float | None
    wrong: float | None
    answered: float | None
    answerable: float | None


def thresholds(
    confidences: Sequence[float], right: Sequence[bool], answerable: Sequence[bool]
) -> list[Threshold]:
    """One threshold for each of ``WRONG_AT_MOST``, from the questions of an evaluation.

    They say what was on these questions; other questions, above all with another share of
    unanswerable ones, have other shares.
    """
    sure = np.asarray(confidences, dtype=float)
    wrong, here = ~np.asarray(right, dtype=bool), np.asarray(answerable, dtype=bool)
    levels = sorted({0.0, *sure.tolist()})
    found = {}
    for level in levels:
        given = sure >= level
        if given.any():
            found[level] = (
                float(wrong[given].mean()),
                float(given.mean()),
                float(given[here].mean()) if here.any() else None,
            )
    chosen = []
    for share in WRONG_AT_MOST:
        level = next((level for level, (risk, *_) in found.items() if risk <= share), None)
        values = (None, None, None) if level is None else found[level]
        chosen.append(Threshold(share, level, *values))
    return chosen
