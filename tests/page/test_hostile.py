"""A hundred documents by someone who means harm: shown as text everywhere, and nothing happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from index import KnowledgeBase
from qa.page.address import SourceAddress
from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import DESKTOP, TELEPHONE, Visitor, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from index.types import Document

words = words_in(SIMPLIFIED)

MATTERS = ("消防", "食品", "燃气", "电梯", "校车")
ATTACKS = (
    "<script>document.title='pwned';window.pwned=1</script>",
    "<img src=http://evil.example/x.png onerror=window.pwned=1>",
    "<svg onload=window.pwned=1><a href=//evil.example>x</a></svg>",
    "<iframe src=http://evil.example></iframe><base href=//evil.example>",
    "![图](http://evil.example/beacon.png)",
    "[点击](javascript:window.pwned=1)",
    "<a href=javascript:window.pwned=1 autofocus onfocus=window.pwned=1>x</a>",
    '" onmouseover="window.pwned=1" style="position:fixed;inset:0',
    "' autofocus onfocus='window.pwned=1",
    "<style>*{display:none}@import url(//evil.example/x.css)</style>",
    "</p></div></article></details><h1>pwned</h1>",
    "{{7*7}}${7*7}{%raw%}#{7*7}<%=7*7%>",
    "$$\\href{javascript:window.pwned=1}{x}$$`code`",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;&#x3c;b&#x3e;",
    "\u202egnp.exe\u2066\u200f倒",  # turns what follows round
    "零\u200b宽\u200d字\ufeff符\u2060\u00ad",
    "长" * 10_000,  # of the first matter; shorter in the others, which are many
    "W" * 10_000,
    "# 标题 **粗** ~~删~~ | 表 | ---",
    "#source/../../1-2 #why/%7B%7D #back \\u003cscript\\u003e",
)  # fmt: skip
ASKED: Final = [f"{matter}检查每季度进行一次吗" for matter in MATTERS]
PERIODS = ("每季度", "每半年", "每月", "每年", "每周")
# What none of them may become in the page.
FOREIGN: Final = (
    ":is(#chat, #source-panel, #filters-set, #citation-card)"
    " :is(img, script, iframe, object, embed, base, style, form, h1, strong, em, code, del, .katex)"
    ":not(svg *)"  # Gradio's own icons
)
# Text with a sign that turns round what follows, in nothing that keeps it from what is not its own.
TURNING: Final = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector('#workspace'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const part = walker.currentNode.parentElement;
        if (walker.currentNode.data.includes('\\u202e') && !part.closest('bdi, .source-text p, .card-quote, dd, .question, nav a, script'))
            found.push(part.outerHTML.slice(0, 200));
    }
    return found;
}"""
INSIDE: Final = """() => ['#source-panel', '#chat .bubble-wrap', '#conversation', '#filters']
    .map(name => document.querySelector(name))
    .filter(part => part && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.id || part.className)"""


