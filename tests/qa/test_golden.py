"""The golden questions, against the documents that they are asked of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from index.search_form import search_form
from index.types import Validity
from qa.evaluate import Dataset, Settings, evaluate_assistant, load_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from index.knowledge_base import KnowledgeBase
    from index.types import Document
    from qa.assistant import Assistant

KINDS = {
    "founding": 20,
    "lay": 60,
    "identifier": 25,
    "list": 15,
    "value": 10,
    "traditional": 10,
    "english": 10,
    "follow_up": 10,
    "refusal": 40,
}
# What the README promises of a run by words alone.
PROMISED = (
    "recall_at_1",
    "recall_at_10",
    "mrr_at_10",
    "gold_in_quote",
    "refused_answerable",
    "refused_unanswerable",
)
# 已被修改 is the current text of the criminal code; a government page has no validity.
CURRENT = {Validity.IN_FORCE, Validity.AMENDED, Validity.UNKNOWN}


@pytest.fixture(scope="module")
def golden_folder(repository: Path) -> Path:
    return repository / "benchmarks" / "golden"


@pytest.fixture(scope="module")
def golden(golden_folder: Path) -> Dataset:
    return load_dataset(golden_folder)


@pytest.fixture(scope="module")
def documents(golden: Dataset, sample_kb: KnowledgeBase) -> dict[str, Document]:
    """The gold documents as the knowledge base has them, by the names that the golden set uses."""
    stored = {row.source: row.id for row in sample_kb.documents()}
    files = {path.name: stored.get(str(path.resolve())) for path in golden.sources}
    names = {name for question in golden.questions for name in question.relevance}
    return {name: sample_kb.document(files.get(name) or name) for name in names}


def test_there_are_200_questions_of_the_agreed_kinds(golden: Dataset) -> None:
    assert Counter(question.kind for question in golden.questions) == KINDS
    assert len(golden.questions) == 200


def test_no_question_is_asked_twice(golden: Dataset) -> None:
    asked = Counter(
        (search_form("".join(question.text.split())), question.history)
        for question in golden.questions
    )
    assert [text for text, times in asked.items() if times > 1] == []


def test_only_follow_ups_need_what_was_asked_before(golden: Dataset) -> None:
    for question in golden.questions:
        if question.kind != "refusal":
            assert bool(question.history) == (question.kind == "follow_up"), question.id


def test_every_answer_stands_in_a_gold_span(golden: Dataset) -> None:
    for question in golden.questions:
        quotes = "\n".join(span.quote for span in question.spans)
        for answer in question.answers or ():
            assert answer in quotes, (question.id, answer)


def test_every_quote_stands_in_a_gold_document_word_for_word(
    golden: Dataset, documents: dict[str, Document]
) -> None:
    for question in golden.questions:
        for span in question.spans:
            assert question.relevance.get(span.document) == 2, question.id
            assert span.quote in documents[span.document].text, question.id


def test_gold_documents_are_in_force(documents: dict[str, Document]) -> None:
    old = {name for name, d in documents.items() if d.metadata.validity not in CURRENT}
    assert old == set()
    assert len(documents) > 60


def test_refusals_have_no_gold_and_all_others_have_one(golden: Dataset) -> None:
    for question in golden.questions:
        refused = question.kind == "refusal"
        assert (question.answers is None) == refused, question.id
        assert bool(question.answers) == bool(question.spans) == (not refused), question.id
        assert (2 in question.relevance.values()) == (not refused), question.id


def test_every_question_says_why(golden_folder: Path) -> None:
    lines = (golden_folder / "questions.jsonl").read_text("utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for record in records:
        assert record["why"].endswith("."), record["id"]
        assert len(record["why"].split()) > 1, record["id"]


def test_the_readme_shows_what_was_measured_last(repository: Path) -> None:
    script = repository / "benchmarks" / "evaluate_golden.py"
    shown = subprocess.run(
        [sys.executable, str(script), "--show"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ).stdout
    readme = (repository / "README.md").read_text("utf-8")
    blocks = re.findall(r"<!-- golden (zh|en) -->\n(.*?)\n<!-- /golden \1 -->", readme, re.DOTALL)
    assert [language for language, _ in blocks] == ["zh", "en"]
    assert shown.strip() == "\n\n".join(block for _, block in blocks)


def test_a_run_by_words_lies_within_the_intervals_that_the_readme_shows(
    golden: Dataset, golden_folder: Path, by_words: Assistant
) -> None:
    measured = json.loads((golden_folder / "results.json").read_text("utf-8"))["words"]
    report = evaluate_assistant(by_words, golden, Settings(encode=False))
    found = report.to_dict()
    for counted in ("documents", "questions", "answerable", "unanswerable"):
        assert found["counts"][counted] == measured["counts"][counted]
    outside = {
        name: (found[name]["value"], measured[name]["interval"])
        for name in PROMISED
        if not measured[name]["interval"][0]
        <= found[name]["value"]
        <= measured[name]["interval"][1]
    }
    assert outside == {}
