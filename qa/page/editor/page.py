"""The layout of the editor's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from qa.page.header import language_switch
from qa.page.status import status_line
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from qa.assistant import Assistant


def build_editor_page(assistant: Assistant) -> gr.Blocks:
    """The page on which the documents are kept, answers judged and quality measured."""
    page = gr.Blocks(
        title=words_in(SIMPLIFIED)("editor_title"), analytics_enabled=False, fill_width=True
    )
    with page, gr.Row(elem_id="header"):
        gr.HTML(labels()("header"), elem_id="name")
        gr.HTML(status_line(words_in(SIMPLIFIED), assistant.state()), elem_id="status")
        gr.HTML(language_switch(), elem_id="languages")
    return page
