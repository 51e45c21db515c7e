"""Which documents have a newer version of the same title."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.copies import copies, sketches_of
from index.dated import ONE_AT_A_TIME
from index.endings import RELATED
from index.sketch import likeness
from index.titles import without_version

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from index.standing import Standings


@dataclass(frozen=True, slots=True)
class Variants:
    """Documents that are the same, or the same at another time, by id.

    ``copies`` gives for each document that has copies all of them with itself. ``newest``
    gives for each document that has a newer version in force the newest.
    """

    copies: dict[str, frozenset[str]]
    newest: dict[str, str]


def variants(connection: sqlite3.Connection, standings: Standings, today: date) -> Variants:
    """The variants of all documents."""
    return Variants(copies(connection), newest_versions(connection, standings, today))


def newest_versions(
    connection: sqlite3.Connection, standings: Standings, today: date
) -> dict[str, str]:
    """For each document that has a newer version in force, the newest, by id.

    Versions have one title, marks of a version aside, and different dates. Of laws and the
    like one without a date counts as older; under other titles both must be dated and have
    much text in common.
    """
    titles: dict[str, list[tuple[date, str]]] = defaultdict(list)
    keys: dict[str, str] = {}
    for id_, title, published, effective in connection.execute(
        "SELECT id, title, published, effective FROM documents"
    ):
        key = keys.setdefault(title, without_version(title))
        day = published or effective
        titles[key].append((date.fromisoformat(day) if day else date.min, id_))
    newest: dict[str, str] = {}
    for key, versions in titles.items():
        if len(versions) < 2:
            continue
        holding = [each for each in versions if standings.by_id[each[1]].holds(today)]
        if not holding:
            continue
        dated, last = max(holding, key=lambda each: each[0])
        older = [id_ for day, id_ in versions if day < dated]
        if not ONE_AT_A_TIME.search(key):
            some = [id_ for day, id_ in versions if date.min < day < dated]
            older = _related(connection, last, some)
        newest |= dict.fromkeys(older, last)
    return newest


def _related(connection: sqlite3.Connection, one: str, others: Iterable[str]) -> list[str]:
    sketches = sketches_of(connection, [one, *others])
    return [other for other in others if likeness(sketches[one], sketches[other]) >= RELATED]
