"""Assistants on real documents, made once."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.samples import law_database, sample_paths
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder

LAWS = ("中华人民共和国劳动法", "中华人民共和国劳动合同法", "中华人民共和国行政许可法")


@pytest.fixture(scope="session")
def sample_kb(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[KnowledgeBase]:
    """The whole sample corpus, found by words alone."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("sample"), encoder=encoder) as kb:
        kb.add(sample_paths(), encode=False)
        yield kb


@pytest.fixture(scope="session")
def small_kb(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, founding_page: Path
) -> Iterator[KnowledgeBase]:
    """The founding page and three laws, with all sentence vectors."""
    folder = tmp_path_factory.mktemp("small")
    source = law_database()
    assert source is not None
    file = shutil.copy(source, folder / "laws.db")
    with closing(sqlite3.connect(file)) as database, database:
        marks = ",".join("?" * len(LAWS))
        database.execute(f"DELETE FROM laws WHERE law_name NOT IN ({marks})", LAWS)
        database.execute("DELETE FROM articles WHERE law_id NOT IN (SELECT law_id FROM laws)")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as kb:
        kb.add([founding_page, file])
        yield kb


@pytest.fixture(scope="session")
def by_words(sample_kb: KnowledgeBase) -> Assistant:
    """Answers from the whole sample corpus by words alone."""
    return Assistant(sample_kb)


@pytest.fixture(scope="session")
def assistant(small_kb: KnowledgeBase) -> Assistant:
    """Answers from the small corpus by words and meaning."""
    return Assistant(small_kb)
