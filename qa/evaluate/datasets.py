"""Evaluation data as a folder of plain files, and what is wrong with it by file and line.

A folder holds ``documents.jsonl`` (``id``, ``title``, ``text``), ``questions.jsonl``
(``id``, ``question``, ``answers``; null where the documents do not answer it),
``qrels.tsv`` (question, document, grade) and, where wanted, ``unanswerable.jsonl``
(``id``, ``question``). The last three may be called ``….dev.…`` instead.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.errors import InvalidDataset

if TYPE_CHECKING:
    from collections.abc import Iterator

Half = Literal["even", "odd"]

# A byte order mark is allowed at the start of a file.
_ENCODING = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class DatasetQuestion:
    """A question with what is known of its answer.

    ``answers`` is None where the documents hold no answer, and empty where they do but
    no wording is given. ``relevance`` maps a document id to its grade (≥ 1).
    """

    id: str
    text: str
    answers: tuple[str, ...] | None
    relevance: dict[str, int]

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return self.answers is not None


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and questions. ``documents`` maps an id to title and text as the file has them."""

    name: str
    documents_file: Path
    documents: dict[str, str]
    questions: tuple[DatasetQuestion, ...]

    @property
    def strict_grade(self) -> int:
        """The grade that counts in strict figures: 2, or the highest there is where 2 is not used."""
        grades = {grade for question in self.questions for grade in question.relevance.values()}
        return 2 if 2 in grades else max(grades, default=1)


def load_dataset(folder: Path | str) -> Dataset:
    """Read an evaluation folder; InvalidDataset where a file is missing or a line is malformed."""
    root = Path(folder)
    if not root.is_dir():
        raise InvalidDataset(f"评测数据应是一个文件夹，而 {root} 不是。")
    documents_file = _find(root, "documents.jsonl")
    documents = _documents(documents_file)
    relevance = _relevance(_find(root, "qrels.tsv", "qrels.dev.tsv"))
    questions = _questions(_find(root, "questions.jsonl", "questions.dev.jsonl"), relevance)
    extra = _find_optional(root, "unanswerable.jsonl", "unanswerable.dev.jsonl")
    if extra is not None:
        questions += _unanswerable(extra)
    _check_unique(questions, root)
    return Dataset(root.resolve().name, documents_file, documents, tuple(questions))


def select_questions(
    questions: tuple[DatasetQuestion, ...], half: Half | None = None, limit: int | None = None
) -> list[DatasetQuestion]:
    """The questions of one half, of these the first ``limit`` answerable and unanswerable ones.

    A question is in the even half if the SHA-256 of its id (UTF-8), read as a
    hexadecimal number, is even: the same for everybody, and independent of the order.
    """
    chosen = [question for question in questions if half is None or half_of(question.id) == half]
    if limit is None:
        return chosen
    answerable = [question for question in chosen if question.answerable][:limit]
    return answerable + [question for question in chosen if not question.answerable][:limit]


def half_of(question_id: str) -> Half:
    """The half that a question belongs to."""
    return "odd" if int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2 else "even"


def _documents(file: Path) -> dict[str, str]:
    documents: dict[str, str] = {}
    for number, record in _records(file):
        identifier = _text(record, "id", file, number)
        if identifier in documents:
            raise InvalidDataset(
                f"{file} 第 {number} 行：文档 id {identifier!r} 已经出现过，每个 id 只能用一次。"
            )
        text = _text(record, "text", file, number, empty=True)
        documents[identifier] = f"{record.get('title') or ''}\n{text}"
    return documents


def _questions(file: Path, relevance: dict[str, dict[str, int]]) -> list[DatasetQuestion]:
    questions = []
    for number, record in _records(file):
        identifier = _text(record, "id", file, number)
        answers = record.get("answers", [])
        if answers is not None:
            answers = _answers(answers, file, number)
        questions.append(
            DatasetQuestion(
                id=identifier,
                text=_text(record, "question", file, number),
                answers=answers,
                relevance=relevance.get(identifier, {}),
            )
        )
    return questions


def _answers(answers: object, file: Path, number: int) -> tuple[str, ...]:
    """The wordings that are given; a missing one, null or NaN as tables export it, is left out."""
    given: list[str] = []
    for answer in answers if isinstance(answers, list) else [answers]:
        if isinstance(answer, str) and isinstance(answers, list):
            given.append(answer)
        elif answer is not None and not (isinstance(answer, float) and math.isnan(answer)):
            raise InvalidDataset(
                f"{file} 第 {number} 行：answers 应是文字的列表或 null，而不是 {answers!r}。"
            )
    return tuple(given)


def _unanswerable(file: Path) -> list[DatasetQuestion]:
    return [
        DatasetQuestion(
            id=_text(record, "id", file, number),
            text=_text(record, "question", file, number),
            answers=None,
            relevance={},
        )
        for number, record in _records(file)
    ]


def _relevance(file: Path) -> dict[str, dict[str, int]]:
    """Grades by question and document; a grade of 0 says "not relevant" and is left out."""
    relevance: dict[str, dict[str, int]] = {}
    for number, line in _lines(file):
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().isdecimal():
            raise InvalidDataset(
                f"{file} 第 {number} 行：应是三列（问题 id、文档 id、等级），用制表符分开，等级是整数；而这一行是 {line[:80]!r}。"
            )
        question, document, grade = columns[0], columns[1], int(columns[2])
        if grade:
            relevance.setdefault(question, {})[document] = grade
    return relevance


def _check_unique(questions: list[DatasetQuestion], root: Path) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise InvalidDataset(
                f"{root}：问题 id {question.id!r} 出现了两次，每个 id 只能用一次。"
            )
        seen.add(question.id)


def _records(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(file):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InvalidDataset(
                f"{file} 第 {number} 行不是 JSON（{error}）。每行应是一个 JSON 对象。"
            ) from error
        if not isinstance(record, dict):
            raise InvalidDataset(
                f"{file} 第 {number} 行应是一个 JSON 对象，而这一行是 {line[:80]!r}。"
            )
        yield number, record


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, counted from 1. Only LF ends a line: texts may hold U+2028."""
    try:
        with file.open(encoding=_ENCODING, newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InvalidDataset(f"{file} 不是 UTF-8 文本（{error}）。请转成 UTF-8。") from error
    except OSError as error:
        raise InvalidDataset(f"无法读取 {file}：{error.strerror}。") from error


def _text(record: dict[str, Any], key: str, file: Path, number: int, *, empty: bool = False) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not (empty or value.strip()):
        raise InvalidDataset(f"{file} 第 {number} 行：{key} 应是不为空的文字，而不是 {value!r}。")
    return value


def _find(root: Path, *names: str) -> Path:
    found = _find_optional(root, *names)
    if found is None:
        raise InvalidDataset(f"{root} 里没有 {' 或 '.join(names)}。")
    return found


def _find_optional(root: Path, *names: str) -> Path | None:
    return next((root / name for name in names if (root / name).is_file()), None)
