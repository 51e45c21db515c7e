"""Evaluation reports: the list, one of them opened, upload and removal."""

from __future__ import annotations

import logging
from collections.abc import Iterator  # noqa: TC003 - Gradio reads annotations
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import PolicyQAError
from qa.page.editor.downloads import handed_out
from qa.page.editor.plots import PLOTS, report_plot, report_values
from qa.page.editor.report_view import all_figures, moment, report_view
from qa.page.editor.tables import done, empty, problem, waiting
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in
from qa.page.translated import said

if TYPE_CHECKING:
    from qa.evaluate.kept import KeptReports
    from qa.page.strings import Words

logger = logging.getLogger(__name__)

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class ReportsTab:
    """The layout in the tab that is open now, and its events; ``refresh`` lists anew."""

    def __init__(self, reports: KeptReports) -> None:
        self._reports = reports
        with gr.Row(elem_classes="quality-bar"):
            self.chosen = gr.Dropdown(
                choices=[],
                label=labels()("report_choose"),
                scale=4,
                min_width=300,
                elem_id="report-choose",
            )
            upload = gr.UploadButton(
                str(labels()("report_upload")),
                size="md",
                file_count="multiple",
                file_types=[".json", ".jsonl"],
                scale=1,
                min_width=140,
                elem_id="report-upload",
            )
            remove = gr.Button(
                labels()("report_remove"),
                size="md",
                scale=1,
                min_width=140,
                elem_id="report-remove",
            )
        with gr.Row(visible=False, elem_classes="quality-bar removing") as sure:
            gr.Markdown(labels()("report_remove_note"))
            really = gr.Button(
                labels()("report_remove_sure"), size="md", variant="stop", min_width=120
            )
            keep = gr.Button(labels()("report_remove_cancel"), size="md", min_width=120)
        note = gr.HTML("", elem_id="report-note")
        self.view = gr.HTML(
            waiting(words_in(SIMPLIFIED)), elem_id="report-view", elem_classes="view"
        )
        with gr.Row(elem_classes="plots", visible=False) as row:
            self.abouts, self.plots = _plots()
        with gr.Accordion(labels()("report_all"), open=False, visible=False) as everything:
            self.all = gr.HTML("", elem_id="report-all", elem_classes="view")
        with gr.Accordion(labels()("report_files"), open=False, visible=False) as downloads:
            files = gr.File(
                file_count="multiple", interactive=False, show_label=False, elem_id="report-files"
            )
        self._shown = [self.view, row, *self.abouts, *self.plots, everything, self.all, downloads]

        opening = {"inputs": [self.chosen], "outputs": self._shown, **QUIET}
        self.chosen.change(self._open, **opening)
        downloads.expand(self._files, [self.chosen], [files], **QUIET)
        upload.upload(self._add, [upload], [self.chosen, note, upload], **QUIET)
        remove.click(_ask_first, [self.chosen], [sure], **QUIET)
        keep.click(_hide, None, [sure], **QUIET)
        really.click(self._remove, [self.chosen], [self.chosen, note, sure], **QUIET)

    def refresh(self, request: gr.Request, chosen: str | None) -> gr.Dropdown:
        """The list as it is now; the newest is opened where none is."""
        choices = report_choices(words_for(request), self._reports)
        names = [name for _, name in choices]
        value = chosen if chosen in names else next(iter(names), None)
        return gr.Dropdown(choices=choices, value=value)

    def _open(self, request: gr.Request, name: str | None) -> list[Any]:
        words = words_for(request)
        if not name:
            return self._nothing(empty(words("report_empty")))
        try:
            report = self._reports.open(name).report
        except PolicyQAError as error:
            return self._nothing(problem(words, str(error)))
        plots = report_values(words, report)
        return [
            report_view(words, report),
            gr.Row(visible=True),
            *(_about(words, plot) for plot in PLOTS),
            *plots,
            gr.Accordion(visible=True),
            all_figures(words, report),
            gr.Accordion(visible=True, open=False),
        ]

    def _nothing(self, html: str) -> list[Any]:
        hidden = gr.Accordion(visible=False)
        skipped = [gr.skip() for _ in (*self.abouts, *self.plots)]
        return [html, gr.Row(visible=False), *skipped, hidden, "", hidden]

    def _files(self, request: gr.Request, name: str | None) -> Iterator[list[str]]:
        try:
            with handed_out(self._reports.files(name) if name else []) as copies:
                yield copies
        except PolicyQAError as error:
            raise gr.Error(said(words_for(request), str(error))) from error

    def _add(self, request: gr.Request, paths: list[str] | None) -> tuple[Any, str, None]:
        words = words_for(request)
        files = [Path(path) for path in paths or ()]
        reports = [file for file in files if file.suffix == ".json"]
        details = [file for file in files if file.suffix == ".jsonl"]
        if len(reports) != 1 or len(details) > 1:
            return gr.skip(), problem(words, words("report_upload_one")), None
        try:
            name = self._reports.add(
                reports[0], next(iter(details), None), datetime.now().astimezone()
            )
        except PolicyQAError as error:
            return gr.skip(), problem(words, str(error)), None
        return self.refresh(request, name), done(words("report_upload_done")), None

    def _remove(self, request: gr.Request, name: str | None) -> tuple[Any, str, gr.Row]:
        words = words_for(request)
        try:
            self._reports.remove(name or "")
        except PolicyQAError as error:
            return gr.skip(), problem(words, str(error)), gr.Row(visible=False)
        return self.refresh(request, None), done(words("report_removed")), gr.Row(visible=False)


def report_choices(
    words: Words, reports: KeptReports, *, comparable: bool = False
) -> list[tuple[str, str]]:
    """What each report is called to people, newest first; also those that cannot be opened."""
    choices = []
    for name in reports.names():
        try:
            kept = reports.open(name)
        except PolicyQAError:
            if not comparable:
                choices.append((words("report_label_bad", name=name), name))
            continue
        if kept.comparable or not comparable:
            report = kept.report
            label = words(
                "report_label",
                when=moment(report.date),
                dataset=report.dataset,
                questions=report.counts["questions"],
            )
            choices.append((label, name))
    return choices


def _plots() -> tuple[list[gr.HTML], list[gr.components.Component]]:
    """Each plot below its heading."""
    abouts, plots = [], []
    for name in PLOTS:
        with gr.Column(min_width=300, elem_classes="plot-column"):
            abouts.append(gr.HTML(_about(words_in(SIMPLIFIED), name)))
            plots.append(report_plot(name))
    return abouts, plots


def _ask_first(name: str | None) -> gr.Row:
    return gr.Row(visible=bool(name))


def _hide() -> gr.Row:
    return gr.Row(visible=False)


def _about(words: Words, plot: str) -> str:
    heading, about = escape(words(f"plot_{plot}")), escape(words(f"plot_{plot}_about"))
    return f'<h4>{heading}</h4><p class="quality-note">{about}</p>'
