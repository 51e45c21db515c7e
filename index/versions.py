"""Which documents have a newer version of the same title."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.copies import copies, sketches_of
from index.sketch import likeness
from index.titles import without_version
from index.types import OUT_OF_FORCE, Validity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_NOT_HOLDING = OUT_OF_FORCE | {Validity.NOT_YET}
# Titles of which there is one text at a time. Two notices of one title may be about two things.
_ONE_AT_A_TIME = re.compile(
    r"(?:法|典|条例|办法|规定|细则|规则|章程|标准|解释(?:[一二三四五六七八九十]+)?)(?:试行|暂行)?$"
)
_RELATED = 0.3  # of two texts in common, for other titles


@dataclass(frozen=True, slots=True)
class _Version:
    id: str
    published: date | None
    effective: date | None
    validity: Validity

    @property
    def dated(self) -> date:
        return self.published or self.effective or date.min

    def holds(self, today: date) -> bool:
        return self.validity not in _NOT_HOLDING and (self.effective or date.min) <= today


@dataclass(frozen=True, slots=True)
class Variants:
    """Documents that are the same, or the same at another time, by id.

    ``copies`` gives for each document that has copies all of them with itself. ``newest``
    gives for each document that has a newer version in force the newest.
    """

    copies: dict[str, frozenset[str]]
    newest: dict[str, str]


def variants(connection: sqlite3.Connection, today: date) -> Variants:
    """The variants of all documents."""
    return Variants(copies(connection), newest_versions(connection, today))


def newest_versions(connection: sqlite3.Connection, today: date) -> dict[str, str]:
    """For each document that has a newer version in force, the newest, by id.

    Versions have one title, marks of a version aside, and different dates. Of laws and the
    like one without a date counts as older; under other titles both must be dated and have
    much text in common.
    """
    titles: dict[str, list[_Version]] = defaultdict(list)
    keys: dict[str, str] = {}
    for row in connection.execute(
        "SELECT id, title, published, effective, validity FROM documents"
    ):
        key = keys.setdefault(row["title"], without_version(row["title"]))
        titles[key].append(
            _Version(
                row["id"],
                _date(row["published"]),
                _date(row["effective"]),
                Validity(row["validity"]),
            )
        )
    newest: dict[str, str] = {}
    for key, versions in titles.items():
        holding = [version for version in versions if version.holds(today)]
        if len(versions) < 2 or not holding:
            continue
        last = max(holding, key=lambda version: version.dated)
        older = [version.id for version in versions if version.dated < last.dated]
        if not _ONE_AT_A_TIME.search(key):
            dated = [version.id for version in versions if date.min < version.dated < last.dated]
            older = _related(connection, last.id, dated)
        newest |= dict.fromkeys(older, last.id)
    return newest


def _related(connection: sqlite3.Connection, one: str, others: Iterable[str]) -> list[str]:
    sketches = sketches_of(connection, [one, *others])
    return [other for other in others if likeness(sketches[one], sketches[other]) >= _RELATED]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
