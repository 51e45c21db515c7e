"""What the README says, against the code."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from index.readers.limits import PREFIX as READ_PREFIX
from index.readers.limits import Limits
from index.readers.soffice import SETTING as SOFFICE
from index.settings import Settings
from qa.activity.keeping import VARIABLE as KEEPING
from qa.cli.commands import app
from qa.evaluate import Settings as Evaluation
from qa.evaluate import evaluate
from qa.llm.settings import PREFIX, LLMSettings
from qa.page.editor.login import PASSWORD_VARIABLE
from qa.threshold import VARIABLE
from qa.types import Answer, AnswerSentence, Citation, Contact

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    """The text of the README."""
    return (repository / "README.md").read_text("utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


def names(cls: type[Any]) -> list[str]:
    return [field.name for field in fields(cls)]


def test_the_json_shown_is_the_json_printed(readme: str) -> None:
    (block,) = blocks(readme, "json")
    shown = json.loads(block)
    assert list(shown) == names(Answer)
    assert list(shown["sentences"][0]) == names(AnswerSentence)
    assert list(shown["citations"][0]) == names(Citation)
    assert set(re.findall(r'`\{("unit".*?)\}`', readme)[0].replace('"', "").split(", ")) == set(
        names(Contact)
    )


def test_the_python_example_runs(
    readme: str,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    block, _ = blocks(readme, "python")
    shutil.copytree(repository / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    assert "0579-85236028 [1]" in capsys.readouterr().out


def test_the_evaluation_example_runs(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, block = blocks(readme, "python")
    folder = tmp_path / "评测文件夹"
    folder.mkdir()
    records = {
        "documents.jsonl": {"id": "park", "title": "公园管理规定", "text": "公园免费开放。"},
        "questions.jsonl": {"id": "q1", "question": "公园免费吗？", "answers": ["免费"]},
    }
    for name, record in records.items():
        (folder / name).write_text(json.dumps(record), "utf-8")
    (folder / "qrels.tsv").write_text("q1\tpark\t1\n", "utf-8")
    evaluate(folder, settings=Evaluation(encode=False, details=tmp_path / "之前.jsonl"))
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.split() == ["1.0", "1.0"]
    assert "R@1" in (tmp_path / "报告.html").read_text("utf-8")


def test_every_command_is_shown(readme: str) -> None:
    shown = set(re.findall(r"^policy-qa ([\w-]+)", readme, re.MULTILINE))
    group = typer.main.get_command(app)
    assert shown == set(getattr(group, "commands"))  # noqa: B009 - click's group, untyped here


def test_every_setting_is_listed(readme: str) -> None:
    listed = set(re.findall(r"^\| `(POLICY_QA_\w+)`", readme, re.MULTILINE))
    assert listed == {
        *(f"POLICY_QA_{name.upper()}" for name in names(Settings)),
        *(f"{PREFIX}{name.upper()}" for name in names(LLMSettings)),
        "POLICY_QA_MAX_FILE_MB",
        SOFFICE,
        *(f"{READ_PREFIX}{name.upper()}" for name in names(Limits)),
        KEEPING,
        PASSWORD_VARIABLE,
        VARIABLE,
    }
