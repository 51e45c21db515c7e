"""Documents that were removed, kept for some days so that they can be restored."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from index.database import marks
from index.embedding_text import RECIPE
from index.errors import KnowledgeBaseError, UnknownDocument
from index.rows import delete_document, insert_document
from index.types import Removed
from index.vectors import stored_vectors, write_stored_vectors
from index.whole import read_whole, whole_from_json, whole_to_json

if TYPE_CHECKING:
    import sqlite3

KEPT = timedelta(days=30)


def remove_document(
    connection: sqlite3.Connection, number: int, change: int, now: datetime
) -> None:
    """Remove a document, and keep all of it in ``removed``; an older one of its id goes for good."""
    stored = read_whole(connection, number)
    encoded, vectors = stored_vectors(connection, number)
    made = marks(connection)
    connection.execute(
        "INSERT OR REPLACE INTO removed (id, source, title, removed_at, stored, model, recipe,"
        " dimension, encoded, vectors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stored.document.id,
            stored.document.source,
            stored.document.title,
            now.timestamp(),
            whole_to_json(stored),
            made.model,
            made.recipe,
            made.dimension,
            json.dumps(encoded, separators=(",", ":")),
            b"".join(vectors),
        ),
    )
    delete_document(connection, number, change)


def removed_documents(connection: sqlite3.Connection, now: datetime) -> list[Removed]:
    """What can be restored, the last removed first."""
    rows = connection.execute(
        "SELECT id, title, removed_at FROM removed WHERE removed_at >= ?"
        " ORDER BY removed_at DESC, id",
        (_oldest(now),),
    )
    return [Removed(id_, title, datetime.fromtimestamp(at, UTC)) for id_, title, at in rows]


def restore_document(
    connection: sqlite3.Connection, document_id: str, change: int, now: datetime
) -> None:
    """Put a document back as it was removed; its vectors too, where they are still of use.

    Raises UnknownDocument where it is not there any more, and KnowledgeBaseError where it has
    been imported again.
    """
    row = connection.execute(
        "SELECT * FROM removed WHERE id = ? AND removed_at >= ?", (document_id, _oldest(now))
    ).fetchone()
    if row is None:
        raise UnknownDocument(
            f"最近 {KEPT.days} 天删除的文档中没有编号为 {document_id} 的。"
            "用 policy-qa removed 可以看到能恢复的文档。"
        )
    here = connection.execute(
        "SELECT id, title FROM documents WHERE id = ? OR source = ?", (row["id"], row["source"])
    ).fetchone()
    if here is not None:
        raise KnowledgeBaseError(
            f"《{row['title']}》删除之后又重新导入了（编号 {here['id']}），没有恢复。"
            "请直接使用现在这一篇。"
        )
    number = insert_document(connection, whole_from_json(row["stored"]), change)
    made = marks(connection)
    if (row["model"], row["recipe"], row["dimension"]) == (made.model, RECIPE, made.dimension):
        write_stored_vectors(connection, number, json.loads(row["encoded"]), row["vectors"], change)
    connection.execute("DELETE FROM removed WHERE id = ?", (document_id,))


def is_expired(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether something has been kept for longer than it should be."""
    found = connection.execute(
        "SELECT 1 FROM removed WHERE removed_at < ? LIMIT 1", (_oldest(now),)
    ).fetchone()
    return found is not None


def forget_expired(connection: sqlite3.Connection, now: datetime) -> None:
    """Delete for good what has been kept for longer, and the corrections of what is then gone."""
    connection.execute("DELETE FROM removed WHERE removed_at < ?", (_oldest(now),))
    connection.execute(
        "DELETE FROM corrections WHERE document NOT IN (SELECT id FROM documents)"
        " AND document NOT IN (SELECT id FROM removed)"
    )


def _oldest(now: datetime) -> float:
    return (now - KEPT).timestamp()
