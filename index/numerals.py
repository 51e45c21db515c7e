"""Chinese and Arabic numerals as whole numbers."""

from __future__ import annotations

import unicodedata

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
