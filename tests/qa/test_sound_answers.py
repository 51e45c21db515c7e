"""Thousands of answers, each checked against the documents that it cites."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from benchmarks.false_sentences import law_questions, report, run, stopped, written_answers
from index.knowledge_base import KnowledgeBase
from qa.assistant import Assistant
from qa.verify import problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def policy_kb(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, data_folder: Path
) -> Iterator[KnowledgeBase]:
    """The policy documents and the saved pages, found by words alone."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("policy"), encoder=encoder) as kb:
        kb.add([data_folder / "policy" / "documents.jsonl", data_folder / "pages"], encode=False)
        yield kb


def policy_questions(folder: Path) -> list[str]:
    lines = [
        *(folder / "policy" / "questions.dev.jsonl").read_text("utf-8").splitlines(),
        *(folder / "policy" / "unanswerable.dev.jsonl").read_text("utf-8").splitlines()[:69],
    ]
    return [json.loads(line)["question"] for line in lines]


def unsound(assistant: Assistant, questions: Iterable[str]) -> tuple[int, dict[str, list[str]]]:
    """How many questions are answered, and what is wrong with which answer."""
    answered, wrong = 0, {}
    for question in questions:
        answer = assistant.ask(question)
        documents = {c.document_id: assistant.document(c.document_id) for c in answer.citations}
        if found := problems(answer, documents):
            wrong[question] = found
        answered += not answer.refused
    return answered, wrong


def test_answers_to_the_policy_questions_are_sound(
    policy_kb: KnowledgeBase, data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = Assistant(policy_kb, wait_for_model=False, refuse_below=0.0)
    answered, wrong = unsound(assistant, policy_questions(data_folder))
    assert wrong == {}
    assert answered > 590
    # A quote is sound by the way it is chosen: nothing has to be dropped.
    assert not [record for record in caplog.records if record.name == "qa.verify"]


def test_answers_to_questions_on_the_laws_are_sound(
    sample_kb: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    questions = law_questions("even")
    random.Random(3).shuffle(questions)
    assistant = Assistant(sample_kb, wait_for_model=False, refuse_below=0.0)
    answered, wrong = unsound(assistant, questions[:1200])
    assert wrong == {}
    assert answered > 1150
    assert not [record for record in caplog.records if record.name == "qa.verify"]


def test_false_sentences_are_stopped_and_true_ones_are_not(sample_kb: KnowledgeBase) -> None:
    """``benchmarks/false_sentences.py`` in small: 60 answers, the sample laws alone."""
    rng = random.Random(7)
    questions = law_questions("odd")
    rng.shuffle(questions)
    outcomes, fallen = run(sample_kb, written_answers(sample_kb, questions, 60, rng))
    assert fallen == 0
    assert len(outcomes) > 300
    assert stopped(outcomes, true=False) >= 0.95, report(outcomes)
    assert stopped(outcomes, true=True) <= 0.05, report(outcomes)
