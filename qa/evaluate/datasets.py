"""Evaluation data as a folder of plain files, and what is wrong with it by file and line.

A folder holds ``documents.jsonl`` (``id``, ``title``, ``text``), ``questions.jsonl``
(``id``, ``question``, ``answers``; null where the documents do not answer it),
``qrels.tsv`` (question, document, grade) and, where wanted, ``unanswerable.jsonl``
(``id``, ``question``). The last three may be called ``….dev.…`` instead. In the place of
documents of its own a folder may take the samples, ``documents = "samples"`` in
``dataset.toml``, or what a knowledge base holds, ``documents = "knowledge_base"``.
docs/evaluation.md has the rest.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.errors import InvalidDataset
from index.readers import read
from index.samples import sample_paths
from index.types import SourceDocument
from qa.evaluate.questions import DatasetQuestion, read_questions, read_relevance, read_unanswerable
from qa.evaluate.records import records, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Half = Literal["even", "odd"]

_DESCRIPTION = "dataset.toml"
_OWN, _SAMPLES, _OF_HOME = "documents.jsonl", "samples", "knowledge_base"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and questions.

    ``sources`` are the files that the documents are imported from; ``documents`` maps an id
    to title and text as the file has them. With ``of_home`` both are empty until the questions
    are asked: it is the documents of that knowledge base that they are about.
    """

    name: str
    sources: tuple[Path, ...]
    documents: dict[str, str]
    questions: tuple[DatasetQuestion, ...]
    of_home: bool = False

    @property
    def strict_grade(self) -> int:
        """The grade that counts in strict figures: 2, or the highest there is where 2 is not used."""
        grades = {grade for question in self.questions for grade in question.relevance.values()}
        return 2 if 2 in grades else max(grades, default=1)

    def renamed(self, ids: Mapping[str, str]) -> Dataset:
        """The same with other document ids: ``ids`` maps those here to those wanted; others stay."""

        def new(id_: str) -> str:
            return ids.get(id_, id_)

        return replace(
            self,
            documents={new(id_): text for id_, text in self.documents.items()},
            questions=tuple(
                replace(
                    question,
                    relevance={new(id_): grade for id_, grade in question.relevance.items()},
                    spans=tuple(
                        replace(span, document=new(span.document)) for span in question.spans
                    ),
                )
                for question in self.questions
            ),
        )


def load_dataset(folder: Path | str) -> Dataset:
    """Read an evaluation folder; InvalidDataset where a file is missing or a line is malformed."""
    root = Path(folder)
    if not root.is_dir():
        raise InvalidDataset(f"评测数据应是一个文件夹，而 {root} 不是。")
    taken = _taken_documents(root)
    sources: list[Path] = []
    documents: dict[str, str] = {}
    known: Callable[[str], str] = str
    if taken == _SAMPLES:
        sources = sample_paths()
        documents, known = _sample_documents(sources)
    elif taken == _OWN:
        sources = [_find(root, "documents.jsonl")]
        documents = _documents(sources[0])
    relevance = read_relevance(_find(root, "qrels.tsv", "qrels.dev.tsv"), known)
    file = _find(root, "questions.jsonl", "questions.dev.jsonl")
    questions = read_questions(file, relevance, known)
    extra = _find_optional(root, "unanswerable.jsonl", "unanswerable.dev.jsonl")
    if extra is not None:
        questions += read_unanswerable(extra)
    _check_unique(questions, root)
    name, of_home = root.resolve().name, taken == _OF_HOME
    return Dataset(name, tuple(sources), documents, tuple(questions), of_home)


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


def _taken_documents(root: Path) -> str:
    """Which documents ``dataset.toml`` names as the folder's, those of its own where it names none."""
    file = root / _DESCRIPTION
    if not file.is_file():
        return _OWN
    try:
        described = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidDataset(f"无法读取 {file}：{error}。") from error
    if unknown := sorted(described.keys() - {"documents"}):
        raise InvalidDataset(f"{file}：不认识 {'、'.join(unknown)}，这里只能写 documents。")
    documents = described.get("documents", _OWN)
    if not isinstance(documents, str) or documents not in {_OWN, _SAMPLES, _OF_HOME}:
        raise InvalidDataset(
            f'{file}：documents 应是 "samples"（随程序安装的示例文档）、"knowledge_base"（--home 里的知识库）'
            f'或 "documents.jsonl"，而不是 {documents!r}。'
        )
    return str(documents)


def _documents(file: Path) -> dict[str, str]:
    documents: dict[str, str] = {}
    for number, record in records(file):
        identifier = text_of(record, "id", file, number)
        if identifier in documents:
            raise InvalidDataset(
                f"{file} 第 {number} 行：文档 id {identifier!r} 已经出现过，每个 id 只能用一次。"
            )
        text = text_of(record, "text", file, number, empty=True)
        documents[identifier] = f"{record.get('title') or ''}\n{text}"
    return documents


def _sample_documents(paths: Iterable[Path]) -> tuple[dict[str, str], Callable[[str], str]]:
    """The samples by id, and a function from what a document may be called to that id.

    A document is called by its id or by its title, if no other has it. The samples that have
    no id of their own get one that depends on where the file lies; here the file's name
    stands for it.
    """
    documents: dict[str, str] = {}
    called: dict[str, list[str]] = {}
    for path in paths:
        for item in read(path):
            if isinstance(item, SourceDocument):
                id_ = item.id or path.name
                documents[id_] = "\n".join([item.title, *(block.text for block in item.blocks)])
                called.setdefault(item.title, []).append(id_)

    def known(name: str) -> str:
        ids = [name] if name in documents else called.get(name, [])
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise ValueError(
                f"有 {len(ids)} 篇示例文档叫《{name}》，请写其中一篇的编号：{'、'.join(ids)}。"
            )
        raise ValueError(
            f"示例文档中没有 {name!r}，请写文档的编号（policy-qa list）、文件名或标题。"
        )

    return documents, known


def _check_unique(questions: list[DatasetQuestion], root: Path) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise InvalidDataset(
                f"{root}：问题 id {question.id!r} 出现了两次，每个 id 只能用一次。"
            )
        seen.add(question.id)


def _find(root: Path, *names: str) -> Path:
    found = _find_optional(root, *names)
    if found is None:
        raise InvalidDataset(f"{root} 里没有 {' 或 '.join(names)}。")
    return found


def _find_optional(root: Path, *names: str) -> Path | None:
    return next((root / name for name in names if (root / name).is_file()), None)
