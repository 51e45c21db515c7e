"""The page: a Gradio chat whose answers lead to the words that they quote.

``python app.py`` serves it on 127.0.0.1:7860. Nothing about a visitor is kept here:
the conversation lives in the visitor's page and comes back with each question.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa import open_assistant
from qa.page.filter_row import CHOSEN, filter_row
from qa.page.handlers import STATUS_SECONDS_BUSY, Handlers
from qa.page.source_view import source_notice
from qa.page.status import status_line
from qa.page.strings import words
from qa.page.theme import HEAD, link_script, page_theme, style_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from qa import Assistant

# Answering is short work on the CPU; the encoder lets one question in at a time anyway.
_QUESTIONS_AT_ONCE = 8
_HOUR = 3600  # seconds


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page on ``assistant``; its look is given where it is launched (see ``serve``)."""
    handlers = Handlers(assistant)
    page = gr.Blocks(
        title=words("title"), analytics_enabled=False, fill_width=True, delete_cache=(_HOUR, _HOUR)
    )
    with page:
        with gr.Row(elem_id="header"):
            gr.HTML(f'<h1>{words("title")}</h1><p class="tagline">{words("tagline")}</p>')
            status = gr.HTML(status_line(assistant.state()), elem_id="status")
        with gr.Row(elem_id="workspace"):
            with gr.Column(scale=6, min_width=320, elem_id="conversation"):
                chat = _chat()
                filters = filter_row()
                box = gr.Textbox(
                    label=words("question_label"),
                    placeholder=words("question_placeholder"),
                    show_label=False,
                    lines=1,
                    max_lines=5,
                    autofocus=True,
                    submit_btn=words("ask"),
                    elem_id="question",
                )
            with gr.Column(scale=5, min_width=320):
                source = gr.HTML(
                    source_notice(words("source_empty")),
                    js_on_load=link_script(),
                    elem_id="source-panel",
                )
        timer = gr.Timer(STATUS_SECONDS_BUSY)
        shown_examples: gr.State = gr.State([])
        shown_choices: gr.State = gr.State(None)

        asking: dict[str, Any] = {
            "outputs": [box, chat],
            "concurrency_limit": _QUESTIONS_AT_ONCE,
            "concurrency_id": "ask",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        quiet: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": 8,
        }
        box.submit(handlers.ask, [box, chat, *filters], **asking)
        chat.example_select(handlers.ask_example, [chat, *filters], **asking)
        source.ask_again(handlers.ask_again, [chat, *filters], **asking)
        source.ask_without(
            handlers.ask_without, [chat], **asking | {"outputs": [box, chat, *filters]}
        )
        source.open_source(handlers.open_source, None, source, **quiet)
        gr.on(
            [page.load, timer.tick],
            handlers.status,
            [shown_examples],
            [status, timer, chat, shown_examples],
            **quiet,
        )
        gr.on(
            [page.load, timer.tick],
            handlers.choices,
            [shown_choices],
            [*filters[: len(CHOSEN)], shown_choices],
            **quiet,
        )
    return page


def serve(
    home: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 7860,
    model: str | None = None,
    refuse_below: str = "",
) -> None:
    """Open the knowledge base in ``home`` and serve the page until SIGINT or SIGTERM.

    ``refuse_below`` is the threshold of refusal as it is written (``qa.threshold``). Call it
    from the main thread. Raises OSError where the port is taken.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the files are closed
    _reach_without_proxy(host)
    assistant = open_assistant(home, model=model, refuse_below=refuse_below)
    try:
        page = build_page(assistant)
        page.queue(api_open=False)
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            prevent_thread_lock=True,
            quiet=True,
            theme=page_theme(),
            css=style_sheet(),
            head=HEAD,
            footer_links=[],
            run_history=False,
            allowed_paths=[],
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            max_file_size=0,  # nothing is uploaded
        )
        sys.stdout.write(f"{words('title')}: http://{host}:{port}\n")
        sys.stdout.flush()
        page.block_thread()
    finally:
        assistant.close()


def main() -> None:
    """Serve the default knowledge base on 127.0.0.1:7860."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    serve()


def _reach_without_proxy(host: str) -> None:
    """Let Gradio's check that the page is up go straight to it where a web proxy is set."""
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [os.environ.get(name, ""), host, "127.0.0.1", "localhost"]
        os.environ[name] = ",".join(part for part in hosts if part)


def _chat() -> gr.Chatbot:
    """The conversation. No LaTeX, no custom tags, sanitised: messages hold our HTML only."""
    return gr.Chatbot(
        label=words("chat_label"),
        show_label=False,
        placeholder=f"### {words('welcome')}\n\n{words('welcome_note')}",
        autoscroll=False,  # page.js keeps the question in view instead
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        layout="bubble",
        elem_id="chat",
    )


if __name__ == "__main__":
    main()
