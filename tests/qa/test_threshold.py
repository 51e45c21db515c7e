"""The setting from which confidence on an answer is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from index.errors import InvalidSetting
from qa.assistant import Assistant
from qa.cli import app
from qa.opening import open_assistant
from qa.threshold import VARIABLE, read_threshold
from qa.weights import REFUSE_BELOW

if TYPE_CHECKING:
    from pathlib import Path

    from index.knowledge_base import KnowledgeBase

QUESTION = "劳动者试用期最长多久"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("written", "value"), [("0.35", 0.35), ("35%", 0.35), (" 35％ ", 0.35), ("0", 0.0), ("1", 1.0)]
)
def test_a_threshold_is_a_share_or_a_percentage(written: str, value: float) -> None:
    assert read_threshold(written) == pytest.approx(value)


def test_what_is_given_counts_before_the_environment_and_that_before_the_built_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_threshold() == REFUSE_BELOW
    monkeypatch.setenv(VARIABLE, "0.6")
    assert read_threshold() == 0.6
    assert read_threshold("0.7") == 0.7


@pytest.mark.parametrize("written", ["-0.1", "1.5", "20", "120%", "nan", "inf", "少", "0,2"])
def test_what_is_no_share_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str
) -> None:
    with pytest.raises(InvalidSetting, match="--refuse-below"):
        read_threshold(written)
    monkeypatch.setenv(VARIABLE, written)
    with pytest.raises(InvalidSetting, match=VARIABLE):
        open_assistant(tmp_path, background=False)
    result = CliRunner().invoke(app, ["ask", QUESTION, "--home", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert VARIABLE in result.stderr
    assert repr(written) in result.stderr


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_an_assistant_takes_no_threshold_outside_0_to_1(
    small_kb: KnowledgeBase, value: float
) -> None:
    with pytest.raises(InvalidSetting, match="refuse_below"):
        Assistant(small_kb, refuse_below=value)


def test_the_command_line_refuses_below_the_threshold_it_is_given(tmp_path: Path) -> None:
    law = tmp_path / "规定.md"
    law.write_text("# 试用期规定\n\n第一条 劳动者试用期最长不得超过六个月。\n", encoding="utf-8")
    home = ["--home", str(tmp_path / "home")]
    run = CliRunner().invoke
    assert run(app, ["add", str(law), "--no-encode", *home]).exit_code == 0
    for threshold, refused in (("0", False), ("1", True)):
        result = run(app, ["ask", QUESTION, "--refuse-below", threshold, "--json", *home])
        assert json.loads(result.stdout)["refused"] is refused
