"""From runs to one table: the measures of each system, and how sure its distance to ours is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.evaluate.compare import paired_test
from qa.evaluate.ranking import ranking_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from qa.evaluate.questions import DatasetQuestion

QUALITY = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr_at_10")
STRICT = ("strict_recall_at_1", "strict_recall_at_5", "strict_recall_at_10")


@dataclass(frozen=True, slots=True)
class Row:
    """One system with one setting on one set of questions.

    ``values`` holds a value a question for each of ``QUALITY``, in the order of the
    questions' ids, so that rows measured on different days can be compared question by
    question; no ids and no texts. ``asked`` is a digest of the questions and documents.
    ``build_seconds`` is None where a built index was used again.
    """

    system: str
    setting: str
    figures: dict[str, float]
    values: dict[str, list[float]]
    asked: str
    p50_ms: float
    p95_ms: float
    build_seconds: float | None
    peak_mb: float
    versions: dict[str, str]
    date: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is a row of."""
        return self.system, self.setting


def make_row(
    key: tuple[str, str],
    run: Mapping[str, Any],
    questions: Sequence[DatasetQuestion],
    *,
    strict_grade: int,
    date: str,
) -> Row:
    """Measure a run of the system and setting in ``key``, today being ``date``."""
    relevance = {question.id: question.relevance for question in questions}
    measured = ranking_measures(run["rankings"], relevance, strict_grade)
    taken = list(run["milliseconds"].values())
    return Row(
        *key,
        figures={
            name: float(np.mean(list(measured[name].values()))) for name in (*QUALITY, *STRICT)
        },
        values={
            name: [round(value, 6) for _, value in sorted(measured[name].items())]
            for name in QUALITY
        },
        asked=asked(questions),
        p50_ms=float(np.percentile(taken, 50)),
        p95_ms=float(np.percentile(taken, 95)),
        build_seconds=run["build_seconds"],
        peak_mb=run["peak_mb"],
        versions=run["versions"],
        date=date,
    )


def asked(questions: Sequence[DatasetQuestion]) -> str:
    """A digest of the questions with their relevant documents."""
    content = sorted((q.id, q.text, sorted(q.relevance.items())) for q in questions)
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


def p_value(ours: Row, theirs: Row, measure: str) -> float | None:
    """How likely chance alone sets two rows so far apart; None where they are of other questions."""
    if ours.asked != theirs.asked:
        return None
    differences = np.subtract(theirs.values[measure], ours.values[measure])
    return paired_test([float(value) for value in differences])


def read_rows(file: Path) -> list[Row]:
    """The rows kept in ``file``, none where it is not there."""
    if not file.is_file():
        return []
    return [Row(**values) for values in json.loads(file.read_text("utf-8"))["rows"]]


def write_rows(file: Path, rows: Sequence[Row], about: Mapping[str, Any]) -> None:
    """Keep the rows, with what they were measured on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    file.write_text(
        f'{{"about": {json.dumps(about, ensure_ascii=False)},\n"rows": [\n{lines}\n]}}\n', "utf-8"
    )


def merged(kept: Sequence[Row], new: Sequence[Row], order: Sequence[str]) -> list[Row]:
    """The new rows and those of the kept that were not measured again, by system and setting."""
    rows = {row.key: row for row in kept} | {row.key: row for row in new}
    return sorted(
        (row for row in rows.values() if row.system in order),
        key=lambda row: (order.index(row.system), row.setting),
    )


def markdown(rows: Sequence[Row], labels: Mapping[str, str], ours: Row | None) -> str:
    """The table. ``p`` is of R@1 and MRR@10 against ``ours``; times are also given as shares of ours."""
    head = [
        *("system", "setting", "R@1", "R@5", "R@10", "MRR@10"),
        *("strict R@1", "R@5", "R@10", "p of R@1", "p of MRR"),
        *("p50 ms", "× ours", "p95 ms", "build s", "memory MB", "measured"),
    ]
    lines = [head, ["---"] * 2 + ["--:"] * (len(head) - 3) + ["---"]]
    lines += [_cells(row, labels, ours) for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cells(row: Row, labels: Mapping[str, str], ours: Row | None) -> list[str]:
    other = None if ours is None or row.key == ours.key else ours
    tests = [_p(p_value(other, row, m)) if other else "" for m in ("recall_at_1", "mrr_at_10")]
    ratio = f"{row.p50_ms / ours.p50_ms:.1f}" if ours else ""
    built = "kept" if row.build_seconds is None else f"{row.build_seconds:.0f}"
    return [
        *(labels.get(row.system, row.system), row.setting),
        *(f"{row.figures[name]:.3f}" for name in (*QUALITY, *STRICT)),
        *tests,
        *(f"{row.p50_ms:.0f}", ratio, f"{row.p95_ms:.0f}", built, f"{row.peak_mb:.0f}", row.date),
    ]


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"
