"""The tab that measures: how answers are used, and how good they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.context import get_render_context

from qa.evaluate.folders import DataFolders
from qa.evaluate.kept import FOLDER, KeptReports
from qa.evaluate.live import LiveEvaluation
from qa.page.editor.compare_tab import CompareTab
from qa.page.editor.reports_tab import ReportsTab
from qa.page.editor.run_tab import RunTab
from qa.page.editor.week_tab import WeekTab
from qa.page.strings import labels

if TYPE_CHECKING:
    from qa.assistant import Assistant

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build_quality_tab(assistant: Assistant) -> None:
    """Lay it out in the tab that is open now. What it shows is read anew when a tab is chosen."""
    home = assistant.knowledge_base.folder
    reports = KeptReports(home / FOLDER)
    run = LiveEvaluation(assistant, reports)
    outer = get_render_context()
    with gr.Tabs(elem_id="quality"):
        with gr.Tab(labels()("quality_week"), id="week") as week_tab:
            week = WeekTab(assistant)
        with gr.Tab(labels()("quality_reports"), id="reports") as reports_tab:
            kept = ReportsTab(reports)
        with gr.Tab(labels()("quality_run"), id="run") as run_tab:
            running = RunTab(run, DataFolders(home), lambda: assistant.activity)
        with gr.Tab(labels()("quality_compare"), id="compare") as compare_tab:
            compared = CompareTab(reports)

    shown = [week_tab.select]
    if isinstance(outer, gr.Tab):
        shown.append(outer.select)
    gr.on(shown, week.refresh, [week.period], week.outputs, **_QUIET)
    reports_tab.select(kept.refresh, [kept.chosen], [kept.chosen], **_QUIET)
    run_tab.select(running.refresh, [running.data], running.outputs, **_QUIET)
    compare_tab.select(
        compared.refresh, [compared.first, compared.second], compared.outputs, **_QUIET
    )
