"""What happens when filters are set, taken away, or have new values to offer."""

from __future__ import annotations

import logging
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.choices import Choices  # noqa: TC001 - Gradio reads the annotations
from index.errors import PolicyQAError
from qa.page.asked import Typed
from qa.page.filter_row import CHOSEN, choice_updates
from qa.page.filters_set import set_chips
from qa.page.language import words_for

if TYPE_CHECKING:
    from qa.assistant import Assistant

logger = logging.getLogger(__name__)


class FilterHandlers:
    """Event handlers on the documents of one assistant. They keep nothing about a visitor."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def choices(self, request: gr.Request, shown: Choices | None) -> tuple[Any, ...]:
        """What the filters can be set to, where that has changed, and what is shown now."""
        try:
            choices = self._assistant.choices()
        except PolicyQAError:
            logger.exception("the values for filters cannot be read")
            return (*(gr.skip() for _ in CHOSEN), shown)
        if choices == shown:
            return (*(gr.skip() for _ in CHOSEN), shown)
        return (*choice_updates(words_for(request), choices), choices)

    def set_now(self, request: gr.Request, *typed: object) -> str:
        """The chips for what is set; ``typed`` are the controls' values in the order of ``Typed``."""
        return set_chips(words_for(request), Typed.of(*typed))

    def unset(self, event: gr.EventData) -> tuple[Any, ...]:
        """The controls, one of them emptied."""
        return tuple("" if field.name == event.field else gr.skip() for field in fields(Typed))

    def clear(self) -> tuple[str, ...]:
        """The controls, all emptied."""
        return Typed().values()
