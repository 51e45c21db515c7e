"""Spans of time as questions write them: 2023年以来, 2020年至2022年, 去年, 近三年."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from index.numerals import chinese_number

_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零一二三四五六七八九]{3})"
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_DATE = rf"(?P<y>{_YEAR})年(?:(?P<m>{_COUNT})月)?(?:(?P<d>{_COUNT})[日号])?"
_RELATIVE = "今年|本年度?|去年|上一?年度?|前年"
# In the search form: full-width signs are half-width already.
DATES = re.compile(
    rf"(?:自|从)?(?:(?P<range>(?P<from>{_YEAR})年?\s*(?:至|到|-|—|~)\s*(?P<to>{_YEAR})年(?:间|期间|之间)?)"
    rf"|{_DATE}(?:度)?(?:(?P<since>以来|以后|之后|起|至今)|(?P<before>以前|之前))?"
    rf"|(?P<relative>{_RELATIVE})(?P<relative_since>以来)?"
    rf"|(?P<recent>(?:最近|近|过去)(?P<count>{_COUNT})(?P<unit>年|个月)(?:以?来|内)?))"
)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included; None where it is open."""

    first: date | None
    last: date | None


def read_period(match: re.Match[str], today: date) -> Period | None:
    """What a match of ``DATES`` means on the day ``today``; None where there is no such day."""
    try:
        if match["range"]:
            return Period(
                date(chinese_number(match["from"]), 1, 1), date(chinese_number(match["to"]), 12, 31)
            )
        if match["recent"]:
            return Period(_ago(today, chinese_number(match["count"]), match["unit"]), None)
        if match["relative"]:
            year = today.year - _years_ago(match["relative"])
            first, last = date(year, 1, 1), date(year, 12, 31)
        else:
            first, last = named_days(match["y"], match["m"] or "", match["d"] or "")
    except ValueError:
        return None
    if match["since"] or match["relative_since"]:
        return Period(first, None)
    if match["before"]:
        return Period(None, first - timedelta(days=1))
    return Period(first, last)


def named_days(year: str, month: str = "", day: str = "") -> tuple[date, date]:
    """The first and the last day of a year, a month or a day. Raises ValueError where there is none."""
    y, m, d = (chinese_number(part) if part else 0 for part in (year, month, day))
    if not month:
        return date(y, 1, 1), date(y, 12, 31)
    if not day:
        return date(y, m, 1), date(y, m, monthrange(y, m)[1])
    return date(y, m, d), date(y, m, d)


def _years_ago(word: str) -> int:
    if word == "前年":
        return 2
    return 1 if word in {"去年", "上年", "上一年", "上年度", "上一年度"} else 0


def _ago(today: date, count: int, unit: str) -> date:
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "年" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
