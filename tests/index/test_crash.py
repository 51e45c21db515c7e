"""Kill -9 in the middle of add: what was acknowledged is there, whole, and nothing else."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.knowledge_base import KnowledgeBase
from index.passages import split_passages
from index.readers import read
from index.structure import build_document
from index.types import Document, Passage, Skipped, SourceDocument, Validity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from index.encoder import Encoder

    Vector = NDArray[np.float32]

LAWS, ARTICLES = 60, 3

ADD = """
import sys
from index.knowledge_base import KnowledgeBase
with KnowledgeBase.open(sys.argv[1]) as kb:
    kb.add(sys.argv[2:], progress=lambda p: print(p.stage, p.done, p.label, flush=True))
"""


def add_until(home: Path, files: list[Path], stage: str, count: int) -> list[str]:
    """Run add in a process of its own, kill it after ``count`` lines of a stage; all it printed."""
    command = [sys.executable, "-c", ADD, str(home), *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed: list[str] = []
        for line in process.stdout:
            printed.append(line.strip())
            if sum(each.startswith(stage) for each in printed) == count:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return printed


def without_ids(passage: Passage) -> Passage:
    sentences = tuple(replace(sentence, id=0) for sentence in passage.sentences)
    return replace(passage, id=0, sentences=sentences)


def as_published(document: Document) -> Document:
    """Without what holds today only: it depends on which other documents are there."""
    known = replace(document.metadata, validity=Validity.UNKNOWN, expires=None)
    return replace(document, metadata=known)


def check_whole(kb: KnowledgeBase, sources: list[SourceDocument], acknowledged: int) -> None:
    """Every document is there as if nothing had happened, and found; no other is."""
    rows = kb.documents()
    present = {row.source: row for row in rows}
    assert [row.source for row in rows] == [source.source for source in sources[: len(rows)]]
    assert len(rows) >= acknowledged
    for source in sources[: len(rows)]:
        document_id = present[source.source].id
        expected = build_document(source, document_id)
        assert as_published(kb.document(document_id)) == as_published(expected)
        passages = kb.document_passages(document_id)
        assert [without_ids(passage) for passage in passages] == list(split_passages(expected))
        found = {p.document_id for p in kb.passages(
            id_ for id_, _ in kb.lexical_passages(passages[0].text, 5)
        ).values()}  # fmt: skip
        assert document_id in found


def check_counts(home: Path, kb: KnowledgeBase) -> None:
    """``state`` agrees with a recount, no row hangs in the air, and SQLite finds no damage."""
    state = kb.state()
    with closing(sqlite3.connect(home / "knowledge.db")) as database:

        def count(sql: str) -> int:
            return int(database.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])

        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert count("documents") == state.documents
        assert count("passages") == state.passages
        assert count("sentences") == state.sentences
        assert count("vectors") == state.encoded_sentences
        assert count("sentences WHERE encoded IS NOT NULL") == state.encoded_sentences
        assert count("vectors WHERE length(vector) <> 2 * 384") == 0
    assert state.sentences == sum(row.sentences for row in kb.documents())


def by_place(kb: KnowledgeBase) -> dict[tuple[str, int, int], Vector]:
    """Every sentence's vector by where the sentence stands."""
    sentences = {
        sentence.id: (row.id, sentence.start, sentence.end)
        for row in kb.documents()
        for passage in kb.document_passages(row.id)
        for sentence in passage.sentences
    }
    vectors = kb.sentence_vectors(sentences)
    return {place: vectors[id_] for id_, place in sentences.items() if id_ in vectors}


def by_passage(kb: KnowledgeBase, hits: list[tuple[int, float]]) -> dict[tuple[str, int], float]:
    """The best score of each passage, under a name that another knowledge base has too."""
    passages = kb.passages([id_ for id_, _ in hits])
    best: dict[tuple[str, int], float] = {}
    for id_, score in hits:
        best.setdefault((passages[id_].document_id, passages[id_].ordinal), score)
    return best


def dense(kb: KnowledgeBase, vector: Vector, k: int) -> dict[tuple[str, int], float]:
    return by_passage(kb, [(id_, cosine) for _, id_, cosine in kb.dense_sentences(vector, k)])


def check_same(kb: KnowledgeBase, clean: KnowledgeBase) -> None:
    """Same counts, vectors and searches. Batches differ after a kill: cosines may a little."""
    assert replace(kb.state(), change=0) == replace(clean.state(), change=0)
    vectors, expected = by_place(kb), by_place(clean)
    assert vectors.keys() == expected.keys()
    assert min(float(vectors[place] @ expected[place]) for place in expected) > 0.998
    for text in ("光伏电池产能", "为了保障公民的合法权益", "本法所称"):
        lexical = by_passage(kb, kb.lexical_passages(text, 20))
        assert lexical == pytest.approx(by_passage(clean, clean.lexical_passages(text, 20)))
        vector = kb.encoder.encode_query(text)
        wide = dense(clean, vector, 40)
        for place, cosine in dense(kb, vector, 10).items():
            assert cosine == pytest.approx(wide[place], abs=5e-3)


@pytest.mark.slow
def test_five_kills_lose_nothing_and_leave_nothing_half_done(
    tmp_path: Path,
    encoder: Encoder,
    founding_page: Path,
    make_laws: Callable[[Path, int, int], Path],
) -> None:
    home = tmp_path / "home"
    files = [founding_page, make_laws(tmp_path / "laws.db", LAWS, ARTICLES)]
    sources = [item for file in files for item in read(file) if not isinstance(item, Skipped)]
    assert len(sources) == LAWS + 1

    # A file's own line, then one a document: 2 + 2 lines are the page and the first law. Once the
    # page is known to be unchanged, it has its file's line only.
    moments = [("read", 4), ("read", 20), ("read", LAWS + 2), ("encode", 1), ("encode", 4)]
    titles = {source.title for source in sources}
    acknowledged = 0
    for stage, count in moments:
        printed = add_until(home, files, stage, count)
        told = [line.split(" ", 2)[-1] in titles for line in printed if line.startswith("read")]
        known = int(acknowledged > 0)  # the page, of which its file's line is all that is said
        acknowledged = max(acknowledged, min(sum(told) + known, len(sources)))
        with KnowledgeBase.open(home, encoder=encoder) as kb:
            check_whole(kb, sources, acknowledged)
            check_counts(home, kb)
            if stage == "read" and count < LAWS:
                assert kb.state().documents < len(sources), (
                    "it was killed too late to prove anything"
                )
    assert acknowledged == len(sources)

    with KnowledgeBase.open(home, encoder=encoder) as kb:
        assert 0 < kb.state().encoded_sentences < kb.state().sentences
        kept = by_place(kb)
        assert len(kb.add(files).unchanged) == len(sources)
        check_whole(kb, sources, len(sources))
        check_counts(home, kb)
        after = by_place(kb)
        assert all(np.array_equal(after[place], vector) for place, vector in kept.items())
        with KnowledgeBase.open(tmp_path / "clean", encoder=encoder) as clean:
            clean.add(files)
            check_same(kb, clean)
