"""china-law-mcp: its BM25 and reranking over our documents, written into its own tables as laws."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks.peers.job import PASSAGES, Job, run, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The tables and columns that its code reads (version 0.1.1).
SCHEMA = """
CREATE TABLE laws (
    law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT,
    level TEXT, issuing_body TEXT, publish_date TEXT, effective_date TEXT,
    version_date TEXT, status TEXT, law_department TEXT
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL,
    law_department TEXT, level TEXT, status TEXT, chapter TEXT, section TEXT,
    article_no TEXT, article_no_arabic INTEGER, article_text TEXT, char_count INTEGER
);
"""


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """Each document is a law, its passages of 300 characters are the articles. It has no settings."""
    laws = job.work / "laws.db"
    with closing(sqlite3.connect(laws)) as database:
        database.executescript(SCHEMA)
        for document in job.documents:
            database.execute(
                "INSERT INTO laws (law_id, law_name, doc_type, status) VALUES (?, ?, '法律', '现行有效')",
                (document.id, document.title),
            )
            database.executemany(
                "INSERT INTO articles (law_id, law_name, status, article_no_arabic, article_text)"
                " VALUES (?, ?, '现行有效', ?, ?)",
                [
                    (document.id, document.title, number, piece)
                    for number, piece in enumerate(windows(document.text), start=1)
                ],
            )
        database.commit()
    # Read when its modules are imported.
    os.environ["CHINA_LAW_DB"] = str(laws)
    os.environ["CHINA_LAW_INDEX"] = str(job.work / "bm25.pkl")
    from china_law_mcp import retrieval  # noqa: PLC0415

    retrieval.load()

    def search(question: str) -> Iterator[str]:
        return (hit["law_id"] for hit in retrieval.search(question, top_k=PASSAGES))

    return search


if __name__ == "__main__":
    run(build, "china-law-mcp")
