"""Plots by Gradio, drawn in the browser by what Gradio brings along; nothing is loaded for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import gradio as gr
from gradio.components.native_plot import PlotData

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.evaluate.reading import ReportRead
    from qa.page.strings import Words

Kind = Literal["quantitative", "nominal", "temporal"]

# The two series of a plot; both can be told apart by light and dark, and have enough contrast.
FIRST, SECOND = "#2f79b9", "#c2620e"
_HEIGHT = 250
PLOTS = ("recall", "refusal", "risk", "wait")  # of a report
_KS = (1, 2, 3, 5, 10, 20, 50, 100)


def line_plot(name: str, x: str, y: str, **options: Any) -> gr.LinePlot:
    """A plot of two series that has nothing to show yet."""
    return gr.LinePlot(x=x, y=y, color="series", **_common(name), **options)


def point_plot(name: str, x: str, y: str, **options: Any) -> gr.ScatterPlot:
    """A plot of points of two series: one alone can be seen, of a line it cannot."""
    return gr.ScatterPlot(x=x, y=y, color="series", **_common(name), **options)


def bar_plot(name: str, x: str, y: str, **options: Any) -> gr.BarPlot:
    """A plot of bars that has nothing to show yet."""
    return gr.BarPlot(x=x, y=y, **_common(name), **options)


def _common(name: str) -> dict[str, Any]:
    return {
        "elem_id": f"plot-{name}",
        "elem_classes": "plot",
        "height": _HEIGHT,
        "show_label": False,
        "color_title": "",
    }


def values(
    columns: dict[str, Kind],
    rows: Iterable[Sequence[object]],
    mark: Literal["line", "bar", "point"],
) -> dict[str, Any]:
    """What a plot shows, as the browser takes it; Gradio itself makes it from a DataFrame."""
    return PlotData(
        columns=list(columns), data=[list(row) for row in rows], datatypes=dict(columns), mark=mark
    ).model_dump()


def two(words: Words, *keys: str) -> dict[str, Any]:
    """The colours of two series by their names."""
    return {"color_map": {words(key): color for key, color in zip(keys, (FIRST, SECOND))}}  # noqa: B905 - or only one


_RECALL: dict[str, Kind] = {"k": "nominal", "share": "quantitative", "series": "nominal"}
_SHARES: dict[str, Kind] = {"x": "quantitative", "share": "quantitative", "series": "nominal"}
_WAITS: dict[str, Kind] = {"ms": "quantitative", "questions": "quantitative"}


def report_plot(name: str) -> gr.components.Component:
    """The plot of a report that is called so, with nothing to show yet."""
    share: dict[str, Any] = {"y_lim": [0, 1], "y_axis_format": ".0%"}
    if name == "recall":
        return line_plot(name, "k", "share", sort=[str(k) for k in _KS], **share)
    if name == "refusal":
        return line_plot(name, "x", "share", x_lim=[0, 1], **share)
    if name == "risk":
        return line_plot(name, "x", "share", x_lim=[0, 1], x_axis_format=".0%", **share)
    return bar_plot(name, "ms", "questions")


def report_values(words: Words, report: ReportRead) -> list[gr.components.Component]:
    """The plots of ``report`` in the order of ``PLOTS``; one for which it has no data is not shown."""
    return [
        _recall(words, report),
        _refusal(words, report),
        _risk(words, report),
        _wait(words, report),
    ]


def _recall(words: Words, report: ReportRead) -> gr.LinePlot:
    curves = {
        words("plot_recall_any"): report.recall_by_k,
        words("plot_recall_all"): report.relevant_recall_by_k,
    }
    rows = [
        (str(int(k)), share, name)
        for name, points in curves.items()
        for k, share in points
        if k in _KS
    ]
    return gr.LinePlot(
        value=values(_RECALL, rows, "line"),
        visible=bool(rows),
        x_title=words("plot_recall_x"),
        y_title=words("plot_recall_y"),
        **two(words, "plot_recall_any", "plot_recall_all"),
    )


def _refusal(words: Words, report: ReportRead) -> gr.LinePlot:
    here, not_here = words("plot_refusal_here"), words("plot_refusal_not_here")
    rows = [(level, there, here) for _, there, level in report.roc]
    rows += [(level, other, not_here) for other, _, level in report.roc]
    return gr.LinePlot(
        value=values(_SHARES, rows, "line"),
        visible=bool(rows),
        x_title=words("plot_refusal_x"),
        y_title=words("plot_refusal_y"),
        **two(words, "plot_refusal_here", "plot_refusal_not_here"),
    )


def _risk(words: Words, report: ReportRead) -> gr.LinePlot:
    name = words("plot_risk_y")
    rows = [(coverage, risk, name) for coverage, risk in report.risk_coverage]
    return gr.LinePlot(
        value=values(_SHARES, rows, "line"),
        visible=bool(rows),
        x_title=words("plot_risk_x"),
        y_title=name,
        **two(words, "plot_risk_y"),
    )


def _wait(words: Words, report: ReportRead) -> gr.BarPlot:
    rows = [(low, count) for low, _, count in report.latency]
    width = report.latency[0][1] - report.latency[0][0] if rows else None
    return gr.BarPlot(
        value=values(_WAITS, rows, "bar"),
        visible=bool(rows),
        x_bin=width,
        y_aggregate="sum",
        x_title=words("plot_wait_x"),
        y_title=words("plot_wait_y"),
    )
