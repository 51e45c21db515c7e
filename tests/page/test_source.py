"""The source panel in a real browser: outline, mentions, copying, history, the file, a telephone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from qa.page.strings import ENGLISH, SIMPLIFIED, words_in
from tests.page.test_outline import chinese
from tests.page.visitor import DESKTOP, IN_VIEW, TELEPHONE, Visitor, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext, Locator

words = words_in(SIMPLIFIED)

QUESTION = "养犬登记的期限是多久"
LONG_QUESTION = "天幕广场的开放时间是几点"
LONG_LINE = "天幕广场的开放时间是上午八点，" + "http://a.cn/" + "x" * 10_000
FOCUSED = "element => element === document.activeElement"
# About 100,000 characters in few sentences, so that their vectors are soon there.
CARE = "号设施由所在地的管理单位维护，管理单位应当记录检查的结果，" * 16


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[str]:
    """The address of pages on a law of 100,000 characters and on a line of 10,000."""
    folder = tmp_path_factory.mktemp("source")
    lines = ["设施和养犬管理条例"]
    for number in range(1, 211):
        if number % 21 == 1:
            lines.append(f"第{chinese(number // 21 + 1)}章 第{number // 21 + 1}类设施")
        body = {
            105: "养犬登记的期限为十五日，由公安机关办理。",
            160: "养犬登记证遗失的，应当在三十日内补办养犬登记。",
        }
        lines.append(f"第{chinese(number)}条 {body.get(number, f'第{number}{CARE}不得涂改。')}")
    law = folder / "条例.txt"
    law.write_text("\n".join(lines), encoding="utf-8")
    records = folder / "records.jsonl"
    long = {"id": "long", "title": "天幕广场" * 40, "text": LONG_LINE}
    talk = {
        "id": "talk",
        "title": "停车问答",
        "text": "问：停车位怎么申请？\n答：向街道申请停车位。",
    }
    written = [json.dumps(each, ensure_ascii=False) for each in (long, talk)]
    records.write_text("\n".join(written), encoding="utf-8")
    assert 90_000 < len(law.read_text(encoding="utf-8")) < 110_000
    with KnowledgeBase.open(folder / "home") as kb:
        kb.add([law, records], encode=False)
    with serving(folder / "home", repository) as address:
        yield address


@pytest.fixture
def read(browser: Browser, library: str) -> Iterator[Callable[..., Visitor]]:
    """Opens the page for one more visitor, with a question asked."""
    contexts: list[BrowserContext] = []

    def read(size: tuple[int, int] = DESKTOP, permissions: Sequence[str] = ()) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            has_touch=size == TELEPHONE,
            permissions=permissions,
        )
        contexts.append(context)
        return Visitor(context, library)

    yield read
    for context in contexts:
        context.close()


def opened(visitor: Visitor, question: str = QUESTION) -> Locator:
    """The citation of an answer, whose source is open."""
    link = visitor.ask(question).locator(".sentence a.cite").first
    link.click()
    shown(visitor, str(link.get_attribute("href"))).locator("mark").first.wait_for()
    return link


def shown(visitor: Visitor, address: str) -> Locator:
    source = visitor.page.locator(f'#source-panel .source[data-address="{address}"]')
    source.wait_for()
    return source


def fragment(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("location.hash"))


# Outline, mentions, copying


@pytest.mark.browser
def test_the_outline_leads_from_chapter_to_article_by_mouse_and_by_keyboard(
    read: Callable[..., Visitor],
) -> None:
    visitor = read()
    opened(visitor)
    outline = visitor.source.locator("details.outline")
    outline.locator("summary").first.click()
    here = outline.locator("a[aria-current]")
    assert here.inner_text() == "第一百零五条"
    assert here.is_visible()
    assert not outline.get_by_role("link", name="第一百六十条").is_visible()
    outline.locator("li", has_text="第八章").locator("summary").click()
    outline.get_by_role("link", name="第一百六十条").click()
    assert not outline.locator("nav").is_visible()
    place = visitor.source.locator("p", has_text="第一百六十条")
    assert place.evaluate(IN_VIEW)
    assert place.evaluate(FOCUSED)
    outline.locator("summary").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    first = outline.get_by_role("link", name="第一章")
    assert visitor.page.evaluate("document.activeElement.matches('.outline nav a')")
    visitor.page.keyboard.press("Escape")
    assert not outline.locator("nav").is_visible()
    assert visitor.source.is_visible()
    outline.locator("summary").first.press("Enter")
    first.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.source.locator("p", has_text="第一章").evaluate(IN_VIEW)
    assert visitor.errors == []


@pytest.mark.browser
def test_previous_and_next_lead_through_the_places_that_concern_the_question(
    read: Callable[..., Visitor],
) -> None:
    visitor = read()
    opened(visitor)
    count = visitor.source.locator(".mention-count [aria-hidden]")
    assert count.inner_text() == "1/2"
    following = visitor.source.get_by_role("button", name=words("mention_next"))
    following.click()
    visitor.page.locator("mark", has_text="补办养犬登记").first.wait_for()
    assert count.inner_text() == "2/2"
    assert visitor.source.locator("mark").last.evaluate(IN_VIEW)
    assert following.evaluate(FOCUSED)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("mark", has_text="十五日").first.wait_for()
    assert count.inner_text() == "1/2"
    visitor.source.get_by_role("button", name=words("mention_previous")).click()
    visitor.page.locator("mark", has_text="补办养犬登记").first.wait_for()
    visitor.page.go_back()  # all of them are one entry
    visitor.source.wait_for(state="detached")
    assert visitor.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "plain http"])
def test_a_quote_is_copied_with_its_reference_and_it_is_said(
    read: Callable[..., Visitor], *, clipboard: bool
) -> None:
    granted = ["clipboard-read", "clipboard-write"] if clipboard else []
    visitor = read(permissions=granted)
    if not clipboard:
        visitor.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    opened(visitor)
    copy = visitor.source.get_by_role("button", name=words("copy_quote"))
    copy.press("Enter")
    said = visitor.page.get_by_role("status").filter(has_text=words("script_copied"))
    said.wait_for()
    assert copy.evaluate(FOCUSED)
    visitor.box.focus()
    visitor.page.keyboard.press("ControlOrMeta+V")
    assert visitor.box.input_value() == (
        "“第一百零五条 养犬登记的期限为十五日，由公安机关办理。”"
        "——《设施和养犬管理条例》，第一百零五条"
    )
    assert visitor.errors == []


@pytest.mark.browser
def test_the_original_file_can_be_had_where_there_is_one(read: Callable[..., Visitor]) -> None:
    visitor = read()
    opened(visitor)
    link = visitor.source.locator(".fact-original_file a")
    with visitor.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "条例.txt"
    assert Path(download.value.path()).read_text("utf-8").startswith("设施和养犬管理条例\n")
    opened(visitor, LONG_QUESTION)
    assert link.count() == 0
    assert visitor.errors == []


# Back and forward


@pytest.mark.browser
def test_back_and_forward_lead_through_the_sources_and_back_to_the_answer(
    read: Callable[..., Visitor],
) -> None:
    visitor = read()
    one = opened(visitor)
    other = opened(visitor, LONG_QUESTION)
    first, second = str(one.get_attribute("href")), str(other.get_attribute("href"))
    shown(visitor, second)
    visitor.page.go_back()
    assert fragment(visitor) == first
    assert shown(visitor, first).locator("mark").first.evaluate(IN_VIEW)
    visitor.page.go_back()
    visitor.source.wait_for(state="detached")
    assert fragment(visitor) == ""
    assert other.evaluate(FOCUSED)
    visitor.page.go_forward()
    shown(visitor, first)
    visitor.page.go_forward()
    shown(visitor, second)
    visitor.page.keyboard.press("Escape")
    assert visitor.source.count() == 0
    assert other.evaluate(FOCUSED)
    visitor.page.wait_for_function("location.hash === ''")
    visitor.page.go_forward()
    shown(visitor, first)
    assert visitor.page.locator("#chat .question").all_inner_texts() == [QUESTION, LONG_QUESTION]
    assert visitor.errors == []


@pytest.mark.browser
def test_a_source_survives_a_reload_and_can_be_left(read: Callable[..., Visitor]) -> None:
    visitor = read()
    address = str(opened(visitor).get_attribute("href"))
    visitor.page.reload()
    assert shown(visitor, address).locator("mark").first.evaluate(IN_VIEW)
    visitor.page.goto("about:blank")
    visitor.page.goto(visitor.requests[0].split("#")[0] + address)
    shown(visitor, address).locator("mark").first.wait_for()
    visitor.source.locator(".back").click()
    assert visitor.source.count() == 0
    assert fragment(visitor) == ""
    assert visitor.page.locator(".source-notice").inner_text() == words("script_source_empty")
    visitor.page.goto(visitor.requests[0].split("#")[0] + "#source/none/1-2")
    visitor.page.reload()
    visitor.page.get_by_text(words("source_missing")).wait_for()
    visitor.source.locator(".back").click()
    assert visitor.source.count() == 0
    assert visitor.errors == []


@pytest.mark.browser
def test_the_language_is_kept_outside_the_address_and_what_is_open_stays_open(
    read: Callable[..., Visitor],
) -> None:
    english = words_in(ENGLISH)
    visitor = read()
    address = str(opened(visitor).get_attribute("href"))
    visitor.page.locator('.languages a[lang="en"]').click()
    visitor.page.locator(".back", has_text=english("source_back")).wait_for()
    shown(visitor, address)
    assert visitor.page.evaluate("location.search") == ""
    visitor.page.reload()
    visitor.page.locator(".back", has_text=english("source_back")).wait_for()
    visitor.page.goto(visitor.requests[0].split("#")[0] + "?other=x&lang=zh-CN")
    visitor.page.locator(".source-notice", has_text=words("script_source_empty")).wait_for()
    assert visitor.page.evaluate("location.search") == "?other=x"
    assert visitor.errors == []


# A telephone


@pytest.mark.browser
def test_on_a_telephone_a_source_lies_over_the_chat_and_back_leads_to_the_answer(
    read: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = read(TELEPHONE)
    panel = visitor.page.locator("#source-panel")
    assert not panel.is_visible()
    link = opened(visitor)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert visitor.source.locator("mark").first.evaluate(IN_VIEW)
    for _ in range(8):  # the keyboard stays in what is seen
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("!document.activeElement.closest('#conversation, #header')")
    visitor.page.screenshot(path=tmp_path / "sheet.png")
    visitor.page.go_back()
    panel.wait_for(state="hidden")
    assert link.evaluate(FOCUSED)
    visitor.page.go_forward()
    visitor.source.locator("mark").first.wait_for()
    back = visitor.source.locator(".back")
    assert back.is_visible()
    back.click()
    panel.wait_for(state="hidden")
    assert link.evaluate(FOCUSED)
    assert visitor.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [(320, 568), DESKTOP], ids=["narrow", "desktop"])
def test_a_line_of_10000_characters_and_a_long_title_break(
    read: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    visitor = read(size)
    opened(visitor, LONG_QUESTION)
    wide = "element => element.scrollWidth - element.clientWidth"
    assert visitor.page.locator("#source-panel").evaluate(wide) <= 0
    assert visitor.source.evaluate(wide) <= 0
    assert visitor.sideways() <= 0
    assert visitor.source.locator("mark").first.evaluate(IN_VIEW)
    assert visitor.errors == []
