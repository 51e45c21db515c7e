"""The layout of the editor's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from qa.page.editor.documents_tab import build_documents_tab
from qa.page.editor.feedback_tab import build_feedback_tab
from qa.page.editor.quality_tab import build_quality_tab
from qa.page.header import language_switch
from qa.page.status import status_line
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.page.editor.imports import Imports

_HOUR = 3600  # seconds


def build_editor_page(assistant: Assistant, imports: Imports) -> gr.Blocks:
    """The page on which the documents are kept, answers judged and quality measured.

    ``imports`` brings in the files that are handed in there.
    """
    page = gr.Blocks(
        title=words_in(SIMPLIFIED)("editor_title"),
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),
    )
    with page:
        with gr.Row(elem_id="header"):
            gr.HTML(labels()("editor_header"), elem_id="name")
            status = gr.HTML(status_line(words_in(SIMPLIFIED), assistant.state()), elem_id="status")
            gr.HTML(labels()("editor_ways"), elem_id="ways")
            gr.HTML(language_switch(), elem_id="languages")
        with gr.Tabs(elem_id="editor"):
            with gr.Tab(labels()("editor_tab_documents"), id="documents"):
                build_documents_tab(assistant, imports, page, status)
            with gr.Tab(labels()("editor_tab_feedback"), id="feedback"):
                build_feedback_tab(assistant)
            with gr.Tab(labels()("editor_tab_quality"), id="quality"):
                build_quality_tab(assistant)
    return page
