"""Places that a text names, told apart from words that only look like them.

A place is written as its names from the province down, without a sign between them:
广东省, 广东省广州市, 广东省广州市黄埔区. So one place lies in another just where its text
begins with the other's, and every place can be shown as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from index.divisions import divisions, short_name
from index.search_form import search_form

# Prefectures whose short name is an everyday word or another thing's name.
_NOT_ALONE = frozenset((
    "来宾", "安康", "日照", "白银", "长治", "大同", "中山", "黄山", "东方", "阿里", "朝阳", "大庆", "普洱", "德州", "白山", "山南", "玉树",
    "红河", "怒江", "海西", "海北", "海南", "黄南", "和田", "兴安", "大兴安岭", "海东", "通化", "吉安", "三明", "黑河", "资阳", "克孜勒苏",
    "文山", "保山",
))  # fmt: skip
# Districts that many towns have, or that are common words: only with the town they belong to.
_NEEDS_ITS_TOWN = frozenset((
    "城区", "郊区", "矿区", "东区", "西区", "南区", "北区", "新城区", "老城区", "市中区", "城中区", "城东区", "城西区", "城北区", "城关区",
    "城厢区", "港口区", "市辖区", "高新区", "经济区", "平安区",
))  # fmt: skip
# What stands before or after a short name where it is not the place: 淮河南岸, 中山西路, 南海南部.
_ROAD = re.compile(r"[东西南北中一二三四五六七八九十\d]{0,2}(?:大道|路|街|大街)")
_BEFORE = {
    "河南": "黄淮运大长沿辽海内滦漳",
    "河北": "黄淮运大长沿辽海内滦",
    "湖南": "太西东南洪巢鄱庭阳平",
    "湖北": "太西东南洪巢鄱庭阳平",
    "山东": "中泰华黄眉庐昆佛唐",
    "山西": "中泰华黄眉庐昆佛唐",
    "江西": "长珠黑岐松浦",
    "海南": "南东黄渤沿上北近临",
    "上海": "海",
    "海口": "出入",
    "南通": "西",
    "云南": "祥",
}
_AFTER = {
    "上海": ("合作组织",),
    "南通": ("道",),
    "大理": ("石", "寺"),
    "北海": ("道", "公园", "舰队"),
    "海南": ("部海", "岸"),
    "河南": ("岸",),
    "河北": ("岸",),
    "宁德": ("时代",),
}
_NO_BORDER = frozenset("域间块划位别分")  # 海南区域 does not name 海南区
_BODY = re.compile(r"(?:市委|市政|政府|人民|经开区|经济|开发区|高新)")


class _Name(NamedTuple):
    """A way to write a place. ``short`` is one without 省, 市, 区."""

    text: str
    lineage: tuple[str, ...]
    short: bool
    county: bool


class _Found(NamedTuple):
    lineages: tuple[tuple[str, ...], ...]  # several where the name is not enough
    start: int
    end: int


def places_in(text: str) -> tuple[str, ...]:
    """The places that ``text`` names, in its order, each once: 广州黄埔区 → 广东省广州市黄埔区.

    A place is left out beside a smaller one inside it. A name that several places share
    counts only where the text also names what it lies in.
    """
    found = [each.lineages for each in _found(search_form(text))]
    sure = {lineages[0][:depth] for lineages in found if len(lineages) == 1 for depth in (1, 2)}
    named: dict[tuple[str, ...], None] = {}
    for lineages in found:
        possible = lineages
        if len(lineages) > 1:
            possible = tuple(each for each in lineages if each[:-1] in sure or each[:1] in sure)
        if len(possible) == 1:
            named[possible[0]] = None
    smallest = [
        each for each in named if not any(o != each and o[: len(each)] == each for o in named)
    ]
    return tuple("".join(each) for each in smallest)


def short_names_in(text: str) -> tuple[str, ...]:
    """What the places that ``text`` names are called for short: 上海市徐汇区 → 徐汇.

    A text that is about a place names it so at least.
    """
    return tuple(dict.fromkeys(_short_names()[place] for place in places_in(text)))


@lru_cache(maxsize=1024)
def places_called(name: str) -> tuple[str, ...]:
    """The places that may be meant by ``name`` alone: 广州 → 广东省广州市; 朝阳 → three of them.

    Empty where no division down to the county is called so.
    """
    form = search_form(name).strip()
    named = {
        "".join(lineage)
        for lineage in divisions().values()
        if form in map(search_form, (lineage[-1], short_name(lineage[-1]), "".join(lineage)))
    }
    if provinces := {place for place in named if place in _provinces()}:
        return tuple(provinces)  # 吉林 is the province, 海南 too
    if named:
        return tuple(sorted(named))
    whole = _found(form)
    one = len(whole) == 1 and len(whole[0].lineages) == 1 and whole[0].end - whole[0].start
    return places_in(form) if one == len(form) else ()


def lineage_of(place: str) -> tuple[str, ...]:
    """A place and what it lies in, the province first: 广东省广州市 → 广东省, 广东省广州市."""
    return tuple(name for name in _whole_names() if place.startswith(name))


def place_of_code(number: str) -> str:
    """The place whose division code an 索引号 begins with; "" for other numbers.

    Two kinds carry it: 330782000000/2023-528872 at its head, and those with the issuer's
    unified social credit code (GB 32100), 11440100MB2C90856P/2023-00331, from the third place.
    """
    match = re.match(r"(?:(\d{6})\d{6}|1[12](\d{6})[0-9A-Z]{10})(?![0-9A-Z])", number)
    if match is None:
        return ""
    return "".join(divisions().get(match[1] or match[2], ()))


def document_places(issuer: str, title: str, index_number: str) -> tuple[str, ...]:
    """Where a document is issued and what place its title is about, as far as it says so.

    What an 索引号 tells is taken where neither issuer nor title names a place.
    """
    named = dict.fromkeys((*places_in(issuer), *places_in(title)))
    if not named and (place := place_of_code(index_number)):
        named = {place: None}
    return tuple(named)


def _found(form: str) -> list[_Found]:
    """The names in a text in its search form, from the left, the longest at each position."""
    found: list[_Found] = []
    position = 0
    while position < len(form) - 1:
        before = found[-1] if found and found[-1].end == position else None
        match = _at(form, position, before)
        if match is None:
            position += 1
            continue
        if before is not None and _all_inside(match, before):
            found[-1] = match._replace(start=before.start)  # 广州市黄埔区 is one place
        else:
            found.append(match)
        position = match.end
    return found


def _at(form: str, position: int, before: _Found | None) -> _Found | None:
    inside = before.lineages if before else ()
    for text, names in _names().get(form[position : position + 2], ()):
        if not form.startswith(text, position):
            continue
        end = position + len(text)
        nested = tuple(n.lineage for n in names if any(_lies_in(n.lineage, o) for o in inside))
        if nested and not (text[-1] == "区" and form[end : end + 1] in _NO_BORDER):
            return _Found(nested, position, end)
        alone = tuple(n.lineage for n in names if _stands_alone(n, form, position, end))
        if alone:
            return _Found(_highest(alone), position, end)
    return None


def _stands_alone(name: _Name, form: str, start: int, end: int) -> bool:
    """Whether the name names the place here although nothing before it says so."""
    after = form[end : end + 1]
    if not name.short:
        return len(name.text) > 2 and name.text not in _NEEDS_ITS_TOWN and after not in _NO_BORDER
    if name.county:
        return name.lineage[-1].endswith("市") and _BODY.match(form, end) is not None
    if len(name.lineage) == 2 and name.text in _NOT_ALONE:
        return False
    if form[start - 1 : start] and form[start - 1] in _BEFORE.get(name.text, ""):
        return False
    return not (form.startswith(_AFTER.get(name.text, ()), end) or _ROAD.match(form, end))


def _highest(lineages: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Of places with one name the provinces, where there are any: 吉林, 海南."""
    provinces = tuple(each for each in lineages if len(each) == 1)
    return provinces or lineages


