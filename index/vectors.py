"""Sentence vectors in the database: which are missing, writing them, reading them back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.database import Marks, marks
from index.embedding_text import RECIPE, embedding_text
from index.errors import ModelMismatch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_BLOCK = 8192  # rows read at once

# What _embedding_text_of needs of a document d, its passage p and a sentence s.
_EMBEDDED = (
    "d.title, p.heading, p.label, p.article_number, p.text,"
    " s.start_at - p.start_at AS from_at, s.end_at - p.start_at AS to_at"
)


@dataclass(frozen=True, slots=True)
class PendingSentence:
    """A sentence that has no vector yet, with the text to embed."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class VectorBlock:
    """Vectors of ``ids``: float32, shape (n, dimension); ``documents`` are their numbers."""

    ids: NDArray[np.int64]
    documents: NDArray[np.int64]
    vectors: NDArray[np.float32]


def check_model(found: Marks, model: str) -> None:
    """Raise ModelMismatch where the vectors were made by another model or recipe."""
    if found.model and found.model != model:
        raise ModelMismatch(
            f"知识库的句向量由模型 {found.model} 生成，现在要用的是 {model}，二者不能混用。"
            f"请运行 policy-qa reindex --model {model} 重新生成，或改回 {found.model}。"
        )
    if found.model and found.recipe != RECIPE:
        raise ModelMismatch(
            f"知识库的句向量按第 {found.recipe} 版方式生成，本程序使用第 {RECIPE} 版。"
            f"请运行 policy-qa reindex --model {model} 重新生成。"
        )


def count_pending(connection: sqlite3.Connection) -> int:
    """How many sentences have no vector."""
    (count,) = connection.execute("SELECT count(*) FROM sentences WHERE encoded IS NULL").fetchone()
    return int(count)


def pending_sentences(connection: sqlite3.Connection, limit: int) -> list[PendingSentence]:
    """The next sentences to encode: the most urgent documents first, all of one priority."""
    rows = connection.execute(
        f"SELECT s.id, d.priority, {_EMBEDDED}"  # noqa: S608 - literals of this module
        " FROM documents d JOIN sentences s ON s.document = d.number AND s.encoded IS NULL"
        " JOIN passages p ON p.id = s.passage"
        " ORDER BY d.priority, d.number, s.id LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        PendingSentence(row["id"], _embedding_text_of(row))
        for row in rows
        if row["priority"] == rows[0]["priority"]
    ]


def embedded_texts(connection: sqlite3.Connection, document: int) -> dict[str, bytes]:
    """What a document's encoded sentences were embedded as, with their stored vectors."""
    if marks(connection).recipe != RECIPE:
        return {}
    rows = connection.execute(
        f"SELECT v.vector, {_EMBEDDED}"  # noqa: S608 - literals of this module
        " FROM documents d JOIN passages p ON p.document = d.number"
        " JOIN sentences s ON s.passage = p.id JOIN vectors v ON v.sentence = s.id"
        " WHERE d.number = ?",
        (document,),
    )
    return {_embedding_text_of(row): row["vector"] for row in rows}


def reuse_vectors(
    connection: sqlite3.Connection, document: int, known: dict[str, bytes], change: int
) -> None:
    """Give a new version's sentences the vectors that the same texts had before."""
    if not known:
        return
    rows = connection.execute(
        f"SELECT s.id, {_EMBEDDED}"  # noqa: S608 - literals of this module
        " FROM documents d JOIN passages p ON p.document = d.number"
        " JOIN sentences s ON s.passage = p.id WHERE d.number = ?",
        (document,),
    ).fetchall()
    texts = ((row["id"], _embedding_text_of(row)) for row in rows)
    _insert(connection, ((id_, known[text]) for id_, text in texts if text in known), change)


