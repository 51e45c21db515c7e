"""Chinese and Arabic numerals as whole numbers."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

DIGITS = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "兩": 2,
    "貳": 2,
    "叄": 3,
    "陸": 6,
    "○": 0,
}
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_HAN_DIGITS = "零一二三四五六七八九"
_PERCENT = re.compile(
    r"(?P<digits>\d+(?:\.\d+)?)\s*%"
    r"|百分之(?P<han>[零〇一二三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?)"
)

# For regular expressions: a numeral as it counts chapters and articles.
NUMERAL = "[零〇一二两三四五六七八九十百千0-9０-９]"


def chinese_number(text: str) -> int:
    """The number that ``text`` writes, and nothing else: 一千二百五十四, 二〇二三, 1254, １２５４.

    Raises ValueError where ``text`` is no such numeral.
    """
    plain = unicodedata.normalize("NFKC", text.strip())
    if plain.isascii() and plain.isdecimal():
        return int(plain)
    if not plain or any(
        sign not in DIGITS and sign not in SMALL_UNITS and sign not in LARGE_UNITS for sign in plain
    ):
        raise ValueError(
            f"{text!r} is no Chinese or Arabic numeral; expected one such as 十九 or 19"
        )
    if len(plain) > 1 and all(sign in DIGITS for sign in plain):
        return int("".join(str(DIGITS[sign]) for sign in plain))
    return _with_units(plain)


def _with_units(text: str) -> int:
    """The value of a numeral written with 十, 百, 千, 万, 亿."""
    total = part = 0
    digit: int | None = None
    for sign in text:
        if sign in DIGITS:
            if digit:
                raise ValueError(
                    f"{text!r} has two digits in a row among its units; expected 一百二十"
                )
            digit = DIGITS[sign]
        elif sign in SMALL_UNITS:
            part += (1 if digit is None else digit or 1) * SMALL_UNITS[sign]
            digit = None
        else:
            whole = part + (digit or 0)
            # 一万亿: a larger unit multiplies all that stands before it.
            if LARGE_UNITS[sign] > 10**4 and total:
                total = (total + whole) * LARGE_UNITS[sign]
            else:
                total += (whole or 1) * LARGE_UNITS[sign]
            part, digit = 0, None
    return total + part + (digit or 0)


def percentages(form: str) -> list[str]:
    """Each percentage of a text in its search form as it is not written there: 5% → 百分之五, 百分之五 → 5%."""
    found: list[str] = []
    for match in _PERCENT.finditer(form):
        if match["digits"]:
            whole, _, part = match["digits"].partition(".")
            if len(whole) <= 4:
                decimals = "点" + "".join(_HAN_DIGITS[int(d)] for d in part) if part else ""
                han = "百" if whole == "100" else in_han(int(whole))
                found.append(f"百分之{han}{decimals}")
        else:
            whole, _, part = match["han"].partition("点")
            digits = "".join(str(DIGITS[sign]) for sign in part)
            with suppress(ValueError):  # 百分之一二百
                found.append(f"{chinese_number(whole)}{'.' if digits else ''}{digits}%")
    return found


def stated_percentages(form: str) -> frozenset[str]:
    """The percentages of a text in its search form, in digits however they are written."""
    found: set[str] = set()
    for match in _PERCENT.finditer(form):
        digits = match["digits"]
        found.update([f"{digits}%"] if digits else percentages(match.group()))
    return frozenset(found)


def in_han(number: int) -> str:
    """1254 → 一千二百五十四; below 10,000."""
    if number == 0:
        return "零"
    text, gap = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if not digit:
            gap = bool(text)
            continue
        lone_ten = value == 10 and digit == 1 and not text  # 十五, not 一十五
        text += ("零" if gap else "") + ("" if lone_ten else _HAN_DIGITS[digit]) + unit
        gap = False
    return text
