"""A report read back from the JSON that an evaluation wrote; it may come from anybody."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import InvalidDataset
from qa.evaluate.bootstrap import Figure
from qa.evaluate.names import NAMES, OF_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 5_000_000  # bytes of a report
_MOST_POINTS = 2_000
_MOST_KINDS = 100
_LONGEST_TEXT = 300
_COUNTS = ("documents", "questions", "answerable", "unanswerable")

Points = list[tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class KindRead:
    """The figures of one kind of question."""

    questions: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A report without its single results. Names and units are those of ``Report`` and ``Curves``."""

    dataset: str
    date: str
    machine: str
    code: str
    counts: dict[str, int]
    figures: dict[str, Figure]
    latency_ms: dict[str, Figure]
    kinds: dict[str, KindRead]
    recall_by_k: Points
    relevant_recall_by_k: Points
    risk_coverage: Points
    roc: Points
    latency: Points


def read_report(content: bytes) -> ReportRead:
    """The report in ``content``. Raises InvalidDataset for anything else."""
    if len(content) > LARGEST:
        raise InvalidDataset(
            f"这个文件有 {len(content):,} 字节，评测报告最多 {LARGEST:,} 字节。请选 policy-qa evaluate --json 写下的文件。"
        )
    try:
        return _report(json.loads(content, parse_constant=_no_number))
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise InvalidDataset(
            "这个文件不是评测报告。请选 policy-qa evaluate --json 写下的文件。"
        ) from error


def _report(values: dict[str, Any]) -> ReportRead:
    environment, curves = values["environment"], values.get("curves", {})  # older ones lack some
    latency = values["latency_ms"]
    kinds = list(values.get("kinds", {}).items())[:_MOST_KINDS]
    return ReportRead(
        dataset=_text(values["dataset"]),
        date=_text(environment["date"]),
        machine=_text(environment["machine"]),
        code=_text(environment.get("code", "")),
        counts={name: int(values["counts"][name]) for name in _COUNTS},
        figures=_figures(values, tuple(NAMES)),
        latency_ms=_figures(latency, ("p50", "p95", "p99")),
        kinds={
            _text(kind): KindRead(
                int(each["answerable"]) + int(each["unanswerable"]), _figures(each, OF_KINDS)
            )
            for kind, each in kinds
        },
        recall_by_k=_points(curves.get("recall_by_k", []), 2),
        relevant_recall_by_k=_points(curves.get("relevant_recall_by_k", []), 2),
        risk_coverage=_points(curves.get("risk_coverage", []), 2),
        roc=_points(curves.get("roc", []), 3),
        latency=_points(curves.get("latency", []), 3),
    )


def _figures(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Figure]:
    found = {}
    for name in names:
        figure = values.get(name)
        if figure is not None:
            low, high = figure["interval"]
            ends = (_number(figure["value"]), _number(low), _number(high))
            found[name] = Figure(*ends, int(figure["cases"]))
    return found


def _points(values: list[Any], length: int) -> Points:
    if len(values) > _MOST_POINTS:
        raise ValueError(f"{len(values)} points")
    points = [tuple(_number(part) for part in point) for point in values]
    if any(len(point) != length for point in points):
        raise ValueError("a point of another length")
    return points


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - one kind of error for all that is malformed
    return value[:_LONGEST_TEXT]


def _no_number(name: str) -> float:
    raise ValueError(name)
