"""Questions of our own whose answer is a list or a value, put to a knowledge base and judged.

    python benchmarks/lists_and_values.py --home a_knowledge_base

It needs the samples and the saved pages of ``data/pages`` in it. A list is right when every point
of it is quoted, in order; its precision is the share of the quoted characters that lie inside the
gold list. A value is right when the quotes hold it and one is from its document. Nothing is
refused. ``held_out`` questions were written with the others and looked at once, at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # to be run as a file

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.search_form import search_form
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.types import Answer, AnswerSentence

# Some of the pages hold for five years only.
TODAY = date(2026, 6, 1)
QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "qa"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer; ``precision`` is None for a value. ``length`` in characters."""

    question: str
    answer: Answer
    right: bool
    precision: float | None
    length: int


def questions(name: str) -> list[dict[str, Any]]:
    """The questions of ``lists`` or ``values``."""
    lines = (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judge(assistant: Assistant, asked: Sequence[dict[str, Any]]) -> Iterator[Judged]:
    """Each question with what ``assistant`` answers."""
    for row in asked:
        answer = assistant.ask(row["question"])
        said = search_form("\n".join(sentence.text for sentence in answer.sentences))
        length = sum(len(sentence.text) for sentence in answer.sentences)
        if "points" in row:
            right = _in_order(said, row["points"])
            inside = sum(_inside(assistant, answer, s, row) for s in answer.sentences)
            yield Judged(row["question"], answer, right, inside / max(length, 1), length)
        else:
            titles = [search_form(citation.title) for citation in answer.citations]
            titled = any(search_form(row["title"]) in title for title in titles)
            right = titled and search_form(row["value"]) in said
            yield Judged(row["question"], answer, right, None, length)


def _in_order(text: str, points: Sequence[str]) -> bool:
    at = -1
    return all((at := text.find(search_form(point), at + 1)) >= 0 for point in points)


def _inside(
    assistant: Assistant, answer: Answer, sentence: AnswerSentence, row: dict[str, Any]
) -> int:
    """How many characters of a sentence lie inside the gold list."""
    citation = next(c for c in answer.citations if c.number in sentence.citations)
    if search_form(row["title"]) not in search_form(citation.title):
        return 0
    text = assistant.document(citation.document_id).text
    gold = _gold(search_form(text), row)
    start = text.index(sentence.text, citation.start)
    return max(0, min(gold[1], start + len(sentence.text)) - max(gold[0], start))


def _gold(text: str, row: dict[str, Any]) -> tuple[int, int]:
    """The shortest stretch from the words ``from`` over all points to the words ``to``."""
    best = (0, 0)
    start = -1
    while (start := text.find(search_form(row["from"]), start + 1)) >= 0:
        at = start
        for point in row["points"]:
            at = text.find(search_form(point), at)
            if at < 0:
                return best
            at += len(point)
        end = text.find(search_form(row["to"]), at - len(row["points"][-1])) + len(row["to"])
        if best == (0, 0) or end - start < best[1] - best[0]:
            best = (start, end)
    return best


def summary(judged: Sequence[Judged]) -> str:
    """The figures in one line."""
    right = sum(each.right for each in judged)
    line = f"{right}/{len(judged)} = {right / len(judged):.3f}"
    precisions = [each.precision for each in judged if each.precision is not None]
    if precisions:
        line += f", precision {sum(precisions) / len(precisions):.3f}"
    return f"{line}, {sum(each.length for each in judged) / len(judged):.0f} characters"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, and print the figures and what is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args(arguments)
    with KnowledgeBase.open(options.home, encoder=Encoder("")) as kb:
        assistant = Assistant(kb, refuse_below=0.0, today=lambda: TODAY)
        lists = questions("lists")
        parts = {
            "lists": [row for row in lists if not row["held_out"]],
            "lists, held out": [row for row in lists if row["held_out"]],
            "values": questions("values"),
        }
        for name, rows in parts.items():
            judged = list(judge(assistant, rows))
            print(f"{name}: {summary(judged)}")
            for each in judged:
                if not each.right:
                    print(f"  {each.question}")


if __name__ == "__main__":
    main()
