"""For how many days questions are kept: the setting that trades knowledge for privacy."""

from __future__ import annotations

import os

from index.errors import InvalidSetting

VARIABLE = "POLICY_QA_KEEP_QUESTIONS"
KEEP_DAYS = 90
_MOST_DAYS = 36_500


def read_keep_days() -> int:
    """The environment's POLICY_QA_KEEP_QUESTIONS, 90 where it is not set; 0 keeps nothing.

    Raises InvalidSetting where it is no whole number of days.
    """
    written = os.environ.get(VARIABLE, "").strip()
    if not written:
        return KEEP_DAYS
    if not (written.isascii() and written.isdigit() and int(written) <= _MOST_DAYS):
        raise InvalidSetting(
            f"{VARIABLE} 的值是 {written!r}，应为天数：0 到 {_MOST_DAYS} 之间的整数，0 表示不保存提问。"
            "请改正或不设置它。"
        )
    return int(written)
