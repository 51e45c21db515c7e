"""The details file: a JSON line a question, from which a run that was cut short goes on."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.errors import InvalidSetting
from qa.evaluate.results import QuestionResult, result_from_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.types import IndexState
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.questions import DatasetQuestion
    from qa.evaluate.settings import Settings

logger = logging.getLogger(__name__)

# Every line says of which run it is, under this name.
RUN = "run"
PREVIOUS = ".previous"
_NEEDED = {"id", "question", "relevant", "ranking", "latency_ms", RUN}

Run = dict[str, Any]

_NAMES = {"dataset": "评测数据", "settings": "设置", "index": "知识库", "code": "程序"}


def run_of(dataset: Dataset, settings: Settings, index: IndexState, code: str) -> Run:
    """What a result depends on: data, settings, state of the index, code; hashed but the settings."""
    state = {name: value for name, value in asdict(index).items() if name != "change"}
    chosen = {name: value for name, value in asdict(settings).items() if name != "details"}
    return {
        "dataset": _hash([dataset.documents, [asdict(each) for each in dataset.questions]]),
        "settings": chosen,
        "index": _hash(state),
        "code": code,
    }


def resume(file: Path, run: Run, questions: Iterable[DatasetQuestion]) -> list[QuestionResult]:
    """The results that ``file`` holds of ``run``; an unfinished last line is cut off.

    Of another run nothing is taken: its file is renamed to ``….previous``, and the log says
    what differs. Raises InvalidSetting for a file that no evaluation has written.
    """
    if not file.exists():
        return []
    content = _read(file)
    end = content.rfind(b"\n") + 1
    lines = list(_lines(file, content[:end]))
    # Only what is known to be ours is cut; before a first line feed that is what it begins with.
    if end < len(content) and not lines and not content.startswith(b'{"id": '):
        raise _not_ours(file, 1)
    if end < len(content):
        os.truncate(file, end)
    other = next((line[RUN] for line in lines if line[RUN] != run), None)
    if other is not None:
        kept = file.rename(file.with_name(file.name + PREVIOUS))
        differing = [name for key, name in _NAMES.items() if other.get(key) != run[key]]
        logger.warning(
            f"{file} 来自另一次评测（{'、'.join(differing) or '内容'}不同），已改名为 {kept.name}，从头开始。",
            extra={"differing": differing},
        )
        return []
    asked = {question.id: question for question in questions}
    return [result_from_dict(asked[line["id"]], line) for line in lines if line["id"] in asked]


def write_on(file: Path, run: Run, results: Iterable[QuestionResult]) -> Iterator[QuestionResult]:
    """Pass ``results`` on, each added to ``file`` first, so that a run cut short leaves them."""
    # Half a surrogate pair, which a question may hold, is written as JSON escapes it.
    with file.open("a", encoding="utf-8", errors="backslashreplace") as lines:
        for result in results:
            lines.write(json.dumps(result.to_dict() | {RUN: run}, ensure_ascii=False) + "\n")
            lines.flush()
            yield result


def read_details(file: Path) -> list[dict[str, Any]]:
    """The finished lines of a details file. Raises InvalidSetting where one is not of such a file."""
    content = _read(file)
    return list(_lines(file, content[: content.rfind(b"\n") + 1]))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidSetting(f"无法读取 {file}：{error.strerror}。") from error


def _lines(file: Path, content: bytes) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            values = json.loads(line)
        except ValueError:  # no JSON, or no UTF-8
            values = None
        if not isinstance(values, dict) or not values.keys() >= _NEEDED:
            raise _not_ours(file, number)
        yield values


def _not_ours(file: Path, number: int) -> InvalidSetting:
    return InvalidSetting(
        f"{file} 第 {number} 行不是评测写下的结果（也可能是旧版本写的）。请换一个文件名，或先把它移走。"
    )


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
