"""A visitor of the page with a real browser, and the server that he visits."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from qa.page.address import read_source_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Locator, Page

    from index.types import Document

QUESTION = "“向新进军”是什么"
OTHER_QUESTION = "联系电话是多少"
OFF_TOPIC = "明天义乌会下雨吗"
NOT_ANSWERED = "晶澳的股价是多少"  # its company is named here, its shares are not
HOSTILE_QUESTION = "安全检查每季度进行一次吗"

ATTACK = "<script>document.title='pwned'</script>"
MARKUP = (
    f"一、安全检查每季度进行一次，{ATTACK}<img src=x onerror=alert(1)> $$x^2$$ **不打招呼** "
    "[点这里](javascript:alert(1)) {{7*7}} ${7*7} </article> &lt;。"
)
# Of all readers this one changes least: what stands in a record is shown as it stands.
HOSTILE_RECORD = {
    "id": "h<b>1</b>/..",
    "title": f"关于做好**安全**检查{ATTACK}工作的通知",
    "text": MARKUP,
}

DISPUTED = "夜间停车每小时收费多少"
FEES = [
    {"id": "fee-2019", "title": "停车管理办法", "issuer": "义乌市人民政府",
     "published": "2019-03-01", "text": "第一条 夜间停车每小时收费五元，由市城管局负责收取。"},
    {"id": "fee-2023", "title": "关于停车收费的通知", "issuer": "义乌市城市管理局",
     "published": "2023-05-01", "text": "一、夜间停车每小时收费三元。\n二、停车场应当公示收费标准。"},
]  # fmt: skip

START_SECONDS = 120
PATIENCE = 90_000  # milliseconds: the server, the browser and other tests share two cores
DESKTOP = (1280, 800)
TELEPHONE = (360, 740)
EDITOR_PASSWORD = "correct horse"

# The server


def make_home(folder: Path, founding_page: Path) -> Path:
    """A small knowledge base: not empty, so that the server imports no samples into it."""
    hostile = folder / "hostile.jsonl"
    lines = [json.dumps(each, ensure_ascii=False) for each in (HOSTILE_RECORD, *FEES)]
    hostile.write_text("\n".join(lines), encoding="utf-8")
    with KnowledgeBase.open(folder / "home") as kb:
        summary = kb.add([founding_page, hostile], encode=False)
    assert len(summary.added) == 4
    return folder / "home"


@contextmanager
def serving(home: Path, repository: Path, *, port: int = 0, **environment: str) -> Iterator[str]:
    """The address of pages served by ``policy-qa serve`` in a process of its own.

    ``port`` 0 is any that is free.
    """
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    command = "from qa.cli import main; main()"
    arguments = ["serve", "--home", str(home), "--port", str(port)]
    # A proxy that answers nothing: whatever would leave the machine fails and shows in the log.
    settings = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "POLICY_QA_EDITOR_PASSWORD": EDITOR_PASSWORD,
    }
    log = home.parent / f"server-{port}.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments],
            cwd=repository,
            env=os.environ | settings | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            code = process.wait(timeout=60)
    assert code == 0, f"the server did not end cleanly:\n{log.read_text('utf-8')[-3000:]}"


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if get(address)[0] == 200:
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    pytest.fail(f"the page did not start; its log:\n{log.read_text('utf-8')[-3000:]}")


def get(address: str) -> tuple[int, str]:
    """Status and body, asked for directly, without a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


# The browser


class Visitor:
    """A visitor with a browser profile of his own, and all that his browser asked for."""

    def __init__(self, context: BrowserContext, server: str, *, empty: bool = True) -> None:
        """``empty``: the page begins with an empty chat, and thus with examples."""
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.goto(server)
        self.box.wait_for()
        if empty:
            self.examples.first.wait_for()

    @property
    def box(self) -> Locator:
        return self.page.locator("#question textarea")

    @property
    def examples(self) -> Locator:
        return self.page.locator("#chat button.example")

    @property
    def answers(self) -> Locator:
        return self.page.locator("#chat :is(.answer:has(.references), .refusal, .problem)")

    @property
    def source(self) -> Locator:
        return self.page.locator("#source-panel .source")

    def ask(self, question: str) -> Locator:
        """Ask, wait for the whole answer, and return it."""
        before = self.answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        answer = self.answers.nth(before)
        answer.wait_for()
        return answer

    def marked(self) -> str:
        """The words marked in the source, its lines joined."""
        self.source.locator("mark").first.wait_for()
        return "\n".join(self.source.locator("mark").all_text_contents())

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.body.clientWidth")
        )


def quoted(link: Locator, documents: dict[str, Document]) -> str:
    """The words that a citation's link names, read from the knowledge base."""
    address = read_source_address(link.get_attribute("href"))
    return documents[address.document_id].text[address.start : address.end]


def lines_of(text: str) -> str:
    return re.sub(r"\n+", "\n", text).strip("\n")


IN_VIEW = """element => {
    const box = element.getBoundingClientRect();
    const panel = document.querySelector("#source-panel").getBoundingClientRect();
    return box.top >= panel.top && box.top < Math.min(panel.bottom, window.innerHeight) - 10
        && box.top >= 0 && box.left >= 0 && box.width > 0;
}"""
