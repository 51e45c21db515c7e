"""The tables of the database, as an ordered list of migrations.

``PRAGMA user_version`` holds how many migrations a file has seen. To change the
tables append a function to ``MIGRATIONS``; never edit one that was released.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from index.abbreviations import store_abbreviations
from index.errors import KnowledgeBaseError
from index.issuers import issuer_form
from index.metadata import missing_term
from index.places import document_places
from index.repeals import store_repeals
from index.rows import derive, document_from_row
from index.selection import place_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION_ID = 0x50514131  # "PQA1": tells our file from any other SQLite database


def _first_version(connection: sqlite3.Connection) -> None:
    """Tables of version 1.

    Numbers and ids are AUTOINCREMENT: a cache that still holds a removed one can
    never mistake it for a newer row. ``documents.change`` and ``sentences.encoded``
    are the change number at which the text and the vector were written, ``encoded``
    NULL while there is no vector. Vectors have a table of their own because they
    are fifty times as wide as the row they belong to.
    """
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (identity) VALUES (?)", (secrets.token_hex(8),))


_TABLES = """
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    identity TEXT NOT NULL,                -- names the caches of this database
    change INTEGER NOT NULL DEFAULT 0,     -- grows by one with every transaction
    text_change INTEGER NOT NULL DEFAULT 0,    -- the last one that changed a text
    epoch INTEGER NOT NULL DEFAULT 0,      -- the last one that forgot all vectors
    model TEXT NOT NULL DEFAULT '',        -- what made the vectors, '' before the first
    dimension INTEGER NOT NULL DEFAULT 0,
    recipe INTEGER NOT NULL DEFAULT 0      -- embedding_text.RECIPE of the vectors
);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL UNIQUE,
    own_id INTEGER NOT NULL,               -- 1 where the file gave the id
    content_hash TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    priority INTEGER NOT NULL,             -- lower is encoded first
    change INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    sections TEXT NOT NULL,                -- JSON
    index_number TEXT NOT NULL,
    document_number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    published TEXT,                        -- ISO 8601
    effective TEXT,
    expires TEXT,
    disclosure TEXT NOT NULL,
    validity TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    interpreting_unit TEXT NOT NULL,
    interpreter TEXT NOT NULL,
    telephone TEXT NOT NULL,
    index_key TEXT NOT NULL,               -- normalised for comparison, as the next three
    number_key TEXT NOT NULL,
    issuer_key TEXT NOT NULL,
    kind_key TEXT NOT NULL
);
CREATE INDEX documents_change ON documents (change);
CREATE INDEX documents_order ON documents (priority, number);
CREATE INDEX documents_filter ON documents (validity, published, issuer_key, kind_key);
CREATE INDEX documents_text_hash ON documents (text_hash);
CREATE INDEX documents_index_key ON documents (index_key) WHERE index_key <> '';
CREATE INDEX documents_number_key ON documents (number_key) WHERE number_key <> '';
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    heading TEXT NOT NULL,
    article_number INTEGER NOT NULL
);
CREATE UNIQUE INDEX passages_document ON passages (document, ordinal);
CREATE INDEX passages_article ON passages (article_number, document) WHERE article_number > 0;
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    document INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    encoded INTEGER
);
CREATE INDEX sentences_passage ON sentences (passage);
CREATE INDEX sentences_pending ON sentences (document) WHERE encoded IS NULL;
CREATE INDEX sentences_encoded ON sentences (encoded) WHERE encoded IS NOT NULL;
CREATE TABLE vectors (
    sentence INTEGER PRIMARY KEY REFERENCES sentences (id) ON DELETE CASCADE,
    vector BLOB NOT NULL                   -- float16, normalised
);
CREATE TABLE removals (
    document INTEGER PRIMARY KEY,
    first_sentence INTEGER NOT NULL,       -- a document's sentences have consecutive ids
    last_sentence INTEGER NOT NULL,        -- last < first where it had none
    change INTEGER NOT NULL
);
CREATE INDEX removals_change ON removals (change)
"""


def _places(connection: sqlite3.Connection) -> None:
    """Version 2: where a document is from, and issuers compared by their full names."""
    connection.execute("ALTER TABLE documents ADD COLUMN place_key TEXT NOT NULL DEFAULT ''")
    rows = connection.execute("SELECT number, issuer, title, index_number FROM documents")
    connection.executemany(
        "UPDATE documents SET issuer_key = ?, place_key = ? WHERE number = ?",
        [
            (issuer_form(issuer), place_key(document_places(issuer, title, index_number)), number)
            for number, issuer, title, index_number in rows.fetchall()
        ],
    )
    connection.execute("DROP INDEX IF EXISTS documents_filter")
    connection.execute(
        "CREATE INDEX documents_filter ON documents"
        " (validity, published, issuer_key, kind_key, place_key)"
    )


def _likeness(connection: sqlite3.Connection) -> None:
    """Version 3: what is derived from a text to find it exactly and its copies."""
    for statement in _LIKENESS_TABLES.split(";"):
        connection.execute(statement)
    for (number,) in connection.execute("SELECT number FROM documents ORDER BY number").fetchall():
        row = connection.execute("SELECT * FROM documents WHERE number = ?", (number,)).fetchone()
        derive(connection, number, document_from_row(row))


_LIKENESS_TABLES = """
CREATE TABLE mentions (
    key INTEGER NOT NULL,                  -- hash of a wording, see index.mentions
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    at INTEGER NOT NULL,                   -- position in the text, -1 for the title
    PRIMARY KEY (key, document, at)
) WITHOUT ROWID;
CREATE INDEX mentions_document ON mentions (document);
CREATE TABLE sketches (
    document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
    sketch BLOB NOT NULL                   -- see index.sketch
);
CREATE TABLE sketch_bands (
    band INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    PRIMARY KEY (band, document)
) WITHOUT ROWID;
CREATE INDEX sketch_bands_document ON sketch_bands (document);
CREATE TABLE copies (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    PRIMARY KEY (document, other)
) WITHOUT ROWID;
CREATE INDEX copies_other ON copies (other)
"""


def _abbreviations(connection: sqlite3.Connection) -> None:
    """Version 4: what the documents call something for short."""
    connection.execute(
        "CREATE TABLE abbreviations ("
        " document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,"
        " short TEXT NOT NULL, long TEXT NOT NULL,"  # both in the search form
        " PRIMARY KEY (document, short, long)) WITHOUT ROWID"
    )
    for (number,) in connection.execute("SELECT number FROM documents").fetchall():
        row = connection.execute(
            "SELECT text FROM documents WHERE number = ?", (number,)
        ).fetchone()
        store_abbreviations(connection, number, row["text"])


def _validity(connection: sqlite3.Connection) -> None:
    """Version 5: what a document repeals by name, and terms that were not read before."""
    connection.execute(
        "CREATE TABLE repeals ("
        " document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,"
        " title TEXT NOT NULL,"  # as written
        " title_key TEXT NOT NULL, number_key TEXT NOT NULL,"  # for comparison, '' where not named
        " day TEXT,"  # the first day without it, NULL where that is the repealing document's first
        " PRIMARY KEY (document, title_key, number_key)) WITHOUT ROWID"
    )
    for (number,) in connection.execute("SELECT number FROM documents").fetchall():
        row = connection.execute("SELECT * FROM documents WHERE number = ?", (number,)).fetchone()
        document = document_from_row(row)
        store_repeals(connection, number, document)
        if term := missing_term(document):
            names = ", ".join(f"{name} = :{name}" for name in term)
            connection.execute(
                f"UPDATE documents SET {names} WHERE number = :number",  # noqa: S608 - three columns
                {name: str(value) for name, value in term.items()} | {"number": number},
            )


def _editing(connection: sqlite3.Connection) -> None:
    """Version 6: documents that can be restored, corrections by hand, the last import."""
    for statement in _EDITING_TABLES.split(";"):
        connection.execute(statement)


_EDITING_TABLES = """
CREATE TABLE removed (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    removed_at REAL NOT NULL,              -- seconds since 1970, UTC
    stored TEXT NOT NULL,                  -- JSON, see index.removed
    model TEXT NOT NULL,                   -- of the vectors, as in meta
    recipe INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    encoded TEXT NOT NULL,                 -- JSON: which sentences have a vector, by position
    vectors BLOB NOT NULL                  -- theirs, one after the other
);
CREATE INDEX removed_at ON removed (removed_at);
CREATE TABLE corrections (
    document TEXT NOT NULL,                -- public id: outlives the document's number
    field TEXT NOT NULL,                   -- of Metadata, or title
    read TEXT NOT NULL,                    -- what was read in the document, '' for nothing
    corrected TEXT NOT NULL,
    at REAL NOT NULL,                      -- seconds since 1970, UTC
    PRIMARY KEY (document, field)
) WITHOUT ROWID;
CREATE TABLE last_import (
    only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    at REAL NOT NULL,                      -- when it ended
    seconds REAL NOT NULL,
    summary TEXT NOT NULL                  -- JSON of ImportSummary
)
"""


def _files(connection: sqlite3.Connection) -> None:
    """Version 7: files that need not be read again; where in its file a text stands."""
    for column in ("subject_words", "attachments"):
        connection.execute(f"ALTER TABLE documents ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    for column in ("places", "read_from", "hidden"):  # JSON, see index.rows
        connection.execute(f"ALTER TABLE documents ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")
    connection.execute(
        "CREATE TABLE files ("
        " path BLOB PRIMARY KEY,"  # see index.files
        " size INTEGER NOT NULL,"
        " modified INTEGER NOT NULL,"  # nanoseconds since 1970
        " seen INTEGER NOT NULL,"  # when it was read, the same: a younger change may not show
        " hash TEXT NOT NULL,"  # SHA-256
        " reader TEXT NOT NULL,"  # version of what read it
        " whole INTEGER NOT NULL,"  # 1 where nothing in it was skipped
        " sources TEXT NOT NULL"  # JSON: of the documents in it
        ") WITHOUT ROWID"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first_version,
    _places,
    _likeness,
    _abbreviations,
    _validity,
    _editing,
    _files,
)


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the database to the newest version, each step in a transaction of its own.

    ``name`` is the file, for messages. ``connection`` must be in autocommit mode.
    Raises KnowledgeBaseError when the file is another program's database or was
    made by a newer version of this project.
    """
    _check_ownership(connection, name)
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


def _check_ownership(connection: sqlite3.Connection, name: str) -> None:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and owner != APPLICATION_ID:
        raise KnowledgeBaseError(
            f"{name} 是另一个程序的数据库，不是 policy-qa 的知识库。请换一个文件夹（--home）。"
        )
    if (version := _version(connection)) > len(MIGRATIONS):
        raise KnowledgeBaseError(
            f"{name} 的格式版本是 {version}，本程序只认识到 {len(MIGRATIONS)}。"
            "它由更新的 policy-qa 写成：请升级 policy-qa，或换一个文件夹（--home）。"
        )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
