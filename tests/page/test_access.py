"""Whoever does not see the page, or uses no mouse: axe-core, the keyboard, what is read out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import DESKTOP, EDITOR_PASSWORD, OFF_TOPIC, QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.page.visitor import Visitor

words = words_in(SIMPLIFIED)
PHONE = (390, 844)
LOOKS = [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)]
NAMES = ["desktop light", "desktop dark", "telephone light", "telephone dark"]

# What can be reached by Tab, one after the other: what it is called, and whether it is seen to
# have the focus (a line around it, or around what holds it).
FOCUSED = """() => {
  const element = document.activeElement;
  const line = (e) => {
    const style = getComputedStyle(e);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
        || style.boxShadow.includes("0px 0px 0px") || style.boxShadow.includes("inset");
  };
  let seen = false;
  for (let e = element, up = 0; e && up < 5; e = e.parentElement, up += 1) seen = seen || line(e);
  const box = element.getBoundingClientRect();
  const named = (id) => document.getElementById(id)?.textContent;
  return {
    tag: element.tagName, id: element.id, role: element.getAttribute("role"), seen,
    html: element.outerHTML.slice(0, 160), inside: box.width > 0 && box.left >= -1,
    name: (element.getAttribute("aria-label") || named(element.getAttribute("aria-labelledby"))
      || element.labels?.[0]?.textContent || element.textContent || element.title || "").trim(),
  };
}"""
# Things to press that are smaller than 24 × 24 pixels and have no room around them (WCAG 2.5.8);
# links within a sentence may be.
SMALL = """() => [...document.querySelectorAll(
    'a[href], button, summary, input:not([type="hidden"]), [role="tab"], [role="button"]')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((e) => !e.closest(".skip, .unseen, .sr-only") && !e.disabled)
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && box.height && (box.width < 23.5 || box.height < 23.5))
  .filter(([e, box]) => {
    const inline = getComputedStyle(e).display === "inline";
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const near = [...document.querySelectorAll("a[href], button, summary, input")].some((other) => {
      if (other === e || other.contains(e) || e.contains(other)) return false;
      const at = other.getBoundingClientRect();
      const dx = Math.max(at.left - x, 0, x - at.right), dy = Math.max(at.top - y, 0, y - at.bottom);
      return at.width && Math.hypot(dx, dy) < 12;
    });
    return !inline && near;
  })
  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""


