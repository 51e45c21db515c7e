"""Evaluation data from judgements: docs/evaluation.md tells what is made of which judgement."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from index.errors import InvalidDataset
from qa.activity.keys import question_key
from qa.activity.values import Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qa.activity.values import Judged
    from qa.types import Answer

_SAID: Final = {
    Judgement.USEFUL: "有用",
    Judgement.NOT_FOUND: "没有找到",
    Judgement.WRONG: "不对",
    Judgement.OUTDATED: "过时",
    Judgement.INCOMPLETE: "不全",
}
_MEANT, _ALSO = 2, 1  # grades
_NO_COLUMN = frozenset("\t\r\n")  # what a document's id in a table of columns cannot hold


@dataclass(frozen=True, slots=True)
class _Question:
    """All judgements of one question, the last first."""

    id: str
    text: str
    judged: tuple[Judged, ...]

    @property
    def good(self) -> list[Answer]:
        """The different answers that can stand as known: praised, and found fault with by nobody."""
        faulted = {
            _quotes(each.kept.answer)
            for each in self.judged
            if each.judgement is not Judgement.USEFUL
        }
        found = {
            _quotes(each.kept.answer): each.kept.answer
            for each in reversed(self.judged)
            if each.judgement is Judgement.USEFUL and _can_be_known(each.kept.answer)
        }
        return [answer for quotes, answer in found.items() if quotes not in faulted]

    @property
    def why(self) -> str:
        """What was said of the answers, for people."""
        said = [f"{_SAID[each.judgement]}（{each.judged_at:%Y-%m-%d}）" for each in self.judged]
        return "评价：" + "、".join(dict.fromkeys(said))


def export_dataset(judged: Iterable[Judged], folder: Path) -> Path:
    """See ``Activity.export``."""
    questions = _questions(judged)
    known = [question for question in questions if question.good]
    open_ = [question for question in questions if not question.good]
    files = {
        "dataset.toml": 'documents = "knowledge_base"\n',
        "questions.jsonl": _lines(_known(question) for question in known),
        "qrels.tsv": "".join(line for question in known for line in _relevance(question)),
        "to_judge.jsonl": _lines(_to_judge(question) for question in open_),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InvalidDataset(f"{folder} 里已有文件，没有写入。请给出一个新的或空的文件夹。")
        for name, text in files.items():
            # Half a surrogate pair of a question is written as JSON escapes it.
            file = folder / name
            file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise InvalidDataset(
            f"无法写入文件夹 {folder}（{error.strerror}）。请换一个文件夹。"
        ) from error
    return folder


def _questions(judged: Iterable[Judged]) -> list[_Question]:
    """The questions in the order of their last judgements."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for each in sorted(judged, key=lambda each: each.judged_at, reverse=True):
        found[question_key(_text(each.kept.answer))].append(each)
    return [_Question(key, _text(all_[0].kept.answer), tuple(all_)) for key, all_ in found.items()]


def _text(answer: Answer) -> str:
    """The question in full."""
    return answer.understood or answer.question


def _can_be_known(answer: Answer) -> bool:
    """Whether an evaluation asks what was asked: without the filters that somebody had set."""
    return (
        bool(answer.citations)
        and not any(not each.read_from for each in answer.filters)
        and not any(_NO_COLUMN & set(each.document_id) for each in answer.citations)
    )


def _quotes(answer: Answer) -> frozenset[tuple[str, str]]:
    return frozenset((each.document_id, each.quote) for each in answer.citations)


def _known(question: _Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "question": question.text,
        "answers": ["\n".join(each.quote for each in answer.citations) for answer in question.good],
        "why": question.why,
    }


def _relevance(question: _Question) -> list[str]:
    """What was quoted first was meant; what was quoted beside it answers too."""
    grades: dict[str, int] = {}
    for answer in question.good:
        for place, citation in enumerate(answer.citations):
            grade = _ALSO if place else _MEANT
            grades[citation.document_id] = max(grade, grades.get(citation.document_id, 0))
    return [f"{question.id}\t{document}\t{grade}\n" for document, grade in grades.items()]


def _to_judge(question: _Question) -> dict[str, Any]:
    """To be completed by an editor: ``answers`` and ``documents``, or moved as unanswerable."""
    last = question.judged[0].kept.answer
    return {
        "id": question.id,
        "question": question.text,
        "answers": [],
        "documents": [],
        "why": question.why,
        "filters": [each.label for each in last.filters if not each.read_from],
        "refused": last.refused,
        "said": [sentence.shown for sentence in last.sentences],
        "cited": [
            {"document": each.document_id, "title": each.title, "quote": each.quote}
            for each in last.citations
        ],
    }


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records)
