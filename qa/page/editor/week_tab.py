"""How the answers are used: questions per day, waiting times, what had no good answer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

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
    from datetime import date

    from qa.activity import Activity
    from qa.assistant import Assistant
    from qa.page.editor.plots import Kind
    from qa.page.editor.usage import DayOfUse, Usage
    from qa.page.strings import Words

PERIODS: Final = ("7", "30", "90")  # days
_PLOTS: Final = ("per_day", "latency")
_DAYS: Final[dict[str, Kind]] = {
    "day": "temporal",
    "value": "quantitative",
    "series": "nominal",
}


_BARS: Final[dict[str, Any]] = {"color": "series", "x_bin": "1d", "y_aggregate": "sum"}


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
                    plots.append(make(name, "day", "value", x_axis_format="%m-%d", **more))
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
            _latency(words, found.days),
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
    answered, refused = words("week_series_answered"), words("week_series_refused")
    used = {day.day: day for day in days}
    last = max(used)
    period = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [(_noon(day), used[day].answered if day in used else 0, answered) for day in period]
    rows += [(_noon(day), used[day].refused if day in used else 0, refused) for day in period]
    return gr.BarPlot(
        value=values(_DAYS, rows, "bar"),
        x_title=words("week_axis_day"),
        y_title=words("week_axis_questions"),
        **two(words, "week_series_answered", "week_series_refused"),
    )


def _latency(words: Words, days: tuple[DayOfUse, ...]) -> gr.ScatterPlot:
    usual, long = words("week_p50"), words("week_p95")
    rows = [(_noon(day.day), day.usual, usual) for day in days]
    rows += [(_noon(day.day), day.long, long) for day in days]
    return gr.ScatterPlot(
        value=values(_DAYS, rows, "point"),
        y_lim=[0, 1.2 * max(day.long for day in days)],  # the highest point is seen whole
        x_title=words("week_axis_day"),
        y_title=words("week_axis_ms"),
        **two(words, "week_p50", "week_p95"),
    )


def _noon(day: date) -> int:
    """In milliseconds since 1970: the same day wherever the editor's browser is."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return int(noon.timestamp() * 1000)


def _about(words: Words, plot: str) -> str:
    heading, about = escape(words(f"week_{plot}")), escape(words(f"week_{plot}_about"))
    return f'<h4>{heading}</h4><p class="quality-note">{about}</p>'
