"""The page's controls for filters."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.page.asked import Typed
from qa.page.strings import labels

if TYPE_CHECKING:
    from index.choices import Choices
    from qa.page.strings import Words

# Of the fields of ``Typed`` those that have choices, in their order.
CHOSEN = ("issuer", "place", "kind", "validity")


def filter_row() -> list[gr.components.Component]:
    """The controls, one for each field of ``Typed`` and in its order, folded away at first."""
    with (
        gr.Accordion(labels()("filters_row"), open=False, elem_id="filters"),
        gr.Row(elem_id="filter-row"),
    ):
        return [_control(field.name) for field in fields(Typed)]


def choice_updates(words: Words, choices: Choices) -> list[gr.Dropdown]:
    """The controls of ``CHOSEN`` with the values that the documents have."""
    values = (
        choices.issuers,
        choices.places,
        choices.kinds,
        tuple(validity.value for validity in choices.validities),
    )
    return [gr.Dropdown(choices=_with_any(words, each)) for each in values]


def _control(name: str) -> gr.components.Component:
    shared: dict[str, Any] = {
        "label": labels()(f"filter_{name}"),
        "elem_id": f"filter-{name}",
        "min_width": 130,
        "interactive": True,
    }
    if name in CHOSEN:
        return gr.Dropdown(
            choices=[(str(labels()("filter_any")), "")],
            value="",
            allow_custom_value=name != "validity",
            **shared,
        )
    return gr.Textbox(placeholder=labels()("filter_date"), max_lines=1, max_length=20, **shared)


def _with_any(words: Words, values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(words("filter_any"), ""), *((value, value) for value in values)]
