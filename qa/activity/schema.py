"""The tables of ``activity.db``, as an ordered list of migrations (as in ``index.schema``)."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

APPLICATION_ID = 0x50514141  # "PQAA"

_TABLES = """
CREATE TABLE answers (
    id TEXT PRIMARY KEY,                   -- random, to be guessed by nobody
    asked_at REAL NOT NULL,                -- seconds since 1970, UTC
    question_key TEXT NOT NULL,            -- hash of its wording, see qa.activity.keys
    refused INTEGER NOT NULL,
    confidence REAL NOT NULL,
    milliseconds REAL NOT NULL,            -- the whole answer
    answer BLOB NOT NULL,                  -- Answer.to_dict as JSON
    judgement TEXT,                        -- NULL where nobody has judged
    judged_at REAL
);
CREATE INDEX answers_asked ON answers (asked_at);
CREATE INDEX answers_question ON answers (question_key, asked_at);
CREATE INDEX answers_judged ON answers (judged_at) WHERE judged_at IS NOT NULL;
CREATE TABLE cited (
    document TEXT NOT NULL,                -- its public id
    answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    asked_at REAL NOT NULL,
    PRIMARY KEY (document, asked_at, answer)
) WITHOUT ROWID;
CREATE INDEX cited_answer ON cited (answer)
"""


class NewerVersion(Exception):
    """The file was written by a newer version of this project."""


class OtherProgram(sqlite3.DatabaseError):
    """The file is a database, but not one of ours."""


def _first_version(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_version,)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version. ``connection`` must be in autocommit mode.

    Raises NewerVersion and OtherProgram.
    """
    # In this order: another process may be making the tables now.
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    if tables and owner != APPLICATION_ID:
        raise OtherProgram("the file is another program's database")
    if _version(connection) > len(MIGRATIONS):
        raise NewerVersion
    while (version := _version(connection)) < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == version:  # nobody else was faster
                MIGRATIONS[version](connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
