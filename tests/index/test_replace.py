"""A document given a new text by hand: its id stays, whatever file the text comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from index.errors import UnknownDocument, UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

OLD = "关于停车收费的通知\n第一条 停车每小时收费五元。\n"
NEW = "# 关于停车收费的通知\n\n第一条 停车每小时收费三元。\n"


def test_a_document_keeps_its_id_when_another_file_takes_its_place(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.md"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    with KnowledgeBase.open(tmp_path / "home") as kb:
        (id_,) = kb.add([old], encode=False).added
        kb.replace(id_, new)
        document = kb.document(id_)
        assert "三元" in document.text
        assert "五元" not in document.text
        assert document.source == str(new.resolve())
        assert kb.add([new], encode=False).unchanged == (id_,)
        new.write_text(NEW.replace("三元", "四元"), "utf-8")
        assert kb.add([new], encode=False).replaced == (id_,)
        assert [row.id for row in kb.documents()] == [id_]


def test_a_file_that_cannot_take_a_documents_place_changes_nothing(tmp_path: Path) -> None:
    old, empty, other = (tmp_path / name for name in ("old.txt", "empty.txt", "other.txt"))
    old.write_text(OLD, "utf-8")
    empty.write_text("", "utf-8")
    other.write_text(OLD.replace("停车", "供水"), "utf-8")
    with KnowledgeBase.open(tmp_path / "home") as kb:
        id_, _ = kb.add([old, other], encode=False).added
        with pytest.raises(UnreadableFile, match="空"):
            kb.replace(id_, empty)
        with pytest.raises(UnreadableFile, match="供水"):
            kb.replace(id_, other)
        with pytest.raises(UnknownDocument):
            kb.replace("nobody", old)
        assert "五元" in kb.document(id_).text
