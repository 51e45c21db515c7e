"""The screenshots of docs/page.md: each screen at 390, 1024 and 1920 pixels, light and dark, as one sheet.

    python -m benchmarks.screens --home HOME --out docs/page

HOME is a copy of a knowledge base with the samples; what is asked here is noted in it. It serves
the pages itself, and needs playwright and Debian's chromium.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.page.visitor import EDITOR_PASSWORD, Visitor, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[1]
SIZES: Final = ((390, 844), (1024, 768), (1920, 1080))
_SCALE: Final = 0.5  # of the sheets: readable, and small enough to be kept
_COLOURS: Final = 128
_GAP: Final = 24  # pixels between two screens

Screens = dict[str, bytes]


def main() -> None:
    """Take all of them and write one sheet a screen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--full", type=Path, help="write every screen in full size to this folder")
    options = parser.parse_args()
    with serving(options.home, REPOSITORY) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        looks = [
            (size, dark, _screens(browser, address, size, dark=dark))
            for dark in (False, True)
            for size in SIZES
        ]
        browser.close()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in looks[0][2]:
        sheet = _sheet([(size, dark, screens[name]) for size, dark, screens in looks])
        sheet.save(options.out / f"{name}.png", optimize=True)
    if options.full is None:
        return
    options.full.mkdir(parents=True, exist_ok=True)
    for (width, _), dark, screens in looks:
        for name, png in screens.items():
            (options.full / f"{name}-{width}-{'dark' if dark else 'light'}.png").write_bytes(png)


def _screens(browser: Browser, address: str, size: tuple[int, int], *, dark: bool) -> Screens:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale="zh-CN",
    )
    visitor = Visitor(context, address)
    screens = _chat(visitor) | _editor(visitor.page, address)
    context.close()
    return screens


def _chat(visitor: Visitor) -> Screens:
    page = visitor.page
    take: Callable[[], bytes] = lambda: page.screenshot(animations="disabled")  # noqa: E731
    page.wait_for_timeout(1_000)
    screens = {"empty": take()}
    answer = visitor.ask("劳动者试用期最长多久？")
    page.wait_for_timeout(600)
    screens["answer"] = take()
    link = answer.locator(".sentence a.cite").first
    link.hover()
    page.locator("#citation-card:visible").wait_for()
    screens["card"] = take()
    link.click()
    visitor.source.locator("mark").first.wait_for()
    page.mouse.move(5, 5)
    page.wait_for_timeout(1_000)
    screens["source"] = take()
    page.go_back()
    visitor.ask("股东会的职权有哪些").locator("a.why").click()
    page.locator("#source-panel .why-hit, #source-panel details").first.wait_for()
    page.wait_for_timeout(1_000)
    screens["why"] = take()
    page.go_back()
    visitor.ask("晶澳的股价是多少")
    page.wait_for_timeout(600)
    screens["refusal"] = take()
    page.locator("#chat .judging").last.locator("summary").click()
    page.locator("#chat .judging").last.locator("details a").first.click()
    page.locator("#chat .judging .chosen").last.wait_for()
    page.locator("#filter-open").click()
    page.locator("#filter-as_of :is(input, textarea)").fill("2015-06-01")
    page.locator("#filters-set .chip").wait_for()
    screens["filters"] = take()
    page.keyboard.press("Escape")
    page.locator("#talk-history").click()
    page.locator("#talk-history-dialog").wait_for()
    page.wait_for_timeout(400)
    screens["history"] = take()
    return screens


def _editor(page: Page, address: str) -> Screens:
    page.goto(f"{address}/editor/")
    page.locator("input").first.fill("editor")
    page.locator("input[type=password]").fill(EDITOR_PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.locator("table.kept").wait_for()
    page.locator("button.title").first.click()
    page.locator("#document-head h2").wait_for()
    page.wait_for_timeout(1_500)
    screens = {"editor-documents": page.screenshot(animations="disabled")}
    outer = page.locator("#editor [role=tab]")
    for index, name in ((1, "editor-feedback"), (2, "editor-quality")):
        outer.nth(index).click()
        page.wait_for_timeout(2_000)
        if name == "editor-feedback":
            page.locator("#feedback-list [data-judged]").first.click()
            page.wait_for_timeout(1_500)
        screens[name] = page.screenshot(animations="disabled")
    page.locator("#quality [role=tab]").nth(1).click()
    page.wait_for_timeout(4_000)
    screens["editor-report"] = page.screenshot(animations="disabled")
    return screens


def _sheet(looks: list[tuple[tuple[int, int], bool, bytes]]) -> Image.Image:
    """Light above, dark below; the widths side by side."""
    rows = [[Image.open(io.BytesIO(png)) for _, is_dark, png in looks if is_dark == dark]
            for dark in (False, True)]  # fmt: skip
    width = sum(each.width for each in rows[0]) + _GAP * (len(rows[0]) - 1)
    height = max(each.height for each in rows[0])
    sheet = Image.new("RGB", (width, 2 * height + _GAP), "#8c8c8c")
    for line, row in enumerate(rows):
        left = 0
        for screen in row:
            sheet.paste(screen, (left, line * (height + _GAP)))
            left += screen.width + _GAP
    small = sheet.resize(
        (round(width * _SCALE), round(sheet.height * _SCALE)), Image.Resampling.LANCZOS
    )
    return small.quantize(_COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
