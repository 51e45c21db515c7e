"""What things are called for short: stated in the documents, or told by rule from long names.

A document states it: 北京经济技术开发区（以下简称“经开区”）. Bodies and laws are abbreviated
without a word about it: 市监局 leaves characters out of 市场监督管理局, 消保法 out of
消费者权益保护法. A short name is taken for a long one only where it can be no other's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.divisions import divisions
from index.search_form import search_form

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

# (以下简称“经开区”), on search forms. A long name ends at the bracket.
_STATED = re.compile(
    r"(?P<before>[^。;:!?,、\n()]{4,40})[”》]?\((?:以下|下文|下)?(?:简称|统称|合称)(?:为|:)?"
    r"[“\"「《]?(?P<short>[\u4e00-\u9fff]{3,12})[”\"」》]?\)"
)
# What holds in this document only, and what is more than one thing.
_NO_NAME = re.compile(r"^(?:各|本|该|此|省|全国(?!人大))|[的了或]|以及|和(?!.*[局部厅会院制]$)")
_FULLEST = 5  # characters of a long name for each of its short one

# How names of bodies end, in full and for short.
_BODY_ENDS = {
    "委员会": "委",
    "办公室": "办",
    "局": "局",
    "厅": "厅",
    "开发区": "区",
    "管理中心": "中心",
}
_BODY = re.compile(rf"[\u4e00-\u9fff]{{3,20}}?(?:{'|'.join(_BODY_ENDS)})")
# Of which level a body is, and what is no name of one.
_LEVEL = re.compile(r"^(?:国家|[省区县]|市(?!场))|^(?=关于|转发|印发|批转|第).*")
_LAW_ENDS = ("法", "条例", "办法", "规定", "细则", "规则")
_SHORT_BODY = range(3, 6)  # characters
_SHORT_LAW = range(3, 11)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Short and long names of a knowledge base, all in the search form.

    ``stated`` gives the long names by short one and the other way round; ``bodies`` and ``laws``
    the long names by first character and end of a short one.
    """

    stated: Mapping[str, tuple[str, ...]]
    bodies: Mapping[tuple[str, str], frozenset[str]]
    laws: Mapping[tuple[str, str], frozenset[str]]

    def bodies_in(self, form: str) -> dict[str, str]:
        """The short names of bodies in a search form, with the only body that each can mean."""
        return dict(_named(form, self.bodies, _SHORT_BODY, tuple(_BODY_ENDS.values())))

    def laws_in(self, form: str) -> dict[str, str]:
        """The short names of laws in a search form, with the only law that each can mean."""
        return dict(_named(form, self.laws, _SHORT_LAW, _LAW_ENDS))


def stated_in(text: str) -> Iterator[tuple[str, str]]:
    """The short names that ``text`` states, each with its long one: 经开区, 经济技术开发区.

    Only those that leave characters out: a short name that stands in the long one as it is would
    be found anyway, and one in other words is a term of this document alone.
    """
    for match in _STATED.finditer(search_form(text)):
        short, before = match["short"], re.sub(r"\s", "", match["before"]).rstrip("”》")
        long = _shortest_tail(short, before)
        if (
            long
            and short not in long
            and len(long) <= _FULLEST * len(short)
            and not _NO_NAME.search(long)
        ):
            yield short, long


def _shortest_tail(short: str, text: str) -> str:
    """The shortest end of ``text`` of which ``short`` is an abbreviation; "" where there is none."""
    end = len(text.removesuffix("员会")) if short.endswith("委") else len(text)
    if text[end - 1 : end] != short[-1]:
        return ""
    at = end
    for character in reversed(short):
        at = text.rfind(character, 0, at)
        if at < 0:
            return ""
    return text[at:]


def _is_short_for(short: str, long: str) -> bool:
    """Whether ``long`` has all characters of ``short`` in order, and not already side by side.

    税务总局 is none of 税务局: it is above it.
    """
    rest = iter(long)
    return (
        short not in long
        and all(character in rest for character in short)
        and long.endswith("总局") == short.endswith("总局")
    )


def _named(
    form: str,
    longs: Mapping[tuple[str, str], frozenset[str]],
    lengths: range,
    ends: tuple[str, ...],
) -> Iterator[tuple[str, str]]:
    """Words of ``form`` of some lengths that end so and are short for just one of ``longs``."""
    for end in ends:
        for match in re.finditer(re.escape(end), form):
            for length in reversed(lengths):
                word = form[max(match.end() - length, 0) : match.end()]
                if len(word) < length:
                    continue
                same_ends = longs.get((word[0], end), frozenset())
                if word in same_ends:
                    break
                if meant := _only([long for long in same_ends if _is_short_for(word, long)]):
                    yield word, meant
                    break


def _only(longs: list[str]) -> str:
    """The one name among ``longs`` that all are longer forms of (环境保护法, 环境保护税法), else ""."""
    shortest = min(longs, key=len, default="")
    return (
        shortest if all(long == shortest or _is_short_for(shortest, long) for long in longs) else ""
    )


def store_abbreviations(connection: sqlite3.Connection, number: int, text: str) -> None:
    """Keep the abbreviations that the text of document ``number`` states."""
    connection.executemany(
        "INSERT OR IGNORE INTO abbreviations (document, short, long) VALUES (?, ?, ?)",
        [(number, short, long) for short, long in stated_in(text)],
    )


def read_abbreviations(
    connection: sqlite3.Connection, titles: Iterable[str], short_titles: Iterable[str]
) -> Abbreviations:
    """The abbreviations of all documents, whose titles and short titles are given."""
    pairs = connection.execute("SELECT DISTINCT short, long FROM abbreviations").fetchall()
    longs: dict[str, set[str]] = defaultdict(set)
    for short, long in pairs:
        longs[short].add(long)
    stated: dict[str, tuple[str, ...]] = {}
    for short, found in longs.items():
        if len(found) == 1:
            (long,) = found
            stated[short] = (*stated.get(short, ()), long)
            stated[long] = (*stated.get(long, ()), short)
    issuers = connection.execute("SELECT DISTINCT issuer FROM documents").fetchall()
    bodies = {
        body
        for name in (*(issuer for (issuer,) in issuers), *titles)
        for body in _bodies(search_form(name))
    }
    laws = {name for name in short_titles if name.endswith(_LAW_ENDS)}
    return Abbreviations(
        stated, _by_ends(bodies, _BODY_ENDS), _by_ends(laws, dict.fromkeys(_LAW_ENDS))
    )


def _bodies(form: str) -> Iterator[str]:
    """The bodies at the beginnings of the names in ``form``, without the places that they are of."""
    for name in re.split(r"[\W_]+", form):
        if match := _BODY.match(_LEVEL.sub("", _without_place(name))):
            yield match.group()


def _without_place(name: str) -> str:
    """市场监督管理局 of 广东省广州市市场监督管理局."""
    while place := next(
        (name[:n] for n in range(min(len(name) - 3, 12), 1, -1) if name[:n] in _place_names()), ""
    ):
        name = name[len(place) :]
    return name


@cache
def _place_names() -> frozenset[str]:
    return frozenset(name for lineage in divisions().values() for name in lineage)


def _by_ends(
    names: Iterable[str], ends: Mapping[str, str | None]
) -> dict[tuple[str, str], frozenset[str]]:
    """Long names by their first character and how their short ones end."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in names:
        if end := next((end for end in ends if name.endswith(end)), None):
            found[name[0], ends[end] or end].add(name)
    return {key: frozenset(value) for key, value in found.items()}
