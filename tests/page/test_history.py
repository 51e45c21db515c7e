"""Earlier conversations: kept in the visitor's browser, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.page.strings import ENGLISH, SIMPLIFIED, words_in
from tests.page.visitor import (
    DESKTOP,
    OFF_TOPIC,
    OTHER_QUESTION,
    QUESTION,
    Visitor,
    make_home,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser
words = words_in(SIMPLIFIED)

FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {get() { throw new DOMException("no", "SecurityError"); }});"""


def asked(visitor: Visitor) -> list[str]:
    return [text.strip() for text in visitor.page.locator("#chat .question").all_inner_texts()]


def reload(visitor: Visitor, questions: int) -> None:
    visitor.page.reload()
    visitor.box.wait_for()
    if questions:
        visitor.page.locator("#chat .question").nth(questions - 1).wait_for()


def history(visitor: Visitor) -> Locator:
    visitor.page.locator("#talk-history").click()
    dialog = visitor.page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


def begin_anew(visitor: Visitor) -> None:
    visitor.page.locator("#talk-begin").click()
    visitor.examples.first.wait_for()


def stored(visitor: Visitor) -> int:
    """Characters of turns that the browser keeps."""
    return int(
        visitor.page.evaluate(
            "Object.entries(localStorage).filter(([key]) => key.startsWith('policy-qa:turn:'))"
            ".reduce((sum, [, value]) => sum + value.length, 0)"
        )
    )


def test_a_conversation_outlives_a_reload_a_restart_and_another_language(
    browser: Browser, tmp_path: Path, founding_page: Path, repository: Path
) -> None:
    home = make_home(tmp_path, founding_page)
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    with serving(home, repository) as server:
        visitor = Visitor(context, server)
        visitor.ask(QUESTION)
        visitor.ask(OFF_TOPIC)
        visitor.page.wait_for_function("Object.keys(localStorage).length >= 2")
        reload(visitor, 2)
        assert asked(visitor) == [QUESTION, OFF_TOPIC]
        visitor.page.goto("about:blank")  # an open page reloads itself when its server is back
    with serving(home, repository, port=int(server.rpartition(":")[2])):
        visitor.page.goto(server)
        visitor.page.locator("#chat .question").nth(1).wait_for()
        assert asked(visitor) == [QUESTION, OFF_TOPIC]
        assert visitor.page.locator("#chat a.cite").count() > 0
        visitor.page.locator("#languages a[lang=en]").click()
        visitor.page.wait_for_function("document.documentElement.lang === 'en'")
        visitor.page.locator("#chat .question").nth(1).wait_for()
        assert asked(visitor) == [QUESTION, OFF_TOPIC]
        assert visitor.page.locator("#talk-begin").inner_text() == words_in(ENGLISH)("talk_begin")
        follow_up = visitor.ask(OTHER_QUESTION)
        assert "0579-85236028" in follow_up.inner_text()
        assert visitor.errors == []
    context.close()


