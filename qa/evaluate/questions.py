"""The questions of an evaluation folder, with what is known of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import InvalidDataset
from qa.evaluate.records import lines, records, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MEANT = 2  # the grade of a document that a question itself names


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Where the answer stands: words of a document, white space aside."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class DatasetQuestion:
    """A question with what is known of its answer.

    ``answers`` is None where the documents hold no answer, and empty where they do but
    no wording is given. ``relevance`` maps a document id to its grade (≥ 1). ``spans`` are
    the words that answer it; ``kind`` groups questions in a report, ``why`` is a remark for
    people, ``history`` are the questions asked before this one.
    """

    id: str
    text: str
    answers: tuple[str, ...] | None
    relevance: dict[str, int]
    kind: str = ""
    why: str = ""
    spans: tuple[GoldSpan, ...] = ()
    history: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return self.answers is not None


def read_questions(
    file: Path, relevance: dict[str, dict[str, int]], known: Callable[[str], str]
) -> list[DatasetQuestion]:
    """The questions of a file. ``known`` turns a document's name into its id, or raises ValueError."""
    questions = []
    for number, record in records(file):
        identifier = text_of(record, "id", file, number)
        answers = None
        if record.get("answers", []) is not None:
            answers = texts_of(record, "answers", file, number)
        questions.append(
            DatasetQuestion(
                id=identifier,
                text=text_of(record, "question", file, number),
                answers=answers,
                relevance=_documents(record, file, number, known) | relevance.get(identifier, {}),
                kind=_optional(record, "kind", file, number),
                why=_optional(record, "why", file, number),
                spans=_spans(record, file, number, known),
                history=texts_of(record, "history", file, number),
            )
        )
        if answers is None and questions[-1].spans:
            raise InvalidDataset(
                f"{file} 第 {number} 行：问题 {identifier!r} 的 answers 是 null（文档里没有答案），却又有 spans。"
                "请给出 answers（可以是空列表），或去掉 spans。"
            )
    return questions


def read_unanswerable(file: Path) -> list[DatasetQuestion]:
    """The questions of a file of such as the documents do not answer."""
    return [
        DatasetQuestion(
            id=text_of(record, "id", file, number),
            text=text_of(record, "question", file, number),
            answers=None,
            relevance={},
            kind=_optional(record, "kind", file, number),
            why=_optional(record, "why", file, number),
            history=texts_of(record, "history", file, number),
        )
        for number, record in records(file)
    ]


def read_relevance(file: Path, known: Callable[[str], str]) -> dict[str, dict[str, int]]:
    """Grades by question and document; a grade of 0 says "not relevant" and is left out."""
    relevance: dict[str, dict[str, int]] = {}
    for number, line in lines(file):
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().isdecimal():
            raise InvalidDataset(
                f"{file} 第 {number} 行：应是三列（问题 id、文档 id、等级），用制表符分开，等级是整数；而这一行是 {line[:80]!r}。"
            )
        question, grade = columns[0], int(columns[2])
        if grade:
            document = _known(columns[1], file, number, known)
            relevance.setdefault(question, {})[document] = grade
    return relevance


def _documents(
    record: dict[str, Any], file: Path, number: int, known: Callable[[str], str]
) -> dict[str, int]:
    """The documents that the question itself names as those that answer it, with their grade."""
    names = texts_of(record, "documents", file, number)
    return {_known(name, file, number, known): _MEANT for name in names}


def _spans(
    record: dict[str, Any], file: Path, number: int, known: Callable[[str], str]
) -> tuple[GoldSpan, ...]:
    spans = record.get("spans") or []
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        raise InvalidDataset(
            f'{file} 第 {number} 行：spans 应是 {{"document", "quote"}} 的列表，而不是 {spans!r}。'
        )
    return tuple(
        GoldSpan(
            _known(text_of(span, "document", file, number), file, number, known),
            text_of(span, "quote", file, number),
        )
        for span in spans
    )


def _known(document: str, file: Path, number: int, known: Callable[[str], str]) -> str:
    try:
        return known(document)
    except ValueError as error:
        raise InvalidDataset(f"{file} 第 {number} 行：{error}") from error


def _optional(record: dict[str, Any], key: str, file: Path, number: int) -> str:
    return "" if record.get(key) is None else text_of(record, key, file, number, empty=True)
