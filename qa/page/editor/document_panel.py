"""A document that an editor has opened: its text, what is known of it, what it answered."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import PolicyQAError
from qa.page.address import SourceAddress, read_source_address
from qa.page.editor.correction_form import CorrectionForm
from qa.page.editor.document_table import source_name
from qa.page.editor.listing import Wanted  # noqa: TC001 - handlers' annotations are read at run time
from qa.page.editor.upload_panel import IN_TURN
from qa.page.editor.uploads import SUFFIXES
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.notice import source_notice
from qa.page.references import validity_badge
from qa.page.source_view import source_view
from qa.page.strings import labels

if TYPE_CHECKING:
    from pathlib import Path

    from index.types import Document
    from qa.assistant import Assistant
    from qa.page.editor.documents_list import DocumentsList
    from qa.page.strings import Words

# A long document is shown in parts; their links are followed here as on the chat page.
_FOLLOW_PARTS = """
element.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const address = link.getAttribute("href");
  if (address.startsWith("#source/")) trigger("open_part", { address });
});
watch("value", () => requestAnimationFrame(() => element.querySelector("#cited")?.scrollIntoView({ block: "center" })));
"""

# On a narrow window the document stands below the list: it is brought into sight.
_INTO_SIGHT = """
let shown = "";
function intoSight() {
  const head = element.querySelector("h2");
  const id = element.querySelector("code")?.textContent || "";
  if (head && id !== shown) {
    head.focus({ preventScroll: true });
    if (window.matchMedia("(max-width: 899px)").matches) head.scrollIntoView({ block: "start" });
    element.closest("#document").scrollTop = 0;
  }
  shown = id;
}
watch("value", intoSight);
requestAnimationFrame(intoSight); // the first document comes together with this script
"""
_TEXT = "text"  # the tab

logger = logging.getLogger(__name__)


class DocumentPanel:
    """The components beside the list. Which document is open stands in the editor's page."""

    def __init__(self, assistant: Assistant, listed: DocumentsList, uploads: Path) -> None:
        self._assistant = assistant
        self._listed = listed
        self._uploads = uploads
        with gr.Column(visible=False, scale=5, min_width=320, elem_id="document") as self.column:
            self.head = gr.HTML("", js_on_load=_INTO_SIGHT, elem_id="document-head")
            with gr.Row(elem_classes="row-of-buttons", elem_id="document-actions"):
                self.replace = gr.UploadButton(
                    str(labels()("document_replace")),
                    file_types=list(SUFFIXES),
                    size="sm",
                    elem_id="document-replace",
                )
                self.remove = gr.Button(
                    labels()("document_remove"), size="sm", elem_id="document-remove"
                )
                self.close = gr.Button(
                    labels()("document_close"), size="sm", elem_id="document-close"
                )
            with gr.Tabs(elem_id="document-tabs") as self.tabs:
                with gr.Tab(labels()("document_text"), id=_TEXT):
                    self.text = gr.HTML("", js_on_load=_FOLLOW_PARTS, elem_id="document-text")
                with gr.Tab(labels()("document_facts")):
                    self.form = CorrectionForm(assistant.knowledge_base)
                with gr.Tab(labels()("document_answered")):
                    self.answered = gr.HTML("", elem_id="document-answered")

    @property
    def outputs(self) -> list[Any]:
        """What ``show`` fills."""
        return [self.column, self.head, self.text, self.answered, *self.form.outputs]

    def wire(self) -> None:
        """Say which event calls what."""
        listed = self._listed
        drawn: dict[str, Any] = {
            "outputs": [listed.selected, listed.table, *self.outputs],
            **IN_TURN,
        }
        listed.table.open_document(self._open, [listed.wanted], **drawn)
        self.close.click(self._close, [listed.wanted], **drawn)
        self.text.open_part(self._open_part, [listed.selected], self.text, **IN_TURN)
        self.form.read.show_words(
            self._show_words, [listed.selected], [self.tabs, self.text], **IN_TURN
        )

    def show(self, words: Words, document_id: str) -> tuple[Any, ...]:
        """The panel for a document; hidden where there is none of that id."""
        try:
            document = self._assistant.document(document_id) if document_id else None
        except PolicyQAError:  # it has just been removed
            document = None
        if document is None:
            return gr.Column(visible=False), "", "", "", *self.form.empty()
        return (
            gr.Column(visible=True),
            _head(words, document, self._uploads),
            source_view(words, document, SourceAddress(document.id, 0, 0)),
            self._answered(words, document.id),
            *self.form.filled(words, document),
        )

    def _open(self, event: gr.EventData, request: gr.Request, wanted: Wanted) -> tuple[Any, ...]:
        return self._drawn(words_for(request), wanted, str(event.wanted))

    def _close(self, request: gr.Request, wanted: Wanted) -> tuple[Any, ...]:
        return self._drawn(words_for(request), wanted, "")

    def _drawn(self, words: Words, wanted: Wanted, document_id: str) -> tuple[Any, ...]:
        table, _ = self._listed.drawn(words, wanted, document_id)
        return document_id, table, *self.show(words, document_id)

    def _open_part(self, event: gr.EventData, request: gr.Request, selected: str) -> str:
        words = words_for(request)
        try:
            address = read_source_address(event.address)
            return source_view(words, self._assistant.document(selected), address)
        except (PolicyQAError, ValueError) as error:  # it comes from a browser
            logger.warning("no part of a document: %s", ascii(str(error)[:200]))
            return source_notice(words("source_missing"))

    def _show_words(
        self, event: gr.EventData, request: gr.Request, selected: str
    ) -> tuple[gr.Tabs, str]:
        """The text with the words marked that a field was read from."""
        return gr.Tabs(selected=_TEXT), self._open_part(event, request, selected)

    def _answered(self, words: Words, document_id: str) -> str:
        """The questions whose answers cite the document, newest first."""
        activity = self._assistant.activity
        if activity is None or not activity.keeps:
            return f'<p class="document-note">{words("answered_not_kept")}</p>'
        kept = activity.answered_from(document_id)
        if not kept:
            return f'<p class="document-note">{words("answered_none")}</p>'
        items = "".join(
            f'<li><span class="asked">{escape(each.answer.question)}</span>'
            f'<time datetime="{each.asked_at.isoformat()}">'
            f"{each.asked_at.astimezone():%Y-%m-%d %H:%M}</time></li>"
            for each in kept
        )
        return f'<ul class="answered">{items}</ul>'


def _head(words: Words, document: Document, uploads: Path) -> str:
    known = document.metadata
    source = source_name(words, document.source, uploads)
    facts = [escape(fact) for fact in (known.issuer, known.document_number) if fact]
    return (
        f'<h2 tabindex="-1"><bdi lang="zh">{escape(document.title)}</bdi>'
        f"{validity_badge(words, known.validity)}</h2>"
        f'<p class="facts" lang="zh">{" · ".join(facts)}</p>'
        f'<p class="facts">{words("document_source", source=escape(source))} · '
        f"{words('document_id')} <code>{escape(document.id)}</code></p>"
    )
