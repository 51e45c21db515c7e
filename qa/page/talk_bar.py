"""The talk's own controls, and what joins it in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.talk import JOIN, SHOW

if TYPE_CHECKING:
    import gradio as gr


def keep_talk(source: gr.HTML, chat: gr.Chatbot, turn: gr.Textbox) -> None:
    """Put what is new into the chat, and bring back what the browser has kept."""
    turn.change(None, [turn, chat], [chat], js=JOIN)
    source.show_talk(None, None, [chat], js=SHOW)
