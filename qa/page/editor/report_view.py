"""An evaluation report in words and figures, each with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.evaluate.names import NAMES, OF_KINDS
from qa.page.editor.tables import Tile, table, tiles
from qa.page.escape import escape

if TYPE_CHECKING:
    from qa.evaluate.bootstrap import Figure
    from qa.evaluate.reading import ReportRead
    from qa.page.strings import Words

# What somebody wants to know first.
_HEADLINE = ("recall_at_10", "right", "refused_answerable", "refused_unanswerable")
_WAITS = ("p50", "p95")
# Means of values that are no yes or no: they are not read as shares.
_SCORES = frozenset(
    {"mrr_at_10", "ndcg_at_10", "refusal_auroc", "risk_coverage_area", "calibration_error"}
)


def report_view(words: Words, report: ReportRead) -> str:
    """The headline of a report: what was asked, and the figures that matter most."""
    title = words(
        "report_title",
        dataset=escape(report.dataset),
        answerable=report.counts["answerable"],
        unanswerable=report.counts["unanswerable"],
    )
    made = words("report_made", when=moment(report.date), machine=report.machine)
    shown = [
        _tile(words, name, figure) for name in _HEADLINE if (figure := report.figures.get(name))
    ]
    shown += [
        _tile(words, name, figure) for name in _WAITS if (figure := report.latency_ms.get(name))
    ]
    return (
        f'<section class="report"><h3>{title}</h3>'
        f'<p class="quality-note">{escape(made)}</p>{tiles(shown)}</section>'
    )


def all_figures(words: Words, report: ReportRead) -> str:
    """Every figure of a report with its interval and its meaning, and those of the kinds."""
    figures = [(name, figure) for name in NAMES if (figure := report.figures.get(name))]
    figures += list(report.latency_ms.items())
    headers = [words(f"report_{name}") for name in ("figure", "value", "range", "cases", "meaning")]
    rows = [
        (
            escape(words(f"measure_{name}")),
            value_text(words, name, figure.value),
            f"{value_text(words, name, figure.low)}–{value_text(words, name, figure.high)}",
            f"{figure.cases:,}",
            escape(words(f"measure_{name}_about")),
        )
        for name, figure in figures
    ]
    return table(words("report_all"), headers, rows) + _kinds(words, report)


def _kinds(words: Words, report: ReportRead) -> str:
    names = [
        name for name in OF_KINDS if any(name in each.figures for each in report.kinds.values())
    ]
    if not names:
        return ""
    headers = [words("report_kind"), words("report_questions")]
    headers += [words(f"measure_{name}") for name in names]
    rows = [
        (
            f"<bdi>{escape(kind) or words('report_kind_none')}</bdi>",
            f"{each.questions:,}",
            *(
                value_text(words, name, figure.value) if (figure := each.figures.get(name)) else "—"
                for name in names
            ),
        )
        for kind, each in report.kinds.items()
    ]
    return table(words("report_kinds"), headers, rows)


def _tile(words: Words, name: str, figure: Figure) -> Tile:
    low, high = (value_text(words, name, value) for value in (figure.low, figure.high))
    return Tile(
        name=words(f"measure_{name}"),
        value=value_text(words, name, figure.value),
        about=words(f"measure_{name}_about"),
        note=words("report_interval", low=low, high=high),
    )


def value_text(words: Words, name: str, value: float, *, sign: bool = False) -> str:
    """A figure's value as it is shown: a share in percent, a score, characters, milliseconds."""
    plus = "+" if sign and value > 0 else ""
    if name in {"p50", "p95", "p99", "latency_ms"}:
        return plus + words("week_ms", ms=value)
    if name.endswith("characters"):
        return f"{plus}{value:.0f}"
    if name in _SCORES or "rouge" in name:
        return f"{plus}{value:.3f}"
    return f"{plus}{100 * value:.1f}%"


def moment(date: str) -> str:
    """A point in time as ISO 8601 has it, without what nobody reads."""
    return date[:16].replace("T", " ")
