"""evaluate and compare on the command line: what is printed and what is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from qa.cli.commands import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("command") / "set"
    root.mkdir()
    texts = {"park": "公园免费开放。", "tax": "小规模纳税人免征增值税。"}
    documents = [{"id": id_, "title": text, "text": text} for id_, text in texts.items()]
    questions = [
        {"id": "q1", "question": "公园免费吗？", "answers": ["免费"], "kind": "[red]短"},
        {"id": "q2", "question": "增值税免征吗？", "answers": ["免征"], "kind": "税"},
        {"id": "u1", "question": "明天会下雨吗？", "answers": None, "kind": "无"},
    ]
    for name, records in (("documents", documents), ("questions", questions)):
        lines = [json.dumps(record) + "\n" for record in records]
        (root / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    (root / "qrels.tsv").write_text("q1\tpark\t1\nq2\ttax\t1\n", "utf-8")
    return root


def test_evaluate_shows_kinds_writes_the_report_and_says_what_was_there_before(
    folder: Path, tmp_path: Path
) -> None:
    command = ("evaluate", folder, "--no-encode", "--home", tmp_path / "home")
    files = ("--details", tmp_path / "d.jsonl", "--report", tmp_path / "r.html")
    result = run(*command, *files, "--depth", "20")
    assert result.exit_code == 0, result.output
    assert "[red]短" in result.stdout
    assert "先前中断" not in result.stdout
    assert "前 k 篇的召回" in (tmp_path / "r.html").read_text("utf-8")
    again = run(*command, *files, "--depth", "20")
    assert "其中 3 个问题的结果取自先前中断的同一次评测" in again.stdout


def test_compare_prints_a_table_or_json(folder: Path, tmp_path: Path) -> None:
    for name, more in (("a.jsonl", ()), ("b.jsonl", ("--retrieval-only", "--limit", "1"))):
        home = ("--no-encode", "--home", tmp_path / "home")
        result = run("evaluate", folder, *home, "--details", tmp_path / name, *more)
        assert result.exit_code == 0, result.output
    printed = run("compare", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert printed.exit_code == 0, printed.output
    assert "两次都问过的 1 个问题" in printed.stdout
    assert "只有第一份有的 2 个" in printed.stdout
    assert "R@1" in printed.stdout
    assert "答对" not in printed.stdout  # the second run only searched
    values = json.loads(run("compare", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--json").stdout)
    assert values["measures"]["recall_at_1"]["p_value"] == 1
    assert values["measures"]["recall_at_1"]["difference"]["interval"] == [0, 0]


def test_compare_says_what_is_wrong_with_a_file(folder: Path, tmp_path: Path) -> None:
    result = run("compare", folder / "questions.jsonl", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "questions.jsonl 第 1 行不是评测写下的结果" in result.stderr.replace("\n", "")
    assert "Traceback" not in result.output


def test_a_report_that_cannot_be_written_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    result = run("evaluate", folder, "--home", home, "--report", tmp_path / "no" / "r.html")
    assert result.exit_code == 1
    assert not home.exists()
