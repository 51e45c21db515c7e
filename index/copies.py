"""Documents whose text is nearly the same, recognised as they come in.

Two texts are copies where they have 95 of 100 runs of five characters in common *and* the
same numbers and places: the same notice for another year, town or amount is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from index.places import places_in
from index.search_form import search_form
from index.sketch import bands, resemblance, runs, sketch
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from numpy.typing import NDArray

COPY = 0.95  # of the runs in common
_MOST_COMPARED = 20  # a document reprinted everywhere need not be compared with every reprint
_QUANTITY = re.compile(r"\d+(?:[.,]\d+)*%?|[〇零一二三四五六七八九十百千万亿两]+")


def is_copy(one: str, other: str) -> bool:
    """Whether two texts say the same, down to their numbers and places."""
    words, others = wording(one), wording(other)
    if words == others:
        return True
    if resemblance(runs(words), runs(others)) < COPY:
        return False
    return _quantities(one) == _quantities(other) and _places(one) == _places(other)


def _quantities(text: str) -> Counter[str]:
    return Counter(_QUANTITY.findall(search_form(text)))


def _places(text: str) -> frozenset[str]:
    return frozenset(places_in(text))


def store_sketch(connection: sqlite3.Connection, number: int, text: str) -> None:
    """Keep the sketch of a document's text, and which earlier documents it is a copy of."""
    made = sketch(runs(wording(text)))
    connection.execute("INSERT INTO sketches VALUES (?, ?)", (number, made.tobytes()))
    alike: Counter[int] = Counter()
    for band in bands(made):
        alike.update(
            other
            for (other,) in connection.execute(
                "SELECT document FROM sketch_bands WHERE band = ?", (band,)
            )
        )
        connection.execute("INSERT OR IGNORE INTO sketch_bands VALUES (?, ?)", (band, number))
    for other, _ in alike.most_common(_MOST_COMPARED):
        (its_text,) = connection.execute(
            "SELECT text FROM documents WHERE number = ?", (other,)
        ).fetchone()
        if is_copy(text, its_text):
            connection.execute("INSERT INTO copies VALUES (?, ?)", (number, other))


def sketches_of(
    connection: sqlite3.Connection, ids: Iterable[str]
) -> dict[str, NDArray[np.uint32]]:
    """The sketches of documents by public id."""
    return {
        id_: np.frombuffer(row["sketch"], np.uint32)
        for id_ in ids
        if (
            row := connection.execute(
                "SELECT sketch FROM sketches JOIN documents ON number = document WHERE id = ?",
                (id_,),
            ).fetchone()
        )
    }


def copies(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """For each document that has copies their ids and its own; of a copy of a copy as well."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in connection.execute(
        "SELECT a.id, b.id FROM copies JOIN documents a ON a.number = document"
        " JOIN documents b ON b.number = other"
    ):
        near[one].add(other)
        near[other].add(one)
    groups: dict[str, frozenset[str]] = {}
    for start in near:
        if start in groups:
            continue
        group, ahead = {start}, [start]
        while ahead:
            new = near[ahead.pop()] - group
            group |= new
            ahead += new
        groups |= dict.fromkeys(group, frozenset(group))
    return groups
