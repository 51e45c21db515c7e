"""Days and times as a spreadsheet program shows them, from its count of days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Token = tuple[str, str]

_WEEKDAYS = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = 2_956_000  # serial numbers below it are days before the year 9994, however they are counted


def shown_date(value: float, tokens: Sequence[Token], *, from_1904: bool = False) -> str:
    """The day ``value`` (from 0 to below ``DAYS``) by the tokens of a format: kind and text of each."""
    # Excel takes 1900 for a leap year: its day 60 is no day.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if not from_1904 and value < 60:
        start += timedelta(days=1)
    moment = start + timedelta(seconds=round(value * 86400, 3 if _has_parts(tokens) else 0))
    has_half = any(kind == "half" for kind, _ in tokens)
    parts = []
    for n, (kind, text) in enumerate(tokens):
        if kind == "date":
            minute = text[0] in "mM" and _is_minute(tokens, n)
            parts.append(
                _date_part(moment, "min" + text if minute else text.lower(), half=has_half)
            )
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            parts.append(str(round(value * 86400) // unit).rjust(len(text), "0"))
        elif kind == "half":
            parts.append(_half(moment, text))
        elif kind in {"literal", "number"}:
            parts.append(text)
    return "".join(parts).strip()


def _has_parts(tokens: Sequence[Token]) -> bool:
    return any(kind == "date" and ".0" in text for kind, text in tokens)


def _is_minute(tokens: Sequence[Token], n: int) -> bool:
    """Whether an m counts minutes: behind hours, or before seconds."""
    signs = [
        (i, text[0].lower()) for i, (kind, text) in enumerate(tokens) if kind in {"date", "elapsed"}
    ]
    place = next(k for k, (i, _) in enumerate(signs) if i == n)
    before = signs[place - 1][1] if place else ""
    after = signs[place + 1][1] if place + 1 < len(signs) else ""
    return before == "h" or after == "s"


def _half(moment: datetime, written: str) -> str:
    first, _, second = written.partition("/")
    return first if moment.hour < 12 else second


def _date_part(moment: datetime, part: str, *, half: bool) -> str:  # noqa: PLR0911 - one line a part
    size = len(part)
    if part.startswith("min"):
        return f"{moment.minute:0{min(size - 3, 2)}d}"
    if part[0] in "ye":
        return f"{moment.year % 100:02d}" if part in {"y", "yy"} else str(moment.year)
    if part[0] == "m":
        return _MONTHS[moment.month - 1] if size >= 3 else f"{moment.month:0{size}d}"
    if part[0] == "a" or (part[0] == "d" and size >= 3):
        long = "星期" if size >= 4 else "周" if part[0] == "d" else ""
        return long + _WEEKDAYS[moment.weekday()]
    if part[0] == "d":
        return f"{moment.day:0{size}d}"
    if part[0] == "h":
        hour = (moment.hour % 12 or 12) if half else moment.hour
        return f"{hour:0{min(size, 2)}d}"
    seconds, _, parts = part.partition(".")
    shown = f"{moment.second:0{min(len(seconds), 2)}d}"
    return shown + (f".{moment.microsecond // 1000:03d}"[: len(parts) + 1] if parts else "")
