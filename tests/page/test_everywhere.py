"""On any screen, kept as an app, asking nobody but its own server."""

from __future__ import annotations

import gzip
import io
import json
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from qa.page.assets import preloads, takes_packed
from qa.page.strings import ENGLISH, LANGUAGES, TRADITIONAL, words_in
from tests.page.test_access import enter
from tests.page.visitor import QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPResponse
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.page.visitor import Visitor

SIZES = [(320, 640), (360, 740), (390, 844), (768, 1024), (1024, 768), (1440, 900), (1920, 1080),
         (2560, 1440)]  # fmt: skip
# What reaches beyond the window to the side and cannot be scrolled to within its own part.
CUT = """() => [...document.querySelectorAll(".contain *")].filter((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || !each.checkVisibility({ visibilityProperty: true })) return false;
  if (box.left >= -1 && box.right <= innerWidth + 1) return false;
  for (let e = each; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.clipPath !== "none" || style.textOverflow === "ellipsis") return false;
    if (e !== each && ["auto", "scroll"].includes(style.overflowX) && e.scrollWidth > e.clientWidth)
      return false;
  }
  return true;
}).map((each) => each.outerHTML.slice(0, 120))"""


def ask_for(address: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, headers=headers), timeout=30) as response:
        return response, response.read()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_cut_off_from_320_to_2560_pixels(
    visit: Callable[..., Visitor], tmp_path: Path, *, dark: bool
) -> None:
    visitor = visit((1280, 800), dark=dark)
    page = visitor.page
    page.goto(page.url + "?lang=en")  # the longest words
    visitor.examples.first.wait_for()
    answer = visitor.ask(QUESTION)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        page.screenshot(path=tmp_path / f"{width}.png")
        assert visitor.sideways() <= 0, width
        assert page.evaluate(CUT) == [], width
        conversation = page.locator("#conversation").bounding_box()
        assert conversation is not None
        assert conversation["width"] >= 0.35 * width, "a thin column"
        assert page.locator("#header").bounding_box()["height"] <= 70, width  # type: ignore[index]
        assert visitor.box.is_visible()
    page.set_viewport_size({"width": 2560, "height": 1440})
    answer.locator(".sentence a.cite").first.click()
    visitor.source.locator("mark").first.wait_for()
    used = page.locator("#workspace").bounding_box()
    assert used is not None
    assert used["width"] >= 0.9 * 2560


def test_the_first_html_is_in_the_visitors_language_packed_and_names_no_other_site(
    server: str,
) -> None:
    for language, title in (("en", words_in(ENGLISH)("title")), ("zh-TW", "政策問答")):
        response, body = ask_for(
            server, **{"Accept-Language": language, "Accept-Encoding": "gzip, br"}
        )
        assert response.headers["Content-Encoding"] == "gzip"
        html = gzip.decompress(body).decode()
        assert len(body) < len(html.encode()) / 2
        assert f"<title>{title}</title>" in html
        assert f'lang="{language}"' in html
        assert f'href="/manifest.json?lang={language}"' in html
        head = html[: html.index("window.gradio_config")]
        assert "http" not in head.replace("http-equiv", "")
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self' data: blob:" in policy
        assert "http" not in policy
    plain, body = ask_for(server, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert b"<html" in body


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_only_who_reads_gzip_is_sent_it(accepted: str, *, packed: bool) -> None:
    assert takes_packed(accepted) is packed


def test_a_file_whose_name_tells_its_content_is_kept_for_good(server: str) -> None:
    names = [part.split('"')[0] for part in preloads().split("./assets/")[1:]]
    assert len(names) > 30
    for at in ("", "/editor"):
        response, body = ask_for(f"{server}{at}/assets/{names[0]}", **{"Accept-Encoding": "gzip"})
        assert "immutable" in response.headers["Cache-Control"]
        assert gzip.decompress(body) == ask_for(f"{server}{at}/assets/{names[0]}")[1]
    for wrong in ("../app.py", "..%2f..%2fapp.py", "none.js"):
        with pytest.raises(urllib.error.HTTPError):
            ask_for(f"{server}/assets/{wrong}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_names_the_app_in_the_visitors_language(server: str, language: str) -> None:
    response, body = ask_for(f"{server}/manifest.json?lang={language}")
    assert response.headers["Content-Type"].startswith("application/manifest+json")
    manifest: dict[str, Any] = json.loads(body)
    assert manifest["name"] == words_in(language)("title")
    assert manifest["lang"] == language
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    for icon in manifest["icons"]:
        _, picture = ask_for(server + icon["src"])
        if icon["type"] == "image/png":
            assert "{}x{}".format(*Image.open(io.BytesIO(picture)).size) == icon["sizes"]
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


@pytest.mark.browser
def test_chromium_can_install_the_page(visit: Callable[..., Visitor]) -> None:
    page = visit().page
    browser = page.context.new_cdp_session(page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.json?lang=zh-CN")
    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors] in ([], ["in-incognito"])  # as tests are
    colours = page.locator('meta[name="theme-color"]')
    assert colours.count() == 2
    assert colours.first.get_attribute("content") != colours.last.get_attribute("content")


@pytest.mark.browser
def test_no_page_and_no_tab_asks_another_machine(
    visit: Callable[..., Visitor], server: str
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(QUESTION).locator(".sentence a.cite").first.click()
    visitor.source.locator("mark").first.wait_for()
    page.goto(f"{server}/editor/")
    enter(page)
    for tab in page.get_by_role("tab").all():
        if tab.is_visible():
            tab.click()
            page.wait_for_timeout(300)
    assert len(visitor.requests) > 60
    hosts = {
        urlsplit(url).hostname for url in visitor.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}
    assert visitor.errors == []


@pytest.mark.browser
def test_what_a_document_would_load_from_elsewhere_is_refused(
    visit: Callable[..., Visitor],
) -> None:
    page = visit().page
    page.evaluate("""() => {
        window.refused = [];
        addEventListener("securitypolicyviolation", (e) => window.refused.push(e.blockedURI));
        const image = new Image();
        image.src = "http://example.com/spy.png";
        document.body.append(image);
    }""")
    page.wait_for_function("window.refused.length > 0")
    assert page.evaluate("window.refused") == ["http://example.com/spy.png"]


@pytest.mark.browser
def test_all_that_the_first_screen_loads_is_named_before_it_is_needed(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(server)
    page.locator("#chat button.example").first.wait_for()
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name)"
        ".filter((each) => each.includes('/assets/') && each.endsWith('.js'))"
        ".map((each) => each.split('/').pop())"
    )
    context.close()
    missing = [name for name in loaded if name not in preloads()]
    assert missing == [], "run benchmarks/first_screen.py --write"


@pytest.mark.browser
@pytest.mark.parametrize("language", [ENGLISH, TRADITIONAL])
def test_a_language_is_chosen_by_a_link_and_kept(
    visit: Callable[..., Visitor], language: str
) -> None:
    visitor = visit()
    page, words = visitor.page, words_in(language)
    page.locator(f'.languages a[lang="{language}"]').click()
    page.wait_for_url("**/?lang=*")
    page.get_by_text(words("welcome")).wait_for()
    page.goto(page.url.split("?")[0])
    page.get_by_text(words("welcome")).wait_for()
    assert page.title() == words("title")
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("button", name=words("ask"), exact=True).count() == 1
    page.locator("#source-panel").get_by_text(words("script_source_empty")).wait_for()
    answer = visitor.ask(QUESTION)
    assert words("references") in answer.inner_text()
    assert answer.locator(".sentence").first.get_attribute("lang") == "zh"
    assert visitor.errors == []