def test_earlier_conversations_are_listed_opened_and_deleted(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit()
    visitor.ask(QUESTION)
    begin_anew(visitor)
    visitor.ask(OTHER_QUESTION)
    visitor.ask(OFF_TOPIC)
    rows = history(visitor).locator(".talk-list li")
    assert rows.locator(".talk-title").all_inner_texts() == [OTHER_QUESTION, QUESTION]
    assert words("script_history_current") in rows.first.inner_text()
    assert words("script_history_count", count=2) in rows.first.inner_text()
    visitor.page.screenshot(path=tmp_path / "history.png")
    rows.nth(1).locator(".talk-open").click()
    visitor.page.wait_for_function("document.querySelectorAll('#chat .question').length === 1")
    assert asked(visitor) == [QUESTION]
    name = words("script_history_delete", title=OTHER_QUESTION)
    dialog = history(visitor)
    dialog.get_by_role("button", name=name).click()
    dialog.get_by_role("button", name=words("script_history_undo")).click()
    dialog.get_by_role("button", name=name).click()
    visitor.page.keyboard.press("Escape")
    assert history(visitor).locator(".talk-title").all_inner_texts() == [QUESTION]
    visitor.page.keyboard.press("Escape")
    reload(visitor, 1)
    assert asked(visitor) == [QUESTION]
    assert visitor.errors == []


def test_all_conversations_are_deleted_only_when_it_is_confirmed(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit((320, 640))
    visitor.ask(QUESTION)
    dialog = history(visitor)
    delete = dialog.get_by_role("button", name=words("script_history_delete_all"))
    delete.click()
    assert words("script_history_sure", count=1) in dialog.inner_text()
    dialog.get_by_role("button", name=words("script_history_no")).click()
    assert stored(visitor) > 0
    delete.click()
    dialog.locator(".dangerous").click()
    visitor.examples.first.wait_for()
    assert stored(visitor) == 0
    reload(visitor, 0)
    visitor.examples.first.wait_for()
    assert asked(visitor) == []
    assert visitor.sideways() <= 0


def test_no_browser_sees_what_another_asked_and_no_old_turn_is_sent(
    visit: Callable[..., Visitor],
) -> None:
    one, other = visit(), visit()
    sent: list[str] = []
    one.page.on("request", lambda request: sent.append(request.post_data or ""))
    one.ask(QUESTION)
    begin_anew(one)
    one.ask(OFF_TOPIC)
    reload(one, 1)
    assert not any(QUESTION in body and OFF_TOPIC in body for body in sent)
    assert words("script_history_empty") in history(other).inner_text()


def test_a_long_conversation_sends_little_with_each_question(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.ask(QUESTION)
    sent: list[int] = []
    visitor.page.on("request", lambda request: sent.append(len(request.post_data or "")))
    for _ in range(4):
        visitor.ask(QUESTION)
    assert stored(visitor) > 4 * 3_000
    assert 0 < max(sent) < 4_000


def test_where_the_browser_keeps_nothing_the_page_still_works(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.add_init_script(FORBIDDEN)
    visitor = Visitor(context, server)
    visitor.ask(QUESTION)
    begin_anew(visitor)
    visitor.ask(OFF_TOPIC)
    assert asked(visitor) == [OFF_TOPIC]
    titles = history(visitor).locator(".talk-title").all_inner_texts()
    assert titles == [OFF_TOPIC, QUESTION]
    visitor.page.keyboard.press("Escape")
    assert visitor.errors == []
    context.close()


def test_the_oldest_turns_make_room_and_a_full_browser_breaks_nothing(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(DESKTOP)
    visitor.page.evaluate(
        """() => { for (let turn = 0; turn < 10; turn++) localStorage.setItem(
            `policy-qa:turn:old:00000000000${turn}-x`,
            JSON.stringify({question: `<p>${turn}</p>`, answer: "旧".repeat(299_900), record: null})); }"""
    )
    visitor.ask(QUESTION)
    visitor.page.wait_for_function("!localStorage.getItem('policy-qa:turn:old:000000000000-x')")
    kept = visitor.page.evaluate("Object.keys(localStorage).sort().join(' ')")
    assert "000000000000-x" not in kept
    assert "000000000009-x" in kept
    assert stored(visitor) <= 3_000_000
    visitor.page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
            let size = 4_000_000; while (size > 100) { try {
                localStorage.setItem(`others${Math.random()}`, "x".repeat(size));
            } catch { size = Math.floor(size / 2); } } }"""
    )
    visitor.ask(OFF_TOPIC)
    assert asked(visitor) == [QUESTION, OFF_TOPIC]
    assert visitor.errors == []


def test_what_stands_in_a_conversation_is_listed_as_text(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    question = "<img src=x onerror=alert(1)> <b>粗</b> "
    visitor.ask(f"{question}\u202e反")
    dialog = history(visitor)
    assert dialog.locator(".talk-title").inner_text() == f"{question}反"  # as it is searched
    assert dialog.locator("img, b").count() == 0
    assert visitor.errors == []
