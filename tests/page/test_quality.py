"""The editor's tabs on judgements and on quality: the real server, a real browser."""

from __future__ import annotations

import csv
import json
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from index import KnowledgeBase
from qa import Assistant
from qa.activity import Activity, Judgement
from qa.evaluate import load_dataset
from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import (
    ATTACK,
    DESKTOP,
    EDITOR_PASSWORD,
    FEES,
    HOSTILE_QUESTION,
    OFF_TOPIC,
    OTHER_QUESTION,
    QUESTION,
    make_home,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
words = words_in(SIMPLIFIED)

JUDGED = {
    QUESTION: Judgement.USEFUL,
    OTHER_QUESTION: Judgement.INCOMPLETE,
    OFF_TOPIC: Judgement.NOT_FOUND,
    f"{HOSTILE_QUESTION}{ATTACK}": Judgement.WRONG,
}
NARROW = (390, 844)


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory, founding_page: Path) -> Path:
    """Documents, and a question of each sort that was judged."""
    home = make_home(tmp_path_factory.mktemp("judged"), founding_page)
    with KnowledgeBase.open(home) as kb:
        assistant = Assistant(kb)
        activity = Activity.open(home)
        for question, judgement in JUDGED.items():
            activity.judge(activity.note(assistant.ask(question)), judgement)
        activity.close()
    return home


@pytest.fixture(scope="module")
def judged_server(judged_home: Path, repository: Path) -> Iterator[str]:
    with serving(judged_home, repository) as address:
        yield address


class Editor:
    """An editor who has come in, and all that his browser asked for."""

    def __init__(self, browser: Browser, server: str, size: tuple[int, int] = DESKTOP) -> None:
        self.server = server
        self.requests: list[str] = []
        self.errors: list[str] = []
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
        context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.goto(f"{server}/editor/")
        self.page.locator("input[type=password]").fill(EDITOR_PASSWORD)
        self.page.locator("input:not([type=password])").first.fill("editor")
        self.page.locator("input[type=password]").press("Enter")
        self.page.get_by_role("tab", name=words("editor_tab_quality"), exact=True).wait_for()

    def open(self, *tabs: str) -> None:
        for tab in tabs:
            self.page.get_by_role("tab", name=words(tab), exact=True).click()

    def find(self, selector: str, has_text: str | None = None) -> Locator:
        return self.page.locator(selector, has_text=has_text)

    def close(self) -> None:
        """Nothing went wrong, nothing left the machine, nothing was wider than the window."""
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(sideways) <= 0
        assert self.errors == []
        strange = {urlsplit(url).netloc for url in self.requests if not url.startswith("data:")}
        assert strange == {urlsplit(self.server).netloc}
        self.page.context.close()


def test_judgements_are_listed_filtered_and_shown_as_the_answers_were_given(
    browser: Browser, judged_server: str
) -> None:
    editor = Editor(browser, judged_server)
    editor.open("editor_tab_feedback")
    questions = editor.find(".judged-question")
    editor.find(".judged-item").nth(3).wait_for()
    assert questions.all_inner_texts() == list(reversed(JUDGED))
    editor.find(".judged-item button", has_text=QUESTION).focus()
    editor.page.keyboard.press("Enter")
    shown = editor.find("#feedback-detail .judged-answer")
    shown.wait_for()
    assert "人工智能、新型智能終端" in shown.inner_text()
    assert words("judged_useful") in shown.inner_text()
    assert words("feedback_document_same") in shown.inner_text()
    link = shown.locator("a.cite").first.get_attribute("href")
    assert link is not None
    assert link.startswith("/#source/")
    editor.find("#feedback-search input, #feedback-search textarea").first.fill("下雨")
    editor.page.keyboard.press("Enter")
    editor.page.wait_for_function("document.querySelectorAll('.judged-item').length === 1")
    assert questions.all_inner_texts() == [OFF_TOPIC]
    editor.find("#feedback-judgements label", has_text=words("judged_not_found")).click()
    editor.page.get_by_text(words("feedback_none_here")).wait_for()
    editor.close()


