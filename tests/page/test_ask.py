"""Asking: filters, how sure an answer is, why its documents, what to ask next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qa.page.asked import WHY, Asked, Typed, read_asked
from qa.page.filters_set import set_chips, wrong_filters
from qa.page.strings import ENGLISH, LANGUAGES, SIMPLIFIED, words_in
from qa.page.sureness import Sureness, sureness
from qa.retrieve import WEIGHTS
from tests.page.visitor import (
    DESKTOP,
    DISPUTED,
    NOT_ANSWERED,
    OTHER_QUESTION,
    QUESTION,
    TELEPHONE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from index.types import Document
    from tests.page.visitor import Visitor

words = words_in(SIMPLIFIED)
SMALL = (320, 640)


def open_filters(visitor: Visitor) -> None:
    visitor.page.locator("#filter-open").click()
    visitor.page.locator("#filter-panel").wait_for()


def set_now(visitor: Visitor) -> Locator:
    return visitor.page.locator("#filters-set .chip")


# Filters


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(since="昨天"), "since"),
        (Typed(until="2023-13"), "until"),
        (Typed(as_of="2023-02-30"), "as_of"),
        (Typed(since="2024", until="2023"), "until"),
        (Typed(place="火星"), "place"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_that_cannot_hold_is_named_with_what_was_typed(
    language: str, typed: Typed, field: str
) -> None:
    spoken = words_in(language)
    ((wrong, why),) = wrong_filters(spoken, typed).items()
    assert wrong == field
    assert getattr(typed, field) in why
    assert why in set_chips(spoken, typed)


def test_filters_that_hold_are_not_called_wrong() -> None:
    assert not wrong_filters(
        words, Typed(place="义乌", since="2023", until="2023年5月", as_of="2020-01-01")
    )


@pytest.mark.browser
@pytest.mark.parametrize("size", [SMALL, TELEPHONE, DESKTOP], ids=["small", "telephone", "desktop"])
def test_the_controls_lie_over_the_chat_which_keeps_most_of_the_window(
    visit: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    visitor = visit(size)
    before = visitor.page.locator("#chat").bounding_box()
    assert before is not None
    assert before["height"] > 0.5 * size[1]
    assert not visitor.page.locator("#filter-panel").is_visible()
    button = visitor.page.locator("#filter-open")
    assert button.get_attribute("aria-expanded") == "false"
    open_filters(visitor)
    assert button.get_attribute("aria-expanded") == "true"
    assert visitor.page.locator("#chat").bounding_box() == before
    for name in ("issuer", "place", "kind", "validity", "since", "until", "as_of"):
        control = visitor.page.locator(f"#filter-{name} :is(input, textarea)")
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= size[0]
        assert 0 <= box["y"] < box["y"] + box["height"] <= size[1]
    assert visitor.sideways() <= 0
    visitor.page.locator("#filter-since :is(input, textarea)").focus()
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.locator("#filter-panel").is_visible()
    assert visitor.page.evaluate("document.activeElement.id") == "filter-open"


@pytest.mark.browser
def test_what_is_set_is_a_chip_that_holds_for_the_question_and_can_be_removed(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    assert words("filters_none") in visitor.page.locator("#filters-set").inner_text()
    open_filters(visitor)
    visitor.page.locator("#filter-since :is(input, textarea)").fill("2020")
    visitor.page.locator("#filter-as_of :is(input, textarea)").fill("2024-06-01")
    set_now(visitor).nth(1).wait_for()
    labels = [text.split("\n")[0] for text in set_now(visitor).all_inner_texts()]
    assert labels == [
        words("filter_set_since", value="2020"),
        words("filter_set_as_of", value="2024-06-01"),
    ]
    answer = visitor.ask(DISPUTED)
    chips = " ".join(answer.locator("a.chip").all_inner_texts())
    assert "2020-01-01 起" in chips
    assert "2024-06-01" in chips
    assert "五元" not in answer.locator(".sentence").first.inner_text()
    visitor.page.get_by_role(
        "button", name=words("filter_unset", filter=words("filter_since"))
    ).click()
    set_now(visitor).nth(1).wait_for(state="detached")
    assert set_now(visitor).count() == 1
    open_filters(visitor)
    assert visitor.page.locator("#filter-since :is(input, textarea)").input_value() == ""
    visitor.page.locator("#filter-clear").click()
    set_now(visitor).first.wait_for(state="detached")
    assert visitor.ask(DISPUTED).locator("a.chip").count() == 0
    assert visitor.errors == []


@pytest.mark.browser
def test_the_law_of_a_day_leaves_out_what_came_later(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    open_filters(visitor)
    visitor.page.locator("#filter-as_of :is(input, textarea)").fill("2020-01-01")
    shown = visitor.ask(DISPUTED).inner_text()
    assert "五元" in shown
    assert "三元" not in shown
    day = words("refusal_as_of", day="2020-01-01")
    assert day not in shown
    assert day in visitor.ask(NOT_ANSWERED).inner_text()


@pytest.mark.browser
def test_a_date_that_is_none_is_explained_before_and_after_asking(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    open_filters(visitor)
    visitor.page.locator("#filter-as_of :is(input, textarea)").fill("昨天")
    wrong = visitor.page.locator("#filters-set .chip.wrong")
    wrong.wait_for()
    why = words("filter_wrong_day", field=words("filter_as_of"), value="昨天")
    assert why in wrong.inner_text()
    problem = visitor.ask(QUESTION)
    assert problem.evaluate("element => element.matches('.problem')")
    assert why in problem.inner_text()


# How sure


def test_the_words_for_a_confidence_follow_it() -> None:
    said = [sureness(each / 100) for each in range(15, 101)]
    assert [s for i, s in enumerate(said) if i == 0 or said[i - 1] is not s] == [
        Sureness.TO_CHECK,
        Sureness.FOUNDED,
        Sureness.WELL_FOUNDED,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sureness_and_every_part_of_a_score_has_plain_words(language: str) -> None:
    spoken = words_in(language)
    keys = [f"sure_{each}" for each in Sureness]
    keys += [f"why_signal_{name.replace(' ', '_')}" for name in WEIGHTS]
    for key in keys:
        assert spoken(key)
        assert spoken(f"{key}_note")
        assert not re.search(r"\d\.\d|%", spoken(f"{key}_note"))


@pytest.mark.browser
def test_an_answer_says_in_words_how_sure_it_is_and_what_that_means_when_asked(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    answer = visitor.ask(QUESTION)
    sure = answer.locator("details.sure")
    assert sure.locator("summary").inner_text() in {words(f"sure_{each}") for each in Sureness}
    assert not sure.locator("p").is_visible()
    sure.locator("summary").focus()
    visitor.page.keyboard.press("Enter")
    assert sure.locator("p").is_visible()
    assert visitor.ask(NOT_ANSWERED).locator("details.sure").count() == 0


# Why


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_why_opens_beside_the_chat_on_demand_and_leads_back(
    visit: Callable[..., Visitor], documents: dict[str, Document], size: tuple[int, int]
) -> None:
    visitor = visit(size)
    answer = visitor.ask(QUESTION)
    assert len(answer.inner_html()) < 8_000
    link = answer.locator("a.why")
    link.click()
    view = visitor.page.locator("#source-panel .why-view")
    view.wait_for()
    shown = view.inner_text()
    assert QUESTION in shown
    assert words("why_signal_passage_note") in shown
    assert "向新进军" in shown
    assert re.search(r"\d\.\d\d", shown)
    hit = view.locator(".why-hit a.source-link").first
    assert hit.inner_text() in {document.title for document in documents.values()}
    assert visitor.sideways() <= 0
    view.locator(".back").click()
    assert link.evaluate("element => element === document.activeElement")
    link.click()
    hit.click()
    visitor.source.locator("mark").first.wait_for()
    assert visitor.errors == []


@pytest.mark.browser
def test_why_explains_a_follow_up_after_the_turns_that_it_followed(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.ask("2019年停车管理办法里夜间停车每小时收费多少")
    follow_up = visitor.ask("那白天呢")
    understood = follow_up.locator(".understood")
    visitor.ask(QUESTION)
    follow_up.locator("a.why").click()
    view = visitor.page.locator("#source-panel .why-view")
    view.wait_for()
    assert understood.count() == 1
    assert "停车" in view.locator(".bar-facts").inner_text()


def test_what_an_answer_was_asked_with_survives_its_link_to_why() -> None:
    asked = Asked("问", Typed(as_of="2020"), after=3)
    assert read_asked(asked.link(WHY), WHY) == asked
    with pytest.raises(ValueError, match="expected #why/"):
        read_asked(asked.link(), WHY)


# Languages


@pytest.mark.browser
def test_filters_sureness_and_reasons_speak_english_to_who_reads_it(
    visit: Callable[..., Visitor],
) -> None:
    english = words_in(ENGLISH)
    visitor = visit()
    visitor.page.goto(visitor.page.url.split("?")[0] + f"?lang={ENGLISH}")
    visitor.examples.first.wait_for()
    assert visitor.page.locator("#filter-open").inner_text() == english("filters")
    answer = visitor.ask(OTHER_QUESTION)
    assert answer.locator(".sure summary").inner_text() in {
        english(f"sure_{each}") for each in Sureness
    }
    answer.locator("a.why").click()
    view = visitor.page.locator("#source-panel .why-view")
    view.wait_for()
    assert english("why_meanings") in view.inner_text()
    assert english("why_note") in view.inner_text()
