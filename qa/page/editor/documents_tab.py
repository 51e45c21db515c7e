"""The tab on which the documents are kept: handed in, found, looked at, corrected, removed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import PolicyQAError
from qa.page.editor.document_panel import DocumentPanel
from qa.page.editor.documents_list import DocumentsList
from qa.page.editor.imports import Stage
from qa.page.editor.index_state import index_state
from qa.page.editor.listing import Listing, Wanted
from qa.page.editor.removal import Removal
from qa.page.editor.replacing import replace_document
from qa.page.editor.upload_panel import IN_TURN, UploadPanel
from qa.page.editor.upload_view import run_view
from qa.page.language import words_for
from qa.page.status import status_failure, status_line
from qa.page.strings import labels
from qa.page.translated import said_html

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.page.editor.imports import Imports

_BUSY, _QUIET_TIME = 1.5, 10.0  # seconds between two looks

_VECTORS_SHOWN = 2000  # vectors after which the list's states are shown anew

Seen = tuple[int, ...]

logger = logging.getLogger(__name__)


def build_documents_tab(
    assistant: Assistant, imports: Imports, page: gr.Blocks, status: gr.HTML
) -> None:
    """Lay the tab out, inside a ``gr.Tab``. ``status`` is the line in the head of the page."""
    DocumentsTab(assistant, imports, status).wire(page)


class DocumentsTab:
    """The parts of the tab, and what concerns more than one of them."""

    def __init__(self, assistant: Assistant, imports: Imports, status: gr.HTML) -> None:
        self._assistant = assistant
        self._imports = imports
        self._status = status
        self._listing = Listing(assistant.knowledge_base)
        uploads = imports.uploads.folder
        with gr.Row(elem_id="intake"):
            self._upload = UploadPanel(imports)
            with gr.Column(scale=4, min_width=320, elem_id="index-state"):
                self._state = gr.HTML("")
                self._run = gr.HTML("", elem_id="import-run")
                with gr.Row(elem_classes="row-of-buttons"):
                    self._cancel = _button("import_cancel", "import-cancel")
                    self._go_on = _button("import_go_on", "import-go-on")
                    self._give_up = _button("import_give_up", "import-give-up")
        with gr.Row(elem_id="documents"):
            with gr.Column(scale=6, min_width=320, elem_id="documents-list"):
                self._list = DocumentsList(self._listing, uploads)
                removed_place = gr.Column()
            self._panel = DocumentPanel(assistant, self._list, uploads)
        self._removal = Removal(assistant, self._listing, self._list, self._panel)
        with removed_place:
            self._removal.list_removed()
        self._timer = gr.Timer(_BUSY)
        # What the page shows of the index and of the last import: drawn anew where it changed.
        self._seen: gr.State = gr.State(())

    def wire(self, page: gr.Blocks) -> None:
        """Say which event calls what."""
        listed, panel = self._list, self._panel
        for part in (listed, panel, self._removal):
            part.wire()
        look: dict[str, Any] = {
            "inputs": [self._seen, listed.wanted, listed.selected],
            "outputs": [
                self._status, self._state, self._run, self._cancel, self._go_on, self._give_up,
                self._timer, listed.table, self._seen,
            ],
            **IN_TURN,
        }  # fmt: skip
        page.load(self._greet, None, self._greeted(), **IN_TURN)
        page.load(self._look_anew, **look | {"inputs": look["inputs"][1:]})
        self._timer.tick(self._look, **look)
        for button, act in (
            (self._cancel, self._stop),
            (self._go_on, self._continue),
            (self._give_up, self._forget),
        ):
            button.click(act, None, None, **IN_TURN).then(self._look, **look)
        self._upload.go.click(
            self._upload.start,
            [self._upload.planned, self._upload.choice],
            self._upload.box,
            **IN_TURN,
        ).then(self._look, **look)
        changed: dict[str, Any] = {"outputs": [listed.table, *panel.outputs], **IN_TURN}
        held = [listed.wanted, listed.selected]
        panel.form.save.click(self._correct, [*held, *panel.form.fields], **changed)
        panel.form.corrected.take_back(self._take_back, held, **changed)
        panel.replace.upload(self._replace, [panel.replace, *held], **changed).then(
            self._look, **look
        )

    def _greeted(self) -> list[Any]:
        return [
            self._upload.limits, self._upload.choice, *self._list.chosen, self._removal.removed,
        ]  # fmt: skip

    def _greet(self, request: gr.Request) -> list[Any]:
        """What depends on the editor's language, and the values to narrow the list by."""
        words = words_for(request)
        choices, removed = self._list.choices(request), self._removal.removed_list(words)
        return [*self._upload.greet(request), *choices, removed]

    def _look_anew(self, request: gr.Request, wanted: Wanted, selected: str) -> tuple[Any, ...]:
        return self._look(request, (), wanted, selected)

    def _look(
        self, request: gr.Request, seen: Seen, wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        """How far the index and the import are; the list where something came in."""
        words = words_for(request)
        run, running = self._imports.current(), self._imports.running()
        waiting = 0 if running else len(self._imports.uploads.waiting())
        try:
            state = self._assistant.state()
            line = status_line(words, state, self._assistant.failure())
            shown = index_state(words, self._assistant)
            titles = {} if running else self._assistant.knowledge_base.titles()
        except PolicyQAError:
            logger.exception("the state of the index cannot be read")
            return status_failure(words), *(gr.skip() for _ in range(8))
        finished = run.number if run and run.stage is not Stage.RUNNING else 0
        left = state.sentences - state.encoded_sentences
        now = (state.documents, state.sentences, -(-left // _VECTORS_SHOWN), finished)
        # While documents come in the list is left alone: nobody can read what moves.
        stale = now != tuple(seen) and not running
        table = self._list.drawn(words, wanted, selected)[0] if stale else gr.skip()
        busy = running or left > 0
        return (
            line,
            shown,
            run_view(words, run, waiting, titles),
            gr.Button(visible=running, interactive=not (run and run.cancelling)),
            gr.Button(visible=waiting > 0),
            gr.Button(visible=waiting > 0),
            gr.Timer(_BUSY if busy else _QUIET_TIME),
            table,
            now if stale else seen,
        )

    def _stop(self) -> None:
        self._imports.cancel()

    def _continue(self, request: gr.Request) -> None:
        if not self._imports.start():
            gr.Warning(words_for(request)("import_busy"))

    def _forget(self, request: gr.Request) -> None:
        if not self._imports.give_up():
            gr.Warning(words_for(request)("import_busy"))

    def _correct(
        self, request: gr.Request, wanted: Wanted, selected: str, *values: object
    ) -> tuple[Any, ...]:
        words = words_for(request)
        if problem := self._panel.form.correct(words, selected, values):
            told = self._panel.form.told(problem)
            kept = 1 + len(self._panel.outputs) - len(told)
            return *(gr.skip() for _ in range(kept)), *told
        gr.Info(words("correction_saved"), title=words("editor_tab_documents"), duration=4)
        return self._changed(request, wanted, selected)

    def _take_back(
        self, event: gr.EventData, request: gr.Request, wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        words = words_for(request)
        try:
            self._panel.form.take_back(selected, str(event.field))
        except (PolicyQAError, ValueError) as error:
            logger.warning("nothing taken back: %s", ascii(str(error)[:200]))
            gr.Warning(said_html(words, str(error)), title=words("editor_tab_documents"))
        return self._changed(request, wanted, selected)

    def _replace(
        self, request: gr.Request, file: str, wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        words = words_for(request)
        kb, uploads = self._assistant.knowledge_base, self._imports.uploads
        given = Path(file), Path(file).name
        try:
            told = replace_document(words, kb, uploads, selected, given)
            gr.Info(told, title=words("editor_tab_documents"))
        except PolicyQAError as error:
            gr.Warning(said_html(words, str(error)), title=words("editor_tab_documents"))
        return self._changed(request, wanted, selected)

    def _changed(self, request: gr.Request, wanted: Wanted, selected: str) -> tuple[Any, ...]:
        """The list and the open document as they are after a change."""
        words = words_for(request)
        self._listing.forget()
        table, _ = self._list.drawn(words, wanted, selected)
        return table, *self._panel.show(words, selected)


def _button(key: str, id_: str) -> gr.Button:
    return gr.Button(labels()(key), size="sm", visible=False, elem_id=id_)
