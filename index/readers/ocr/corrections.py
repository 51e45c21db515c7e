"""Signs that OCR mistakes for others of nearly the same look, told by what stands beside them."""

from __future__ import annotations

import re

_HAN = r"[\u3400-\u9fff]"
_FULL = {":": "：", ";": "；", ",": "，", "?": "？", "!": "！", "(": "（", ")": "）"}
_AFTER_HAN = re.compile(rf"(?<={_HAN})\s?[:;,?!](?!\d{{3}}\b(?=,))")
_BRACKETS = re.compile(rf"\(([^()（）]*{_HAN}[^()（）]*)\)|(?<={_HAN})\(([^()（）]*)\)")
_LONE = re.compile(rf"[()](?={_HAN})|(?<={_HAN})[()]")  # its other half is on another line
_YEAR = re.compile(
    r"([\u4e00-\u9fff])\s?[〔\[［【]\s?(\d{4})\s?[〕\]］】〉》]\s?(?=第?\s?\d+\s?号)"
)


def corrected(text: str) -> str:
    """``text`` with the signs of Chinese print: full-width marks after Chinese, 〔 〕 around a 文号's year.

    >>> corrected("浙政办发〔2024]3号,联系电话:0571-1234(工作日)")
    '浙政办发〔2024〕3号，联系电话：0571-1234（工作日）'
    """
    text = _YEAR.sub(r"\1〔\2〕", text)
    text = _BRACKETS.sub(lambda found: f"（{found[1] or found[2] or ''}）", text)
    text = _LONE.sub(lambda found: _FULL[found[0]], text)
    return _AFTER_HAN.sub(lambda found: _FULL[found[0].strip()], text)
