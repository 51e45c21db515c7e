"""Look-ups in the database that are neither a search nor a whole document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from index.database import marks
from index.lexical import Record
from index.rows import DocumentRow, metadata_from_row, number_key
from index.search_form import search_form
from index.selection import Selection
from index.types import IndexState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from index.types import Filter


def matching_documents(connection: sqlite3.Connection, wanted: Filter) -> Selection:
    """The documents that a filter admits.

    Issuer and kind match as part of the field, in the search form of both. A document
    without a date does not match a range of dates. Where most documents are admitted the
    others are named: a search is slowed by the length of the list.
    """
    conditions: list[tuple[str, object]] = []
    if wanted.issuer:
        conditions.append(("instr(issuer_key, ?) > 0", search_form(wanted.issuer)))
    if wanted.kind:
        conditions.append(("instr(kind_key, ?) > 0", search_form(wanted.kind)))
    if wanted.published_from:
        conditions.append(("published >= ?", wanted.published_from.isoformat()))
    if wanted.published_to:
        conditions.append(("published <= ?", wanted.published_to.isoformat()))
    if wanted.validity:
        wished = json.dumps(sorted(wanted.validity))
        conditions.append(("validity IN (SELECT value FROM json_each(?))", wished))
    if wanted.document_ids is not None:
        wished = json.dumps(sorted(wanted.document_ids))
        conditions.append(("id IN (SELECT value FROM json_each(?))", wished))
    admitted = " AND ".join(condition for condition, _ in conditions) or "TRUE"
    values = [value for _, value in conditions]
    if wanted.document_ids is None:
        rejected = _numbers(connection, f"({admitted}) IS NOT TRUE", values)
        (total,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        if 2 * len(rejected) <= total:
            return Selection(rejected, excluded=True)
    return Selection(_numbers(connection, admitted, values))


def _numbers(
    connection: sqlite3.Connection, condition: str, values: list[object]
) -> frozenset[int]:
    rows = connection.execute(
        f"SELECT number FROM documents WHERE {condition}",  # noqa: S608 - written above
        values,
    )
    return frozenset(number for (number,) in rows)


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
