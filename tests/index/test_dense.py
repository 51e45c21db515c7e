"""Vector search against brute force, and how it keeps up with the database."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.database import Database
from index.dense import DenseIndex
from index.errors import ModelMismatch
from index.selection import Selection
from index.vectors import forget_vectors, vectors_of, write_vectors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSION = 16
DOCUMENTS = 10
PER_DOCUMENT = 20


def random_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = np.random.default_rng(seed).standard_normal(
        (count, DIMENSION), dtype=np.float32
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def insert_sentences(connection: sqlite3.Connection, document: int, change: int) -> list[int]:
    """A document with nothing but sentences; their ids."""
    connection.execute(
        "INSERT INTO documents (number, id, source, own_id, content_hash, text_hash, priority, change,"
        " title, text, sections, index_number, document_number, issuer, disclosure, validity, kind, url,"
        " interpreting_unit, interpreter, telephone, index_key, number_key, issuer_key, kind_key)"
        " SELECT ?1, ?1, ?1, 0, '', '', 0, ?2, '', '', '[]', '', '', '', '', '', '', '', '', '', '',"
        " '', '', '', ''",
        (document, change),
    )
    passage = connection.execute(
        "INSERT INTO passages VALUES (NULL, ?, 0, 0, 0, '', 'paragraph', '', '', 0)", (document,)
    ).lastrowid
    return [
        connection.execute(
            "INSERT INTO sentences VALUES (NULL, ?, ?, 0, 0, NULL)", (passage, document)
        ).lastrowid
        or 0
        for _ in range(PER_DOCUMENT)
    ]


def remove_document(connection: sqlite3.Connection, document: int, change: int) -> None:
    ids = [
        id_
        for (id_,) in connection.execute("SELECT id FROM sentences WHERE document = ?", (document,))
    ]
    connection.execute(
        "INSERT INTO removals VALUES (?, ?, ?, ?)", (document, min(ids), max(ids), change)
    )
    connection.execute("DELETE FROM documents WHERE number = ?", (document,))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "knowledge.db")
    vectors = random_vectors(DOCUMENTS * PER_DOCUMENT)
    for document in range(1, DOCUMENTS + 1):
        own = vectors[(document - 1) * PER_DOCUMENT : document * PER_DOCUMENT]
        with made.write(text=True) as (connection, change):
            write_vectors(
                connection, change, "model", insert_sentences(connection, document, change), own
            )
    yield made
    made.close()


def caught_up(database: Database, index: DenseIndex | None = None) -> DenseIndex:
    if index is None:
        index = DenseIndex()
    with database.read() as connection:
        index.catch_up(connection, database.marks())
    return index


def brute_force(
    database: Database, query: NDArray[np.float32], k: int, documents: list[int] | None = None
) -> list[tuple[int, float]]:
    with database.read() as connection:
        numbers = dict(connection.execute("SELECT id, document FROM sentences").fetchall())
        vectors = vectors_of(connection, numbers)
    scores = [
        (id_, float(vector @ query))
        for id_, vector in vectors.items()
        if documents is None or numbers[id_] in documents
    ]
    return sorted(scores, key=lambda hit: -hit[1])[:k]


def agree(found: list[tuple[int, float]], expected: list[tuple[int, float]]) -> bool:
    return [id_ for id_, _ in found] == [id_ for id_, _ in expected] and np.allclose(
        [score for _, score in found], [score for _, score in expected], atol=1e-5
    )


@pytest.mark.parametrize("documents", [None, [3], [2, 9], [1, 77]])
@pytest.mark.parametrize("k", [1, 15, 50])
def test_equals_brute_force_with_and_without_a_filter(
    database: Database, k: int, documents: list[int] | None
) -> None:
    index = caught_up(database)
    selection = None if documents is None else Selection(frozenset(documents))
    for query in random_vectors(5, seed=1):
        found = index.search(query, k, selection=selection)
        assert agree(found, brute_force(database, query, k, documents))
        assert len(found) == min(k, len(documents or []) * PER_DOCUMENT or k) or documents == [
            1,
            77,
        ]


@pytest.mark.parametrize("excluded", [[], [3], [2, 9], [1, 77], list(range(1, DOCUMENTS))])
def test_leaving_documents_out_equals_naming_the_others(
    database: Database, excluded: list[int]
) -> None:
    index = caught_up(database)
    others = frozenset(range(1, DOCUMENTS + 1)) - frozenset(excluded)
    for query in random_vectors(5, seed=2):
        without = index.search(query, 30, selection=Selection(frozenset(excluded), excluded=True))
        assert without == index.search(query, 30, selection=Selection(others))


def test_a_filter_that_admits_nothing_finds_nothing(database: Database) -> None:
    query = random_vectors(1)[0]
    assert caught_up(database).search(query, 5, selection=Selection(frozenset())) == []
    assert caught_up(database).search(query, 5, selection=Selection(frozenset({99}))) == []


def test_catching_up_equals_loading_anew_after_additions_and_removals(database: Database) -> None:
    index = caught_up(database)
    with database.write(text=True) as (connection, change):
        remove_document(connection, 4, change)
        ids = insert_sentences(connection, 50, change)
        write_vectors(connection, change, "model", ids, random_vectors(PER_DOCUMENT, seed=4))
    with database.write(text=True) as (connection, change):
        remove_document(connection, 1, change)
    caught_up(database, index)
    assert index.size == caught_up(database).size == (DOCUMENTS - 1) * PER_DOCUMENT
    for query in random_vectors(5, seed=2):
        for documents in (None, [50], [1, 4], [2, 50]):
            selection = Selection(frozenset(documents)) if documents else None
            found = index.search(query, 30, selection=selection)
            assert agree(found, brute_force(database, query, 30, documents))


def test_a_document_that_came_and_went_between_two_looks_is_never_seen(database: Database) -> None:
    index = caught_up(database)
    with database.write(text=True) as (connection, change):
        ids = insert_sentences(connection, 60, change)
        write_vectors(connection, change, "model", ids, random_vectors(PER_DOCUMENT, seed=5))
    with database.write(text=True) as (connection, change):
        remove_document(connection, 60, change)
    caught_up(database, index)
    assert index.size == DOCUMENTS * PER_DOCUMENT


def test_an_index_whose_vectors_were_forgotten_starts_anew(database: Database) -> None:
    index = caught_up(database)
    with database.write() as (connection, change):
        forget_vectors(connection, change)
    caught_up(database, index)
    assert index.search(random_vectors(1)[0], 5) == []
    with database.write() as (connection, change):
        wider = np.eye(32, dtype=np.float32)[:2]
        write_vectors(connection, change, "other model", [1, 2], wider)
    caught_up(database, index)
    assert [id_ for id_, _ in index.search(np.eye(32, dtype=np.float32)[1], 1)] == [2]


def test_vectors_of_two_models_do_not_mix(database: Database) -> None:
    with (
        database.write() as (connection, change),
        pytest.raises(ModelMismatch, match="reindex --model another"),
    ):
        write_vectors(connection, change, "another", [1], random_vectors(1))


def test_vectors_are_kept_as_half_precision(database: Database) -> None:
    with database.read() as connection:
        stored = vectors_of(connection, [1, 2, 10_000])
    assert stored.keys() == {1, 2}
    assert np.allclose(stored[1], random_vectors(1)[0], atol=1e-3)
    assert stored[1].dtype == np.float32


def test_a_query_of_another_dimension_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="shape"):
        caught_up(database).search(np.ones(8, np.float32), 5)


def test_searches_go_on_beside_additions_and_removals(database: Database) -> None:
    index = caught_up(database)
    query = random_vectors(1)[0]
    expected = brute_force(database, query, 10, [2])
    failures: list[list[tuple[int, float]]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            found = index.search(query, 10, selection=Selection(frozenset({2})))
            if not agree(found, expected):
                failures.append(found)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for document in range(100, 120):
        with database.write(text=True) as (connection, change):
            ids = insert_sentences(connection, document, change)
            write_vectors(connection, change, "model", ids, random_vectors(PER_DOCUMENT, document))
        caught_up(database, index)
        with database.write(text=True) as (connection, change):
            remove_document(connection, document, change)
        caught_up(database, index)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert agree(index.search(query, 10), brute_force(database, query, 10))
