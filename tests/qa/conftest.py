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
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

    Ask = Callable[..., list[str]]

OTHER_TEXT = "食堂管理规定\n食堂每天早上七点开门，晚上八点关门，周末照常供应早餐和午餐。\n"
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


@pytest.fixture
def ask(tmp_path: Path, encoder: Encoder) -> Ask:
    """Puts a question to one document, by words alone; the lines of the answer."""

    def put(text: str, question: str, suffix: str = ".txt") -> list[str]:
        folder = tmp_path / "files"
        folder.mkdir()
        (folder / f"a{suffix}").write_text(text, "utf-8")
        (folder / "b.txt").write_text(OTHER_TEXT, "utf-8")
        with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
            kb.add([folder], encode=False)
            answer = Assistant(kb, refuse_below=0.0).ask(question)
            return [sentence.shown for sentence in answer.sentences]

    return put
