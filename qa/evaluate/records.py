"""Lines and JSON records of an evaluation's files; what is wrong is told by file and line."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from index.errors import InvalidDataset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A byte order mark is allowed at the start of a file.
_ENCODING = "utf-8-sig"


def records(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, one a line, with their line numbers. Raises InvalidDataset."""
    for number, line in lines(file):
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


def lines(file: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, counted from 1. Only LF ends a line: texts may hold U+2028."""
    try:
        with file.open(encoding=_ENCODING, newline="\n") as opened:
            for number, line in enumerate(opened, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InvalidDataset(f"{file} 不是 UTF-8 文本（{error}）。请转成 UTF-8。") from error
    except OSError as error:
        raise InvalidDataset(f"无法读取 {file}：{error.strerror}。") from error


def text_of(
    record: dict[str, Any], key: str, file: Path, number: int, *, empty: bool = False
) -> str:
    """The text under ``key``. Raises InvalidDataset where it is none, or blank unless ``empty``."""
    value = record.get(key)
    if not isinstance(value, str) or not (empty or value.strip()):
        raise InvalidDataset(f"{file} 第 {number} 行：{key} 应是不为空的文字，而不是 {value!r}。")
    return value


def texts_of(record: dict[str, Any], key: str, file: Path, number: int) -> tuple[str, ...]:
    """The list of texts under ``key``, empty where there is none.

    A missing text among them, null or NaN as tables export it, is left out.
    """
    value = record.get(key)
    given: list[str] = []
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and isinstance(value, list):
            given.append(text)
        elif text is not None and not (isinstance(text, float) and math.isnan(text)):
            raise InvalidDataset(
                f"{file} 第 {number} 行：{key} 应是文字的列表或 null，而不是 {value!r}。"
            )
    return tuple(given)
