"""An editor keeps the documents: the real server, a real browser, a knowledge base of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qa.page.editor.login import NAME
from qa.page.strings import ENGLISH, SIMPLIFIED, words_in
from tests.page.visitor import (
    ATTACK,
    DESKTOP,
    EDITOR_PASSWORD,
    HOSTILE_RECORD,
    TELEPHONE,
    make_home,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

words = words_in(SIMPLIFIED)
_PATIENCE = 60_000  # milliseconds; the machine may be busy
expect.set_options(timeout=_PATIENCE)
pytestmark = pytest.mark.browser

NOTICE = "关于节约用水的通知\n义政发〔2023〕8号\n第一条 单位用水每季度检查一次。\n"


@pytest.fixture(scope="module")
def own_server(
    tmp_path_factory: pytest.TempPathFactory, founding_page: Path, repository: Path
) -> Iterator[str]:
    home = make_home(tmp_path_factory.mktemp("editor"), founding_page)
    with serving(home, repository) as address:
        yield address


@pytest.fixture
def edit(browser: Browser, own_server: str) -> Iterator[Callable[..., Page]]:
    """Logs one more editor in; his page must raise no error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def edit(size: tuple[int, int] = DESKTOP, language: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.goto(f"{own_server}/editor/")
        page.locator("input").first.fill(NAME)
        page.locator("input[type=password]").fill(EDITOR_PASSWORD)
        page.locator("input[type=password]").press("Enter")
        page.locator("table.kept").wait_for()
        page.locator("#index-state .counts").first.wait_for()
        return page

    yield edit
    for context in contexts:
        context.close()
    assert errors == []


def open_document(page: Page, title: str) -> None:
    page.locator("button.title", has_text=title).click()
    expect(page.locator("#document-head h2")).to_contain_text(title)


def count(page: Page, number: int) -> None:
    expect(page.locator(".documents-count")).to_contain_text(
        re.compile(rf"\b{number} ?(?:份|docum|of)|{number} 份")
    )


def test_a_wrong_password_is_told_and_the_login_speaks_the_visitors_language(
    browser: Browser, own_server: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(f"{own_server}/editor/")
    expect(page.locator("p.auth")).to_contain_text(words_in(ENGLISH)("editor_login_note"))
    page.locator("input").first.fill(NAME)
    page.locator("input[type=password]").fill("wrong")
    page.locator("input[type=password]").press("Enter")
    expect(page.locator("p.creds")).to_be_visible()
    assert page.locator("table.kept").count() == 0
    context.close()


def test_files_are_looked_at_imported_and_summed_up_then_replaced_only_when_told(
    edit: Callable[..., Page], tmp_path: Path
) -> None:
    page = edit()
    count(page, 4)
    for name, data in [
        ("节水.txt", NOTICE.encode("gb18030")),
        ("扫描.dwg", b"AC1032"),
        ("空.txt", b""),
        ("乱.txt", bytes(range(256)) * 20),
    ]:
        (tmp_path / name).write_bytes(data)
    chooser = page.locator("#upload-files input[type=file]")
    chooser.set_input_files([str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()])
    plan = page.locator("#upload-plan")
    expect(plan).to_contain_text(words("plan_summary", files=2, size="6 KB", refused=2))
    expect(plan.locator("tr.refused", has_text="扫描.dwg")).to_contain_text("不认识的格式")
    page.screenshot(path=tmp_path / "plan.png")
    page.locator("#import-go").click()
    run = page.locator("#import-run")
    expect(run.locator(".counts")).to_be_visible(timeout=60_000)
    expect(run.locator("tr.refused")).to_contain_text("乱.txt")
    count(page, 5)
    (tmp_path / "节水.txt").write_text(NOTICE.replace("季度", "月"), "utf-8")
    chooser.set_input_files(str(tmp_path / "节水.txt"))
    expect(plan.locator("tr.replaces")).to_contain_text(words("fate_replaces"))
    page.get_by_label(words("same_name_replace")).check()
    page.locator("#import-go").click()
    expect(run.locator(".counts > div").nth(1)).to_contain_text("1")
    open_document(page, "节约用水")
    expect(page.locator("#document-text")).to_contain_text("每月检查")


def test_what_one_editor_chose_does_not_show_to_another(
    edit: Callable[..., Page], tmp_path: Path
) -> None:
    first, second = edit(), edit()
    (tmp_path / "甲.txt").write_text(NOTICE, "utf-8")
    first.locator("#upload-files input[type=file]").set_input_files(str(tmp_path / "甲.txt"))
    expect(first.locator("#upload-plan")).to_contain_text("甲.txt")
    first.locator("tbody tr", has_text="停车管理办法").locator("input.mark-one").check()
    second.locator("#documents-search :is(input, textarea)").press_sequentially("停车收费")
    count(second, 1)
    assert "甲.txt" not in second.locator("body").inner_text()
    expect(second.locator(".marked")).to_be_hidden()
    assert first.locator("tbody tr").count() > 1
    expect(first.locator(".marked-count")).to_have_text("已选 1 份")


def test_a_document_is_found_opened_and_corrected_and_the_correction_taken_back(
    edit: Callable[..., Page],
) -> None:
    page = edit()
    search = page.locator("#documents-search :is(input, textarea)")
    search.press_sequentially("停车收费")
    count(page, 1)
    title = page.locator("button.title")
    title.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#document-text")).to_contain_text("三元")
    page.get_by_role("tab", name=words("document_facts")).click()
    field = page.locator("#fact-effective :is(input, textarea)")
    field.fill("2023-13-01")
    page.locator("#correction-save").click()
    expect(page.locator("#correction-said [role=alert]")).to_contain_text("2023-13-01")
    assert page.locator("#corrected li").count() == 0
    field.fill("2023-06-01")
    page.locator("#correction-save").click()
    expect(page.locator("#corrected li")).to_contain_text(words("effective"))
    expect(page.locator("#corrected li")).to_contain_text(words("corrected_nothing"))
    expect(page.locator("td.col-effective")).to_have_text("2023-06-01")
    page.locator("#corrected [data-field=effective]").click()
    expect(page.locator("#corrected li")).to_have_count(0)
    expect(page.locator("td.col-effective")).to_have_text("")


def test_an_editor_sees_where_each_fact_was_read_and_is_led_to_the_words(
    edit: Callable[..., Page], founding_page: Path
) -> None:
    number = re.findall(r"\d{12}/\d{4}-\d+", founding_page.read_text("utf-8"))[0]
    page = edit()
    open_document(page, "關于加強科技創新")
    page.get_by_role("tab", name=words("document_facts")).click()
    told = page.locator("#read-where li", has_text=words("index_number"))
    expect(told).to_have_text(
        words("index_number") + words("read_where", origin=words("origin_text"), quote=number)
    )
    told.locator("a").click()
    expect(page.locator("#document-text mark")).to_have_text(number)
    expect(page.locator("#document-text mark")).to_be_in_viewport()


def test_a_removal_is_asked_for_by_title_and_can_be_undone_at_once_or_later(
    edit: Callable[..., Page],
) -> None:
    page = edit()
    row = page.locator("tbody tr", has_text="停车管理办法")
    row.locator("input.mark-one").check()
    expect(page.locator(".marked-count")).to_have_text("已选 1 份")
    page.locator("[data-do=remove_marked]").click()
    asked = page.locator("#removal-text")
    expect(asked).to_contain_text("停车管理办法")
    page.locator("#removal-cancel").click()
    expect(row).to_have_count(1)
    for undo in ("#removal-undo", "[data-restore]"):
        page.locator("[data-do=remove_marked]").click()
        page.locator("#removal-confirm").click()
        expect(row).to_have_count(0)
        if undo != "#removal-undo":
            page.locator("#removed button").first.click()
        page.locator(undo).first.click()
        expect(row).to_have_count(1)
        row.locator("input.mark-one").check()


def test_a_new_version_keeps_the_document(edit: Callable[..., Page], tmp_path: Path) -> None:
    page = edit()
    open_document(page, "停车管理办法")
    identity = page.locator("#document-head code").inner_text()
    new = tmp_path / "new.md"
    new.write_text("# 停车管理办法\n\n第一条 夜间停车免费。\n", "utf-8")
    page.locator("#document input[type=file]").set_input_files(str(new))
    expect(page.locator("#document-text")).to_contain_text("免费")
    assert page.locator("#document-head code").inner_text() == identity


def test_what_a_document_holds_is_shown_as_text(edit: Callable[..., Page]) -> None:
    page = edit()
    open_document(page, HOSTILE_RECORD["title"])
    expect(page.locator("#document-text")).to_contain_text(ATTACK)
    page.locator("#document-remove").click()
    expect(page.locator("#removal-text")).to_contain_text(HOSTILE_RECORD["title"])
    assert page.locator("#editor :is(script, img), #removal :is(script, img)").count() == 0
    page.locator("#removal-cancel").click()


def test_the_tab_fits_a_telephone_and_speaks_english(
    edit: Callable[..., Page], tmp_path: Path
) -> None:
    page = edit(TELEPHONE, "en-US")
    expect(page.locator("#documents-table")).to_contain_text(words_in(ENGLISH)("column_title"))
    expect(page.locator("#index-state")).to_contain_text(words_in(ENGLISH)("state_of_vectors"))
    page.locator("button.title").first.click()
    expect(page.locator("#document-head h2")).to_be_in_viewport()
    page.screenshot(path=tmp_path / "telephone.png", full_page=True)
    wide = "document.documentElement.scrollWidth - document.body.clientWidth"
    assert page.evaluate(wide) <= 0
    page.get_by_role("link", name=words_in(ENGLISH)("editor_logout")).click()
    page.locator("input[type=password]").wait_for()