def check(page: Page, where: str) -> None:
    """No serious or critical finding of axe-core."""
    result: dict[str, Any] = Axe().run(page).response
    found = [
        f"{where}: {each['id']} {node['target']} {node['html'][:120]}"
        for each in result["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize(("size", "dark"), LOOKS, ids=NAMES)
def test_axe_finds_nothing_serious_in_the_chat(
    visit: Callable[..., Visitor], size: tuple[int, int], *, dark: bool
) -> None:
    visitor = visit(size, dark=dark)
    page = visitor.page
    check(page, "empty")
    answer = visitor.ask(QUESTION)
    answer.locator(".sentence a.cite").first.hover()
    page.locator("#citation-card:visible").wait_for()
    check(page, "answer and card")
    answer.locator(".sentence a.cite").first.click()
    visitor.source.locator("mark").first.wait_for()
    page.wait_for_function(
        "getComputedStyle(document.querySelector('#source-panel .html-container')).opacity === '1'"
    )
    check(page, "source")
    page.locator("#source-panel .back").click()
    visitor.ask(OFF_TOPIC)
    page.locator("#filter-open").click()
    page.locator("#filter-panel").wait_for()
    check(page, "refusal and filters")


@pytest.mark.browser
@pytest.mark.parametrize(("size", "dark"), [LOOKS[0], LOOKS[3]], ids=[NAMES[0], NAMES[3]])
def test_axe_finds_nothing_serious_on_the_editors_page(
    visit: Callable[..., Visitor], server: str, size: tuple[int, int], *, dark: bool
) -> None:
    page = visit(size, dark=dark).page
    page.goto(f"{server}/editor/")
    page.locator('input[type="password"]').wait_for()
    check(page, "login")
    enter(page)
    tabs = page.get_by_role("tab")
    for name in [tab.inner_text() for tab in tabs.all() if tab.is_visible()]:
        page.get_by_role("tab", name=name, exact=True).first.click()
        page.wait_for_timeout(400)
        check(page, name)
        assert sideways(page) <= 0


def enter(page: Page) -> None:
    """Log in as the editor."""
    page.locator("input").first.fill("editor")
    page.locator('input[type="password"]').fill(EDITOR_PASSWORD)
    page.locator('input[type="password"]').press("Enter")
    page.get_by_role("tab").first.wait_for()


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.body.clientWidth"))


@pytest.mark.browser
def test_the_keyboard_reaches_everything_and_sees_where_it_is(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(QUESTION)
    first = "document.querySelector('a[href], button, input, textarea, summary, [tabindex]')"
    assert page.evaluate(f"{first}.className") == "skip"
    page.locator(".skip").focus()
    assert page.evaluate(FOCUSED)["name"] == words("frame_skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    page.locator(".skip").focus()
    stops = [page.evaluate(FOCUSED)]
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY" or stop["html"] == stops[0]["html"]:
            break
        stops.append(stop)
    for stop in stops:
        assert stop["name"] or stop["tag"] == "TEXTAREA", stop["html"]
        assert stop["seen"], f"the focus cannot be seen on {stop['html']}"
    reached = " ".join(stop["html"] for stop in stops)
    for part in ('lang="en"', 'class="cite"', "filter-open", "submit-button"):
        assert part in reached, part


@pytest.mark.browser
def test_an_answer_is_told_once_when_it_is_whole(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.evaluate("""() => {
        window.told = [];
        const region = document.querySelector("#told");
        new MutationObserver(() => window.told.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
    }""")
    answer = visitor.ask(QUESTION)
    first = answer.locator(".sentence").first.inner_text().split("[")[0]
    visitor.page.wait_for_function("window.told.length > 0")
    visitor.page.wait_for_timeout(500)
    told = [each for each in visitor.page.evaluate("window.told") if first[:20] in each]
    assert len(told) == 1
    assert "[1]" not in told[0]
    visitor.ask(OFF_TOPIC)
    visitor.page.wait_for_function(
        "text => document.querySelector('#told').textContent === text", arg=words("refusal_title")
    )
    assert visitor.page.locator("#told").get_attribute("role") == "status"
    assert visitor.page.locator('#chat [aria-live="polite"]').count() == 0


@pytest.mark.browser
def test_landmarks_and_headings_tell_the_parts_of_the_page(visit: Callable[..., Visitor]) -> None:
    page = visit().page
    for role in ("banner", "main", "complementary", "navigation"):
        assert page.get_by_role(role).count() >= 1, role
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("main").locator("#question").count() == 1
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map((each) => +each.tagName[1])"
    )
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "telephone"])
def test_what_can_be_pressed_is_large_enough(
    visit: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    visitor = visit(size)
    assert visitor.page.evaluate(SMALL) == []
    visitor.ask(QUESTION)
    assert visitor.page.evaluate(SMALL) == []


@pytest.mark.browser
def test_motion_colours_zoom_and_spacing_are_the_visitors(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    visitor.ask(QUESTION).locator(".sentence a.cite").first.click()
    visitor.source.locator("mark").first.wait_for()
    moving = page.evaluate(
        "[...document.querySelectorAll('.contain *')].filter((each) =>"
        " parseFloat(getComputedStyle(each).transitionDuration) > 0.01).length"
    )
    assert moving == 0
    mark, paper = visitor.source.locator("mark").first.evaluate(
        "each => [getComputedStyle(each).backgroundColor,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert mark != paper
    page.emulate_media(reduced_motion="no-preference", forced_colors="none")
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
    assert visitor.sideways() <= 0
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert visitor.sideways() <= 0
    assert visitor.box.is_visible()
