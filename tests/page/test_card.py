"""The card of a citation, by mouse, keyboard and touch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from qa.page import messages
from qa.page.card import LONGEST_QUOTE, card_quote
from qa.page.strings import ENGLISH, SIMPLIFIED, words_in
from qa.types import Answer, AnswerSentence, Citation
from tests.page.visitor import (
    DESKTOP,
    DISPUTED,
    HOSTILE_QUESTION,
    MARKUP,
    OTHER_QUESTION,
    QUESTION,
    TELEPHONE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.page.visitor import Visitor

words = words_in(SIMPLIFIED)

INSIDE = """card => {
    const box = card.getBoundingClientRect();
    return box.top >= 0 && box.left >= 0 && box.bottom <= window.innerHeight
        && box.right <= document.documentElement.clientWidth && box.width > 0;
}"""
ON_TOP = """card => {
    const box = card.getBoundingClientRect();
    const corners = [[box.left + 9, box.top + 9], [box.right - 9, box.bottom - 9]];
    return corners.every(([x, y]) => card.contains(document.elementFromPoint(x, y)));
}"""
FOCUSED = "element => element === document.activeElement"


def card(visitor: Visitor) -> Locator:
    return visitor.page.locator("#citation-card")


@pytest.mark.browser
def test_the_mouse_on_a_citation_shows_its_quote_and_document_and_may_move_onto_the_card(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    answer = visitor.ask(OTHER_QUESTION)
    visitor.page.context.set_offline(True)  # all of it is there already
    answer.locator(".sentence a.cite").first.hover()
    shown = card(visitor)
    shown.wait_for()
    assert shown.locator("b").all_inner_texts() == ["0579-85236028"]
    text = shown.inner_text()
    reference = answer.locator(".references li").first
    for fact in (
        reference.locator(".reference-title").inner_text(),
        "市開發區管委會",
        words("day_published", day="2023-07-06"),
        words("script_card_open"),
    ):
        assert fact in text
    assert shown.evaluate(INSIDE)
    assert shown.evaluate(ON_TOP)
    shown.locator(".card-quote").hover()
    visitor.page.wait_for_timeout(600)  # longer than a card stays when it is left
    assert shown.is_visible()
    visitor.page.keyboard.press("Escape")
    assert not shown.is_visible()
    answer.locator(".sentence a.cite").first.hover()
    shown.wait_for()
    visitor.page.mouse.move(5, 5)
    shown.wait_for(state="hidden")
    assert visitor.errors == []


@pytest.mark.browser
def test_the_keyboard_shows_the_card_and_enter_opens_the_source_at_once(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    links = visitor.ask(DISPUTED).locator("a.cite")
    visitor.box.focus()
    for _ in range(40):
        visitor.page.keyboard.press("Shift+Tab")
        if links.first.evaluate(FOCUSED):
            break
    shown = card(visitor)
    first = shown.inner_text()
    assert "夜间停车每小时收费" in first
    visitor.page.keyboard.press("Escape")
    assert not shown.is_visible()
    assert links.first.evaluate(FOCUSED)
    visitor.page.keyboard.press("Tab")
    assert shown.is_visible()
    assert shown.inner_text() != first
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Enter")
    visitor.source.locator("mark").first.wait_for()
    assert not shown.is_visible()
    visitor.page.keyboard.press("Escape")
    assert links.first.evaluate(FOCUSED)
    assert not shown.is_visible()
    assert visitor.errors == []


@pytest.mark.browser
def test_a_touch_shows_the_card_and_its_link_opens_the_source(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(TELEPHONE)
    link = visitor.ask(QUESTION).locator(".sentence a.cite").first
    link.tap()
    shown = card(visitor)
    shown.wait_for()
    assert visitor.source.count() == 0
    assert shown.evaluate(INSIDE)
    assert shown.evaluate(ON_TOP)
    visitor.page.locator("#status").tap()
    shown.wait_for(state="hidden")
    link.tap()
    shown.locator(".card-open").tap()
    assert "人工智能、新型智能終端" in visitor.marked()
    assert not shown.is_visible()
    visitor.source.locator(".back").tap()
    assert link.evaluate(FOCUSED)
    link.tap()
    link.tap()
    visitor.source.locator("mark").first.wait_for()
    assert visitor.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [(320, 480), DESKTOP], ids=["narrow", "desktop"])
def test_no_card_leaves_the_window_and_none_stays_without_its_citation(
    visit: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    visitor = visit(size)
    answer = visitor.ask(HOSTILE_QUESTION)
    shown = card(visitor)
    for link in answer.locator("a.cite").all():
        link.hover()
        shown.wait_for()
        assert shown.evaluate(INSIDE)
        assert shown.locator("img, script").count() == 0
        visitor.page.mouse.move(2, 2)
        shown.wait_for(state="hidden")
    assert visitor.sideways() <= 0
    link = answer.locator("a.cite").last
    link.hover()
    shown.wait_for()
    assert MARKUP[:40] in shown.inner_text()
    answer.evaluate("answer => answer.remove()")
    shown.wait_for(state="hidden")
    assert visitor.errors == []


@pytest.mark.browser
def test_screen_readers_are_told_where_a_citation_leads(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    answer = visitor.ask(DISPUTED)
    named = answer.locator(".sentence").get_by_role("link", name="[1] 《", exact=False)
    assert named.first.get_attribute("title") is None
    assert "第一条" in str(named.first.get_attribute("aria-label"))
    named.first.hover()
    card(visitor).wait_for()
    described = str(named.first.get_attribute("aria-describedby"))
    assert "夜间停车" in visitor.page.locator(f"#{described}").inner_text()
    visitor.page.goto(visitor.page.url.split("#")[0] + "?lang=en")
    visitor.answers.first.wait_for()  # the talk as it was
    visitor.ask(DISPUTED).locator(".sentence a.cite").first.hover()
    card(visitor).wait_for()
    assert words_in(ENGLISH)("script_card_open") in card(visitor).inner_text()


# What the message carries for it


def citation(quote: str, spans: tuple[tuple[int, int], ...] = ()) -> Citation:
    return Citation(
        1, "law", "劳动法", "", "", "", None, "", "", "", quote, 100, 100 + len(quote), spans
    )


def test_a_quote_that_the_answer_shows_already_is_not_sent_again() -> None:
    quote = "第二十一条 试用期不得超过六个月。\n应当书面约定。"
    first, second = "第二十一条 试用期不得超过六个月。", "应当书面约定。"
    shown = (AnswerSentence(first, (1,)), AnswerSentence(second, (1,)))
    assert card_quote(citation(quote), shown) == ""
    assert card_quote(citation(quote), shown[:1]) != ""
    assert card_quote(citation(quote), (replace(shown[0], text="不超过半年。"),)) != ""
    answer = Answer(
        "问", refused=False, confidence=1, sentences=shown, citations=(citation(quote),)
    )
    assert not BeautifulSoup(messages.answer_message(words, answer), "html.parser").select(".quote")


def test_a_long_quote_is_cut_around_the_words_that_answer() -> None:
    quote = "前" * 300 + "六个月" + "后" * 300
    found = BeautifulSoup(card_quote(citation(quote, ((400, 403),)), ()), "html.parser")
    text = found.get_text()
    assert len(text.replace("……", "")) == LONGEST_QUOTE
    assert text.startswith("……前")
    assert text.endswith("后……")
    assert [bold.get_text() for bold in found.select("b")] == ["六个月"]
    whole = BeautifulSoup(card_quote(citation("甲<b>乙"), ()), "html.parser")
    assert whole.get_text() == "甲<b>乙"
