"""An answer passed on by a link, and copied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from index import KnowledgeBase
from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import (
    DISPUTED,
    FEES,
    NOT_ANSWERED,
    QUESTION,
    Visitor,
    make_home,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser
words = words_in(SIMPLIFIED)

# Over plain http a browser has no clipboard of its own; what is copied is caught here.
CAUGHT = """document.addEventListener("copy", () => {
    window.copied = document.activeElement.value.slice(); });
    Object.defineProperty(navigator, "clipboard", {value: undefined});"""


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[str], Visitor]]:
    """Opens an address in a browser of its own."""
    contexts = []

    def open_(address: str) -> Visitor:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        context.add_init_script(CAUGHT)
        contexts.append(context)
        return Visitor(context, address, empty=False)

    yield open_
    for context in contexts:
        context.close()


def copied(visitor: Visitor, link: Locator) -> str:
    visitor.page.evaluate("window.copied = ''")
    link.click()
    visitor.page.wait_for_function("window.copied")
    return str(visitor.page.evaluate("window.copied"))


def shared_link(visitor: Visitor, at: int = 0) -> str:
    return copied(visitor, visitor.page.locator(".actions a[href^='#share/']").nth(at))


def sentences(visitor: Visitor) -> list[str]:
    return visitor.page.locator("#chat .sentence").all_inner_texts()


def test_a_shared_answer_is_shown_as_it_was_and_says_what_changed_since(
    opened: Callable[[str], Visitor], tmp_path: Path, founding_page: Path, repository: Path
) -> None:
    home = make_home(tmp_path, founding_page)
    with serving(home, repository) as server:
        giver = opened(server)
        giver.ask(DISPUTED)
        link = shared_link(giver)
        assert urlsplit(link).query.startswith("answer=")
        reader = opened(link)
        reader.page.locator(".shared-note").wait_for()
        assert sentences(reader) == sentences(giver)
        assert reader.page.locator(".shared-note p").count() == 1
        assert reader.page.locator(".judging").count() == 0
        assert "answer=" not in reader.page.url
        reader.page.reload()
        reader.page.locator(".shared-note").wait_for()

        changed = FEES[1] | {"text": FEES[1]["text"].replace("三元", "六元")}
        (tmp_path / "hostile.jsonl").write_text(json.dumps(changed, ensure_ascii=False), "utf-8")
        with KnowledgeBase.open(home) as kb:
            kb.remove([FEES[0]["id"]])
            kb.add([tmp_path / "hostile.jsonl"], encode=False)
        giver.page.wait_for_timeout(2_000)  # a reader of the index notices within a second
        later = opened(link)
        note = later.page.locator(".shared-note")
        note.wait_for()
        assert sentences(later) == sentences(giver)
        assert words("shared_removed", title=FEES[0]["title"]) in note.inner_text()
        assert words("shared_changed", title=FEES[1]["title"]) in note.inner_text()
        later.page.screenshot(path=tmp_path / "shared.png")
        note.get_by_role("link", name=words("shared_again")).click()
        later.page.locator("#chat .question").nth(1).wait_for()
        later.page.locator("#chat .answer", has_text="六元").first.wait_for()
        assert [*giver.errors, *reader.errors, *later.errors] == []


def test_where_nothing_is_kept_a_link_asks_the_question_and_nobody_can_judge(
    opened: Callable[[str], Visitor], tmp_path: Path, founding_page: Path, repository: Path
) -> None:
    home = make_home(tmp_path, founding_page)
    with serving(home, repository, POLICY_QA_KEEP_QUESTIONS="0") as server:
        giver = opened(server)
        giver.ask(QUESTION)
        assert giver.page.locator(".judging").count() == 0
        link = shared_link(giver)
        assert urlsplit(link).query.startswith("ask=")
        reader = opened(link)
        reader.answers.first.wait_for()
        assert reader.page.locator("#chat .question").all_inner_texts() == [QUESTION]
        assert sentences(reader) == sentences(giver)
        assert "ask=" not in reader.page.url
        assert [*giver.errors, *reader.errors] == []


@pytest.mark.parametrize("name", ["A" * 22, "", "../../x", "<script>alert(1)</script>"])
def test_a_link_that_leads_to_no_answer_says_so(
    opened: Callable[[str], Visitor], server: str, name: str
) -> None:
    reader = opened(f"{server}/?answer={quote(name)}")
    problem = reader.page.locator("#chat .problem")
    problem.wait_for()
    assert words("shared_unknown") in problem.inner_text()
    assert reader.ask(QUESTION).locator("a.cite").count() > 0
    assert reader.errors == []


def test_a_plain_question_in_a_link_is_asked(opened: Callable[[str], Visitor], server: str) -> None:
    reader = opened(f"{server}/?ask={quote(NOT_ANSWERED)}")
    reader.page.locator("#chat .refusal").wait_for()
    assert reader.page.locator("#chat .question").all_inner_texts() == [NOT_ANSWERED]


def test_an_answer_is_copied_with_its_references_without_a_clipboard_of_the_browser(
    opened: Callable[[str], Visitor], server: str
) -> None:
    visitor = opened(server)
    visitor.ask(QUESTION)
    text = copied(visitor, visitor.page.locator(".actions a[href^='#copy-answer/']"))
    first, *_, last = text.split("\n")
    assert first.endswith(" [1]")
    assert first.removesuffix(" [1]") in visitor.page.locator(".sentence").first.inner_text()
    assert last.startswith("[")
    assert "《" in last
    assert "2023-07-06" in last
    visitor.page.get_by_text(words("script_answer_copied")).wait_for()
