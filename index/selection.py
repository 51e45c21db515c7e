"""Which documents a search may return, in the shorter of two forms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.issuers import issuer_form
from index.places import places_called
from index.search_form import search_form

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import date

    from index.standing import Standings
    from index.types import Filter

# A SQL condition with the values that stand for its question marks.
Condition = tuple[str, tuple[object, ...]]

_BEFORE_A_PLACE = "\n"
# What says nothing of a field. 市人社局 is of some place, 国务院 is of none.
_UNKNOWN = {
    "issuer": "issuer_key = ''",
    "place": "place_key = '' AND (issuer_key = '' OR issuer_key GLOB '[省市县区旗州]*')",
    "kind": "kind_key = ''",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents with these numbers, or, where ``excluded``, all but them."""

    numbers: frozenset[int]
    excluded: bool = False

    def __bool__(self) -> bool:
        """Whether it restricts anything."""
        return bool(self.numbers) or not self.excluded


def matching_documents(
    connection: sqlite3.Connection, wanted: Filter, standings: Standings, today: date
) -> Selection:
    """The documents that a filter admits (see ``Filter`` for what each field means).

    Where most documents are admitted the others are named: a search is slowed by the length
    of the list.
    """
    admitted, values = _all_of(_conditions(wanted))
    out = _out_by_date(wanted, standings, today)
    if wanted.document_ids is None:
        rejected = out
        if admitted != "TRUE":
            rejected |= _numbers(connection, f"({admitted}) IS NOT TRUE", values)
        (total,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        if 2 * len(rejected) <= total:
            return Selection(rejected, excluded=True)
    return Selection(_numbers(connection, admitted, values) - out)


def _out_by_date(wanted: Filter, standings: Standings, today: date) -> frozenset[int]:
    """The documents that are out by what they are today, or were on the day of the filter."""
    out: frozenset[int] = frozenset()
    if wanted.in_force_on is not None:
        out = standings.not_in_force(wanted.in_force_on, today)
    if wanted.validity:
        is_now = standings.validities(today)
        out |= {number for number, validity in is_now.items() if validity not in wanted.validity}
    return out


def place_key(places: Iterable[str]) -> str:
    """A document's places as the database holds them: each after a line break."""
    return "".join(_BEFORE_A_PLACE + place for place in places)


def places_from_key(key: str) -> list[str]:
    """The places of a document from ``place_key``."""
    return key.removeprefix(_BEFORE_A_PLACE).split(_BEFORE_A_PLACE) if key else []


def _conditions(wanted: Filter) -> list[Condition]:
    conditions = [
        (
            f"({condition} OR {_UNKNOWN[field]})" if field in wanted.unknown_too else condition,
            values,
        )
        for field, (condition, values) in _by_what_it_says(wanted)
    ]
    if wanted.published_from:
        conditions.append(("published >= ?", (wanted.published_from.isoformat(),)))
    if wanted.published_to:
        conditions.append(("published <= ?", (wanted.published_to.isoformat(),)))
    if wanted.document_ids is not None:
        wished = json.dumps(sorted(wanted.document_ids))
        conditions.append(("id IN (SELECT value FROM json_each(?))", (wished,)))
    return conditions


def _by_what_it_says(wanted: Filter) -> Iterator[tuple[str, Condition]]:
    """The conditions on fields in which a document may say nothing, by field."""
    if wanted.issuer:
        yield "issuer", ("instr(issuer_key, ?) > 0", (issuer_form(wanted.issuer),))
    if wanted.place:
        # Its own text is a head of the text of every place inside it.
        heads = tuple(place_key([place]) for place in places_called(wanted.place))
        named = " OR ".join("instr(place_key, ?) > 0" for _ in heads)
        yield "place", (f"({named or 'FALSE'})", heads)
    if wanted.kind:
        yield "kind", ("instr(kind_key, ?) > 0", (search_form(wanted.kind),))


def _all_of(conditions: list[Condition]) -> tuple[str, list[object]]:
    together = " AND ".join(condition for condition, _ in conditions) or "TRUE"
    return together, [value for _, values in conditions for value in values]


def _numbers(
    connection: sqlite3.Connection, condition: str, values: list[object]
) -> frozenset[int]:
    rows = connection.execute(
        f"SELECT number FROM documents WHERE {condition}",  # noqa: S608 - written above
        values,
    )
    return frozenset(number for (number,) in rows)
