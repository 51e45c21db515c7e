"""Small real corpora for the tests of the knowledge base."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.samples import law_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder


@pytest.fixture(scope="session")
def make_laws() -> Callable[[Path, int, int], Path]:
    """Gives ``(file, laws, articles)``: a law database with the first articles of the first laws."""

    def make(file: Path, laws: int, articles: int) -> Path:
        source = law_database()
        assert source is not None
        shutil.copy(source, file)
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(
                "DELETE FROM articles WHERE id NOT IN (SELECT id FROM (SELECT id, row_number()"
                " OVER (PARTITION BY law_id ORDER BY id) AS place FROM articles) WHERE place <= ?)",
                (articles,),
            )
            database.execute(
                "DELETE FROM articles WHERE law_id NOT IN"
                " (SELECT law_id FROM articles GROUP BY law_id ORDER BY min(id) LIMIT ?)",
                (laws,),
            )
            database.execute("DELETE FROM laws WHERE law_id NOT IN (SELECT law_id FROM articles)")
        return file

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test may put files to import."""
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def knowledge_base(tmp_path: Path, encoder: Encoder) -> Iterator[KnowledgeBase]:
    """An empty knowledge base in ``tmp_path / "home"``."""
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as opened:
        yield opened