def _lies_in(place: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(place) > len(other) and place[: len(other)] == other


def _all_inside(match: _Found, before: _Found) -> bool:
    return all(any(_lies_in(p, o) for o in before.lineages) for p in match.lineages)


@cache
def _names() -> dict[str, tuple[tuple[str, tuple[_Name, ...]], ...]]:
    """All ways to write a place by their first two characters, the longest first."""
    by_text: dict[str, list[_Name]] = defaultdict(list)
    for code, lineage in divisions().items():
        full, short = search_form(lineage[-1]), search_form(short_name(lineage[-1]))
        county = not code.endswith("00")
        by_text[full].append(_Name(full, lineage, short=False, county=county))
        if short != full:
            by_text[short].append(_Name(short, lineage, short=True, county=county))
    table: dict[str, list[tuple[str, tuple[_Name, ...]]]] = defaultdict(list)
    for text in sorted(by_text, key=len, reverse=True):
        table[text[:2]].append((text, tuple(by_text[text])))
    return {head: tuple(names) for head, names in table.items()}


@cache
def _short_names() -> dict[str, str]:
    return {"".join(lineage): short_name(lineage[-1]) for lineage in divisions().values()}


@cache
def _whole_names() -> tuple[str, ...]:
    return tuple(sorted({"".join(lineage) for lineage in divisions().values()}, key=len))


@cache
def _provinces() -> frozenset[str]:
    return frozenset(lineage[0] for lineage in divisions().values())
