"""The report as a reader opens it: one file, whatever stands in the documents."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InvalidSetting
from qa.evaluate import Report, Settings, evaluate, write_html
from qa.evaluate.charts import charts_of
from qa.evaluate.html import html_of
from qa.evaluate.worst import badness_of, worst_questions

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from index.encoder import Encoder

ATTACK = (
    "<script>document.title='pwned'</script><img src=https://example.org/x onerror=alert(1)>"
    "</style></article>{{ 7 * 7 }}{% raw %}&lt;\u202e"
)
LONG_WORD = "政策" * 300


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Report:
    """An evaluation whose every text is hostile, with questions that go wrong in each way."""
    folder = tmp_path_factory.mktemp("hostile")
    documents = [
        {
            "id": "park",
            "title": f"公园{ATTACK}",
            "text": f"公园免费开放，{ATTACK}。\n{LONG_WORD}。",
        },
        {"id": "tax<b>", "title": "", "text": "小规模纳税人免征增值税。"},
        {"id": "never", "title": f"无人能找{ATTACK}", "text": "完全不同的内容。"},
    ]
    questions: list[dict[str, Any]] = [
        {
            "id": "q1",
            "question": "公园免费开放吗？",
            "answers": ["免费开放"],
            "kind": f"甲{ATTACK}",
        },
        {
            "id": f"q2{ATTACK}",
            "question": f"小规模纳税人免征什么{ATTACK}",
            "answers": [f"增值税{ATTACK}"],
            "why": ATTACK,
            "history": [ATTACK],
            "spans": [{"document": "tax<b>", "quote": ATTACK}],
        },
        {"id": "q3", "question": "公园为什么免费？", "answers": ["不知道"]},
        {"id": "q4", "question": "长" * 7_000, "answers": [LONG_WORD]},
        {"id": "q5", "question": "半个\ud83d公园免费开放吗", "answers": ["免费"]},
        {"id": "u1", "question": "明天会下雨吗？", "answers": None},
    ]
    write(folder / "documents.jsonl", documents)
    write(folder / "questions.jsonl", questions)
    judged = [("q1", "park"), (f"q2{ATTACK}", "tax<b>"), ("q3", "never"), ("q3", "gone")]
    lines = [f"{question}\t{document}\t1\n" for question, document in judged]
    (folder / "qrels.tsv").write_text("".join(lines), "utf-8")
    settings = Settings(encode=False, details=folder / "details.jsonl")
    return evaluate(folder, encoder=encoder, settings=settings)


def write(file: Path, records: list[dict[str, Any]]) -> None:
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")


@pytest.fixture(scope="module")
def file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("report") / "报告.html"
    write_html(report, written)
    return written


def test_what_stands_in_the_data_is_shown_and_never_run(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "&lt;script&gt;document.title=&#39;pwned&#39;&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert "<script" not in text
    assert not re.search(r"<\w[^>]*\s(?:on\w+|src|href)=", text)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_the_report_opens_from_the_disk_and_asks_for_nothing_else(
    browser: Browser, file: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    requests: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    assert requests == [file.as_uri()]
    assert said == []
    assert page.title().startswith("评测报告：")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("figure svg").count() == 5
    assert page.locator("article").count() >= 3
    lightness = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        ".map(colour => colour.match(/\\d+/g).slice(0, 3).reduce((a, b) => +a + +b, 0))"
    )
    assert (lightness[0] < 150 < lightness[1] / 3) == (scheme == "dark")
    drawn = page.locator("polyline.main").first.bounding_box()
    assert drawn is not None
    assert drawn["width"] > 100
    context.close()


def test_the_worst_questions_come_first_with_gold_and_found(report: Report) -> None:
    worst = worst_questions(report)
    assert [bad.badness for bad in worst] == sorted((b.badness for b in worst), reverse=True)
    assert all(bad.badness == badness_of(bad.result, asked=True) > 0 for bad in worst)
    (lost,) = [bad for bad in worst if bad.result.question.id == "q3"]
    assert {gold.document_id: (bool(gold.title), gold.rank) for gold in lost.golds} == {
        "never": (True, None),
        "gone": (False, None),
    }
    assert lost.result.found[0].document_id == "park"
    assert "免费开放" in lost.result.found[0].quote
    assert worst_questions(report, 2) == worst[:2]


def test_kinds_have_figures_of_their_own(report: Report) -> None:
    assert {kind: each.answerable + each.unanswerable for kind, each in report.kinds.items()} == {
        f"甲{ATTACK}": 1,
        "": 5,
    }
    figure = report.kinds[f"甲{ATTACK}"].figures["recall_at_1"]
    assert figure is not None
    assert (figure.value, figure.cases) == (1, 1)


def test_charts_stay_inside_their_frames(report: Report) -> None:
    charts = charts_of(report.curves, [3.0, 20.0, 70_000.0], (0.2, 0.9))
    assert len(charts) == 5
    for chart in charts:
        places = [point for line in chart.lines for point in line.points]
        places += [(dot.x, dot.y) for dot in chart.dots]
        places += [(bar.left + bar.width, bar.height) for bar in chart.bars]
        places += [(place, 0.0) for place, _ in chart.x_ticks]
        assert places
        assert all(-1e-9 <= x <= 1 + 1e-9 and -1e-9 <= y <= 1 + 1e-9 for x, y in places)


def test_recall_by_k_ends_where_recall_at_depth_stands(report: Report) -> None:
    by_k = dict(report.curves.recall_by_k)
    for k in (1, 5, 10):
        figure = report.figures[f"recall_at_{k}"]
        assert figure is not None
        assert by_k[k] == pytest.approx(figure.value)
    whole = report.figures["relevant_recall_at_100"]
    assert whole is not None
    assert dict(report.curves.relevant_recall_by_k)[100] == pytest.approx(whole.value)


def test_retrieval_alone_makes_a_report_too(report: Report, encoder: Encoder) -> None:
    settings = Settings(encode=False, retrieval_only=True, depth=5)
    found = evaluate(report.dataset.sources[0].parent, encoder=encoder, settings=settings)
    assert "拒答 AUROC" not in html_of(found)
    assert found.figures["relevant_recall_at_100"] is None  # it looked no further than 5


def test_a_report_that_cannot_be_written_says_so(report: Report, tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="无法写入"):
        write_html(report, tmp_path)
