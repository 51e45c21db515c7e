"""Put an evaluation's questions to an assistant, by the same calls that the chat makes."""

from __future__ import annotations

import json
import logging
import tempfile
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from index.encoder import Encoder
from index.errors import InvalidDataset, InvalidQuestion
from index.knowledge_base import KnowledgeBase
from index.types import Progress
from qa.assistant import Assistant
from qa.evaluate.datasets import load_dataset, select_questions
from qa.evaluate.quotes import gold_in_quote, is_verbatim
from qa.evaluate.report import make_report
from qa.evaluate.results import JudgedAnswer, QuestionResult
from qa.evaluate.rouge import rouge_l
from qa.evaluate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from index.types import Hit
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.questions import DatasetQuestion
    from qa.evaluate.report import Report
    from qa.types import Answer

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
    Raises InvalidDataset where a file of the folder is missing or malformed.
    """
    dataset = load_dataset(folder)
    chosen = settings or Settings()
    with ExitStack() as stack:
        if home is None:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="policy-qa-evaluate-"))
        knowledge_base = stack.enter_context(KnowledgeBase.open(home, encoder=encoder or Encoder()))
        _fill(knowledge_base, dataset, chosen, progress)
        return evaluate_assistant(Assistant(knowledge_base), dataset, chosen, progress=progress)


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
    if strange := sorted(taken - _as_stored(dataset, knowledge_base).documents.keys()):
        raise InvalidDataset(
            f"知识库 {knowledge_base.folder} 里已有同样编号、别处来的文档，评测的文档因此得到了别的编号"
            f"（例如 {strange[0]}）。请用一个空的 --home，或不给 --home。"
        )
    knowledge_base.refresh()
    if settings.encode:
        knowledge_base.encoder.encode_query(dataset.name)  # loads the model


def _as_stored(dataset: Dataset, knowledge_base: KnowledgeBase) -> Dataset:
    """The dataset with the ids that its documents have got where a file gives none."""
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
    dataset = _as_stored(dataset, assistant.knowledge_base)
    questions = select_questions(dataset.questions, settings.half, settings.limit)
    if settings.retrieval_only:
        questions = [question for question in questions if question.answerable]
    results: list[QuestionResult] = []
    for result in _written(_results(assistant, dataset, questions, settings), settings.details):
        results.append(result)
        if progress is not None:
            progress(Progress("question", len(results), len(questions), result.question.text))
    return make_report(dataset, results, settings, assistant.state())


def _written(results: Iterator[QuestionResult], file: Path | None) -> Iterator[QuestionResult]:
    """Pass ``results`` on, each written to ``file`` first, so that a run cut short leaves them."""
    if file is None:
        yield from results
        return
    with file.open("w", encoding="utf-8") as lines:
        for result in results:
            lines.write(json.dumps(result.to_dict(), ensure_ascii=False) + "\n")
            lines.flush()
            yield result


def _results(
    assistant: Assistant, dataset: Dataset, questions: Iterable[DatasetQuestion], settings: Settings
) -> Iterator[QuestionResult]:
    for question in questions:
        try:
            yield _result(assistant, dataset, question, settings)
        except InvalidQuestion as error:
            yield QuestionResult(question, error=str(error))


def _result(
    assistant: Assistant, dataset: Dataset, question: DatasetQuestion, settings: Settings
) -> QuestionResult:
    # The answer comes first: what a search leaves in caches must not make it look faster.
    start = time.perf_counter()
    answer = None if settings.retrieval_only else assistant.ask(question.text)
    seconds = time.perf_counter() - start
    ranking: tuple[tuple[str, float], ...] = ()
    if question.answerable:  # else there is nothing to find
        start = time.perf_counter()
        ranking = _documents(assistant.search(question.text, k=settings.depth))
        if answer is None:
            seconds = time.perf_counter() - start
    judged = None if answer is None else _judged(question, answer, assistant, dataset)
    return QuestionResult(question, ranking, seconds * 1000, judged)


def _documents(hits: Iterable[Hit]) -> tuple[tuple[str, float], ...]:
    """Each document once, with the score of its best passage, best first."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit.score)
    return tuple(best.items())


def _judged(
    question: DatasetQuestion, answer: Answer, assistant: Assistant, dataset: Dataset
) -> JudgedAnswer:
    golds = question.answers or ()
    text = "".join(sentence.text for sentence in answer.sentences)
    return JudgedAnswer(
        answer=answer,
        rouge_l=rouge_l(text, golds) if golds else None,
        gold_in_quote=gold_in_quote(answer.citations, golds) if golds else None,
        verbatim=tuple(
            is_verbatim(
                citation,
                assistant.document(citation.document_id),
                dataset.documents.get(citation.document_id),
            )
            for citation in answer.citations
        ),
    )
