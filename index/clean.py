"""Damaged text repaired, line by line, with nothing of the text itself lost.

Pinyin in brackets. Converters of Traditional pages leave the reading behind the
character (``創(chuàng)新``). A bracketed Latin syllable is removed where pypinyin
lists it, tone mark included, among the readings of the character before it. A
syllable without its tone mark is left alone, for it may be a unit (``亩(mu)``).
Where a sentence speaks of pronunciation itself (读作, 读音, 拼音, 注音 …), its
readings are what it says, so they stay. A count of occurrences would be the other
way to tell, but a short damaged text has only one, and a textbook has many.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING

from pypinyin import Style, pinyin

from index.decode import decode
from index.furniture import is_furniture, without_trailing_furniture

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["clean_lines", "decode", "strip_invisible"]

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)

_READING = re.compile(r"[(（]([a-zà-ǿɑɡḿếề\u0300-\u030c]{1,8})[)）]")
_ABOUT_PRONUNCIATION = re.compile(
    "[读讀念][作做成音为為]|[发發注]音|拼音|[读讀]法|音同|多音字|[声聲][调調]|[汉漢][语語]拼"
)
_SENTENCE_END = re.compile("[。！？；!?;\n]")
_SENTENCE_REACH = 120  # characters to either side in which a sentence is looked for
_LATIN_VARIANTS = str.maketrans("ɑɡ", "ag")

_TAG_NAMES = (
    "a|abbr|article|b|blockquote|body|br|center|code|dd|del|div|dl|dt|em|font|footer|form|h[1-6]|head|"
    "header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|noscript|o:p|ol|option|p|pre|"
    "s|script|section|select|small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th|"
    "thead|title|tr|u|ul|v:[a-z]+|video|w:[a-z]+"
)
_ATTRIBUTE = r"""\s+[a-zA-Z_:][-\w:.]{0,40}(?:\s?=\s?(?:"[^"<>]{0,400}"|'[^'<>]{0,400}'|[^\s"'<>]{1,400}))?"""
_TAG = re.compile(rf"<(/?)({_TAG_NAMES})((?:{_ATTRIBUTE}){{0,20}})\s*/?>", re.IGNORECASE)
_HALF_TAG = re.compile(
    r"(?<![A-Za-z0-9<])\??/(?:span|div|font|strong|table|tbody|td|tr|li|ul)>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--[^<>]{0,400}-->")
_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ROUNDS = 5  # repairs can lay bare other damage (&lt;b&gt;); more than this is an attack


def strip_invisible(text: str) -> str:
    """``text`` without control, zero-width, bidirectional and surrogate characters; nothing else changes."""
    return _INVISIBLE.sub("", text)


def clean_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a page, repaired; lines that are empty or page furniture are left out.

    Cleaning the result again changes nothing.
    """
    cleaned = (_clean_line(line) for line in lines)
    return [line for line in cleaned if line and not is_furniture(line)]


def _clean_line(line: str) -> str:
    for _ in range(_ROUNDS):
        before, line = line, _without_markup(strip_invisible(line))
        line = _without_readings(line).strip()
        line = without_trailing_furniture(line)
        if line == before:
            break
    return line


def _without_markup(line: str) -> str:
    if "&" in line:
        line = _ENTITY.sub(_character, line)
    if "<" in line:
        line = _COMMENT.sub("", line)
        line = _TAG.sub(lambda tag: _in_place_of(tag, line), line)
    return _HALF_TAG.sub("", line) if "/" in line else line


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if name[0] != "#" and name + ";" not in html5:
        return entity[0]
    return html.unescape(f"&{name};")


def _in_place_of(tag: re.Match[str], line: str) -> str:
    """Nothing; but ``a<b>c`` without a ``</b>`` is a comparison, and stays."""
    closing, name, attributes = tag[1], tag[2].lower(), tag[3]
    before = line[tag.start() - 1 : tag.start()]
    is_comparison = (
        len(name) == 1
        and not closing
        and not attributes
        and before.isascii()
        and before.isalnum()
        and f"</{name}>" not in line[tag.end() : tag.end() + 200].lower()
    )
    if is_comparison:
        return tag[0]
    return " " if name in {"br", "p", "div", "td", "th", "tr", "li"} and not closing else ""


def _without_readings(line: str) -> str:
    if "(" not in line and "（" not in line:
        return line
    kept: list[str] = []
    may_explain = _ABOUT_PRONUNCIATION.search(line) is not None
    position = 0
    last = ""  # the character that the next bracket would stand behind
    for match in _READING.finditer(line):
        between = line[position : match.start()]
        last = between[-1:] or last
        kept.append(between)
        position = match.end()
        if not _is_reading(last, match[1]) or (
            may_explain and _is_about_pronunciation(line, match)
        ):
            kept.append(match[0])
            last = match[0][-1]
    kept.append(line[position:])
    return "".join(kept)


def _is_about_pronunciation(line: str, match: re.Match[str]) -> bool:
    before = line[max(0, match.start() - _SENTENCE_REACH) : match.start()]
    after = line[match.end() : match.end() + _SENTENCE_REACH]
    sentence = _SENTENCE_END.split(before)[-1] + "|" + _SENTENCE_END.split(after, maxsplit=1)[0]
    return _ABOUT_PRONUNCIATION.search(sentence) is not None


def _is_reading(character: str, syllable: str) -> bool:
    plain = unicodedata.normalize("NFC", syllable.translate(_LATIN_VARIANTS))
    return plain in _readings(character)


@lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    if not character or not "\u3400" <= character <= "\U0003ffff":
        return frozenset()
    return frozenset(
        reading
        for readings in pinyin(character, style=Style.TONE, heteronym=True, errors="ignore")
        for reading in readings
    )