def record(number: int) -> dict[str, str]:
    attack, matter = ATTACKS[number % len(ATTACKS)], MATTERS[number // len(ATTACKS)]
    attack = attack if number < len(ATTACKS) else attack[:600]
    period = PERIODS[number % len(PERIODS)]
    return {
        "id": f"doc-{number}/{attack[:40]}",
        "title": f"关于{matter}{attack}检查的通知",
        "issuer": f"某市{matter}{attack}局"[:120],
        "document_number": f"某{attack[:60]}〔2023〕{number}号",
        "published": "2023-05-01",
        "url": "javascript:window.pwned=1" if number % 2 else f"http://evil.example/{attack[:60]}",
        "text": f"一、{matter}检查{period}进行一次，{attack}。\n问：{matter}{attack[:24]}怎么申请？\n答：向{matter}局申请，{attack}。",
    }  # fmt: skip


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    lines = [json.dumps(record(n), ensure_ascii=False) for n in range(100)]
    (folder / "hostile.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with KnowledgeBase.open(folder / "home") as kb:
        assert len(kb.add([folder / "hostile.jsonl"], encode=False).added) == 100
    return folder / "home"


@pytest.fixture(scope="module")
def hostile_documents(hostile_home: Path) -> list[Document]:
    with KnowledgeBase.open(hostile_home) as kb:
        return [kb.document(row.id) for row in kb.documents()]


@pytest.fixture(scope="module")
def hostile_server(hostile_home: Path, repository: Path) -> Iterator[str]:
    with serving(hostile_home, repository) as address:
        yield address


@pytest.fixture
def come(browser: Browser, hostile_server: str) -> Iterator[Callable[..., Visitor]]:
    contexts: list[BrowserContext] = []

    def come(size: tuple[int, int]) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            has_touch=size == TELEPHONE,
        )
        contexts.append(context)
        return Visitor(context, hostile_server)

    yield come
    for context in contexts:
        context.close()


def assert_nothing_happened(visitor: Visitor) -> None:
    page = visitor.page
    assert visitor.errors == []
    assert page.evaluate("window.pwned") is None
    assert page.title() == words("title")
    assert page.locator(FOREIGN).count() == 0
    assert visitor.sideways() <= 0
    assert page.evaluate(INSIDE) == []
    assert page.evaluate(TURNING) == []
    hosts = {urlsplit(url).hostname for url in visitor.requests if not url.startswith("data:")}
    assert hosts == {"127.0.0.1"}


def open_source(visitor: Visitor, document: Document) -> None:
    """Follow a link to a document as a message has it."""
    start = document.text.index("检查")
    address = str(SourceAddress(document.id, start, start + 40))
    visitor.page.evaluate(
        """address => {
            const link = document.createElement('a');
            link.href = address;
            document.body.append(link);
            link.click();
            link.remove();
        }""",
        address,
    )
    visitor.page.wait_for_function(
        "address => document.querySelector('#source-panel .source')?.dataset.address === address",
        arg=address,
    )


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_hostile_answers_reasons_and_suggestions_are_text(
    come: Callable[..., Visitor], tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = come(size)
    assert_nothing_happened(visitor)
    cited = set()
    for question in ASKED:
        answer = visitor.ask(question)
        cited |= {link.get_attribute("href") for link in answer.locator("a.cite").all()}
        assert_nothing_happened(visitor)
    assert len(cited) >= len(ASKED)
    visitor.page.screenshot(path=tmp_path / "answer.png")
    last = visitor.answers.last
    link = last.locator(".sentence a.cite").first
    link.hover()
    link.focus()
    visitor.page.wait_for_timeout(400)  # what a mouse or the focus shows after a while
    assert_nothing_happened(visitor)
    last.locator("a.why").click()
    visitor.page.locator("#source-panel .why-view").wait_for()
    assert_nothing_happened(visitor)
    visitor.page.screenshot(path=tmp_path / "why.png")
    visitor.page.locator("#source-panel .back").click()
    suggestion = last.locator("a.suggestion").first
    asked = suggestion.inner_text()
    suggestion.click()
    visitor.answers.nth(len(ASKED)).wait_for()
    assert visitor.page.locator("#chat .question").last.inner_text() == asked
    assert asked not in visitor.answers.last.locator("a.suggestion").all_inner_texts()
    assert_nothing_happened(visitor)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("size", "every"), [(DESKTOP, 3), (TELEPHONE, 7)], ids=["desktop", "telephone"]
)
def test_every_hostile_source_shows_its_characters_and_does_nothing(
    come: Callable[..., Visitor],
    hostile_documents: list[Document],
    tmp_path: Path,
    size: tuple[int, int],
    every: int,
) -> None:
    visitor = come(size)
    for document in hostile_documents[::every]:
        open_source(visitor, document)
        text = visitor.source.locator(".source-text").text_content()
        assert text == document.text.replace("\n", "").replace("\r", " ")
        assert visitor.source.locator("h2").text_content() == document.title
        assert visitor.source.locator('a[href^="javascript:" i]').count() == 0
        assert visitor.page.evaluate(INSIDE) == []
        assert visitor.page.evaluate(TURNING) == []
    visitor.page.screenshot(path=tmp_path / "source.png")
    assert_nothing_happened(visitor)


@pytest.mark.browser
def test_hostile_values_of_filters_are_text(come: Callable[..., Visitor], tmp_path: Path) -> None:
    visitor = come(TELEPHONE)
    visitor.page.locator("#filter-open").click()
    box = visitor.page.locator("#filter-issuer input")
    box.click()
    visitor.page.get_by_role("option").nth(1).wait_for()
    visitor.page.screenshot(path=tmp_path / "options.png")
    assert visitor.sideways() <= 0
    visitor.page.get_by_role("option").filter(has_text="onerror").first.click()
    visitor.page.locator("#filters-set .chip").wait_for()
    answer = visitor.ask(ASKED[0])
    assert "onerror" in answer.locator("a.chip").first.inner_text()
    visitor.page.screenshot(path=tmp_path / "chips.png")
    assert_nothing_happened(visitor)
