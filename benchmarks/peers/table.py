"""From runs to one table: the measures of each system, and how sure its distance to ours is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.evaluate.datasets import half_of
from qa.evaluate.ranking import ranking_measures
from qa.evaluate.significance import paired_test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from qa.evaluate.datasets import Half
    from qa.evaluate.questions import DatasetQuestion

QUALITY = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr_at_10")
STRICT = ("strict_recall_at_1", "strict_recall_at_5", "strict_recall_at_10")
HEAD = [
    *("system", "setting", "R@1", "R@5", "R@10", "MRR@10", "strict R@1", "R@5", "R@10"),
    *("p of R@1", "p of MRR", "p50 ms", "× ours", "p95 ms", "build s", "memory MB", "measured"),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a comparison, those that have a relevant document."""

    questions: tuple[DatasetQuestion, ...]
    strict_grade: int

    @property
    def digest(self) -> str:
        """Tells these questions with their relevant documents from others."""
        content = sorted((q.id, q.text, sorted(q.relevance.items())) for q in self.questions)
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]

    def ids(self, measure: str) -> list[str]:
        """Of the questions that ``measure`` has a value for, in the order in which rows keep them."""
        least = self.strict_grade if measure in STRICT else 1
        return sorted(q.id for q in self.questions if max(q.relevance.values()) >= least)

    def chosen(self, measure: str, half: Half | None) -> list[int]:
        """Where the questions of ``half`` stand in that order."""
        ids = self.ids(measure)
        return [number for number, id_ in enumerate(ids) if half is None or half_of(id_) == half]


@dataclass(frozen=True, slots=True)
class Row:
    """One system with one setting.

    ``values`` holds each measure's value for each question, in the order of ``Asked.ids``, so
    that rows of different days can be compared question by question; no ids, no texts.
    ``asked`` is the digest of the questions. ``build_seconds`` is None where a built index was
    used again.
    """

    system: str
    setting: str
    date: str
    asked: str
    p50_ms: float
    p95_ms: float
    build_seconds: float | None
    peak_mb: float
    versions: dict[str, str]
    values: dict[str, list[float]]

    @property
    def key(self) -> tuple[str, str]:
        """What it is a row of."""
        return self.system, self.setting

    def figure(self, measure: str, asked: Asked, half: Half | None) -> float:
        """The measure's mean over the questions of ``half``; NaN where there are none."""
        chosen = asked.chosen(measure, half)
        return float(np.mean(np.take(self.values[measure], chosen))) if chosen else float("nan")


def make_row(key: tuple[str, str], run: Mapping[str, Any], asked: Asked, date: str) -> Row:
    """Measure a run of the system and setting in ``key``, today being ``date``."""
    relevance = {question.id: question.relevance for question in asked.questions}
    measured = ranking_measures(run["rankings"], relevance, asked.strict_grade)
    taken = list(run["milliseconds"].values())
    return Row(
        *key,
        date=date,
        asked=asked.digest,
        p50_ms=round(float(np.percentile(taken, 50)), 2),
        p95_ms=round(float(np.percentile(taken, 95)), 2),
        build_seconds=run["build_seconds"],
        peak_mb=run["peak_mb"],
        versions=run["versions"],
        values={
            name: [_short(measured[name][id_]) for id_ in asked.ids(name)]
            for name in (*QUALITY, *STRICT)
        },
    )


def _short(value: float) -> float:
    return int(value) if value == int(value) else round(value, 4)


def p_value(ours: Row, theirs: Row, chosen: Sequence[int], measure: str) -> float:
    """How likely chance alone sets the rows so far apart on the chosen questions."""
    differences = np.subtract(theirs.values[measure], ours.values[measure])[chosen]
    return paired_test([float(value) for value in differences])


def read_rows(file: Path, asked: Asked) -> list[Row]:
    """The rows kept in ``file`` that are of the same questions, none where it is not there."""
    if not file.is_file():
        return []
    rows = [Row(**values) for values in json.loads(file.read_text("utf-8"))["rows"]]
    return [row for row in rows if row.asked == asked.digest]


def write_rows(file: Path, rows: Sequence[Row], about: Mapping[str, Any]) -> None:
    """Keep the rows, with what they were measured on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(asdict(row), separators=(",", ":")) for row in rows)
    file.write_text(f'{{"about": {json.dumps(about)},\n"rows": [\n{lines}\n]}}\n', "utf-8")


def merged(kept: Sequence[Row], new: Sequence[Row], order: Sequence[str]) -> list[Row]:
    """The new rows, and the kept ones that were not measured again, by system and setting."""
    rows = {row.key: row for row in (*kept, *new) if row.system in order}
    return sorted(rows.values(), key=lambda row: (order.index(row.system), row.setting))


def markdown(
    rows: Sequence[Row], labels: Mapping[str, str], ours: str, asked: Asked, half: Half | None
) -> str:
    """The table of one half, or of all questions.

    ``p`` compares with the row of the system ``ours``; the median time is also given as a
    multiple of its.
    """
    own = next((row for row in rows if row.system == ours), None)
    lines = [HEAD, ["---"] * 2 + ["--:"] * (len(HEAD) - 3) + ["---"]]
    for row in rows:
        other = None if own is None or row.key == own.key else own
        lines.append(
            [labels[row.system], row.setting]
            + [f"{row.figure(name, asked, half):.3f}" for name in (*QUALITY, *STRICT)]
            + [_p(other, row, asked, half, name) for name in ("recall_at_1", "mrr_at_10")]
            + [f"{row.p50_ms:.0f}", f"{row.p50_ms / own.p50_ms:.1f}" if own else ""]
            + [f"{row.p95_ms:.0f}", _seconds(row.build_seconds), f"{row.peak_mb:.0f}", row.date]
        )
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _p(ours: Row | None, row: Row, asked: Asked, half: Half | None, measure: str) -> str:
    if ours is None:
        return ""
    value = p_value(ours, row, asked.chosen(measure, half), measure)
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def _seconds(value: float | None) -> str:
    return "kept" if value is None else f"{value:.0f}"
