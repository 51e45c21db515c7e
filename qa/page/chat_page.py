"""The layout of the chat page, and which event calls which handler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.page.filter_handlers import FilterHandlers
from qa.page.filter_row import CHOSEN, FilterRow, filter_row
from qa.page.handlers import STATUS_SECONDS_BUSY, Handlers
from qa.page.header import language_switch
from qa.page.source_handlers import SourceHandlers
from qa.page.status import status_line
from qa.page.strings import SIMPLIFIED, labels, words_in
from qa.page.talk import asking, sending
from qa.page.talk_bar import keep_talk, talk_bar
from qa.page.theme import page_script

if TYPE_CHECKING:
    from qa.assistant import Assistant

# Answering is short work on the CPU; the encoder lets one question in at a time anyway.
_QUESTIONS_AT_ONCE = 8
_HOUR = 3600  # seconds

_ASKING: dict[str, Any] = {
    "concurrency_limit": _QUESTIONS_AT_ONCE,
    "concurrency_id": "ask",
    "show_progress": "hidden",
    "api_visibility": "private",
}
_QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": 8,
}


def build_chat_page(assistant: Assistant) -> gr.Blocks:
    """The page on which visitors ask. Nothing about one is kept in it."""
    handlers, sources = Handlers(assistant), SourceHandlers(assistant)
    words = words_in(SIMPLIFIED)
    page = gr.Blocks(
        title=words("title"), analytics_enabled=False, fill_width=True, delete_cache=(_HOUR, _HOUR)
    )
    with page:
        with gr.Row(elem_id="header"):
            gr.HTML(labels()("header"), elem_id="name")
            status = gr.HTML(status_line(words, assistant.state()), elem_id="status")
            gr.HTML(labels()("chat_ways"), elem_id="ways")
            gr.HTML(language_switch(), elem_id="languages")
        with gr.Row(elem_id="workspace"):
            with gr.Column(scale=6, min_width=320, elem_id="conversation"):
                bar = talk_bar()
                chat = _chat()
                row = filter_row()
                box = _question_box()
            with gr.Column(scale=5, min_width=320):
                source = gr.HTML(
                    labels()("source_empty"),
                    js_on_load=page_script(),
                    elem_id="source-panel",
                )
        timer = gr.Timer(STATUS_SECONDS_BUSY)
        shown_examples: gr.State = gr.State([])

        filters = row.controls
        turn = gr.Textbox(visible="hidden", elem_id="turn")
        answers = {"outputs": turn, **_ASKING}
        with_filters = sending(1 + len(filters))
        box.submit(handlers.ask, [box, chat, *filters], js=asking(2 + len(filters)), **answers)
        chat.example_select(handlers.ask_example, [chat, *filters], js=with_filters, **answers)
        source.ask_again(handlers.ask_again, [chat, *filters], js=with_filters, **answers)
        source.ask_without(
            handlers.ask_without,
            [chat],
            js=sending(1),
            **answers | {"outputs": [turn, *filters]},
        )
        source.open_source(
            sources.open_source, None, source, **_QUIET | {"trigger_mode": "multiple"}
        )
        source.why(sources.why, [chat], source, js=sending(1), **_QUIET)
        keep_talk(assistant, bar, source, chat, turn)
        page.load(handlers.greet, None, chat, **_QUIET)
        gr.on(
            [page.load, timer.tick],
            handlers.status,
            [shown_examples],
            [status, timer, chat, shown_examples],
            **_QUIET,
        )
        _keep_filters(page, timer, row, source, FilterHandlers(assistant))
    return page


def _keep_filters(
    page: gr.Blocks, timer: gr.Timer, row: FilterRow, source: gr.HTML, handlers: FilterHandlers
) -> None:
    """What the filters offer, and the chips that say what is set."""
    shown_choices: gr.State = gr.State(None)
    gr.on(
        [page.load, timer.tick],
        handlers.choices,
        [shown_choices],
        [*row.controls[: len(CHOSEN)], shown_choices],
        **_QUIET,
    )
    changes = [getattr(control, "change") for control in row.controls]  # noqa: B009 - Gradio adds it
    latest = _QUIET | {"trigger_mode": "always_last"}
    gr.on([page.load, *changes], handlers.set_now, row.controls, row.set_now, **latest)
    source.unset_filter(handlers.unset, None, row.controls, **_QUIET)
    row.clear.click(handlers.clear, None, row.controls, **_QUIET)


def _chat() -> gr.Chatbot:
    """The conversation. No LaTeX, no custom tags, sanitised: messages hold our HTML only."""
    return gr.Chatbot(
        label=labels()("chat_label"),
        show_label=False,
        autoscroll=False,  # the page's script keeps the question in view instead
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        layout="bubble",
        elem_id="chat",
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label=labels()("question_label"),
        placeholder=labels()("question_placeholder"),
        show_label=False,
        lines=1,
        max_lines=5,
        autofocus=True,
        submit_btn=str(labels()("ask")),
        elem_id="question",
    )
