"""How long until a visitor can ask: from the start of the navigation to a question box that works.

    policy-qa serve --home HOME --port 7860 &
    python benchmarks/first_screen.py http://127.0.0.1:7860/ --rounds 10

Give the machine nothing else to do, and let the server finish its vectors first. The browser runs
on the same machine and shares its processors. ``--write`` writes ``qa/page/preload.txt``: what the
page loads before it can be used, in the order in which it asks for it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PRELOAD = Path(__file__).parents[1] / "qa" / "page" / "preload.txt"
_SIZE = {"width": 1280, "height": 800}
# The time at which the box takes text and at which the examples stand in the chat, in ms.
_WATCH = """
window.firstScreen = {};
const look = () => {
  const seen = window.firstScreen;
  const box = document.querySelector("#question textarea");
  if (!seen.box && box && !box.disabled && box.offsetWidth) seen.box = performance.now();
  if (!seen.examples && document.querySelector("#chat button.example")) seen.examples = performance.now();
  if (!seen.box || !seen.examples) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_READ = """() => {
  const resources = performance.getEntriesByType("resource");
  const page = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    ...window.firstScreen,
    painted: painted ? painted.startTime : 0,
    requests: resources.length + 1,
    kilobytes: [...resources, page].reduce((sum, each) => sum + each.transferSize, 0) / 1024,
    names: resources.filter((each) => each.name.includes("/assets/"))
      .map((each) => each.name.split("/").pop()),
  };
}"""


def main() -> None:
    """Measure, print a table, and where asked write files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chromium", default="", help="path of the browser; playwright's own")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--write", action="store_true", help=f"write {PRELOAD.name}")
    given = parser.parse_args()
    cold, warm = measure(given.address, given.rounds, given.chromium)
    for name, visits in (("cold cache", cold), ("warm cache", warm)):
        print(name.ljust(11), "  ".join(f"{key} {_middle(visits, key)}" for key in _KEYS))
    if given.json:
        given.json.write_text(json.dumps({"cold": cold, "warm": warm}, indent=1), "utf-8")
    if given.write:
        names = dict.fromkeys(name for visit in cold[:1] for name in visit["names"])
        PRELOAD.write_text("\n".join(names) + "\n", "utf-8")


_KEYS = ("painted", "box", "examples", "requests", "kilobytes")


def measure(
    address: str, rounds: int, chromium: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The figures of visits with an empty cache, and of second visits; times in milliseconds."""
    cold, warm = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium or None, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(rounds):
            context = browser.new_context(locale="zh-CN", viewport=_SIZE)  # type: ignore[arg-type]
            context.add_init_script(_WATCH)
            cold.append(_visit(context, address))
            warm.append(_visit(context, address))
            context.close()
        browser.close()
    return cold, warm


def _visit(context: BrowserContext, address: str) -> dict[str, Any]:
    page: Page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.firstScreen?.box && window.firstScreen?.examples")
    page.wait_for_timeout(500)  # what comes late counts as well
    found: dict[str, Any] = page.evaluate(_READ)
    page.locator("#question textarea").fill("试用期")  # it really takes text
    page.close()
    return found


def _middle(visits: list[dict[str, Any]], key: str) -> str:
    values = [visit[key] for visit in visits]
    return f"{median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


if __name__ == "__main__":
    main()
