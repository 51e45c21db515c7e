"""An editor uploads a scan; a visitor asks about it and compares the answer with the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qa.page.editor.login import NAME
from qa.page.strings import SIMPLIFIED, words_in
from tests.formats.scan_corpus import POOR, table_page
from tests.page.visitor import EDITOR_PASSWORD, Visitor, get, make_home, serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

words = words_in(SIMPLIFIED)
_PATIENCE = 120_000  # milliseconds; recognition takes seconds on a quiet machine


@pytest.mark.browser
def test_a_scan_is_uploaded_asked_about_and_compared_with_its_picture(
    browser: Browser, tmp_path: Path, founding_page: Path, repository: Path
) -> None:
    scan = tmp_path / "加装电梯补助.jpg"
    POOR.scan(table_page()).save(scan, quality=80)
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 cut short")
    home = make_home(tmp_path, founding_page)
    with serving(home, repository) as address, browser.new_context(locale="zh-CN") as context:
        editor = context.new_page()
        editor.set_default_timeout(_PATIENCE)
        editor.goto(f"{address}/editor/")
        editor.locator("input").first.fill(NAME)
        editor.locator("input[type=password]").fill(EDITOR_PASSWORD)
        editor.locator("input[type=password]").press("Enter")
        editor.locator("table.kept").wait_for()
        chosen = editor.locator("#upload-files input[type=file]")
        chosen.set_input_files([str(scan), str(tmp_path / "坏.docx")])
        editor.locator("#import-go").click()
        outcome = editor.locator("#import-run")
        expect(outcome.locator(".counts")).to_be_visible(timeout=_PATIENCE)
        expect(outcome.locator("tr.refused")).to_contain_text("坏.docx")

        visitor = Visitor(context, address)
        answer = visitor.ask("新增电梯设备购置的补助金额是多少")
        expect(answer).to_contain_text("二十五万元")
        expect(answer.locator(".references .section").first).to_contain_text("第1页")
        answer.locator("a.cite").first.click()
        picture = visitor.source.locator(".page-picture img")
        expect(picture).to_be_visible(timeout=_PATIENCE)
        visitor.page.wait_for_function(
            "document.querySelector('.page-picture img').naturalWidth > 500", timeout=_PATIENCE
        )
        expect(visitor.source.locator(".picture-note")).to_have_text(words("picture_recognised"))
        frame, boxes = picture.bounding_box(), visitor.source.locator(".picture-box")
        assert frame is not None
        assert boxes.count() == 5  # the cells of the row
        for box in boxes.all():
            placed = box.bounding_box()
            assert placed is not None
            # The row is the second of five rules in the upper third of the page.
            assert 0.12 < (placed["y"] - frame["y"]) / frame["height"] < 0.25
            assert frame["x"] < placed["x"] < frame["x"] + frame["width"]
        assert visitor.errors == []

        link = picture.get_attribute("src") or ""
        assert get(f"{address}/{link.replace('/1/', '/2/')}")[0] == 404
        assert get(f"{address}/page-picture/1/nobody")[0] == 404
        assert get(f"{address}/page-picture/x/nobody")[0] in {404, 422}
