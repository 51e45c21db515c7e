"""Dates as Chinese documents write them."""

from __future__ import annotations

import re
from datetime import date

from index.numerals import chinese_number

_HAN_YEAR = "[一二][〇零○ＯO0一二三四五六七八九]{3}"
_HAN_COUNT = "[一二三四五六七八九十]{1,3}"
_ZERO_LIKE = str.maketrans("ＯO0○", "〇〇〇〇")  # what is typed for the zero of 二〇二三
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")
DATE = re.compile(
    rf"(?:(?P<y>[12]\d{{3}})\s*(?:年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号號]"
    r"|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d))"
    rf"|(?P<hy>{_HAN_YEAR})年(?P<hm>{_HAN_COUNT})月(?P<hd>{_HAN_COUNT})日)"
)


def find_date(text: str) -> date | None:
    """The first real calendar date written in ``text``: 2023-07-06, 2023年7月6日 or 二〇〇五年六月十一日."""
    for match in DATE.finditer(text.translate(_HALF_WIDTH)):
        if (found := _calendar(match)) is not None:
            return found
    return None


def _calendar(match: re.Match[str]) -> date | None:
    if match["hy"]:
        written = (match["hy"].translate(_ZERO_LIKE), match["hm"], match["hd"])
    else:
        written = (match["y"], match["m"] or match["m2"], match["d"] or match["d2"])
    try:
        year, month, day = map(chinese_number, written)
        return date(year, month, day)
    except ValueError:
        return None
