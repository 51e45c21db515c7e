"""Other words for what a question says: 公租房 is 公共租赁住房, 14岁 is 十四周岁.

They are searched beside the question's own words, and where a text has them the question counts
as covered. ``vocabulary.txt`` holds the lay words; a knowledge base adds what its documents call
something for short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from index.numerals import in_han
from index.search_form import search_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.abbreviations import Abbreviations

Table = dict[str, tuple[str, ...]]

# Laws count in Chinese numerals, and some things in other words.
_COUNTED = re.compile(
    r"(?<![\d.月])(?P<digits>\d{1,4})(?P<unit>周?岁|个?小时|个月|[年天日倍元万]|个?工作日|分钟)"
)
_UNITS = {"岁": "周岁", "天": "日", "个小时": "小时", "个工作日": "工作日"}
_A_YEAR = re.compile(r"(?:19|20)\d\d年")


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a question and what else they are called, all in the search form.

    ``text[start:end]`` of the text that was read are ``words``. ``source`` is "vocabulary",
    "number", "abbreviation" or "title".
    """

    words: str
    start: int
    end: int
    meanings: tuple[str, ...]
    source: str


def expansions(text: str, table: Mapping[str, tuple[str, ...]]) -> tuple[Expansion, ...]:
    """What the words of ``table`` in ``text`` mean, in their order; of two that overlap the longer.

    ``table`` gives the meanings by word, both in the search form. Words without meanings are none
    themselves, but keep shorter words inside them from being read.
    """
    return _expansions(search_form(text), table, "abbreviation")


def everyday(text: str) -> tuple[Expansion, ...]:
    """The expansions that hold whatever the documents: of lay words and of numbers in digits."""
    form = search_form(text)
    return (*_expansions(form, vocabulary(), "vocabulary"), *_numbers(form))


def abbreviated(text: str, known: Abbreviations) -> tuple[Expansion, ...]:
    """What a knowledge base tells of ``text``: stated abbreviations, bodies and laws for short."""
    form = search_form(text)
    laws = {short: (law,) for short, law in known.laws_in(form).items()}
    bodies = {short: (body,) for short, body in known.bodies_in(form).items()}
    return (
        *expansions(form, {**bodies, **known.stated}),
        *_expansions(form, laws, "title"),
    )


@cache
def vocabulary() -> Table:
    """``vocabulary.txt``: what lay words mean, by word, in the search form."""
    table: Table = {}
    for line in resources.files("qa").joinpath("vocabulary.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _, meanings = search_form(line).partition("→")
            table |= dict.fromkeys(_listed(words), _listed(meanings))
    return table


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(", ") if part.strip())


def _expansions(
    form: str, table: Mapping[str, tuple[str, ...]], source: str
) -> tuple[Expansion, ...]:
    found = sorted(_occurrences(form, table), key=lambda span: (span[0] - span[1], span[0]))
    taken: list[tuple[int, int]] = []
    for start, end in found:
        if all(end <= other_start or other_end <= start for other_start, other_end in taken):
            taken.append((start, end))
    return tuple(
        Expansion(form[start:end], start, end, table[form[start:end]], source)
        for start, end in sorted(taken)
        if table[form[start:end]]
    )


def _occurrences(form: str, table: Mapping[str, object]) -> Iterator[tuple[int, int]]:
    longest = max(map(len, table), default=0)
    for start in range(len(form)):
        for end in range(start + 1, min(start + longest, len(form)) + 1):
            if form[start:end] in table:
                yield start, end


def _numbers(form: str) -> Iterator[Expansion]:
    for match in _COUNTED.finditer(form):
        if not _A_YEAR.match(match.group()):
            meaning = in_han(int(match["digits"])) + _UNITS.get(match["unit"], match["unit"])
            yield Expansion(match.group(), *match.span(), (meaning,), "number")
