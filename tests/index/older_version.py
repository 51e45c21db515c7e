"""A database as an older version of this project left it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from index import schema

_QUERY = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL"


def take_back(connection: sqlite3.Connection, version: int) -> None:
    """Drop every table, column and index that ``version`` did not have."""
    with closing(sqlite3.connect(":memory:")) as first:
        first.row_factory = sqlite3.Row
        for migration in schema.MIGRATIONS[:version]:
            migration(first)
        known = {name: sql for name, _, sql in first.execute(_QUERY)}
        columns = {name: _columns(first, name) for name in known}
    rows = connection.execute(_QUERY).fetchall()
    for name, kind, sql in rows:
        if kind == "index" and sql != known.get(name):
            connection.execute(f"DROP INDEX {name}")
    for name, kind, _ in rows:
        if kind == "table" and name not in known and not name.startswith("sqlite_"):
            connection.execute(f"DROP TABLE {name}")
        elif kind == "table" and name in known:
            for column in _columns(connection, name) - columns[name]:
                connection.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
    connection.execute(f"PRAGMA user_version = {version}")


def version_before(migration: str) -> int:
    """The version of a database that has not seen ``migration``."""
    return [each.__name__ for each in schema.MIGRATIONS].index(migration)


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})")}
