"""Documents removed: asked for first, taken back afterwards, and listed for as long as they can be."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from index.errors import PolicyQAError
from qa.page.editor.listing import Listing, Wanted  # noqa: TC001 - handlers' annotations are read at run time
from qa.page.editor.upload_panel import IN_TURN
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.strings import labels
from qa.page.translated import said_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.assistant import Assistant
    from qa.page.editor.document_panel import DocumentPanel
    from qa.page.editor.documents_list import DocumentsList
    from qa.page.strings import Words

_NAMED: Final = 5  # titles told before the rest is counted
_MOST: Final = 1000  # documents at a time
_RESTORE = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-restore]");
  if (button) trigger("restore", { id: button.dataset.restore });
});
"""
# What is asked and what was done stand over the page: the focus goes there.
_FOCUS = """
let passing = 0;
watch("value", () => {
  const asked = element.querySelector("[data-focus]");
  if (asked) asked.focus({ preventScroll: true });
  clearTimeout(passing);
  const told = () => element.querySelector("[data-passing]") && document.querySelector("#removal-dismiss").click();
  passing = setTimeout(told, 8000);
});
"""

logger = logging.getLogger(__name__)


class Removal:
    """The bar that asks and tells, and the list of what was removed of late."""

    def __init__(
        self, assistant: Assistant, listing: Listing, listed: DocumentsList, panel: DocumentPanel
    ) -> None:
        self._kb = assistant.knowledge_base
        self._listing = listing
        self._listed = listed
        self._panel = panel
        with gr.Column(visible=False, elem_id="removal") as self.bar:
            self.text = gr.HTML("", js_on_load=_FOCUS, elem_id="removal-text")
            with gr.Row(elem_classes="row-of-buttons"):
                self.confirm = gr.Button(
                    labels()("removal_confirm"),
                    variant="stop",
                    size="sm",
                    elem_id="removal-confirm",
                )
                self.undo = gr.Button(
                    labels()("removal_undo"), variant="primary", size="sm", elem_id="removal-undo"
                )
                self.cancel = gr.Button(
                    labels()("removal_cancel"), size="sm", elem_id="removal-cancel"
                )
                self.dismiss = gr.Button(
                    labels()("removal_dismiss"), size="sm", elem_id="removal-dismiss"
                )
        self.ids: gr.State = gr.State([])  # what is asked about, then what was removed

    @property
    def _bar(self) -> list[Any]:
        return [self.bar, self.text, self.confirm, self.undo, self.cancel, self.dismiss, self.ids]

    def list_removed(self) -> None:
        """Lay out the list of what was removed of late, where it is to stand."""
        with gr.Accordion(labels()("removed_title"), open=False, elem_id="removed"):
            self.removed = gr.HTML("", js_on_load=_RESTORE, elem_id="removed-list")

    def wire(self) -> None:
        """Say which event calls what."""
        listed, panel = self._listed, self._panel
        bar: dict[str, Any] = {"outputs": self._bar, **IN_TURN}
        everything: dict[str, Any] = {
            "outputs": [*self._bar, listed.table, self.removed, listed.selected, *panel.outputs],
            **IN_TURN,
        }
        held = [listed.wanted, listed.selected]
        listed.table.remove_marked(self._ask_marked, None, **bar)
        panel.remove.click(self._ask_one, [listed.selected], **bar)
        gr.on([self.cancel.click, self.dismiss.click], self._nothing, None, **bar)
        self.confirm.click(self._remove, [self.ids, *held], **everything)
        self.undo.click(self._undo, [self.ids, *held], **everything)
        self.removed.restore(self._restore, held, **everything)

    def removed_list(self, words: Words) -> str:
        """What was removed and can be restored, newest first."""
        removed = sorted(self._kb.removed(), key=lambda each: each.removed_at, reverse=True)
        if not removed:
            return f'<p class="document-note">{words("removed_none")}</p>'
        items = "".join(
            f'<li><bdi lang="zh">{escape(each.title)}</bdi>'
            f"<time>{each.removed_at.astimezone():%Y-%m-%d %H:%M}</time>"
            f'<button type="button" class="plain" data-restore="{escape(each.id)}">'
            f"{words('removed_restore')}</button></li>"
            for each in removed[:_MOST]
        )
        return f'<p class="document-note">{words("removed_note")}</p><ul>{items}</ul>'

    def _ask_marked(self, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        ids = event.ids if isinstance(event.ids, list) else []
        return self._ask(words_for(request), [str(id_) for id_ in ids[:_MOST]])

    def _ask_one(self, request: gr.Request, selected: str) -> tuple[Any, ...]:
        return self._ask(words_for(request), [selected])

    def _ask(self, words: Words, ids: Sequence[str]) -> tuple[Any, ...]:
        rows = [row for row in map(self._listing.row, ids) if row is not None]
        if not rows:
            return self._closed()
        titles = self._titles(words, [row.title for row in rows])
        text = words("removal_asked", count=len(rows), titles=titles)
        return self._asking(text, [row.id for row in rows])

    def _nothing(self) -> tuple[Any, ...]:
        return self._closed()

    def _remove(
        self, request: gr.Request, ids: list[str], wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        words = words_for(request)
        rows = [row for row in map(self._listing.row, ids) if row is not None]
        try:
            self._kb.remove([row.id for row in rows])
        except PolicyQAError as error:
            bar = self._told(words("editor_failed", reason=said_html(words, str(error))))
            return self._all(words, bar, wanted, selected)
        titles = self._titles(words, [row.title for row in rows])
        bar = self._done(words("removal_done", count=len(rows), titles=titles), ids)
        selected = "" if selected in ids else selected
        return self._all(words, bar, wanted, selected, ids)

    def _undo(
        self, request: gr.Request, ids: list[str], wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        return self._brought_back(words_for(request), ids, wanted, selected)

    def _restore(
        self, event: gr.EventData, request: gr.Request, wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        return self._brought_back(words_for(request), [str(event.id)], wanted, selected)

    def _brought_back(
        self, words: Words, ids: Sequence[str], wanted: Wanted, selected: str
    ) -> tuple[Any, ...]:
        try:
            count = self._kb.restore(ids)
        except PolicyQAError as error:
            told = words("editor_failed", reason=said_html(words, str(error)))
        else:
            told = words("removal_restored", count=count)
        return self._all(words, self._told(told), wanted, selected)

    def _all(
        self,
        words: Words,
        bar: tuple[Any, ...],
        wanted: Wanted,
        selected: str,
        gone: Sequence[str] = (),
    ) -> tuple[Any, ...]:
        table, _ = self._listed.drawn(words, wanted, selected, list(gone))
        shown = self._panel.show(words, selected)
        return *bar, table, self.removed_list(words), selected, *shown

    def _titles(self, words: Words, titles: Sequence[str]) -> str:
        named = words("and").join(
            f'<b>《<bdi lang="zh">{escape(title)}</bdi>》</b>' for title in titles[:_NAMED]
        )
        return named if len(titles) <= _NAMED else words("and_more", titles=named)

    def _asking(self, text: str, ids: Sequence[str]) -> tuple[Any, ...]:
        return self._shown(text, ids, confirm=True, cancel=True)

    def _done(self, text: str, ids: Sequence[str]) -> tuple[Any, ...]:
        return self._shown(text, ids, undo=True, dismiss=True)

    def _told(self, text: str) -> tuple[Any, ...]:
        return self._shown(text, [], dismiss=True)

    def _closed(self) -> tuple[Any, ...]:
        return gr.Column(visible=False), "", *(gr.Button(visible=False) for _ in range(4)), []

    def _shown(self, text: str, ids: Sequence[str], **buttons: bool) -> tuple[Any, ...]:
        names = ("confirm", "undo", "cancel", "dismiss")
        passing = "" if buttons.keys() - {"dismiss"} else " data-passing"
        shown = f'<p role="alert" tabindex="-1" data-focus{passing}>{text}</p>'
        visible = (gr.Button(visible=buttons.get(name, False)) for name in names)
        return gr.Column(visible=True), shown, *visible, list(ids)
