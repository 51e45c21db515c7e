"""The page's filters: one row that says what is set, and a panel that sets it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.page.asked import Typed
from qa.page.strings import labels
from qa.page.translated import said

if TYPE_CHECKING:
    from index.choices import Choices
    from qa.page.strings import Words

# Of the fields of ``Typed`` those that have choices, in their order.
CHOSEN = ("issuer", "place", "kind", "validity")


@dataclass(frozen=True, slots=True)
class FilterRow:
    """The parts of it. ``controls`` are one for each field of ``Typed`` and in its order."""

    controls: list[gr.components.Component]
    set_now: gr.HTML
    clear: gr.Button


def filter_row() -> FilterRow:
    """The row; its button is what the page's script opens and closes the panel by."""
    with gr.Column(elem_id="filters"):
        with gr.Row(elem_id="filter-strip"):
            gr.Button(labels()("filters"), size="sm", elem_id="filter-open")
            set_now = gr.HTML("", elem_id="filters-set")
        with gr.Column(elem_id="filter-panel"):
            with gr.Row(elem_id="filter-controls"):
                controls = [_control(field.name) for field in fields(Typed)]
            with gr.Row(elem_id="filter-foot"):
                gr.HTML(labels()("filter_note"), elem_id="filter-note")
                clear = gr.Button(labels()("filter_clear"), size="sm", elem_id="filter-clear")
    return FilterRow(controls, set_now, clear)


def choice_updates(words: Words, choices: Choices) -> list[gr.Dropdown]:
    """The controls of ``CHOSEN`` with the values that the documents have."""
    values = (
        choices.issuers,
        choices.places,
        choices.kinds,
        choices.validities,
    )
    return [gr.Dropdown(choices=_with_any(words, each)) for each in values]


def _control(name: str) -> gr.components.Component:
    shared: dict[str, Any] = {
        "label": labels()(f"filter_{name}"),
        "elem_id": f"filter-{name}",
        "min_width": 100,
        "interactive": True,
    }
    if name in CHOSEN:
        return gr.Dropdown(
            choices=[(str(labels()("filter_any")), "")],
            value="",
            allow_custom_value=name != "validity",
            **shared,
        )
    # A calendar would want a whole day; people ask for the law of 2015.
    return gr.Textbox(placeholder=labels()("filter_date"), max_lines=1, max_length=20, **shared)


def _with_any(words: Words, values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(words("filter_any"), ""), *((said(words, value), str(value)) for value in values)]
