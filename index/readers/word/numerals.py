"""Numbers as the formats of Word's automatic numbering write them (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_HAN: Final = "零一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL: Final = "零壹貳參肆伍陸柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST: Final = 32767  # that Word counts to


def written(value: int, numbering: str, custom: str = "") -> str:
    """``value`` in the format ``numbering`` (the w:numFmt of a level); plain digits where unknown.

    ``custom`` is the pattern of the format "custom": "001, 002, 003, ...".
    """
    if numbering == "custom":
        first = custom.split(",", maxsplit=1)[0].strip()
        return str(value).zfill(len(first)) if first.isdecimal() else str(value)
    write = _FORMATS.get(numbering)
    return str(value) if write is None or not 0 <= value <= _LARGEST else write(value)


def _counted(value: int, digits: str, units: str, *, bare_ten: bool = True) -> str:
    """一百零五: with units, a 零 for places left out, 十五 without the leading 一."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        between = digits[0] if 0 < low < 1000 else ""
        rest = _counted(low, digits, units, bare_ten=False) if low else ""
        return _counted(high, digits, units) + "万" + between + rest
    if value == 0:
        return digits[0]
    text, gap = "", False
    for place in (1000, 100, 10, 1):
        digit = value // place % 10
        if digit == 0:
            gap = bool(text)
            continue
        unit = "" if place == 1 else units[len(str(place)) - 2]
        text += (digits[0] if gap else "") + digits[digit] + unit
        gap = False
    return text[1:] if bare_ten and 10 <= value < 20 else text


def _japanese(value: int) -> str:
    """百五: no 零, and no 一 before 十, 百 and 千."""
    text = _counted(value, _HAN, "十百千")
    if value:
        text = text.replace("零", "")
    return (
        text
        if value >= 10_000
        else text.replace("一十", "十").replace("一百", "百").replace("一千", "千")
    )


def _up_to_99(value: int) -> str:
    """From 100 on digit by digit, as Word does for chineseCounting: 一〇五. Word prints ○ for 〇."""
    return _counted(value, _HAN, "十百千") if value < 100 else _digits(value)


def _digits(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _roman(value: int) -> str:
    text = ""
    for size, sign in _ROMAN:
        text += sign * (value // size)
        value %= size
    return text


def _letters(value: int) -> str:
    """A … Z, AA, BB …: the letter again for each time round."""
    return "" if value < 1 else chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _cycle(signs: str) -> Callable[[int], str]:
    """One sign after the other; from the end on the plain number."""
    return lambda value: signs[value - 1] if 1 <= value <= len(signs) else str(value)


def _sixty(value: int) -> str:
    """甲子, 乙丑 …: the cycle of sixty."""
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value else ""


def _from(first: int, count: int) -> Callable[[int], str]:
    """``count`` neighbours in Unicode, the first for 1; from the end on the plain number."""
    return lambda value: chr(first + value - 1) if 1 <= value <= count else str(value)


def _circled(value: int) -> str:
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= value <= last:
            return chr(code + value - first)
    return str(value)


def _ordinal(value: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if value % 100 in {11, 12, 13} else ending}"


def _wide(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _thousands(value: int) -> str:
    return _counted(value, _HAN, "十百千")


def _legal(value: int) -> str:
    return _counted(value, _LEGAL, "拾佰仟", bare_ten=False)


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "none": lambda _: "",
    "decimalZero": lambda value: f"{value:02}",
    "numberInDash": lambda value: f"- {value} -",
    "hex": lambda value: f"{value:X}",
    "ordinal": _ordinal,
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "ideographEnclosedCircle": _from(0x3220, 10),  # Word prints （一）: [MS-OI29500] 2.1.540
    "chineseCounting": _up_to_99,
    "taiwaneseCounting": _up_to_99,
    "chineseCountingThousand": _thousands,
    "taiwaneseCountingThousand": _thousands,
    "koreanDigital2": _digits,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": lambda value: _counted(
        value, _LEGAL_TRADITIONAL, "拾佰仟", bare_ten=False
    ),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sixty,
}
