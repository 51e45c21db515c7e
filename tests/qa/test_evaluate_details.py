"""The details file: what a run that was killed leaves, and how the next goes on from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InvalidSetting
from qa.evaluate import Settings, evaluate
from qa.evaluate.details import read_details

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder

POLICY_QA = [sys.executable, "-c", "from qa.cli import main; main()"]
QUESTIONS = 300
WAIT_SECONDS = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset of one document and many questions."""
    root = tmp_path / "set"
    root.mkdir()
    document = {"id": "park", "title": "公园管理规定", "text": "公园免费开放。\n夜间关闭。"}
    (root / "documents.jsonl").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    questions = [
        {"id": f"q{number}", "question": f"公园第{number}天开放吗？", "answers": ["免费开放"]}
        for number in range(QUESTIONS)
    ]
    lines = [json.dumps(question, ensure_ascii=False) + "\n" for question in questions]
    (root / "questions.jsonl").write_text("".join(lines), "utf-8")
    relevance = [f"q{number}\tpark\t1\n" for number in range(QUESTIONS)]
    (root / "qrels.tsv").write_text("".join(relevance), "utf-8")
    return root


def run(folder: Path, details: Path, encoder: Encoder, **more: Any) -> tuple[int, int]:
    """How many questions were asked in all, and how many results were there before."""
    settings = Settings(encode=False, details=details, **more)
    report = evaluate(folder, home=folder.parent / "home", encoder=encoder, settings=settings)
    return len(report.results), report.resumed


@pytest.mark.skipif(not hasattr(os, "kill"), reason="needs signals")
def test_a_killed_run_is_gone_on_with_and_asks_nothing_twice(folder: Path, tmp_path: Path) -> None:
    details = tmp_path / "details.jsonl"
    options = ("--no-encode", "--home", tmp_path / "home", "--details", details, "--json", "-")
    command = [*POLICY_QA, "evaluate", *map(str, (folder, *options))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + WAIT_SECONDS
    while not (details.exists() and details.read_bytes().count(b"\n") >= 3):
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline, "nothing was written"
        time.sleep(0.01)
    process.kill()
    process.communicate()
    left = details.read_bytes()
    whole = left[: left.rfind(b"\n") + 1]
    with details.open("ab") as lines:  # as if it had been killed inside a line
        lines.write(b'{"id": "q99", "quest')
    again = subprocess.run(command, check=True, capture_output=True)
    found = json.loads(again.stdout)
    assert found["counts"]["questions"] == QUESTIONS
    assert 3 <= found["resumed"] == whole.count(b"\n") < QUESTIONS, again.stderr.decode()
    assert details.read_bytes().startswith(whole)
    assert [line["id"] for line in read_details(details)] == [f"q{n}" for n in range(QUESTIONS)]
    assert not details.with_name("details.jsonl.previous").exists()


def test_a_finished_run_is_read_back_as_it_was(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    details = tmp_path / "details.jsonl"
    settings = Settings(encode=False, limit=5, details=details)
    first = evaluate(folder, home=tmp_path / "home", encoder=encoder, settings=settings)
    again = evaluate(folder, home=tmp_path / "home", encoder=encoder, settings=settings)
    assert again.resumed == 5
    assert again.results == first.results
    assert again.figures == first.figures
    assert again.latency_ms == first.latency_ms


def test_another_run_starts_anew_says_why_and_keeps_the_old_file(
    folder: Path, tmp_path: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    details = tmp_path / "details.jsonl"
    assert run(folder, details, encoder, limit=4) == (4, 0)
    old = details.read_bytes()
    assert run(folder, details, encoder, limit=3) == (3, 0)
    assert details.with_name("details.jsonl.previous").read_bytes() == old
    (said,) = [record.message for record in caplog.records if "另一次评测" in record.message]
    assert "（设置不同）" in said
    assert "details.jsonl.previous" in said
    text = (folder / "documents.jsonl").read_text("utf-8")
    (folder / "documents.jsonl").write_text(text.replace("夜间关闭", "夜间开放"), "utf-8")
    assert run(folder, details, encoder, limit=3) == (3, 0)
    assert "（评测数据不同）" in caplog.records[-1].message


@pytest.mark.parametrize(
    "content", [b'{"id": "d1", "text": "mine"}\n', b"no line feed", b"\xff\xfe\n", b"[]\n{"]
)
def test_a_file_of_somebody_else_is_refused_and_left_as_it_is(
    folder: Path, tmp_path: Path, encoder: Encoder, content: bytes
) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_bytes(content)
    with pytest.raises(InvalidSetting, match="不是评测写下的结果"):
        run(folder, file, encoder, limit=1)
    assert file.read_bytes() == content
