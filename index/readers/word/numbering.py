"""Automatic numbers as Word shows them: 第一章, 一、, （一）, 1.1 (ECMA-376 part 1, 17.9).

Lists that share an abstract numbering count on from one another. A level starts again below a
paragraph of a higher level, unless its w:lvlRestart says otherwise; a w:startOverride counts from
its value where its list is first used at that level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from index.readers.word.numerals import written
from index.readers.word.package import W
from index.readers.word.styles import is_on, run_look, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.readers.word.styles import Styles

_LEVELS: Final = 9
_PLACE: Final = re.compile("%([1-9])")
_ARTICLES: Final = re.compile("第%[1-9]条")
_STANDS_ALONE: Final = re.compile(r"第.*[编章节条款]\Z")
_CLOSED: Final = ("、", "）", "．", "。", "：", "】", "〕", "｝")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    custom: str = ""
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None  # 0: never; n: below a paragraph of level n or higher, from 1 on
    legal: bool = False  # all numbers in plain digits
    hidden: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """The number before a paragraph: ``text`` as shown ("" for a bullet), ``level`` from 1 on."""

    text: str
    level: int
    bullet: bool = False

    def before(self, text: str) -> str:
        """``text`` with its number, a space between them where the eye needs one."""
        shown = self.text.strip()
        if not shown or not text:
            return shown or text
        gap = "" if shown.endswith(_CLOSED) or not self.text[-1:].isspace() else " "
        return shown + gap + text


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: tuple[Level, ...]
    overrides: dict[int, int]


class Numbering:
    """The lists of a document, and how far each has counted.

    With ``articles_run_on`` the articles (第…条) are counted through all chapters. So it is in
    every Chinese statute, and LibreOffice does not keep what says so in the file.
    """

    def __init__(
        self, root: _Element | None, styles: Styles, *, articles_run_on: bool = False
    ) -> None:
        self._articles_run_on = articles_run_on
        self._abstract: dict[str, _Element] = {}
        self._elements: dict[str, _Element] = {}
        self._styles = styles
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            for each in root.iterchildren(f"{W}abstractNum"):
                self._abstract[each.get(f"{W}abstractNumId") or ""] = each
            for each in root.iterchildren(f"{W}num"):
                self._elements[each.get(f"{W}numId") or ""] = each

    def number(self, num_id: str | None, level: int | None, style: str | None) -> Number | None:
        """Count the next paragraph of a list; None where it has no number.

        ``style`` is the style that says ``num_id``: the level that names the style is meant then.
        """
        found = self._list(num_id or "0")
        if found is None:
            return None
        named = [n for n, each in enumerate(found.levels) if style and each.style == style]
        at = named[0] if named and level is None else min(max(level or 0, 0), _LEVELS - 1)
        counts = self._count(found, num_id or "", at)
        return _shown(found.levels, counts, at)

    def _count(self, found: _List, num_id: str, at: int) -> list[int]:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        first = (num_id, at) not in self._begun and at in found.overrides
        self._begun.add((num_id, at))
        before = counts[at]
        counts[at] = _start(found, at) if before is None or first else before + 1
        for below in range(at + 1, _LEVELS):
            restart = found.levels[below].restart
            if restart is None or at < restart:
                counts[below] = None
        return [_start(found, n) if each is None else each for n, each in enumerate(counts)]

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read(num_id)
        return self._lists[num_id]

    def _read(self, num_id: str) -> _List | None:
        element = self._elements.get(num_id)
        abstract_id = value_of(element, "abstractNumId")
        abstract = self._abstract.get(abstract_id or "")
        if num_id == "0" or element is None or abstract is None:
            return None
        linked = value_of(abstract, "numStyleLink")
        if linked is not None:
            other = self._elements.get(self._styles.numbering_of(linked) or "")
            abstract_id = value_of(other, "abstractNumId")
            abstract = self._abstract.get(abstract_id or "", abstract)
        levels = [Level()] * _LEVELS
        for at, each in _by_level(abstract, "lvl"):
            levels[at] = _level(each)
            if self._articles_run_on and _ARTICLES.search(levels[at].text):
                levels[at] = replace(levels[at], restart=0)
        overrides: dict[int, int] = {}
        for at, override in _by_level(element, "lvlOverride"):
            if (own := override.find(f"{W}lvl")) is not None:
                levels[at] = _level(own)
            if (start := value_of(override, "startOverride")) is not None:
                overrides[at] = _whole(start)
        return _List(abstract_id or "", tuple(levels), overrides)


def _start(found: _List, at: int) -> int:
    return found.overrides.get(at, found.levels[at].start)


def _by_level(parent: _Element, name: str) -> Iterator[tuple[int, _Element]]:
    for child in parent.iterchildren(f"{W}{name}"):
        at = child.get(f"{W}ilvl") or ""
        if at.isascii() and at.isdecimal() and int(at) < _LEVELS:
            yield int(at), child


def _level(element: _Element) -> Level:
    # Formats of later versions of Word stand beside what earlier ones show instead.
    formats = list(element.iter(f"{W}numFmt"))
    restart = value_of(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    level = Level(
        start=_whole(value_of(element, "start") or "1"),
        text=value_of(element, "lvlText") or "",
        suffix=value_of(element, "suff") or "tab",
        restart=None if restart is None else _whole(restart),
        legal=legal is not None and is_on(legal.get(f"{W}val", "1")),
        hidden=bool(run_look(element.find(f"{W}rPr")).hidden),
        style=value_of(element, "pStyle") or "",
    )
    if not formats:
        return level
    custom = formats[0].get(f"{W}format") or ""
    return replace(level, format=formats[0].get(f"{W}val") or "decimal", custom=custom)


def _shown(levels: tuple[Level, ...], counts: list[int], at: int) -> Number:
    level = levels[at]
    if level.format == "bullet":
        return Number("", at + 1, bullet=True)
    if level.hidden:
        return Number("", at + 1)

    def counted(place: re.Match[str]) -> str:
        which = int(place[1]) - 1
        shown = levels[which]
        numbering = "decimal" if level.legal and shown.format != "none" else shown.format
        return "" if numbering == "bullet" else written(counts[which], numbering, shown.custom)

    text = _PLACE.sub(counted, level.text)
    gap = " " if level.suffix != "nothing" or _STANDS_ALONE.search(text) else ""
    return Number(text + gap if text.strip() else "", at + 1)


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
