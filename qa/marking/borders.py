"""Where something ends in a text: the places between which a run of words can be marked."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from index.numerals import NUMERAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FULL, HALF, PART, COLON = "。！？!?\n", "；;", "，,", "：:"
OPENING, CLOSING = "“‘《（(「[【", "”’》）)」]】"
# Of one text so many are told apart; of a longer one only the stronger kinds.
MOST_BORDERS = 160
_KINDS = {
    character: kind
    for some, kind in (
        *((FULL, "full"), (HALF, "half"), (PART, "part"), (COLON, "colon"), ("、", "comma")),
        *((OPENING, "open"), (CLOSING, "close")),
    )
    for character in some
}
_STOPS = frozenset(FULL + HALF + PART + COLON + "、 ")
_UNIT = "[万亿]?元|个?工作日|个?月|[年日天周%人家倍吨户项条类种名件个次张]|小时|[万亿时分号]"
_VALUE = re.compile(rf"(?<!第)(?<!{NUMERAL})(?:(?:{NUMERAL}|(?<=\d)[.,%/-])+(?!民)(?:{_UNIT})*)+")

# What stands at a position, by kind: before or after a punctuation mark, at the edge of a number,
# or of what the question says as well.
Borders = dict[int, set[str]]


def bigrams_of(form: str) -> set[str]:
    """The pairs of neighbouring characters without punctuation between them."""
    pairs = {form[i : i + 2] for i in range(len(form) - 1)}
    return {pair for pair in pairs if not _STOPS & set(pair)}


def said_in(form: str, question: str) -> NDArray[np.bool_]:
    """Which characters of ``form`` belong to a pair that ``question`` has too; both in search form."""
    pairs = bigrams_of(question)
    said = np.zeros(len(form), dtype=bool)
    for i in range(len(form) - 1):
        if form[i : i + 2] in pairs:
            said[i] = said[i + 1] = True
    return said


def borders(
    text: str,
    form: str,
    said: NDArray[np.bool_],
    pieces: Iterable[int] = (),
    heads: Iterable[str] = (),
) -> Borders:
    """The borders of ``text``, of which ``form`` is the search form, by position.

    ``pieces`` are where the pieces begin that it is joined from, ``heads`` words that an answer
    may end with (哪所医院: 医院).
    """
    found: Borders = defaultdict(set)
    for position in (0, len(text), *pieces):
        found[position].add("full")
    for i, character in enumerate(text):
        if kind := _kind(character):
            found[i].add("open" if kind == "open" else "inner" if kind == "close" else "before")
            found[i + 1].add("inner" if kind == "open" else kind)
    for edge in (np.flatnonzero(said[1:] != said[:-1]) + 1).tolist():
        found[edge].add("edge")
    for value in _VALUE.finditer(form):
        found[value.start()].add("value")
        found[value.end()].add("value")
    for head in heads:
        for match in re.finditer(re.escape(head), form):
            found[match.end()].add("edge")
    return _strongest(found)


def numbers_in(form: str) -> list[int]:
    """Where the numbers begin, with their units."""
    return [value.start() for value in _VALUE.finditer(form)]


def _kind(character: str) -> str:
    return _KINDS.get(character) or ("space" if character.isspace() else "")


def _strongest(found: Borders) -> Borders:
    weaker: tuple[set[str], ...] = (
        set(),
        {"edge", "inner", "value"},
        {"edge", "inner", "value", "part", "comma", "space", "open", "close"},
        {"edge", "inner", "value", "part", "comma", "space", "open", "close", "half", "before"},
    )
    kept = found
    for without in weaker:
        kept = {p: kinds for p, kinds in found.items() if kinds - without}
        if len(kept) <= MOST_BORDERS:
            return kept
    last = max(kept)
    return dict(sorted(kept.items())[: MOST_BORDERS - 1]) | {last: kept[last]}
