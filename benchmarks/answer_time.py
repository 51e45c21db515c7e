"""How long an answer takes, from the question to its last word, without a language model.

Before or after each question, in turn, another one is only encoded, so that both meet the same load
of the machine: the ratio of the two says more than milliseconds do.

    python benchmarks/answer_time.py --policy-home HOME --sample-home HOME --questions 100

A home is a copy of a knowledge base with all its vectors. The questions are those of
``data/policy`` and of ``data/statute``; the result goes to benchmarks/results/answer_time.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.settings import Settings
from qa.assistant import Assistant
from qa.evaluate.datasets import load_dataset
from qa.types import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RESULTS = Path(__file__).resolve().parent / "results" / "answer_time.json"
WARM_UP = 5  # questions that are not counted


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Milliseconds of one knowledge base; ``over_encoding_*`` are shares of ``encoding_p50``."""

    name: str
    documents: int
    sentences: int
    questions: int
    refused: int
    p50: float
    p95: float
    encoding_p50: float
    over_encoding_p50: float
    over_encoding_p95: float
    stages_p50: dict[str, float]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--policy-home", type=Path, help="data/policy, with its vectors")
    parser.add_argument("--sample-home", type=Path, help="the sample corpus, with its vectors")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of policy/ and statute/")
    parser.add_argument("--questions", type=int, default=100, help="of each (default 100)")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    encoder = Encoder("")
    found = []
    for name, home in (("policy", options.policy_home), ("statute", options.sample_home)):
        if home is not None:
            questions = chosen_questions(options.data / name, options.questions + WARM_UP)
            with KnowledgeBase.open(home, encoder=encoder) as kb:
                found.append(measured(name, kb, questions))
            print_times(found[-1])
    if not found:
        parser.error("name a knowledge base: --policy-home, --sample-home or both")
    options.out.write_text(
        json.dumps(described(found), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def chosen_questions(folder: Path, count: int) -> list[str]:
    """A random choice of a set's questions, with and without an answer, always the same."""
    questions = sorted(question.text for question in load_dataset(folder).questions)
    return random.Random(5).sample(questions, min(count, len(questions)))


def measured(name: str, kb: KnowledgeBase, questions: Sequence[str]) -> AnswerTimes:
    """Ask each question once, all stages in this thread, after a warm-up."""
    assistant = Assistant(kb)
    answers, answering, encoding = [], [], []
    for position, question in enumerate(questions):
        other = questions[position - 1]
        if position % 2:
            encoding.append(encoding_ms(kb.encoder, other))
        answer, milliseconds = answered(assistant, question)
        if not position % 2:
            encoding.append(encoding_ms(kb.encoder, other))
        answers.append(answer)
        answering.append(milliseconds)
    answers, answering, encoding = answers[WARM_UP:], answering[WARM_UP:], encoding[WARM_UP:]
    state, one = kb.state(), statistics.median(encoding)
    p50, p95 = statistics.median(answering), statistics.quantiles(answering, n=20)[-1]
    stages = {stage for answer in answers for stage in answer.timings_ms} - {"total"}
    return AnswerTimes(
        name=name,
        documents=state.documents,
        sentences=state.sentences,
        questions=len(answers),
        refused=sum(answer.refused for answer in answers),
        p50=round(p50, 1),
        p95=round(p95, 1),
        encoding_p50=round(one, 1),
        over_encoding_p50=round(p50 / one, 2),
        over_encoding_p95=round(p95 / one, 2),
        stages_p50={
            stage: round(
                statistics.median(answer.timings_ms.get(stage, 0.0) for answer in answers), 1
            )
            for stage in sorted(stages)
        },
    )


def answered(assistant: Assistant, question: str) -> tuple[Answer, float]:
    """The answer, and the milliseconds until its last word was there."""
    started = time.perf_counter()
    *_, answer = assistant.stream(question)
    milliseconds = 1000 * (time.perf_counter() - started)
    if not isinstance(answer, Answer):
        raise TypeError(f"the stream ended with {answer!r}, expected the whole answer")
    return answer, milliseconds


def encoding_ms(encoder: Encoder, question: str) -> float:
    """The milliseconds that encoding one question takes."""
    started = time.perf_counter()
    encoder.encode_query(question)
    return 1000 * (time.perf_counter() - started)


def print_times(times: AnswerTimes) -> None:
    """One knowledge base's figures."""
    print(f"{times.name}: {times.documents:,} documents, {times.sentences:,} sentences")
    print(f"  {times.questions} questions, {times.refused} refused")
    print(
        f"  to the last word: p50 {times.p50:.0f} ms, p95 {times.p95:.0f} ms; one query encoding "
        f"{times.encoding_p50:.0f} ms: {times.over_encoding_p50:.2f} and {times.over_encoding_p95:.2f} times that"
    )
    print("  stages, p50: " + ", ".join(f"{k} {v:.1f} ms" for k, v in times.stages_p50.items()))


def described(found: Sequence[AnswerTimes]) -> dict[str, object]:
    """The figures with the machine and the day they are of."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "threads": Settings.from_environment().threads,
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "times": [asdict(times) for times in found],
    }


if __name__ == "__main__":
    main()
