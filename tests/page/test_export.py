"""A conversation as a file and on paper."""

from __future__ import annotations

from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from docx import Document
from markdown_it import MarkdownIt

from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import OFF_TOPIC, QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.page.visitor import Visitor

words = words_in(SIMPLIFIED)


def exported(visitor: Visitor, format_: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that the page gives."""
    visitor.page.locator("#talk-export").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=words(f"script_export_{format_}")).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.browser
def test_a_conversation_is_written_as_word_and_markdown_word_for_word(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.ask(QUESTION)
    visitor.ask(OFF_TOPIC)
    shown = [
        (each.evaluate("p => { const c = p.cloneNode(true); c.querySelector('.cites')?.remove(); return c.textContent; }"))
        for each in visitor.page.locator("#chat .sentence").all()
    ]  # fmt: skip
    assert shown
    visitor.page.reload()
    visitor.page.locator("#chat .question").nth(1).wait_for()
    name, file = exported(visitor, "docx")
    lines = [paragraph.text for paragraph in Document(BytesIO(file)).paragraphs]
    assert name.startswith("政策问答-向新进军")
    assert name.endswith(".docx")
    for sentence in shown:
        assert any(line.startswith(f"{sentence} [") for line in lines)
    assert any(line.startswith("[1] 《") and "2023-07-06" in line for line in lines)
    assert words("refusal_title") in lines
    name, file = exported(visitor, "md")
    tokens = MarkdownIt("commonmark").parse(file.decode())
    texts = ["".join(part.content for part in token.children or ()) for token in tokens]
    for sentence in shown:
        assert any(text.startswith(f"{sentence} [") for text in texts)
    assert f"1. {QUESTION}" in texts
    assert visitor.errors == []


@pytest.mark.browser
def test_nothing_is_written_of_an_empty_conversation(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.locator("#talk-export").click()
    visitor.page.get_by_text(words("script_talk_empty")).wait_for()
    assert visitor.page.get_by_role("dialog").count() == 0


@pytest.mark.browser
def test_on_paper_stands_the_conversation_in_black_on_white_without_controls(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit(dark=True)
    visitor.ask(QUESTION)
    page = visitor.page
    page.emulate_media(media="print")
    page.locator("html.printing").wait_for()
    page.screenshot(path=tmp_path / "paper.png", full_page=True)
    for hidden in ("#header", "#talk-bar", "#question", "#source-panel", ".actions"):
        assert not page.locator(hidden).first.is_visible()
    for shown in (".question", ".sentence", ".sentence .cite", ".references .facts"):
        seen = page.locator(f"#chat {shown}").first
        assert seen.is_visible()
        assert seen.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.locator("html:not(.printing)").wait_for()
    assert page.locator(".dark").count() > 0
    assert page.locator("#question textarea").is_visible()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/export?format=md", b'[{"question": "a", "refused": true}]', 200),
        ("/export?format=exe", b'[{"question": "a", "refused": true}]', 422),
        ("/export?format=md", b"[]", 422),
        ("/export?format=md", b"no", 422),
        ("/export?format=md", b'[{"question": "' + b"x" * 6_000_000 + b'"}]', 413),
    ],
)
def test_the_route_writes_conversations_only(
    server: str, path: str, body: bytes, status: int
) -> None:
    address = urlsplit(server)
    connection = HTTPConnection(address.netloc, timeout=60)
    connection.request("POST", path, body)
    answer = connection.getresponse()
    assert answer.status == status
    assert ("content-disposition" in answer.headers) == (status == 200)
    connection.close()
