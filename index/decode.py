"""Bytes to text: which encoding a Chinese file is in.

A byte order mark decides; then UTF-8, which other encodings hardly ever satisfy by
chance; then GB18030 or Big5, whichever gives the more of the everyday characters
of GB 2312 level 1 and Big5 level 1. Text that mixes encodings is read line by line.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

from index.errors import UnreadableFile

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\x7fELF",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"SQLite format 3",
    b"7z\xbc\xaf",
    b"Rar!",
)
_SAMPLE = 1 << 16  # bytes or characters that are enough to judge by
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")
_MOST_UNPRINTABLE = 0.02
_LEAST_EVERYDAY = 0.5
_FREQUENT = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動"
    "同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里如水化高自二理"
    "起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社"
    "义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條"
    "只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨程展五果料象员員革位入常文总總次品"
    "式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運"
    "农農指几幾九区區强強放决決西被干做必战戰先回则則任取据據处處府市省县縣办辦局委会规規章令保障服务務实施"
)


def decode(data: bytes, source: str, declared: str = "") -> str:
    """The text of ``data``, its byte order mark removed.

    ``declared`` is an encoding that the file itself names (an HTML meta tag); it is
    tried after the byte order mark and UTF-8. Raises ``UnreadableFile``, naming
    ``source``, for empty input and for bytes that are no text.
    """
    if not data:
        raise UnreadableFile(f"{source}：文件为空（0 字节）。请检查文件是否完整。")
    if data.startswith(_SIGNATURES):
        raise _no_text(source)
    text = _decoded(data, declared).removeprefix("\ufeff")
    sample = text[:_SAMPLE] + text[-_SAMPLE:]
    if len(_UNPRINTABLE.findall(sample)) > _MOST_UNPRINTABLE * len(sample):
        raise _no_text(source)
    return text


def _no_text(source: str) -> UnreadableFile:
    return UnreadableFile(
        f"{source}：内容不是文本（像是二进制数据）。"
        "请提供 UTF-8、GB18030 或 Big5 编码的文本，或把文件另存为受支持的格式。"
    )


def _decoded(data: bytes, declared: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text[:_SAMPLE]:
        return text
    if b"\x00" in data[:_SAMPLE]:
        return _utf16_without_mark(data)
    if text := _strict(data, _wider(declared)):
        return text
    whole, mixed = _double_byte(data), _line_by_line(data)
    # A line of GB18030 may by chance be UTF-8 as well, so lines must be clearly better.
    is_clearly_mixed = whole is None or _everyday_share(mixed) > _everyday_share(whole) + 0.05
    return mixed if whole is None or is_clearly_mixed else whole


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _wider(declared: str) -> str:
    """The superset that is really meant by a declared encoding (WHATWG Encoding Standard)."""
    name = declared.lower().replace("_", "-")
    if name in {"gb2312", "gbk", "gb-2312", "x-gbk", "gb18030", "cp936"}:
        return "gb18030"
    return "big5hkscs" if name.startswith("big5") else name


def _utf16_without_mark(data: bytes) -> str:
    """Little- or big-endian, by where the zero bytes of ASCII stand; one zero byte is no such text."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _strict(data, encoding)
    if text is None or not _is_everyday(text):
        return data.decode("latin-1")  # keeps the zero bytes, which decode() then refuses
    return text


def _double_byte(data: bytes) -> str | None:
    """GB18030 or Big5, if one of them reads as Chinese."""
    candidates = [
        text for encoding in ("gb18030", "big5hkscs") if (text := _strict(data, encoding))
    ]
    best = max(candidates, key=_everyday_share, default=None)
    return best if best is not None and _is_everyday(best) else None


def _line_by_line(data: bytes) -> str:
    """For mixed encodings: each line in the encoding that fits it; what fits none is marked U+FFFD."""
    lines = data.split(b"\n")
    if len(lines) == 1 and (guess := from_bytes(data[:_SAMPLE]).best()) is not None:
        return data.decode(guess.encoding, "replace")
    return "\n".join(
        text
        if (text := _strict(line, "utf-8")) is not None
        else _double_byte(line) or line.decode("utf-8", "replace")
        for line in lines
    )


def _is_everyday(text: str) -> bool:
    return _everyday_share(text) >= _LEAST_EVERYDAY


def _everyday_share(text: str) -> float:
    """How far the characters beyond ASCII are everyday ones; frequent ones count double."""
    beyond = [character for character in text[:_SAMPLE] if character > "\x7f"]
    if not beyond:
        return 1.0
    everyday = _everyday()
    points = sum((c in everyday) + (c in _FREQUENT) for c in beyond)
    return points / len(beyond)


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """GB 2312 level 1 (rows 16–55), Big5 level 1 (A440–C67E), and Chinese punctuation."""
    simplified = bytes(
        b for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for b in (row, cell)
    )
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(
        b
        for lead in range(0xA4, 0xC7)
        for trail in trails
        if (lead, trail) <= (0xC6, 0x7E)
        for b in (lead, trail)
    )
    marks = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·　％○①②③④⑤⑥⑦⑧⑨⑩「」『』"
    return frozenset(
        simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + marks
    )
