"""The files of the knowledge base for download: exactly those that documents were read from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index import KnowledgeBase
from index.errors import UnknownDocument
from index.types import Document
from qa.page.originals import original_link, originals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from httpx2 import Response  # what the test client of Starlette answers with


def asked(documents: Iterable[Document], path: str) -> Response:
    """The answer to a visitor who asks for ``path`` of a server with ``documents``."""
    known = {document.id: document for document in documents}

    def find(document_id: str) -> Document:
        if document_id not in known:
            raise UnknownDocument(document_id)
        return known[document_id]

    app = FastAPI()
    app.include_router(originals(find))
    return TestClient(app).get(path)


def read_from(source: Path | str, document_id: str = "d") -> Document:
    return Document(document_id, str(source), "标题", "正文")


def refused(source: Path | str) -> bool:
    document = read_from(source)
    return original_link(document) == "" and asked([document], "/original/d").status_code == 404


def test_the_file_of_a_document_comes_whole_and_is_never_shown_as_a_page(tmp_path: Path) -> None:
    file = tmp_path.resolve() / "关于 “试用期” 的通知.html"
    file.write_bytes(b"<script>alert(1)</script>" * 10_000)
    with KnowledgeBase.open(tmp_path / "home") as kb:
        file.write_text("<h1>通知</h1><p>试用期不得超过六个月。</p>", encoding="utf-8")
        (document_id,) = kb.add([file], encode=False).added
        document = kb.document(document_id)
    answer = asked([document], "/" + original_link(document))
    assert answer.status_code == 200
    assert answer.content == file.read_bytes()
    assert (
        answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(file.name)}"
    )
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_any_id_leads_to_its_own_file_and_to_no_other(tmp_path: Path) -> None:
    ids = ["../../etc/passwd", "a/b", "a%b", "?x#y", "条例 一"]
    documents = []
    for number, document_id in enumerate(ids):
        file = tmp_path.resolve() / f"{number}.txt"
        file.write_text(document_id, encoding="utf-8")
        documents.append(read_from(file, document_id))
    for document in documents:
        assert asked(documents, "/" + original_link(document)).text == document.id


@pytest.mark.parametrize(
    "path",
    [
        "/original/",
        "/original/unknown",
        "/original/..%2F..%2Fetc%2Fpasswd",
        "/original/%2Fetc%2Fpasswd",
        "/original//etc/passwd",
        "/original/d%00",
        "/original/d/",
    ],
)
def test_a_path_is_no_document(tmp_path: Path, path: str) -> None:
    file = tmp_path.resolve() / "a.txt"
    file.write_text("正文")
    assert asked([read_from(file)], path).status_code == 404


@pytest.mark.parametrize("name", ["a.jsonl", "laws.db", ".env", "a", "a.py", "a.txt.key", "a.svg"])
def test_a_file_that_holds_more_than_a_document_is_not_given_out(tmp_path: Path, name: str) -> None:
    file = tmp_path.resolve() / name
    file.write_text("x")
    assert refused(file)
    assert refused(f"{file}#3")


@pytest.mark.parametrize("record", ["#1", "#../secret.txt", "#/secret.txt", "#\0.txt"])
def test_a_record_of_a_file_leads_to_no_file(tmp_path: Path, record: str) -> None:
    folder = tmp_path.resolve()
    (folder / "secret.txt").write_text("x")
    (folder / "a.jsonl").write_text("{}")
    (folder / "a.jsonl#..").mkdir()
    assert refused(f"{folder / 'a.jsonl'}{record}")


def test_a_link_in_the_place_of_a_file_or_its_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    (folder / "secret").mkdir()
    (folder / "secret" / "a.txt").write_text("x")
    (folder / "a.txt").symlink_to(folder / "secret" / "a.txt")
    (folder / "b").symlink_to(folder / "secret")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert not refused(folder / "secret" / "a.txt")
    for path in (folder / "a.txt", folder / "b" / "a.txt", folder / "loop.txt"):
        assert refused(path)
    assert refused(f"{folder}/b/../secret/a.txt")
    assert refused("secret/a.txt")


def test_only_a_regular_file_of_a_bearable_size_is_given_out(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "empty.txt").touch()
    (folder / "huge.txt").touch()
    os.truncate(folder / "huge.txt", 101 * 1024 * 1024)
    for path in sorted(folder.iterdir()):
        assert refused(path)
    assert refused(folder / "gone.txt")
