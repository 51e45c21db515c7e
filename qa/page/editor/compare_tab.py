"""Two evaluation reports compared: what changed, whether it may be chance, which questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import PolicyQAError
from qa.evaluate.names import NAMES
from qa.page.editor.report_view import value_text
from qa.page.editor.reports_tab import report_choices
from qa.page.editor.tables import empty, problem, table
from qa.page.escape import escape, shorten
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluate.compare import ChangedQuestion, Comparison, MeasureComparison
    from qa.evaluate.kept import KeptReports
    from qa.page.strings import Words

_SURE, _LIKELY = 0.01, 0.05  # p values below these
_CHANGED = 100  # questions listed
_LONGEST_QUESTION = 200


class CompareTab:
    """The layout in the tab that is open now, and its event; ``refresh`` lists anew."""

    def __init__(self, reports: KeptReports) -> None:
        self._reports = reports
        with gr.Row(elem_classes="quality-bar"):
            self.first = gr.Dropdown(
                choices=[],
                label=labels()("compare_first"),
                scale=3,
                min_width=300,
                elem_id="compare-first",
            )
            self.second = gr.Dropdown(
                choices=[],
                label=labels()("compare_second"),
                scale=3,
                min_width=300,
                elem_id="compare-second",
            )
            start = gr.Button(
                labels()("compare_start"),
                size="md",
                variant="primary",
                scale=1,
                min_width=120,
                elem_id="compare-start",
            )
        self.view = gr.HTML(
            empty(words_in(SIMPLIFIED)("compare_empty")),
            elem_id="compare-view",
            elem_classes="view",
        )
        start.click(
            self._compare,
            [self.first, self.second],
            [self.view],
            api_visibility="private",
            show_progress="minimal",
        )

    @property
    def outputs(self) -> list[gr.components.Component]:
        """What ``refresh`` sets."""
        return [self.first, self.second, self.view]

    def refresh(self, request: gr.Request, first: str | None, second: str | None) -> list[Any]:
        """The reports that can be compared now; the two newest are chosen where none are."""
        words = words_for(request)
        choices = report_choices(words, self._reports, comparable=True)
        names = [name for _, name in choices]
        newest, before = [*names, None, None][:2]
        view: Any = gr.skip()
        if first not in names or second not in names:
            first, second = before, newest
            key = "compare_empty" if len(names) > 1 else "compare_too_few"
            view = empty(words(key, count=len(names)))
        return [
            gr.Dropdown(choices=choices, value=first),
            gr.Dropdown(choices=choices, value=second),
            view,
        ]

    def _compare(self, request: gr.Request, first: str | None, second: str | None) -> str:
        words = words_for(request)
        if not first or not second:
            return empty(words("compare_empty"))
        if first == second:
            return empty(words("compare_same"))
        try:
            return comparison_view(words, self._reports.compare(first, second))
        except PolicyQAError as error:
            return problem(words, str(error))


def comparison_view(words: Words, comparison: Comparison) -> str:
    """A comparison as HTML: its measures with what to think of them, then the questions."""
    notes = [words("compare_common", common=comparison.common)]
    if comparison.only_first or comparison.only_second:
        notes.append(
            words("compare_left_out", first=comparison.only_first, second=comparison.only_second)
        )
    said = "".join(f"<p>{note}</p>" for note in notes)
    chance = f'<p class="quality-note">{words("compare_by_chance")}</p>'
    return f"{said}{_measures(words, comparison)}{chance}{_questions(words, comparison.changed)}"


def _measures(words: Words, comparison: Comparison) -> str:
    keys = ("compare_first", "compare_second", "compare_difference", "compare_verdict")
    headers = [words("report_figure"), *map(words, keys), words("compare_better")]
    rows = [
        _measure(words, name, measure)
        for name in (*NAMES, "latency_ms")
        if (measure := comparison.measures.get(name))
    ]
    return table(words("compare_measures"), headers, rows)


def _measure(words: Words, name: str, measure: MeasureComparison) -> tuple[str, ...]:
    about = escape(words(f"measure_{name}_about"))
    title = escape(words(f"measure_{name}"))
    return (
        f'<span title="{about}">{title}</span>',
        value_text(words, name, measure.first),
        value_text(words, name, measure.second),
        value_text(words, name, measure.difference.value, sign=True),
        _verdict(words, measure),
        f"{measure.wins:,} / {measure.losses:,}",
    )


def _verdict(words: Words, measure: MeasureComparison) -> str:
    """The p value in words, with its number for those who know it."""
    if measure.difference.value == 0:
        return f'<span class="verdict">{words("compare_none")}</span>'
    if measure.p_value >= _LIKELY:
        key, style = "compare_chance", ""
    else:
        key = "compare_sure" if measure.p_value < _SURE else "compare_likely"
        style = " better" if measure.wins > measure.losses else " worse"
    return (
        f'<span class="verdict{style}">{words(key)}</span> '
        f'<span class="p-value">p = {measure.p_value:.3f}</span>'
    )


def _questions(words: Words, changed: Sequence[ChangedQuestion]) -> str:
    if not changed:
        return f"<p>{words('compare_changed_none')}</p>"
    headers = [words("week_question"), words("compare_rank"), words("compare_right")]
    rows = [
        (
            f"<bdi>{escape(shorten(each.text, _LONGEST_QUESTION))}</bdi>",
            " → ".join(words("compare_not_found") if r is None else str(r) for r in each.ranks),
            _answers(words, each),
        )
        for each in changed[:_CHANGED]
    ]
    more = (
        f'<p class="quality-note">{words("compare_changed_more", count=_CHANGED)}</p>'
        if len(changed) > _CHANGED
        else ""
    )
    return table(words("compare_changed", count=len(changed)), headers, rows) + more


def _answers(words: Words, question: ChangedQuestion) -> str:
    if question.right is None:
        return "—"
    before, after = question.right
    said = " → ".join(words("compare_yes" if right else "compare_no") for right in question.right)
    style = "" if before == after else " better" if after else " worse"
    return f'<span class="verdict{style}">{said}</span>'