def test_chosen_judgements_become_data_for_an_evaluation_and_a_spreadsheet(
    browser: Browser, judged_server: str, judged_home: Path, tmp_path: Path
) -> None:
    editor = Editor(browser, judged_server, NARROW)
    editor.open("editor_tab_feedback")
    editor.find(".judged-item").nth(3).wait_for()
    editor.find(".judged-item", has_text=QUESTION).locator("input").check()
    editor.page.get_by_text(words("feedback_chosen", count=1)).wait_for()
    file = download(editor, tmp_path / "data.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path)
    dataset = load_dataset(tmp_path / "judgements")
    assert [question.text for question in dataset.questions] == [QUESTION]
    with KnowledgeBase.open(judged_home) as kb:
        assert dataset.questions[0].relevance.keys() <= set(kb.titles())
    editor.find(".judged-all").check()
    editor.page.get_by_text(words("feedback_chosen", count=4)).wait_for()
    editor.find("#feedback-format label", has_text=".csv").click()
    with download(editor, tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["question"]: row["judgement"] for row in rows} == {
        question: judgement.value for question, judgement in JUDGED.items()
    }
    editor.close()


def download(editor: Editor, to: Path) -> Path:
    editor.find("#feedback-export").click()
    link = editor.find(f"#feedback-download a[download$='{to.suffix}']").first
    with editor.page.expect_download() as started:
        link.click()
    started.value.save_as(to)
    return to


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["desktop", "telephone"])
def test_what_had_no_good_answer_and_what_is_never_cited_are_told(
    browser: Browser, judged_server: str, size: tuple[int, int]
) -> None:
    editor = Editor(browser, judged_server, size)
    editor.open("editor_tab_quality")
    table = editor.find("#week-unanswered table")
    table.wait_for()
    asked = table.locator("tbody th").all_inner_texts()
    assert OFF_TOPIC in asked
    assert QUESTION not in asked
    link = table.locator("a", has_text=OFF_TOPIC).get_attribute("href")
    never = editor.find("#week-never-cited")
    never.locator("summary").click()
    assert FEES[0]["title"] in never.inner_text()
    assert int(editor.find("#week-figures .tile-value").first.inner_text()) >= len(JUDGED)
    for plot in ("per_day", "latency"):
        editor.find(f"#plot-{plot} svg .role-frame").first.wait_for()
    assert link is not None
    chat = editor.page.context.new_page()
    chat.goto(judged_server + link)
    chat.locator("#chat .refusal").wait_for()
    assert OFF_TOPIC in chat.locator("#chat").inner_text()
    editor.close()


def test_an_evaluation_is_handed_in_run_opened_and_compared(
    browser: Browser, judged_server: str, tmp_path: Path
) -> None:
    archive = tmp_path / "parking.zip"
    questions = [
        {"id": "q1", "question": "夜间停车每小时收费多少", "answers": ["三元"]},
        {"id": "q2", "question": "停车场应当公示什么", "answers": ["收费标准"]},
        {"id": f"u1{ATTACK}", "question": f"明天会下雨吗{ATTACK}", "answers": None},
    ]
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("dataset.toml", 'documents = "knowledge_base"')
        packed.writestr("questions.jsonl", "\n".join(map(json.dumps, questions)))
        packed.writestr("qrels.tsv", "q1\tfee-2023\t2\nq2\tfee-2023\t2\n")
    editor = Editor(browser, judged_server)
    editor.open("editor_tab_quality", "quality_run")
    editor.find("#run-about p").wait_for()
    with editor.page.expect_file_chooser() as chooser:
        editor.find("#run-upload").click()
    chooser.value.set_files(archive)
    editor.page.get_by_text(words("run_upload_done", name="parking")).wait_for()
    for _ in range(2):
        editor.find("#run-start").click()
        editor.find("#run-state .run-progress").wait_for()
        editor.find("#run-state .quality-done").wait_for(timeout=60_000)
    editor.open("quality_reports")
    report = editor.find("#report-view .report")
    report.wait_for()
    assert "parking" in report.locator("h3").inner_text()
    assert words("measure_right") in report.inner_text()
    for plot in ("recall", "refusal", "risk", "wait"):
        editor.find(f"#plot-{plot} svg .role-frame").first.wait_for()
    editor.open("quality_compare")
    editor.find("#compare-start").click()
    compared = editor.find("#compare-view")
    compared.locator("table").first.wait_for()
    assert words("compare_common", common=3) in compared.inner_text()
    assert words("compare_none") in compared.inner_text()
    editor.close()


def test_a_file_that_is_no_report_is_refused_in_words_and_a_report_is_removed_only_when_sure(
    browser: Browser, judged_server: str, judged_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    editor = Editor(browser, judged_server)
    editor.open("editor_tab_quality", "quality_reports")
    editor.find("#report-view .report").wait_for()
    with editor.page.expect_file_chooser() as chooser:
        editor.find("#report-upload").click()
    chooser.value.set_files(tmp_path / "x.json")
    problem = editor.find("#report-note .problem")
    problem.wait_for()
    assert "policy-qa evaluate --json" in problem.inner_text()
    kept = len(list((judged_home / "reports").glob("*.json")))
    editor.find("#report-remove").click()
    editor.page.get_by_role("button", name=words("report_remove_cancel")).click()
    editor.page.get_by_role("button", name=words("report_remove_sure")).wait_for(state="hidden")
    assert len(list((judged_home / "reports").glob("*.json"))) == kept
    editor.find("#report-remove").click()
    editor.page.get_by_role("button", name=words("report_remove_sure")).click()
    editor.page.get_by_text(words("report_removed")).wait_for()
    assert len(list((judged_home / "reports").glob("*.json"))) == kept - 1
    editor.close()
