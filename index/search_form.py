"""One form of text for both scripts and all widths, and its character bigrams.

What is shown stays as published; what is searched is this form. It has exactly one
character for each character of the shown text, so positions are the same in both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

import opencc

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

# The last planes hold nothing that NFKC or OpenCC changes.
_LAST_CODE_POINT = 0x323AF
_SURROGATES = range(0xD800, 0xE000)

_HAN_CHARACTER = re.compile(f"[{HAN}]")

# Variants that OpenCC leaves alone because they are right in some word or other; a
# question may be typed either way.
_VARIANTS = {"馀": "余", "著": "着", "乾": "干", "藉": "借", "徵": "征", "瞭": "了", "鍾": "钟"}

_TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<telephone>(?<!\d)(?:0\d{2,3}-\d{7,8}|[48]00-\d{3}-\d{4})(?!\d))"
    r"|(?P<thousands>(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?)"
    rf"|\d+(?:\.\d+)+[^\W_{HAN}]*"
    rf"|[^\W_{HAN}]+"
)


@cache
def _table() -> dict[int, str]:
    """Every character whose search form differs from itself."""
    candidates = [chr(c) for c in range(_LAST_CODE_POINT + 1) if c not in _SURROGATES]
    folded = {c: _one(unicodedata.normalize("NFKC", c), c) for c in candidates}
    folded = {c: _one(form.lower(), form) for c, form in folded.items()}
    han = sorted({form for form in folded.values() if re.fullmatch(f"[{HAN}]", form)})
    # Line breaks keep OpenCC from seeing words: characters alone are converted.
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    to_simplified = {a: _one(b, a) for a, b in zip(han, simplified, strict=True)} | _VARIANTS
    table: dict[int, str] = {}
    for character, form in folded.items():
        plain = to_simplified.get(form, form)
        plain = to_simplified.get(plain, plain)
        if plain != character:
            table[ord(character)] = plain
    return table


def _one(form: str, otherwise: str) -> str:
    return form if len(form) == 1 else otherwise


def search_form(text: str) -> str:
    """``text`` in NFKC, lower case and Simplified characters, as far as one character stays one.

    The result is exactly as long as ``text``; position i of one is position i of the other.
    """
    return text.translate(_table())


def simplified(text: str) -> str:
    """``text`` with its Han characters in their search form, all others as they are."""
    return _HAN_CHARACTER.sub(lambda match: search_form(match.group()), text)


def bigrams(text: str) -> list[str]:
    """The search terms of ``text``, in order and with repetitions.

    A run of Han characters gives its overlapping character pairs (a single character
    gives itself). Words and numbers in other scripts stay whole: "83gw", "3.5",
    "0579-85236028". 1,254 becomes "1254"; % and all other signs only separate.
    """
    terms: list[str] = []
    for match in _TOKEN.finditer(search_form(text)):
        term = match.group()
        kind = match.lastgroup
        if kind == "han":
            if len(term) == 1:
                terms.append(term)
            else:
                terms += [a + b for a, b in pairwise(term)]
        elif kind == "thousands":
            terms.append(term.replace(",", ""))
        else:
            terms.append(term)
    return terms


def characters(text: str) -> list[str]:
    """The Han characters of ``text`` in their search form, in order and with repetitions."""
    return _HAN_CHARACTER.findall(search_form(text))