def stored_vectors(connection: sqlite3.Connection, document: int) -> tuple[list[int], list[bytes]]:
    """Which of a document's sentences are encoded, by position in it, and their stored vectors."""
    rows = connection.execute(
        "SELECT row_number() OVER (ORDER BY s.id) - 1 AS place, v.vector FROM passages p"
        " JOIN sentences s ON s.passage = p.id LEFT JOIN vectors v ON v.sentence = s.id"
        " WHERE p.document = ? ORDER BY s.id",
        (document,),
    )
    found = [(place, vector) for place, vector in rows if vector is not None]
    return [place for place, _ in found], [vector for _, vector in found]


def write_stored_vectors(
    connection: sqlite3.Connection,
    document: int,
    places: Sequence[int],
    vectors: bytes,
    change: int,
) -> None:
    """Give a document's sentences at ``places`` the vectors that ``stored_vectors`` gave, joined."""
    rows = connection.execute(
        "SELECT s.id FROM passages p JOIN sentences s ON s.passage = p.id"
        " WHERE p.document = ? ORDER BY s.id",
        (document,),
    )
    ids = [id_ for (id_,) in rows]
    width = len(vectors) // len(places) if places else 0
    parts = (vectors[at * width : (at + 1) * width] for at in range(len(places)))
    _insert(connection, zip((ids[place] for place in places), parts, strict=True), change)


def write_vectors(
    connection: sqlite3.Connection,
    change: int,
    model: str,
    ids: Sequence[int],
    vectors: NDArray[np.float32],
) -> None:
    """Store the vectors, shape (len(ids), dimension), of sentences that are still there.

    The first vectors record the model and the dimension. Raises ModelMismatch when
    another process has begun to use another model meanwhile.
    """
    check_model(marks(connection), model)
    connection.execute(
        "UPDATE meta SET model = ?, dimension = ?, recipe = ? WHERE model = ''",
        (model, vectors.shape[1], RECIPE),
    )
    stored = vectors.astype(np.float16)
    _insert(
        connection, ((id_, row.tobytes()) for id_, row in zip(ids, stored, strict=True)), change
    )


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]], change: int) -> None:
    for id_, vector in rows:
        cursor = connection.execute(
            "UPDATE sentences SET encoded = ? WHERE id = ? AND encoded IS NULL", (change, id_)
        )
        if cursor.rowcount:
            connection.execute(
                "INSERT INTO vectors (sentence, vector) VALUES (?, ?)", (id_, vector)
            )


def forget_vectors(connection: sqlite3.Connection, change: int) -> None:
    """Drop every vector and the model that made them."""
    connection.execute("DELETE FROM vectors")
    connection.execute("UPDATE sentences SET encoded = NULL WHERE encoded IS NOT NULL")
    connection.execute(
        "UPDATE meta SET model = '', dimension = 0, recipe = 0, epoch = ?", (change,)
    )


def vectors_after(
    connection: sqlite3.Connection, change: int, dimension: int
) -> Iterator[VectorBlock]:
    """The vectors written after a change, in blocks."""
    cursor = connection.execute(
        "SELECT s.id, s.document, v.vector FROM sentences s JOIN vectors v ON v.sentence = s.id"
        " WHERE s.encoded > ? ORDER BY s.id",
        (change,),
    )
    while rows := cursor.fetchmany(_BLOCK):
        stored = np.frombuffer(b"".join(row[2] for row in rows), np.float16)
        yield VectorBlock(
            ids=np.fromiter((row[0] for row in rows), np.int64, len(rows)),
            documents=np.fromiter((row[1] for row in rows), np.int64, len(rows)),
            vectors=stored.reshape(len(rows), dimension).astype(np.float32),
        )


def vectors_of(
    connection: sqlite3.Connection, ids: Iterable[int]
) -> dict[int, NDArray[np.float32]]:
    """The vectors, shape (dimension,), of those of the sentences that are encoded."""
    rows = connection.execute(
        "SELECT sentence, vector FROM vectors WHERE sentence IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {id_: np.frombuffer(vector, np.float16).astype(np.float32) for id_, vector in rows}


def _embedding_text_of(row: sqlite3.Row) -> str:
    label = row["label"] if row["article_number"] else ""
    sentence = row["text"][row["from_at"] : row["to_at"]]
    return embedding_text(row["title"], row["heading"], label, sentence)
