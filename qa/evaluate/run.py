"""A whole evaluation: documents in, questions asked, results summed up."""

from __future__ import annotations

import logging
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from index.contents import DATABASE
from index.encoder import Encoder
from index.errors import InvalidDataset
from index.knowledge_base import KnowledgeBase
from index.types import Progress
from qa.assistant import Assistant
from qa.evaluate.asking import ask_all
from qa.evaluate.datasets import load_dataset, select_questions
from qa.evaluate.details import resume, run_of, write_on
from qa.evaluate.environment import code_hash
from qa.evaluate.report import make_report
from qa.evaluate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qa.evaluate.datasets import Dataset
    from qa.evaluate.report import Report
    from qa.evaluate.results import QuestionResult

    ProgressCallback = Callable[[Progress], None]

logger = logging.getLogger(__name__)


def evaluate(
    folder: Path | str,
    *,
    home: Path | str | None = None,
    encoder: Encoder | None = None,
    settings: Settings | None = None,
    progress: ProgressCallback | None = None,
) -> Report:
    """Answer the questions of an evaluation folder and measure the answers.

    ``home`` keeps the knowledge base, so that a second run encodes nothing; without it a
    temporary one is made and removed. ``progress`` also gets the stage "question".
    Of a dataset that asks a knowledge base, ``home`` is that one: it must be there, and stays as
    it is. Raises InvalidDataset where a file of the folder is missing or malformed.
    """
    dataset = load_dataset(folder)
    chosen = settings or Settings()
    if dataset.of_home:
        return _evaluate_home(dataset, home, encoder or Encoder(), chosen, progress)
    with ExitStack() as stack:
        if home is None:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="policy-qa-evaluate-"))
        knowledge_base = stack.enter_context(KnowledgeBase.open(home, encoder=encoder or Encoder()))
        _fill(knowledge_base, dataset, chosen, progress)
        return evaluate_assistant(Assistant(knowledge_base), dataset, chosen, progress=progress)


def _evaluate_home(
    dataset: Dataset,
    home: Path | str | None,
    encoder: Encoder,
    settings: Settings,
    progress: ProgressCallback | None,
) -> Report:
    """Ask the knowledge base in ``home`` as it is; nothing is imported or encoded."""
    if home is None or not (Path(home).expanduser() / DATABASE).is_file():
        raise InvalidDataset(
            f"评测集 {dataset.name} 问的是一个已有的知识库（dataset.toml 里写着 knowledge_base），"
            f"而 {home or '--home'} {'里没有知识库' if home else '没有给出'}。请用 --home 指出它的文件夹。"
        )
    with KnowledgeBase.open(home, encoder=encoder) as knowledge_base:
        here = answerable_here(dataset, knowledge_base)
        if left_out := len(dataset.questions) - len(here.questions):
            logger.warning(
                "questions are left out: their documents are not here", extra={"count": left_out}
            )
        assistant = Assistant(knowledge_base)
        assistant.search("政策")  # loads what the first question would wait for
        return evaluate_assistant(assistant, here, settings, progress=progress)


def answerable_here(dataset: Dataset, kb: KnowledgeBase) -> Dataset:
    """Without the questions whose documents are not in ``kb``: nobody could answer them from it.

    Raises InvalidDataset where no question is left that has an answer.
    """
    dataset = as_stored(dataset, kb)
    here = {row.id for row in kb.documents()}
    questions = tuple(
        question
        for question in dataset.questions
        if not question.relevance or question.relevance.keys() & here
    )
    if not any(question.answerable for question in questions):
        raise InvalidDataset(
            f"知识库里没有评测集 {dataset.name} 所问的文件，没有开始评测。"
            "请选与这里的文件相符的评测集，或先把这些文件加进来。"
        )
    return replace(dataset, questions=questions)


def _fill(
    knowledge_base: KnowledgeBase,
    dataset: Dataset,
    settings: Settings,
    progress: ProgressCallback | None,
) -> None:
    """Add the dataset's documents and make ready to answer, so that no question waits for it."""
    own = {str(path.resolve()) for path in dataset.sources}
    if any(
        row.source.rpartition("#")[0] not in own and row.source not in own
        for row in knowledge_base.documents()
    ):
        raise InvalidDataset(
            f"知识库 {knowledge_base.folder} 里已有这个评测集以外的文档，结果会混在一起，没有开始评测。"
            "请用一个空的 --home，或不给 --home。"
        )
    summary = knowledge_base.add(dataset.sources, progress=progress, encode=settings.encode)
    for skipped in summary.skipped:
        logger.warning(
            "skipped a document of the dataset",
            extra={"source": skipped.source, "reason": skipped.reason},
        )
    taken = {*summary.added, *summary.replaced, *summary.unchanged}
    if strange := sorted(taken - as_stored(dataset, knowledge_base).documents.keys()):
        raise InvalidDataset(
            f"知识库 {knowledge_base.folder} 里已有同样编号、别处来的文档，评测的文档因此得到了别的编号"
            f"（例如 {strange[0]}）。请用一个空的 --home，或不给 --home。"
        )
    # Loads the model and what else the first question would wait for.
    Assistant(knowledge_base).search("政策")


def as_stored(dataset: Dataset, knowledge_base: KnowledgeBase) -> Dataset:
    """The dataset with the ids that its documents have got where a file gives none.

    One that asks a knowledge base is given that one's documents.
    """
    if dataset.of_home and not dataset.documents:
        stored = (knowledge_base.document(row.id) for row in knowledge_base.documents())
        return replace(
            dataset, documents={each.id: f"{each.title}\n{each.text}" for each in stored}
        )
    names = {str(path.resolve()): path.name for path in dataset.sources}
    return dataset.renamed(
        {names[row.source]: row.id for row in knowledge_base.documents() if row.source in names}
    )


def evaluate_assistant(
    assistant: Assistant,
    dataset: Dataset,
    settings: Settings,
    *,
    progress: ProgressCallback | None = None,
) -> Report:
    """The same with an assistant whose knowledge base holds the dataset's documents already."""
    run = run_of(dataset, settings, assistant.state(), code_hash())
    dataset = as_stored(dataset, assistant.knowledge_base)
    questions = select_questions(dataset.questions, settings.half, settings.limit)
    if settings.retrieval_only:
        questions = [question for question in questions if question.answerable]
    kept = resume(settings.details, run, questions) if settings.details else []
    done = {result.question.id for result in kept}
    rest = [question for question in questions if question.id not in done]
    new: Iterable[QuestionResult] = ask_all(assistant, dataset, rest, settings)
    if settings.details is not None:
        new = write_on(settings.details, run, new)
    results: list[QuestionResult] = []
    for result in chain(kept, new):
        results.append(result)
        if progress is not None:
            progress(Progress("question", len(results), len(questions), result.question.text))
    return make_report(dataset, results, settings, assistant.state(), len(kept))
