"""How the answers are used: questions per day, waiting times, what had no good answer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import gradio as gr

from index.errors import PolicyQAError
from qa.page.editor.plots import bar_plot, point_plot, two, values
from qa.page.editor.tables import Tile, empty, problem, tiles, waiting
from qa.page.editor.unanswered import never_cited, without_good_answer
from qa.page.editor.usage import start_of, usage
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa.activity import Activity
    from qa.assistant import Assistant
    from qa.page.editor.plots import Kind
    from qa.page.editor.usage import DayOfUse, Usage
    from qa.page.strings import Words

PERIODS: Final = ("7", "30", "90")  # days
_PLOTS: Final = ("per_day", "latency")
_LABELLED: Final = 31  # days that have each a place with its name; more share an axis of time
_BARS: Final[dict[str, Any]] = {"color": "series", "y_aggregate": "sum"}


class WeekTab:
    """The layout in the tab that is open now, and its event; ``refresh`` looks anew."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        words = words_in(SIMPLIFIED)
        self.period = gr.Radio(
            choices=[(str(labels()(f"week_{days}")), days) for days in PERIODS],
            value=PERIODS[0],
            label=labels()("week_period"),
            elem_id="week-period",
        )
        self._figures = gr.HTML(waiting(words), elem_id="week-figures")
        with gr.Row(elem_classes="plots", visible=False) as self._row:
            abouts, plots = [], []
            for name in _PLOTS:
                with gr.Column(min_width=300, elem_classes="plot-column"):
                    abouts.append(gr.HTML(_about(words, name)))
                    make = bar_plot if name == "per_day" else point_plot
                    more = _BARS if name == "per_day" else {}
                    plots.append(make(name, "day", "value", **more))
        self._unanswered = gr.HTML("", elem_id="week-unanswered", elem_classes="view")
        self._never_cited = gr.HTML("", elem_id="week-never-cited", elem_classes="view")
        self.outputs = [
            self._figures,
            self._row,
            *abouts,
            *plots,
            self._unanswered,
            self._never_cited,
        ]
        self.period.input(
            self.refresh,
            [self.period],
            self.outputs,
            show_progress="hidden",
            api_visibility="private",
        )

    def refresh(self, request: gr.Request, period: str | None) -> list[Any]:
        """What there is in the period."""
        words = words_for(request)
        days = period if period in PERIODS else PERIODS[0]
        activity = self._assistant.activity
        if activity is None or not activity.keeps:
            return self._nothing(words, empty(words("week_nothing_kept")))
        try:
            return self._shown(words, activity, days)
        except PolicyQAError as error:
            return self._nothing(words, problem(words, str(error)))

    def _shown(self, words: Words, activity: Activity, days: str) -> list[Any]:
        since = start_of(int(days))
        found = usage(activity, since)
        if not found.questions:
            return self._nothing(words, empty(words("week_none")))
        kb = self._assistant.knowledge_base
        return [
            _figures(words, found),
            gr.Row(visible=True),
            *(_about(words, name) for name in _PLOTS),
            _per_day(words, found.days, since.date()),
            _latency(words, found.days, since.date()),
            without_good_answer(words, activity.without_good_answer(since)),
            never_cited(words, words(f"week_{days}"), kb.documents(), activity, since),
        ]

    def _nothing(self, words: Words, html: str) -> list[Any]:
        abouts = [_about(words, name) for name in _PLOTS]
        return [html, gr.Row(visible=False), *abouts, gr.skip(), gr.skip(), "", ""]


def _figures(words: Words, found: Usage) -> str:
    judged = words("week_judged", count=found.judged)
    shown = [
        ("answers", f"{found.questions:,}", ""),
        ("refused", f"{100 * found.refused / found.questions:.0f}%", ""),
        ("p50", words("week_ms", ms=found.usual), ""),
        ("p95", words("week_ms", ms=found.long), ""),
    ]
    if found.useful is not None:
        shown.insert(2, ("useful", f"{100 * found.useful:.0f}%", judged))
    return tiles(
        Tile(words(f"week_{name}"), value, words(f"week_{name}_about"), note)
        for name, value, note in shown
    )


def _per_day(words: Words, days: tuple[DayOfUse, ...], first: date) -> gr.BarPlot:
    """Every day of the period: one on which nothing was asked has no bar, but a place."""
    used = {day.day: day for day in days}
    period = _period(days, first)
    counts = {
        words("week_series_answered"): [used[d].answered if d in used else 0 for d in period],
        words("week_series_refused"): [used[d].refused if d in used else 0 for d in period],
    }
    rows = [(day, n, name) for name, each in counts.items() for day, n in zip(period, each)]  # noqa: B905 - made for it
    return gr.BarPlot(
        **_days(rows, period, "bar"),
        x_bin=None if len(period) <= _LABELLED else "1d",
        x_title=words("week_axis_day"),
        y_title=words("week_axis_questions"),
        **two(words, "week_series_answered", "week_series_refused"),
    )


def _latency(words: Words, days: tuple[DayOfUse, ...], first: date) -> gr.ScatterPlot:
    rows = [(day.day, day.usual, words("week_p50")) for day in days]
    rows += [(day.day, day.long, words("week_p95")) for day in days]
    return gr.ScatterPlot(
        **_days(rows, _period(days, first), "point"),
        y_lim=[0, 1.2 * max(day.long for day in days)],  # the highest point is seen whole
        x_title=words("week_axis_day"),
        y_title=words("week_axis_ms"),
        **two(words, "week_p50", "week_p95"),
    )


def _period(days: tuple[DayOfUse, ...], first: date) -> list[date]:
    """From ``first`` to the last day on which something was asked."""
    last = max(day.day for day in days)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _days(
    rows: Sequence[tuple[date, float, str]], period: list[date], mark: Literal["bar", "point"]
) -> dict[str, Any]:
    """What a plot over the days shows, and in which order."""
    labelled = len(period) <= _LABELLED
    kinds: dict[str, Kind] = {
        "day": "nominal" if labelled else "temporal",
        "value": "quantitative",
        "series": "nominal",
    }
    named = _label if labelled else _noon
    value = values(kinds, [(named(day), number, series) for day, number, series in rows], mark)
    return {
        "value": value,
        "sort": [_label(day) for day in period] if labelled else None,
        "x_axis_format": None if labelled else "%m-%d",
    }


def _label(day: date) -> str:
    return f"{day:%m-%d}"


def _noon(day: date) -> int:
    """In milliseconds since 1970: the same day wherever the editor's browser is."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return int(noon.timestamp() * 1000)


def _about(words: Words, plot: str) -> str:
    heading, about = escape(words(f"week_{plot}")), escape(words(f"week_{plot}_about"))
    return f'<h4>{heading}</h4><p class="quality-note">{about}</p>'
