"""How many false sentences of a language model are stopped, and how many true ones.

python benchmarks/false_sentences.py --data ../shared/data [--home H] [--half odd] [--answers 500]

A scripted model answers questions whose evidence is real: half of them of ``data/policy``, half
named articles of the sample laws, answered by words alone. Each of its answers mixes true
sentences (verbatim, shortened, joined, lightly reworded) with false ones (another figure, name,
date, unit, a turned negation, a wrong citation, a claim from elsewhere …), made by
``benchmarks/sentence_kinds.py`` from what the extractive answer cites. They go through a real HTTP
server and the real client. The rules were made on the even half; report the odd one.
``H`` keeps the knowledge base.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # to be run as a file

from benchmarks.scripted_llm import scripted_server, writes
from benchmarks.sentence_kinds import Evidence, Written, false_sentences, true_sentences
from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.samples import law_database, sample_paths
from index.search_form import search_form
from qa.assistant import Assistant
from qa.evaluate.datasets import Half, half_of
from qa.llm import LLMSettings, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.scripted_llm import Reply
    from qa.types import Answer

SEED = 20261123
OF_EACH = 3  # sentences of each truth in an answer
_SHORT = 60  # characters; an article with fewer makes few sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence that the model wrote, and whether the answer shows it as it cites it."""

    written: Written
    shown: bool


def policy_questions(data: Path, half: Half) -> list[str]:
    """The questions of one half of ``data/policy``."""
    lines = (data / "policy" / "questions.dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    return [q["question"] for q in questions if half_of(q["id"]) == half]


def law_questions(half: Half) -> list[str]:
    """Named articles of the sample laws, those of one half."""
    file = law_database()
    if file is None:
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT law_name || article_no FROM articles WHERE char_count > ? AND status = '现行有效'"
            " ORDER BY id",
            (_SHORT,),
        ).fetchall()
    return [name for (name,) in rows if half_of(name) == half]


def written_answers(
    kb: KnowledgeBase, questions: Iterable[str], count: int, rng: random.Random
) -> dict[str, tuple[Answer, list[Written]]]:
    """What the model will write to each of the first ``count`` questions that are answered."""
    assistant = Assistant(kb, wait_for_model=False)
    answers: dict[str, Answer] = {}
    for question in questions:
        if len(answers) == count:
            break
        answer = assistant.ask(question)
        if not (answer.refused or answer.contradictions):
            answers[answer.understood or answer.question] = answer
    everything = list(answers.values())
    return {
        question: (answer, _mixed(answer, everything, rng)) for question, answer in answers.items()
    }


def run(
    kb: KnowledgeBase, written: dict[str, tuple[Answer, list[Written]]]
) -> tuple[list[Outcome], int]:
    """Ask every question of the scripted model; also how many answers fell back to quotes."""

    def script(request: dict[str, Any]) -> Reply:
        asked = request["messages"][-1]["content"].rpartition("问题：")[2]
        return writes("\n".join(map(_as_written, written[asked][1])))

    outcomes: list[Outcome] = []
    fallen = 0
    with scripted_server(script) as server:
        writer = Writer(LLMSettings(server.base_url, "scripted", timeout=60))
        assistant = Assistant(kb, wait_for_model=False, llm=writer)
        for question, (extractive, sentences) in written.items():
            answer = assistant.ask(question)
            fallen += bool(answer.fallback)
            outcomes += [Outcome(s, _shows(answer, extractive, s)) for s in sentences]
    return outcomes, fallen


def stopped(outcomes: Sequence[Outcome], *, true: bool) -> float:
    """The share of the true, or of the false, sentences that the answers do not show."""
    of_kind = [outcome for outcome in outcomes if outcome.written.true == true]
    return sum(not outcome.shown for outcome in of_kind) / len(of_kind)


def report(outcomes: Sequence[Outcome]) -> str:
    """A table by kind, in Markdown."""
    lines = ["| sentences | kind | made | stopped |", "|---|---|---|---|"]
    for true, name in ((False, "false"), (True, "true")):
        kinds = defaultdict(list)
        for outcome in outcomes:
            if outcome.written.true == true:
                kinds[outcome.written.kind].append(outcome)
        lines += [
            f"| {name} | {kind} | {len(group)} | {stopped(group, true=true):.3f} |"
            for kind, group in sorted(kinds.items())
        ]
        everything = [outcome for group in kinds.values() for outcome in group]
        share = stopped(everything, true=true)
        lines.append(f"| **{name}** | all | {len(everything)} | **{share:.3f}** |")
    return "\n".join(lines)


def _mixed(answer: Answer, others: Sequence[Answer], rng: random.Random) -> list[Written]:
    ids = {citation.document_id for citation in answer.citations}
    foreign = [o for o in others if ids.isdisjoint(c.document_id for c in o.citations)]
    elsewhere = rng.choice(foreign).citations[0].quote if foreign else ""
    quotes = tuple(citation.quote for citation in answer.citations)
    evidence = Evidence(quotes, answer.citations[0].title, elsewhere)
    sentences = []
    for made in (true_sentences(evidence, rng), false_sentences(evidence, rng)):
        sentences += rng.sample(made, min(OF_EACH, len(made)))
    rng.shuffle(sentences)
    return sentences


def _as_written(sentence: Written) -> str:
    return sentence.text + "".join(f"[{number}]" for number in sentence.numbers)


def _shows(answer: Answer, extractive: Answer, written: Written) -> bool:
    """Whether the answer says the sentence; a false one: with the sources it was given with."""
    form = _form(written.text)
    alike = [s for s in answer.sentences if _form(s.text) == form]
    if written.true:
        return bool(alike)
    named = {
        (c.document_id, c.start, c.end) for c in extractive.citations if c.number in written.numbers
    }
    cited = {c.number: (c.document_id, c.start, c.end) for c in answer.citations}
    return any({cited[n] for n in s.citations} == named for s in alike)


def _form(text: str) -> str:
    return "".join(sign for sign in search_form(text) if sign.isalnum() or sign in "%‰")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--half", choices=("even", "odd"), default="odd")
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--show", action="store_true", help="print the sentences judged wrongly")
    given = parser.parse_args()
    rng = random.Random(SEED)
    laws = law_questions(given.half)
    rng.shuffle(laws)
    with (
        tempfile.TemporaryDirectory() as scratch,
        KnowledgeBase.open(given.home or Path(scratch), encoder=Encoder("")) as kb,
    ):
        if not kb.titles():
            kb.add([given.data / "policy" / "documents.jsonl", *sample_paths()], encode=False)
        policy = policy_questions(given.data, given.half)
        written = written_answers(kb, policy, given.answers // 2, rng)
        written |= written_answers(kb, laws, given.answers - len(written), rng)
        outcomes, fallen = run(kb, written)
    print(f"{len(written)} answers, {fallen} of them fell back to the quotes alone\n")
    print(report(outcomes))
    for outcome in outcomes if given.show else ():
        if outcome.shown != outcome.written.true:
            print(outcome.written)


if __name__ == "__main__":
    main()
