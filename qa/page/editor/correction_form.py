"""What is known of a document, as fields that an editor can correct."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from index.errors import PolicyQAError
from index.types import Validity
from qa.page.editor.read_where import read_where
from qa.page.escape import escape
from qa.page.strings import labels
from qa.page.translated import said, said_html

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase
    from index.types import Document
    from qa.page.strings import Words

FIELDS: Final = (
    "title", "issuer", "document_number", "published", "effective", "expires", "validity",
)  # fmt: skip
DATES: Final = ("published", "effective", "expires")
_LONGEST: Final = 500  # characters of a field
_TAKE_BACK = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-field]");
  if (button) trigger("take_back", { field: button.dataset.field });
});
"""
_SHOW_WORDS = """
element.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#source/"]');
  if (!link) return;
  event.preventDefault();
  trigger("show_words", { address: link.getAttribute("href") });
});
"""


class CorrectionForm:
    """The fields, and what happens in them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        with gr.Column(elem_id="correction"):
            self.fields = [_control(name) for name in FIELDS]
            self.said = gr.HTML("", elem_id="correction-said")
            self.save = gr.Button(
                labels()("correction_save"), variant="primary", size="sm", elem_id="correction-save"
            )
            self.corrected = gr.HTML("", js_on_load=_TAKE_BACK, elem_id="corrected")
            self.read = gr.HTML("", js_on_load=_SHOW_WORDS, elem_id="read-where")

    @property
    def outputs(self) -> list[Any]:
        """What ``filled`` and ``empty`` fill."""
        return [*self.fields, self.said, self.corrected, self.read]

    def filled(self, words: Words, document: Document) -> tuple[Any, ...]:
        """The fields as they hold now, and what was corrected."""
        stated = self._stated(document)
        values: list[Any] = [stated[name] for name in FIELDS]
        values[-1] = gr.Dropdown(choices=_validities(words), value=stated["validity"])
        corrected = frozenset(each.field for each in self._kb.corrections(document.id))
        read = read_where(words, document, corrected)
        return *values, "", self._corrected(words, document.id), read

    def empty(self) -> tuple[Any, ...]:
        """The fields where no document is open."""
        return *("" for _ in FIELDS), "", "", ""

    def told(self, problem: str) -> tuple[Any, ...]:
        """What was typed as it is, with what is wrong with it."""
        return *(gr.skip() for _ in FIELDS), problem, gr.skip(), gr.skip()

    def correct(self, words: Words, document_id: str, values: tuple[object, ...]) -> str:
        """Keep what differs from what holds; what to say where nothing was changed, else "".

        A day that is none changes nothing at all.
        """
        try:
            stated = self._stated(self._kb.document(document_id))
            changed = {
                name: str(value or "").strip()[:_LONGEST]
                for name, value in zip(FIELDS, values, strict=True)
                if str(value or "").strip() != stated[name]
            }
            if "title" in changed and not changed["title"]:
                return _problem(words("correction_no_title"))
            if bad := [name for name in DATES if not _is_day(changed.get(name, ""))]:
                return _problem(
                    words("correction_bad_day", field=words(bad[0]), found=escape(changed[bad[0]]))
                )
            if not changed:
                return f'<p class="run-note" role="status">{words("correction_none")}</p>'
            self._kb.correct(document_id, **{n: _value(n, v) for n, v in changed.items()})
        except PolicyQAError as error:
            return _problem(words("editor_failed", reason=said_html(words, str(error))))
        return ""

    def take_back(self, document_id: str, field: str) -> None:
        """Let the document say again what was read in it. Raises PolicyQAError, ValueError."""
        if field not in FIELDS:
            raise ValueError(f"found {field[:40]!r}, expected one of {', '.join(FIELDS)}")
        self._kb.correct(document_id, **{field: None})

    def _stated(self, document: Document) -> dict[str, str]:
        """What holds of the document today."""
        known = document.metadata
        values = {name: getattr(known, name) for name in FIELDS[1:]}
        return {"title": document.title} | {
            name: str(value or "") for name, value in values.items()
        }

    def _corrected(self, words: Words, document_id: str) -> str:
        corrections = self._kb.corrections(document_id)
        if not corrections:
            return ""
        items = "".join(
            f"<li><b>{words(_label(each.field))}</b>"
            f"<span>{words('corrected_read', was=escape(str(each.read or '')) or words('corrected_nothing'))}</span>"
            f'<button type="button" class="plain" data-field="{escape(each.field)}">'
            f"{words('correction_take_back')}</button></li>"
            for each in corrections
        )
        return f"<h3>{words('corrected_title')}</h3><ul>{items}</ul>"


def _control(name: str) -> gr.components.Component:
    shared: dict[str, Any] = {
        "label": labels()(_label(name)),
        "elem_id": f"fact-{name}",
        "interactive": True,
        "min_width": 160,
    }
    if name == "validity":
        return gr.Dropdown(choices=[each.value for each in Validity], value="", **shared)
    hint = labels()("correction_day") if name in DATES else None
    return gr.Textbox(max_lines=3, max_length=_LONGEST, placeholder=hint, **shared)


def _label(name: str) -> str:
    return "column_title" if name == "title" else name


def _validities(words: Words) -> list[tuple[str, str]]:
    known = [(said(words, each.value), each.value) for each in Validity if each.value]
    return [(words("validity_unknown"), ""), *known]


def _value(name: str, value: str) -> date | str:
    if name in DATES:
        return date.fromisoformat(value) if value else ""
    return Validity(value) if name == "validity" else value


def _is_day(value: str) -> bool:
    if not value:
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _problem(text: str) -> str:
    return f'<p class="run-failed" role="alert">{text}</p>'
