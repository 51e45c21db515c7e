"""Characters that Word takes from symbol fonts, as Unicode."""

from __future__ import annotations

from typing import Final

_FIRST, _LAST = 0xF020, 0xF0FF  # where Word keeps the signs of symbol fonts
# https://www.unicode.org/L2/L2011/11052r-wingding.pdf and the Symbol encoding of PostScript.
_WINGDINGS: Final = {
    0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x46: "☞", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□",
    0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x7C: "❘", 0x80: "⓪", 0x8B: "⓿", 0x9E: "·",
    0x9F: "•", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)},
    **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_WINGDINGS_2: Final = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "□", 0x30: "□", 0x98: "●",
    0xA3: "□", 0xA2: "■", **{0x6A + n: chr(0x2460 + n) for n in range(10)},
}  # fmt: skip
_SYMBOL: Final = dict(
    zip(
        range(0x41, 0x7B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0x28: "(", 0x29: ")", 0x2B: "+", 0x2D: "−", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0xA3: "≤", 0xA5: "∞",
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xAB: "↔",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xD0: "∠", 0xD1: "∇", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑",
}  # fmt: skip
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(code: str, font: str) -> str:
    """The character of a w:sym: ``code`` in hexadecimal; "" for a sign that has none."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if _FIRST <= value <= _LAST or font.lower() in _FONTS:
        return _FONTS.get(font.lower(), {}).get(value & 0xFF, "")
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value <= 0x10FFFF else ""


def without_private(text: str, font: str | None) -> str:
    """``text`` with the signs of a symbol font in it as Unicode."""
    signs = _FONTS.get((font or "").lower())
    if signs is None or not any(_FIRST <= ord(sign) <= _LAST for sign in text):
        return text
    return "".join(
        signs.get(ord(sign) & 0xFF, "") if _FIRST <= ord(sign) <= _LAST else sign for sign in text
    )
