"""Where files are handed in: chosen, looked at, imported."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from qa.page.editor.upload_view import limits_note, plan_table, size_shown
from qa.page.editor.uploads import MOST_BYTES, Fate, Planned, Same
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from qa.page.editor.imports import Imports
    from qa.page.strings import Words

QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
# What draws the list runs one after the other: else a look at the clock that began before an
# editor asked for something else would draw the list as it was asked for before.
IN_TURN: Final[dict[str, Any]] = QUIET | {"concurrency_id": "documents", "concurrency_limit": 1}

logger = logging.getLogger(__name__)


class UploadPanel:
    """The components, and what happens in them. Keeps nothing of an editor between events."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports
        words = words_in(SIMPLIFIED)
        with gr.Column(elem_id="upload", scale=5, min_width=320):
            self.box = gr.File(
                label=labels()("upload_label"),
                file_count="multiple",
                height=150,
                elem_id="upload-files",
            )
            self.limits = gr.HTML(limits_note(words, size_shown(MOST_BYTES)), elem_id="limits")
            self.plan = gr.HTML("", elem_id="upload-plan", visible=False)
            self.choice = gr.Radio(
                _choices(words),
                value=Same.SKIP,
                label=labels()("same_name_label"),
                visible=False,
                elem_id="same-name",
            )
            with gr.Row(visible=False, elem_classes="row-of-buttons") as self.actions:
                self.go = gr.Button(
                    labels()("import_go"), variant="primary", size="md", elem_id="import-go"
                )
                self.clear = gr.Button(labels()("import_clear"), size="md", elem_id="import-clear")
        self.planned: gr.State = gr.State([])
        looked = [self.plan, self.choice, self.actions, self.go, self.planned]
        self.box.change(self._look, self.box, looked, **QUIET)
        self.clear.click(lambda: None, None, self.box, **QUIET)

    def greet(self, request: gr.Request) -> tuple[str, gr.Radio]:
        """What is said before anything is chosen, in the editor's language."""
        words = words_for(request)
        return limits_note(words, size_shown(MOST_BYTES)), gr.Radio(choices=_choices(words))

    def start(self, request: gr.Request, planned: list[Planned], choice: str) -> Any:
        """Import what was looked at; gives the emptied box, or keeps it where another import runs."""
        words = words_for(request)
        wanted = self._imports.uploads.decided(planned, Same(choice))
        if not any(each.fate is not Fate.REFUSED for each in wanted):
            gr.Info(words("import_nothing"), title=words("editor_tab_documents"))
            return None
        if not self._imports.start(wanted):
            gr.Warning(words("import_busy"), title=words("editor_tab_documents"))
            return gr.skip()
        return None

    def _look(self, request: gr.Request, files: list[str] | None) -> tuple[Any, ...]:
        words = words_for(request)
        if not files:
            hidden = gr.skip() if files is None else ""
            return (
                gr.HTML(hidden, visible=False),
                gr.Radio(visible=False, value=Same.SKIP),
                gr.Row(visible=False),
                gr.Button(),
                [],
            )
        planned = self._imports.plan([(Path(path), Path(path).name) for path in files])
        total = sum(each.size for each in planned if each.fate is not Fate.REFUSED)
        wanted = total > 0 and total <= MOST_BYTES
        shown = plan_table(words, planned)
        if total > MOST_BYTES:
            note = words("upload_too_much", total=size_shown(total), limit=size_shown(MOST_BYTES))
            shown = f'<p class="run-failed" role="alert">{note}</p>' + shown
        same = any(each.fate is Fate.REPLACES for each in planned)
        return (
            gr.HTML(shown, visible=True),
            gr.Radio(visible=same, value=Same.SKIP),
            gr.Row(visible=True),
            gr.Button(interactive=wanted),
            planned if wanted else [],
        )


def _choices(words: Words) -> list[tuple[str, str]]:
    return [(words(f"same_name_{choice}"), choice) for choice in Same]
