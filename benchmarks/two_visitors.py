"""Two browsers at once, each with a talk of its own: nothing of one may show in the other.

One visitor asks for the articles of 民法典, the other for those of 刑法; every fifth question is a
follow-up (第十条呢？) that only its own talk completes. The first visitor sets a filter at every
seventh question and clears it afterwards; the second never does. After each turn the whole page
is read: questions, documents cited, filters set. At the end each reloads and must find its own
talk, and nothing else in its list of conversations.

    python -m benchmarks.two_visitors --home HOME --turns 200

HOME is a copy of a knowledge base with the sample laws. It serves the page itself, needs
playwright and Debian's chromium, and writes benchmarks/results/two_visitors.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import time
from dataclasses import asdict, dataclass
from multiprocessing import Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING

from index.numerals import in_han
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.page.visitor import DESKTOP, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results" / "two_visitors.json"
LAWS = {"甲": ("民法典", "中华人民共和国民法典"), "乙": ("刑法", "中华人民共和国刑法")}
_FOLLOW_UP, _FILTERED = 5, 7  # every so many turns
_DAY = "2025-06-01"  # the filter: both laws were in force then


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor saw: ``strange`` are the things that were not his own."""

    name: str
    turns: int
    answered: int
    strange: tuple[str, ...]
    errors: tuple[str, ...]
    abroad: tuple[str, ...]
    seconds_first_20: float  # median of a turn, from Enter to the whole answer
    seconds_last_20: float
    kept_after_reload: bool


def main() -> None:
    """Serve, let both ask at once, print and write what they saw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--turns", type=int, default=200)
    options = parser.parse_args()
    seen: Queue[Visit] = Queue()
    with serving(options.home, REPOSITORY) as address:
        visitors = [
            Process(target=_visit, args=(name, address, options.turns, seen)) for name in LAWS
        ]
        for visitor in visitors:
            visitor.start()
        visits = sorted((seen.get() for _ in visitors), key=lambda visit: visit.name)
        for visitor in visitors:
            visitor.join()
    table = [asdict(visit) for visit in visits]
    RESULTS.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(table, ensure_ascii=False, indent=2))


def _visit(name: str, address: str, turns: int, seen: Queue[Visit]) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - once a process

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        context = browser.new_context(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN"
        )
        page = context.new_page()
        errors: list[str] = []
        requests: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        context.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.locator("#question textarea").wait_for()
        page.wait_for_timeout(2_000)
        strange: list[str] = []
        seconds: list[float] = []
        answered = 0
        for turn in range(1, turns + 1):
            question = _question(name, turn)
            if filtered := name == "甲" and turn % _FILTERED == 0:
                _set_day(page, _DAY)
            started = time.perf_counter()
            answered += _ask(page, question, turn)
            seconds.append(time.perf_counter() - started)
            strange += _strange(page, name, turn, filters=int(filtered))
            if filtered:
                _set_day(page, "")
        page.reload()
        page.locator("#question textarea").wait_for()
        page.wait_for_timeout(3_000)
        kept = page.locator("#chat .question").count()
        strange += _strange(page, name, kept)
        page.locator("#talk-history").click()
        titles = page.locator("#talk-history-dialog .talk-title").all_inner_texts()
        strange += [f"{title} in the history" for title in titles if LAWS[name][0] not in title]
        seen.put(
            Visit(
                name,
                turns,
                answered,
                tuple(strange[:20]),
                tuple(errors[:20]),
                tuple(url for url in requests if not url.startswith((address, "data:", "blob:"))),
                round(statistics.median(seconds[:20]), 2),
                round(statistics.median(seconds[-20:]), 2),
                kept_after_reload=kept > 0,
            )
        )
        browser.close()


def _question(name: str, turn: int) -> str:
    article = f"第{in_han(turn)}条"
    return f"{article}呢？" if turn % _FOLLOW_UP == 0 else f"{LAWS[name][0]}{article}"


def _set_day(page: Page, day: str) -> None:
    page.locator("#filter-open").click()
    page.locator("#filter-as_of :is(input, textarea)").fill(day)
    page.locator("#filters-set .chip").first.wait_for(state="visible" if day else "detached")
    page.locator("#filter-open").click()


def _ask(page: Page, question: str, turn: int) -> bool:
    """Ask, wait for the whole answer; whether it was one and no refusal."""
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    page.wait_for_function(
        """turn => document.querySelectorAll(
            "#chat .answer:has(.references), #chat .refusal, #chat .problem").length >= turn""",
        arg=turn,
        timeout=60_000,
    )
    last = page.locator("#chat :is(.answer, .refusal, .problem)").last
    return bool(last.evaluate("element => element.matches('.answer')"))


def _strange(page: Page, name: str, turns: int, *, filters: int = 0) -> list[str]:
    """What stands in the page that belongs to nobody, or to the other visitor."""
    title = LAWS[name][1]
    others = [LAWS[other][0] for other in LAWS if other != name]
    questions = page.locator("#chat .question").all_text_contents()
    found = [q for q in questions if any(other in q for other in others)]
    if len(questions) != turns:
        found.append(f"{len(questions)} questions after {turns} turns")
    if (chips := page.locator("#filters-set .chip").count()) != filters:
        found.append(f"{chips} filters set, {filters} expected after {turns} turns")
    titles = set(page.locator("#chat .reference-title").all_text_contents())
    found += sorted(titles - {title})
    body = page.locator("body").inner_text()
    found += [f"{other} in the page" for other in others if f"{other}第" in body]
    return found


if __name__ == "__main__":
    main()
