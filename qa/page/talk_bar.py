"""The talk's own controls, and what joins it in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from qa.page.judging import JudgingHandlers
from qa.page.sharing import SharingHandlers
from qa.page.strings import labels
from qa.page.talk import BEGIN, CHANGE, JOIN, SHOW

if TYPE_CHECKING:
    from qa.assistant import Assistant

_BUTTONS: Final = ("begin", "history", "export", "print")
_QUIET: Final[dict[str, Any]] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": 8,
}


@dataclass(frozen=True, slots=True)
class TalkBar:
    """Buttons over the conversation; what they do happens in the browser."""

    begin: gr.Button
    history: gr.Button
    export: gr.Button
    print: gr.Button


def talk_bar() -> TalkBar:
    """New conversation, earlier ones, write it to a file, print it."""
    with gr.Row(elem_id="talk-bar"):
        return TalkBar(
            *(
                gr.Button(
                    str(labels()(f"talk_{name}")),
                    size="sm",
                    min_width=0,
                    elem_id=f"talk-{name}",
                )
                for name in _BUTTONS
            )
        )


def keep_talk(
    assistant: Assistant, bar: TalkBar, source: gr.HTML, chat: gr.Chatbot, turn: gr.Textbox
) -> None:
    """Put what is new into the chat, bring back what the browser has kept, judge and share."""
    judged = gr.Textbox(visible="hidden", elem_id="judged")
    turn.change(None, [turn, chat], [chat], js=JOIN)
    judged.change(None, [judged, chat], [chat], js=CHANGE)
    source.show_talk(None, None, [chat], js=SHOW)
    bar.begin.click(None, None, [chat], js=BEGIN)
    bar.history.click(None, None, None, js="() => window.talk.showHistory()")
    bar.export.click(None, None, None, js="() => window.talk.showExport()")
    bar.print.click(None, None, None, js="() => window.talk.print()")
    # Two answers judged in quick succession are both judged.
    many = _QUIET | {"trigger_mode": "multiple"}
    source.judge(JudgingHandlers(assistant).judge, None, judged, **many)
    source.open_answer(SharingHandlers(assistant).open_answer, None, turn, **_QUIET)
