"""An answer on a terminal: bold where it may be, and no text that can steer the terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
from datetime import date
from qa.cli.answers import print_answer, print_refusal
from qa.types import *
quote = "前言。\\n试用期最长不得超过六个月[b]\\x1b[31m红\\x07。"
print_answer(Answer("问", False, 0.9, sentences=(AnswerSentence(quote[4:], (1,), ((9, 12), (10, 13))),),
    citations=(Citation(1, "law", "劳动法", "", "", "", date(1994, 7, 5), "现行有效", "", "", quote,
        100, 100 + len(quote), ((113, 116),), date(1995, 1, 1)),),
    contradictions=(Contradiction("两份文件说法不一。", (1, 1), ("a", "b"), ((0, 1), (1, 2))),)))
print_refusal(Answer("问", True, 0.1, searched=("试用期",), asked_on=date(2026, 11, 23),
    nearest=(NearDocument("law", "劳动法", "", "", None, "", "", "第二十一条", 3, 9),),
    contact=Contact("人社局", "", "12333", "law", "劳动法")))
"""
ESCAPE = "\x1b"


def on_terminal(repository: Path, **environment: str) -> str:
    """What the script writes to a real terminal."""
    reading, writing = pty.openpty()
    settings = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=repository,
        env=settings | {"TERM": "xterm-256color", "COLUMNS": "200"} | environment,
        stdout=writing,
    )
    os.close(writing)
    written = b""
    with os.fdopen(reading, "rb") as terminal:
        try:
            while part := terminal.read1(65536):
                written += part
        except OSError:  # so Linux says that the other end has been closed
            pass
    assert process.wait(timeout=60) == 0
    return written.decode().replace("\r\n", "\n")


@pytest.fixture(scope="module")
def colourful(repository: Path) -> str:
    return on_terminal(repository)


def test_the_words_that_answer_are_bold_on_a_terminal(colourful: str) -> None:
    bold = re.findall(r"\x1b\[1m([^\x1b]*)\x1b\[0m", colourful)
    assert bold == ["六个月", "[", "来源", "六个月"]  # sentence, whose two spans overlap, and quote


def test_text_of_a_document_cannot_steer_the_terminal(colourful: str) -> None:
    assert "[31m红" in colourful
    assert f"{ESCAPE}[31m红" not in colourful
    assert "\x07" not in colourful


@pytest.mark.parametrize("kind", ["NO_COLOR", "pipe"])
def test_no_escape_is_written_where_no_colour_is_wanted(repository: Path, kind: str) -> None:
    if kind == "NO_COLOR":
        written = on_terminal(repository, NO_COLOR="1")
    else:
        command = [sys.executable, "-c", SCRIPT]
        written = subprocess.run(
            command, cwd=repository, capture_output=True, check=True, text=True, encoding="utf-8"
        ).stdout
    assert ESCAPE not in written
    for shown in (
        "试用期最长不得超过六个月[b]",
        "1994-07-05 发布 · 1995-01-01 施行 · 现行有效",
        "两份文件说法不一。 [1][1]",
        "查找的词：试用期（2026-11-23）",
        "《劳动法》",
        "第二十一条 · 未注明日期 · law",
        "人社局 12333",
    ):
        assert shown in written
