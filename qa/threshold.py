"""From which confidence on an answer is given: the setting that trades answers for wrong ones."""

from __future__ import annotations

import os

from index.errors import InvalidSetting
from qa.weights import REFUSE_BELOW

VARIABLE = "POLICY_QA_REFUSE_BELOW"


def read_threshold(given: str = "") -> float:
    """``given``, else the environment's POLICY_QA_REFUSE_BELOW, else the fitted threshold.

    An answer less likely right than this is not given; docs/answers.md tells how many answers are
    wrong at each threshold. It is written as 0.2 or 20%. Raises InvalidSetting where it is no
    number from 0 to 1.
    """
    named = "--refuse-below" if given.strip() else VARIABLE
    written = given.strip() or os.environ.get(VARIABLE, "").strip()
    if not written:
        return REFUSE_BELOW
    number = written.removesuffix("%").removesuffix("％")
    try:
        value = float(number) / (1 if number == written else 100)
    except ValueError:
        value = -1.0
    return checked_threshold(value, named, written)


def checked_threshold(value: float, named: str, written: object = None) -> float:
    """``value``; InvalidSetting where it is no share from 0 to 1."""
    if not 0 <= value <= 1:
        raise InvalidSetting(
            f"{named} 的值是 {value if written is None else written!r}，应为 0 到 1 之间的数，"
            "如 0.2 或 20%：正确的可能低于此值的回答不给出。请改正或不设置它。"
        )
    return value
