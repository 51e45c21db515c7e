"""Look-ups in the database that are neither a search nor a whole document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from index.database import marks
from index.lexical import Record
from index.rows import DocumentRow, metadata_from_row, number_key
from index.types import IndexState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


def document_rows(connection: sqlite3.Connection) -> list[DocumentRow]:
    """Every document without its text, in the order of import."""
    counts = {
        row["document"]: row
        for row in connection.execute(
            "SELECT document, count(*) AS sentences, count(encoded) AS encoded,"
            " count(DISTINCT passage) AS passages FROM sentences GROUP BY document"
        )
    }
    return [
        DocumentRow(
            id=row["id"],
            source=row["source"],
            title=row["title"],
            metadata=metadata_from_row(row),
            characters=row["characters"],
            passages=row["passages"],
            sentences=counts[row["number"]]["sentences"] if row["number"] in counts else 0,
            encoded_sentences=counts[row["number"]]["encoded"] if row["number"] in counts else 0,
        )
        for row in connection.execute(
            "SELECT *, length(text) AS characters,"
            " (SELECT count(*) FROM passages p WHERE p.document = d.number) AS passages"
            " FROM documents d ORDER BY number"
        )
    ]


def index_state(connection: sqlite3.Connection) -> IndexState:
    """Counts of what is there now."""
    found = marks(connection)
    documents, passages, sentences, encoded = connection.execute(
        "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages),"
        " (SELECT count(*) FROM sentences),"
        " (SELECT count(*) FROM sentences WHERE encoded IS NOT NULL)"
    ).fetchone()
    return IndexState(
        documents=documents,
        passages=passages,
        sentences=sentences,
        encoded_sentences=encoded,
        change=found.change,
        model=found.model,
        dimension=found.dimension,
    )


def numbered(connection: sqlite3.Connection, text: str) -> list[str]:
    """The ids of the documents whose 文号 or 索引号 equals ``text``, brackets and widths aside."""
    key = number_key(text)
    if not key:
        return []
    rows = connection.execute(
        "SELECT id FROM documents WHERE number_key = ?1 AND number_key <> ''"
        " UNION SELECT id FROM documents WHERE index_key = ?1 AND index_key <> ''",
        (key,),
    )
    return [id_ for (id_,) in rows]


def passage_of_sentence(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    """Which passage each of the sentences is in; sentences that are gone are left out."""
    return dict(
        connection.execute(
            "SELECT id, passage FROM sentences WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ).fetchall()
    )


def ids_of_documents(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The public ids of documents by number; documents that are gone are left out."""
    return dict(
        connection.execute(
            "SELECT number, id FROM documents WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        ).fetchall()
    )


def numbers_of_documents(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of documents by public id; documents that are not here are left out."""
    return dict(
        connection.execute(
            "SELECT id, number FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(ids)),),
        ).fetchall()
    )


def ids_of_sources(connection: sqlite3.Connection, sources: Iterable[str]) -> list[str]:
    """The public ids of the documents with these sources, in the order of import."""
    rows = connection.execute(
        "SELECT id FROM documents WHERE source IN (SELECT value FROM json_each(?)) ORDER BY number",
        (json.dumps(list(sources)),),
    )
    return [id_ for (id_,) in rows]


def of_one_passage(connection: sqlite3.Connection, ids: Iterable[str]) -> frozenset[str]:
    """Those of the documents that are a single passage, as an article kept by itself is."""
    rows = connection.execute(
        "SELECT d.id FROM documents d WHERE d.id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.document = d.number AND p.ordinal = 1)",
        (json.dumps(sorted(ids)),),
    )
    return frozenset(id_ for (id_,) in rows)


def passage_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many passages each document has, by public id."""
    return dict(
        connection.execute(
            "SELECT id, (SELECT count(*) FROM passages p WHERE p.document = d.number)"
            " FROM documents d ORDER BY number"
        ).fetchall()
    )


def pending_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many sentences have no vector, by the public id of the documents that have any."""
    return dict(
        connection.execute(
            "SELECT d.id, s.pending FROM (SELECT document, count(*) AS pending FROM sentences"
            " WHERE encoded IS NULL GROUP BY document) s JOIN documents d ON d.number = s.document"
        ).fetchall()
    )


def touched_after(connection: sqlite3.Connection, change: int) -> list[int]:
    """The numbers of the documents that came or went after a change."""
    rows = connection.execute(
        "SELECT document FROM removals WHERE change > ?1"
        " UNION SELECT number FROM documents WHERE change > ?1",
        (change,),
    )
    return [number for (number,) in rows]


def passage_records(connection: sqlite3.Connection, change: int) -> Iterator[Record]:
    """What the lexical index of passages needs of the documents written after a change."""
    return (
        Record(*row)
        for row in connection.execute(
            "SELECT p.id, d.number, d.title, p.heading, p.text FROM documents d"
            " JOIN passages p ON p.document = d.number WHERE d.change > ?"
            " ORDER BY d.number, p.ordinal",
            (change,),
        )
    )


def document_records(connection: sqlite3.Connection, change: int) -> Iterator[Record]:
    """What the lexical index of whole documents needs of those written after a change."""
    return (
        Record(*row)
        for row in connection.execute(
            "SELECT number, number, title, '', text FROM documents WHERE change > ? ORDER BY number",
            (change,),
        )
    )
