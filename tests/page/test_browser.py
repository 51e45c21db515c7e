"""The page as a visitor meets it: the real server, the real model, a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from qa.page.address import read_source_address
from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import (
    ATTACK,
    DESKTOP,
    DISPUTED,
    HOSTILE_QUESTION,
    HOSTILE_RECORD,
    IN_VIEW,
    MARKUP,
    NOT_ANSWERED,
    OFF_TOPIC,
    OTHER_QUESTION,
    QUESTION,
    TELEPHONE,
    get,
    lines_of,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from index.types import Document
    from tests.page.visitor import Visitor

words = words_in(SIMPLIFIED)


def test_no_handler_of_the_page_is_offered_as_an_api(server: str) -> None:
    status, body = get(f"{server}/gradio_api/info")
    assert status == 200
    assert json.loads(body) == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_no_file_of_the_machine_is_served(server: str, repository: Path, home: Path) -> None:
    database = next(path for path in home.iterdir() if path.is_file())
    for path in ("/etc/hosts", str(repository / "pyproject.toml"), "pyproject.toml", str(database)):
        assert get(f"{server}/gradio_api/file={path}")[0] in {403, 404}


@pytest.mark.browser
def test_an_answer_cites_and_its_citation_opens_the_source_at_the_quoted_words(
    visit: Callable[..., Visitor], documents: dict[str, Document]
) -> None:
    visitor = visit()
    answer = visitor.ask(QUESTION)
    assert "[1]" in answer.locator(".sentence").first.inner_text()
    link = answer.locator(".sentence a.cite").first
    link.click()
    assert visitor.marked() == lines_of(quoted(link, documents))
    assert "人工智能、新型智能終端" in visitor.marked()
    assert visitor.source.locator("mark").first.evaluate(IN_VIEW)
    shown = visitor.source.inner_text()
    for fact in ("市開發區管委會", "330782000000/2023-528872", "2023-07-06", "0579-85236028"):
        assert fact in shown
    assert "關于加強科技創新高質量推進創新型城市建設的若干意見" in (
        visitor.source.locator("h2").inner_text()
    )
    assert visitor.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_words_that_answer_are_bold_in_the_answer_and_in_its_source(
    visit: Callable[..., Visitor], tmp_path: Path, *, dark: bool
) -> None:
    visitor = visit(dark=dark)
    answer = visitor.ask(OTHER_QUESTION)
    bold = answer.locator(".sentence b")
    assert bold.all_inner_texts() == ["0579-85236028"]
    assert int(bold.evaluate("element => getComputedStyle(element).fontWeight")) >= 600
    link = answer.locator(".sentence a.cite").first
    assert read_source_address(link.get_attribute("href")).words
    link.click()
    marked = visitor.source.locator("mark b")
    marked.wait_for()
    assert marked.all_inner_texts() == ["0579-85236028"]
    assert int(marked.evaluate("element => getComputedStyle(element).fontWeight")) >= 600
    visitor.page.screenshot(path=tmp_path / "bold.png")
    assert words("day_published", day="2023-07-06") in answer.locator(".references").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_two_documents_that_disagree_are_both_given_and_it_is_said(
    visit: Callable[..., Visitor], tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = visit(size)
    answer = visitor.ask(DISPUTED)
    block = answer.locator(".contradiction")
    assert words("contradiction") in block.inner_text()
    references = answer.locator(".references").inner_text()
    assert words("day_published", day="2019-03-01") in references
    assert words("day_published", day="2023-05-01") in references
    for link, value in zip(block.locator("a.cite").all(), ("五元", "三元"), strict=True):
        address = link.get_attribute("href")
        link.click()
        shown = visitor.page.locator(f'#source-panel .source[data-address="{address}"]')
        shown.wait_for()
        assert shown.locator("mark b").all_inner_texts() == [value]
        shown.locator(".back").click()  # on a telephone it lies over the chat
    block.scroll_into_view_if_needed()
    visitor.page.screenshot(path=tmp_path / "contradiction.png")
    assert visitor.sideways() <= 0
    assert visitor.errors == []


@pytest.mark.browser
def test_a_citation_of_an_earlier_answer_still_opens_its_own_words(
    visit: Callable[..., Visitor], documents: dict[str, Document]
) -> None:
    visitor = visit()
    first = visitor.ask(QUESTION).locator(".sentence a.cite").first
    later = visitor.ask(OTHER_QUESTION).locator(".sentence a.cite").first
    assert first.inner_text() == later.inner_text() == "[1]"
    assert quoted(first, documents) != quoted(later, documents)
    for link in (later, first):
        link.click()
        address = link.get_attribute("href")
        visitor.page.locator(f'#source-panel .source[data-address="{address}"]').wait_for()
        assert visitor.marked() == lines_of(quoted(link, documents))


@pytest.mark.browser
def test_the_keyboard_alone_asks_opens_a_source_and_comes_back(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    answer = visitor.ask(QUESTION)
    link = answer.locator(".sentence a.cite").first
    for _ in range(30):
        visitor.page.keyboard.press("Shift+Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    visitor.page.keyboard.press("Enter")
    visitor.source.locator("mark").first.wait_for()
    visitor.page.wait_for_function("document.activeElement.matches('#source-panel .source')")
    visitor.page.keyboard.press("Escape")
    assert link.evaluate("element => element === document.activeElement")


@pytest.mark.browser
def test_a_refusal_says_what_was_searched_and_cites_nothing(visit: Callable[..., Visitor]) -> None:
    refusal = visit().ask(OFF_TOPIC)
    assert refusal.evaluate("element => element.matches('.refusal')")
    assert OFF_TOPIC in refusal.inner_text()
    assert words("refusal_title") in refusal.inner_text()
    assert refusal.locator(".cite").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_a_refusal_leads_to_the_nearest_document_and_to_a_telephone(
    visit: Callable[..., Visitor],
    documents: dict[str, Document],
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    visitor = visit(size)
    refusal = visitor.ask(NOT_ANSWERED)
    shown = refusal.inner_text()
    assert refusal.evaluate("element => element.matches('.refusal')")
    assert words("refusal_words", words="晶澳的股价") in shown
    assert words("refusal_nearest") in shown
    assert words("refusal_unrelated") not in shown
    assert "市開發區管委會" in refusal.locator(".contact .whom").inner_text()
    assert refusal.locator(".telephone").inner_text() == "0579-85236028"
    assert refusal.locator(".cite").count() == 0
    visitor.page.screenshot(path=tmp_path / "nearest.png")
    near = refusal.locator("a.near").first
    near.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.marked() == lines_of(quoted(near, documents))
    assert visitor.source.locator("mark").first.evaluate(IN_VIEW)
    visitor.page.keyboard.press("Escape")
    assert near.evaluate("element => element === document.activeElement")
    contact = refusal.locator(".contact a")
    contact.click()
    address = contact.get_attribute("href")
    visitor.page.locator(f'#source-panel .source[data-address="{address}"]').wait_for()
    assert "0579-85236028" in visitor.marked()
    assert visitor.sideways() <= 0
    assert visitor.errors == []


@pytest.mark.browser
def test_an_example_is_asked_by_a_click(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    example = visitor.examples.first
    question = example.inner_text().strip()
    example.click()
    visitor.answers.first.wait_for()
    assert visitor.page.locator("#chat .question").first.inner_text().strip() == question


@pytest.mark.browser
def test_two_visitors_do_not_see_each_other(visit: Callable[..., Visitor]) -> None:
    one, other = visit(), visit()
    one.ask(QUESTION)
    other.ask(OFF_TOPIC)
    one.ask(OTHER_QUESTION)
    assert one.page.locator("#chat .question").all_inner_texts() == [QUESTION, OTHER_QUESTION]
    assert other.page.locator("#chat .question").all_inner_texts() == [OFF_TOPIC]
    assert other.source.count() == 0


@pytest.mark.browser
def test_html_in_a_question_is_shown_as_text_and_does_nothing(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    question = "<img src=x onerror=alert(1)> **粗** $$x$$ <script>alert(2)</script>"
    visitor.ask(question)
    assert visitor.page.locator("#chat .question").inner_text() == question
    assert visitor.page.locator("#chat :is(img, strong, .katex)").count() == 0
    assert visitor.errors == []


@pytest.mark.browser
def test_markup_in_a_document_is_shown_as_text_and_does_nothing(
    visit: Callable[..., Visitor], documents: dict[str, Document]
) -> None:
    visitor = visit()
    answer = visitor.ask(HOSTILE_QUESTION)
    assert MARKUP in answer.inner_text()
    (bold,) = answer.locator(".sentence b").all_inner_texts()
    assert bold in MARKUP
    assert ATTACK in bold
    link = answer.locator(".sentence a.cite").first
    link.click()
    assert visitor.marked() == lines_of(quoted(link, documents))
    assert MARKUP in visitor.source.inner_text()
    assert visitor.source.locator("h2").inner_text() == HOSTILE_RECORD["title"]
    assert visitor.page.locator(":is(#chat, #source-panel) :is(img, script, strong)").count() == 0
    assert visitor.page.title() == words("title")
    assert visitor.errors == []


@pytest.mark.browser
def test_what_is_typed_while_an_answer_comes_is_asked_when_it_has_come(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.box.fill(QUESTION)
    visitor.box.press("Enter")
    visitor.page.keyboard.type(OTHER_QUESTION)  # without a pause: also before the question has left
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Enter")
    visitor.answers.nth(1).wait_for()
    assert visitor.page.locator("#chat .question").all_inner_texts() == [QUESTION, OTHER_QUESTION]
    visitor.page.wait_for_function("document.querySelector('#question textarea').value === ''")
    assert visitor.answers.count() == 2
    assert visitor.errors == []


@pytest.mark.browser
def test_a_question_that_does_not_reach_the_server_comes_back(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.page.context.set_offline(True)
    visitor.box.fill(QUESTION)
    visitor.box.press("Enter")
    visitor.page.get_by_text(words("script_not_reached")).wait_for()
    assert visitor.box.input_value() == QUESTION
    toast = visitor.page.locator(".toast-body")
    assert words("frame_lost") in toast.inner_text()
    visitor.page.context.set_offline(False)
    toast.wait_for(state="detached")  # Gradio has loaded the page anew
    visitor.page.wait_for_function(
        "asked => document.querySelector('#question textarea')?.value === asked", arg=QUESTION
    )
    visitor.box.press("Enter")
    visitor.answers.first.wait_for()
    assert "人工智能" in visitor.answers.first.inner_text()


@pytest.mark.browser
def test_an_empty_question_gets_a_hint_and_no_message(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.box.fill("   ")
    visitor.box.press("Enter")
    visitor.page.get_by_text(words("empty_question")).wait_for()
    assert visitor.page.locator("#chat .question").count() == 0


@pytest.mark.browser
def test_a_question_of_100000_characters_gets_an_explanation(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    problem = visitor.ask("产值" * 50_000)
    assert problem.evaluate("element => element.matches('.problem')")
    assert "100" in problem.inner_text()
    assert "Traceback" not in visitor.page.content()
    assert visitor.ask(QUESTION).locator("a.cite").count() > 0


@pytest.mark.browser
def test_the_status_line_counts_the_documents(visit: Callable[..., Visitor]) -> None:
    assert words("state_documents", documents=4) in visit().page.locator(".status").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_everything_fits_the_window_and_comes_from_this_machine(
    visit: Callable[..., Visitor], tmp_path: Path, size: tuple[int, int], *, dark: bool
) -> None:
    visitor = visit(size, dark=dark)
    visitor.page.screenshot(path=tmp_path / "1-start.png")
    assert visitor.sideways() <= 0
    answer = visitor.ask(QUESTION)
    visitor.page.screenshot(path=tmp_path / "2-answer.png")
    assert visitor.sideways() <= 0
    answer.locator(".sentence a.cite").first.click()
    visitor.source.locator("mark").first.wait_for()
    visitor.page.screenshot(path=tmp_path / "3-source.png")
    assert visitor.sideways() <= 0
    assert visitor.source.locator("mark").first.evaluate(IN_VIEW)
    visitor.source.locator(".back").click()
    assert answer.locator(".sentence a.cite").first.is_visible()
    visitor.ask(OFF_TOPIC)
    visitor.page.screenshot(path=tmp_path / "4-refusal.png")
    assert visitor.sideways() <= 0
    hosts = {urlsplit(url).hostname for url in visitor.requests if not url.startswith("data:")}
    assert hosts == {"127.0.0.1"}
    assert visitor.errors == []


# Filters


NARROWED = "2023年以来发布的政策中“向新进军”是什么"


def chip_labels(answer: Locator) -> list[str]:
    return [text.split("\n")[0] for text in answer.locator("a.chip").all_inner_texts()]


@pytest.mark.browser
@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_filter_read_from_the_question_is_a_chip_that_can_be_taken_away(
    visit: Callable[..., Visitor], by: str
) -> None:
    visitor = visit()
    answer = visitor.ask(NARROWED)
    chip = answer.locator("a.chip")
    assert "发布日期：2023-01-01 起" in chip.inner_text()
    assert words("read_from", words="2023年以来发布的") in chip.inner_text()
    if by == "mouse":
        chip.click()
    else:
        chip.focus()
        visitor.page.keyboard.press("Enter")
    again = visitor.answers.nth(1)
    again.wait_for()
    assert again.locator("a.chip").count() == 0
    assert visitor.page.locator("#chat .question").all_inner_texts() == [NARROWED, NARROWED]
    assert visitor.errors == []


@pytest.mark.browser
def test_a_filter_that_leaves_nothing_says_so_and_taking_it_away_answers(
    visit: Callable[..., Visitor],
) -> None:
    visitor, other = visit(), visit()
    visitor.page.locator("#filter-open").click()
    since = visitor.page.locator("#filter-since :is(input, textarea)")
    since.fill("2024-05")
    refusal = visitor.ask(QUESTION)
    assert chip_labels(refusal) == ["发布日期：2024-05-01 起× 去掉"] or chip_labels(refusal) == [
        "发布日期：2024-05-01 起"
    ]
    assert words("emptied", filters="发布日期：2024-05-01 起") in refusal.inner_text()
    refusal.locator("a.chip").click()
    answer = visitor.answers.nth(1)
    answer.wait_for()
    assert answer.locator("a.cite").count() > 0
    visitor.page.wait_for_function(
        "document.querySelector('#filter-since :is(input, textarea)').value === ''"
    )
    assert other.ask(QUESTION).locator("a.chip").count() == 0
    assert visitor.errors == []


@pytest.mark.browser
def test_the_filters_offer_what_the_documents_have_and_fit_a_small_window(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit((320, 640))
    visitor.page.locator("#filter-open").click()
    box = visitor.page.locator("#filter-place input")
    box.click()
    box.fill("义乌")
    visitor.page.get_by_role("option", name="浙江省金华市义乌市").click()
    visitor.page.screenshot(path=tmp_path / "filters.png")
    assert visitor.sideways() <= 0
    answer = visitor.ask(QUESTION)
    assert "地区：浙江省金华市义乌市" in answer.locator("a.chip").inner_text()
    visitor.page.screenshot(path=tmp_path / "chips.png")
    assert visitor.sideways() <= 0
    assert visitor.errors == []
