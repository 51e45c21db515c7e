"""The thread that imports and encodes while questions are answered."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from index.background import BackgroundEncoder
from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.samples import law_database, sample_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def is_encoded(kb: KnowledgeBase) -> bool:
    state = kb.state()
    return state.sentences > 0 and state.encoded_sentences == state.sentences


def test_it_imports_encodes_and_notices_what_comes_later(
    wait_until: Callable[[Callable[[], bool]], None],
    knowledge_base: KnowledgeBase,
    founding_page: Path,
    folder: Path,
) -> None:
    background = BackgroundEncoder(knowledge_base, [founding_page])
    background.start()
    try:
        wait_until(lambda: is_encoded(knowledge_base))
        file = folder / "a.txt"
        file.write_text("停车管理规定\n\n第一条 夜间停车免费。\n", encoding="utf-8")
        knowledge_base.add([file], encode=False)
        assert len(knowledge_base.lexical_passages("夜间停车", 5)) > 0
        wait_until(lambda: is_encoded(knowledge_base))
        wait_until(lambda: background.progress is None)
        assert background.error is None
        assert knowledge_base.state().documents == 2
    finally:
        background.stop()


def test_questions_are_answered_while_it_works_and_stopping_keeps_what_is_done(
    wait_until: Callable[[Callable[[], bool]], None],
    knowledge_base: KnowledgeBase,
    folder: Path,
    make_laws: Callable[[Path, int, int], Path],
) -> None:
    laws = make_laws(folder / "laws.db", 60, 10)
    background = BackgroundEncoder(knowledge_base, [laws])
    background.start()
    wait_until(lambda: knowledge_base.state().encoded_sentences > 0)
    query = knowledge_base.encoder.encode_query("本法的目的")
    assert len(knowledge_base.lexical_passages("为了保障", 5)) == 5
    assert len(knowledge_base.dense_sentences(query, 5)) == 5
    background.stop()
    assert "background-encoder" not in {thread.name for thread in threading.enumerate()}

    state = knowledge_base.state()
    assert 0 < state.encoded_sentences < state.sentences
    time.sleep(0.2)
    assert knowledge_base.state() == state


def test_stopping_during_the_import_keeps_whole_documents(
    wait_until: Callable[[Callable[[], bool]], None],
    knowledge_base: KnowledgeBase,
    folder: Path,
    make_laws: Callable[[Path, int, int], Path],
) -> None:
    background = BackgroundEncoder(knowledge_base, [make_laws(folder / "laws.db", 300, 5)])
    background.start()
    wait_until(lambda: knowledge_base.state().documents > 3)
    background.stop()
    assert 3 < len(knowledge_base.documents()) < 300
    assert all(row.passages and row.sentences for row in knowledge_base.documents())


def test_a_model_that_cannot_be_loaded_is_told_and_lexical_search_goes_on(
    wait_until: Callable[[Callable[[], bool]], None], tmp_path: Path, founding_page: Path
) -> None:
    (tmp_path / "model").mkdir()
    with KnowledgeBase.open(tmp_path / "home", encoder=Encoder(str(tmp_path / "model"))) as kb:
        background = BackgroundEncoder(kb, [founding_page])
        background.start()
        wait_until(lambda: background.error is not None)
        assert "POLICY_QA_MODEL" in str(background.error)
        assert len(kb.lexical_passages("光伏电池", 5)) > 0
        background.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_it_works_at_low_priority_and_leaves_other_threads_alone(
    wait_until: Callable[[Callable[[], bool]], None],
    knowledge_base: KnowledgeBase,
    founding_page: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []

    def look(*_: object, **__: object) -> int:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return 0

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    monkeypatch.setattr(knowledge_base, "encode_pending", look)
    background = BackgroundEncoder(knowledge_base, [founding_page])
    background.start()
    wait_until(lambda: bool(seen))
    background.stop()
    assert seen[0] == 10
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_the_samples_are_the_founding_page_and_the_law_database(founding_page: Path) -> None:
    assert sample_paths() == [founding_page, law_database()]


def test_the_model_is_loaded_even_when_nothing_is_left_to_encode(
    wait_until: Callable[[Callable[[], bool]], None],
    knowledge_base: KnowledgeBase,
    founding_page: Path,
) -> None:
    knowledge_base.add([founding_page])
    with KnowledgeBase.open(knowledge_base.folder, encoder=Encoder("")) as again:
        assert not again.encoder.ready
        background = BackgroundEncoder(again)
        background.start()
        try:
            wait_until(lambda: again.encoder.ready)
        finally:
            background.stop()
