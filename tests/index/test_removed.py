"""Documents removed and brought back: the same as before, or refused with a reason."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import KnowledgeBaseError, UnknownDocument
from index.knowledge_base import KnowledgeBase
from index.types import Filter, Passage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.encoder import Encoder

NOTICE = "广州市停车收费办法\n广州市发展和改革委员会 2020年1月1日\n第一条 停车每小时收费五元。\n第二条 夜间停车免费。\n"


def without_ids(passages: list[Passage]) -> list[Passage]:
    return [
        replace(each, id=0, sentences=tuple(replace(s, id=0) for s in each.sentences))
        for each in passages
    ]


@pytest.fixture
def notice(folder: Path) -> Path:
    file = folder / "notice.txt"
    file.write_text(NOTICE, "utf-8")
    return file


def test_a_restored_document_is_what_it_was(
    knowledge_base: KnowledgeBase,
    tmp_path: Path,
    founding_page: Path,
    make_laws: Callable[[Path, int, int], Path],
) -> None:
    kb = knowledge_base
    kb.add([founding_page, make_laws(tmp_path / "laws.db", 12, 30)], encode=False)
    ids = [row.id for row in kb.documents()]
    before = {id_: (kb.document(id_), without_ids(kb.document_passages(id_))) for id_ in ids}
    assert kb.remove(ids) == len(ids)
    assert kb.documents() == []
    assert {each.id for each in kb.removed()} == set(ids)
    assert kb.restore(ids) == len(ids)
    assert [row.id for row in kb.documents()] == ids
    for id_ in ids:
        assert (kb.document(id_), without_ids(kb.document_passages(id_))) == before[id_]
    assert kb.removed() == []
    assert kb.add([founding_page]).unchanged


def test_a_restored_document_is_found_by_words_and_by_meaning_without_encoding(
    knowledge_base: KnowledgeBase, notice: Path
) -> None:
    kb = knowledge_base
    (id_,) = kb.add([notice]).added

    def vectors() -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        ids = [s.id for passage in kb.document_passages(id_) for s in passage.sentences]
        known = kb.sentence_vectors(ids)
        return [known[each] for each in ids]

    before = vectors()
    kb.remove([id_])
    assert kb.lexical_passages("停车收费", 5) == []
    kb.restore([id_])
    assert kb.pending_counts() == {}
    assert kb.encode_pending() == 0
    assert all(np.array_equal(a, b) for a, b in zip(vectors(), before, strict=True))
    found = kb.passages(p for p, _ in kb.lexical_passages("停车收费", 5))
    assert {passage.document_id for passage in found.values()} == {id_}
    vector = kb.encoder.encode_query("停车多少钱")
    assert kb.dense_sentences(vector, 5)
    assert kb.admitted([id_], Filter(place="广州")) == {id_}


def test_vectors_of_another_model_are_made_anew(
    knowledge_base: KnowledgeBase, notice: Path
) -> None:
    kb = knowledge_base
    (id_,) = kb.add([notice]).added
    kb.remove([id_])
    kb.reindex()
    kb.restore([id_])
    (pending,) = kb.pending_counts().values()
    assert kb.encode_pending() == pending > 0


def test_some_missing_vectors_stay_missing(
    knowledge_base: KnowledgeBase, folder: Path, notice: Path
) -> None:
    kb = knowledge_base
    long = folder / "long.txt"
    long.write_text(
        "".join(f"第{n}项工作由第{n}科负责，按月报告进展。\n" for n in range(1, 90)), "utf-8"
    )
    kb.add([notice])
    (id_,) = kb.add([long], encode=False).added
    with closing(sqlite3.connect(kb.folder / "knowledge.db")) as database, database:
        some = [id_ for (id_,) in database.execute(
            "SELECT id FROM sentences WHERE encoded IS NULL ORDER BY id LIMIT 40 OFFSET 3"
        )]  # fmt: skip
        vector = np.ones(384, np.float16).tobytes()
        database.executemany("INSERT INTO vectors VALUES (?, ?)", [(each, vector) for each in some])
        database.executemany("UPDATE sentences SET encoded = 1 WHERE id = ?", [(e,) for e in some])
    missing = kb.pending_counts()[id_]
    kb.remove([id_])
    kb.restore([id_])
    assert kb.pending_counts()[id_] == missing
    ids = [s.id for passage in kb.document_passages(id_) for s in passage.sentences]
    assert [place for place, each in enumerate(ids) if each in kb.sentence_vectors(ids)] == list(
        range(3, 43)
    )


def test_a_document_that_came_in_anew_is_not_restored(
    knowledge_base: KnowledgeBase, notice: Path
) -> None:
    kb = knowledge_base
    (id_,) = kb.add([notice], encode=False).added
    kb.remove([id_])
    assert kb.add([notice], encode=False).added == (id_,)
    with pytest.raises(KnowledgeBaseError, match="重新导入"):
        kb.restore([id_])
    kb.remove([id_])
    assert len(kb.removed()) == 1
    assert kb.restore([id_]) == 1


def test_all_are_restored_or_none(knowledge_base: KnowledgeBase, notice: Path) -> None:
    kb = knowledge_base
    (id_,) = kb.add([notice], encode=False).added
    kb.remove([id_])
    with pytest.raises(UnknownDocument, match="policy-qa removed"):
        kb.restore([id_, "nobody"])
    assert kb.documents() == []
    assert [each.id for each in kb.removed()] == [id_]


def test_what_was_removed_long_ago_is_gone_for_good(
    knowledge_base: KnowledgeBase, notice: Path, encoder: Encoder
) -> None:
    (id_,) = knowledge_base.add([notice], encode=False).added
    knowledge_base.correct(id_, issuer="广州市人民政府")
    knowledge_base.remove([id_])
    with closing(sqlite3.connect(knowledge_base.folder / "knowledge.db")) as database, database:
        long_ago = (datetime.now(UTC) - timedelta(days=31)).timestamp()
        database.execute("UPDATE removed SET removed_at = ?", (long_ago,))
    assert knowledge_base.removed() == []
    with pytest.raises(UnknownDocument):
        knowledge_base.restore([id_])
    with KnowledgeBase.open(knowledge_base.folder, encoder=encoder) as kb:
        assert kb.corrections(id_) == []
    with closing(sqlite3.connect(knowledge_base.folder / "knowledge.db")) as database:
        assert database.execute("SELECT count(*) FROM removed").fetchone() == (0,)


EDIT = """
import sys
from index.knowledge_base import KnowledgeBase
with KnowledgeBase.open(sys.argv[1]) as kb:
    ids = [row.id for row in kb.documents()] + [each.id for each in kb.removed()]
    here = {row.id for row in kb.documents()}
    print("ready", flush=True)
    while True:
        for id_ in ids:
            if id_ in here:
                kb.correct(id_, issuer="甲局")
                kb.remove([id_])
            kb.restore([id_])
            kb.correct(id_, issuer=None)
            here.add(id_)
"""


@pytest.mark.slow
def test_a_kill_leaves_each_document_either_here_or_removed_and_whole(
    tmp_path: Path, encoder: Encoder, make_laws: Callable[[Path, int, int], Path]
) -> None:
    home = tmp_path / "home"
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        ids = set(kb.add([make_laws(tmp_path / "laws.db", 4, 6)]).added)
        texts = {id_: kb.document(id_).text for id_ in ids}
        passages = kb.state().passages
    for kill_after in (0.03, 0.2, 0.4):
        command = [sys.executable, "-c", EDIT, str(home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(kill_after)
            process.kill()
        with KnowledgeBase.open(home, encoder=encoder) as kb:
            here, gone = {row.id for row in kb.documents()}, {each.id for each in kb.removed()}
            assert here | gone == ids
            assert not here & gone
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        kb.restore(each.id for each in kb.removed())
        assert {id_: kb.document(id_).text for id_ in ids} == texts
        assert kb.state().passages == passages
        assert kb.pending_counts() == {}
        for id_ in ids:
            (best,) = kb.passages([kb.lexical_passages(texts[id_][:200], 1)[0][0]]).values()
            assert best.document_id in ids
