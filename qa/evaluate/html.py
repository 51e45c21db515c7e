"""A report as one HTML file that asks for nothing else: no script, no font, no picture."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from index.errors import InvalidSetting
from qa.evaluate.charts import charts_of
from qa.evaluate.names import NAMES, OF_KINDS, digits_of
from qa.evaluate.worst import WORST, worst_questions

if TYPE_CHECKING:
    from qa.evaluate.bootstrap import Figure
    from qa.evaluate.charts import Point
    from qa.evaluate.report import Report

_TEMPLATE = "report.html"
_PARTS = {
    "passage": "段落",
    "document": "全文",
    "dense": "句意",
    "exact": "点名",
    "places": "地名",
    "copy": "同文",
}


def write_html(report: Report, file: Path | str) -> None:
    """Write ``report`` to ``file``. Raises InvalidSetting where that cannot be written."""
    try:
        # Half a surrogate pair, which JSON may hold, is no text: it is written as its number.
        Path(file).write_text(html_of(report), encoding="utf-8", errors="xmlcharrefreplace")
    except OSError as error:
        raise InvalidSetting(f"无法写入 {file}：{error.strerror}。请换一个文件名。") from error


def html_of(report: Report) -> str:
    """The report as the text of an HTML file. Whatever comes from data is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["figure"] = _figure
    template = resources.files("qa.evaluate").joinpath(_TEMPLATE).read_text("utf-8")
    latencies = [r.latency_ms for r in report.results if r.latency_ms is not None]
    return environment.from_string(template).render(
        report=report,
        counts=report.counts,
        figures=_named(report),
        kind_columns=[
            (name, NAMES[name])
            for name in OF_KINDS
            if any(kind.figures.get(name) for kind in report.kinds.values())
        ],
        charts=charts_of(report.curves, latencies, _answered(report)),
        worst=worst_questions(report),
        worst_count=WORST,
        part_names=_PARTS,
    )


def _named(report: Report) -> list[tuple[str, Figure, int]]:
    """Every figure that there is: its name, itself, and how many digits to show."""
    figures = [
        (title, figure, digits_of(name))
        for name, title in NAMES.items()
        if (figure := report.figures.get(name)) is not None
    ]
    return figures + [
        (f"耗时 {name}（毫秒）", figure, 1)
        for name, figure in report.latency_ms.items()
        if figure is not None
    ]


def _figure(figure: Figure | None, digits: int = 3) -> str:
    return "—" if figure is None else f"{figure.value:.{digits}f}"


def _answered(report: Report) -> Point | None:
    """The shares of the unanswerable and of the answerable questions that were answered."""
    refused = [report.figures.get(f"refused_{name}") for name in ("unanswerable", "answerable")]
    shares = [1 - figure.value for figure in refused if figure is not None]
    return (shares[0], shares[1]) if len(shares) == 2 else None
