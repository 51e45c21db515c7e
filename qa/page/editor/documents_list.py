"""The list of documents on the editor's page: its controls, and what happens in them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from qa.page.editor.document_table import document_table
from qa.page.editor.listing import PENDING, READY, Listing, Wanted
from qa.page.editor.upload_panel import IN_TURN
from qa.page.language import words_for
from qa.page.strings import labels
from qa.page.theme import page_script
from qa.page.translated import said

if TYPE_CHECKING:
    from pathlib import Path

    from qa.page.strings import Words

_CHOSEN: Final = ("issuer", "place", "kind", "validity")
_LONGEST: Final = 200  # characters of what is searched for

logger = logging.getLogger(__name__)


class DocumentsList:
    """The components. What an editor has asked the list for stands in ``wanted``, in his page."""

    def __init__(self, listing: Listing, uploads: Path) -> None:
        self._listing = listing
        self._uploads = uploads
        with gr.Row(elem_id="documents-controls"):
            self.search = gr.Textbox(
                label=labels()("documents_search"),
                placeholder=labels()("documents_search_hint"),
                max_lines=1,
                max_length=_LONGEST,
                scale=3,
                min_width=220,
                elem_id="documents-search",
            )
            self.chosen = [self._dropdown(name) for name in (*_CHOSEN, "status")]
        # Empty until the page is loaded: what is built once would be the list of that day.
        self.table = gr.HTML("", js_on_load=page_script("editor/script"), elem_id="documents-table")
        self.wanted: gr.State = gr.State(Wanted())
        self.selected: gr.State = gr.State("")

    def wire(self) -> None:
        """Say which event calls what."""
        drawn: dict[str, Any] = {"outputs": [self.table, self.wanted], **IN_TURN}
        asked = [self.wanted, self.selected, self.search, *self.chosen]
        gr.on(
            [self.search.change, *(each.input for each in self.chosen)],
            self._narrow,
            asked,
            trigger_mode="always_last",
            **drawn,
        )
        self.table.sort_by(self._sort, [self.wanted, self.selected], **drawn)
        self.table.turn_page(self._turn, [self.wanted, self.selected], **drawn)

    def draw(self, request: gr.Request, wanted: Wanted, selected: str) -> str:
        """The list as it is now."""
        return self.drawn(words_for(request), wanted, selected)[0]

    def drawn(
        self, words: Words, wanted: Wanted, selected: str, gone: list[str] | None = None
    ) -> tuple[str, Wanted]:
        """The list, and what it was asked for with the page that there is."""
        page = self._listing.page(wanted)
        table = document_table(words, page, self._uploads, selected, gone or [])
        return table, page.wanted

    def choices(self, request: gr.Request) -> list[gr.Dropdown]:
        """The values that the documents have, to narrow the list by."""
        words = words_for(request)
        known = self._listing.choices()
        validities = [(said(words, each.value), each.value) for each in known.validities]
        values = (
            [(each, each) for each in known.issuers],
            [(each, each) for each in known.places],
            [(each, each) for each in known.kinds],
            validities,
            [(words("status_is_ready"), READY), (words("status_is_pending"), PENDING)],
        )
        return [gr.Dropdown(choices=[(words("filter_any"), ""), *each]) for each in values]

    def _narrow(
        self, request: gr.Request, wanted: Wanted, selected: str, text: str, *chosen: str | None
    ) -> tuple[str, Wanted]:
        issuer, place, kind, validity, status = (str(each or "")[:_LONGEST] for each in chosen)
        narrowed = Wanted(
            text=text[:_LONGEST],
            issuer=issuer,
            place=place,
            kind=kind,
            validity=validity,
            status=status,
            sort=wanted.sort,
            descending=wanted.descending,
        )
        return self.drawn(words_for(request), narrowed, selected)

    def _sort(
        self, event: gr.EventData, request: gr.Request, wanted: Wanted, selected: str
    ) -> tuple[str, Wanted]:
        try:
            wanted = wanted.sorted_by(str(event.wanted))
        except ValueError as error:  # it comes from a browser
            logger.warning("the list cannot be sorted: %s", ascii(str(error)))
        return self.drawn(words_for(request), wanted, selected)

    def _turn(
        self, event: gr.EventData, request: gr.Request, wanted: Wanted, selected: str
    ) -> tuple[str, Wanted]:
        number = str(event.wanted)
        page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
        return self.drawn(words_for(request), wanted.on_page(page), selected)

    def _dropdown(self, name: str) -> gr.Dropdown:
        return gr.Dropdown(
            choices=[(str(labels()("filter_any")), "")],
            value="",
            label=labels()(f"list_{name}"),
            min_width=110,
            interactive=True,
            elem_id=f"documents-{name}",
        )
