"""What a filter can be set to with the documents at hand: values, and documents by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.places import lineage_of
from index.queries import numbered
from index.selection import places_from_key
from index.titles import short_titles
from index.types import Validity
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that occur, the most frequent first; of places also what they lie in."""

    issuers: tuple[str, ...]
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    validities: tuple[Validity, ...]


def read_choices(connection: sqlite3.Connection, validities: frozenset[Validity]) -> Choices:
    """The values of all documents, of which ``validities`` are those of today."""
    places: Counter[str] = Counter()
    for key, count in _counted(connection, "place_key"):
        for place in {part for named in places_from_key(key) for part in lineage_of(named)}:
            places[place] += count
    return Choices(
        issuers=tuple(value for value, _ in _counted(connection, "issuer")),
        places=tuple(place for place, _ in places.most_common()),
        kinds=tuple(value for value, _ in _counted(connection, "kind")),
        validities=tuple(sorted(validities - {Validity.UNKNOWN}, key=list(Validity).index)),
    )


def documents_called(connection: sqlite3.Connection, name: str) -> frozenset[str]:
    """The ids of the documents that ``name`` means: an id, else a 文号 or 索引号, else a title.

    Of titles those equal to it count, with or without 《》 and 中华人民共和国; where there is none,
    those that hold it.
    """
    asked, names = wording(name), short_titles(name)
    if not asked:
        return frozenset()
    if connection.execute("SELECT 1 FROM documents WHERE id = ?", (name,)).fetchone():
        return frozenset({name})
    if found := numbered(connection, name):
        return frozenset(found)
    titles = connection.execute("SELECT id, title FROM documents").fetchall()
    same = {id_ for id_, title in titles if names & short_titles(title)}
    return frozenset(same or {id_ for id_, title in titles if asked in wording(title)})


def _counted(connection: sqlite3.Connection, column: str) -> list[tuple[str, int]]:
    rows = connection.execute(
        f"SELECT {column}, count(*) FROM documents WHERE {column} <> ''"  # noqa: S608 - written above
        f" GROUP BY {column} ORDER BY count(*) DESC, {column}"
    )
    return [(value, count) for value, count in rows]
