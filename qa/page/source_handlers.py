"""What the source panel shows on each event of the page: a document, or why it was found."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

# Gradio reads the handlers' annotations when the page is built: what they name must be there.
import gradio as gr  # noqa: TC002

from index.errors import PolicyQAError
from qa.conversation import Conversation
from qa.page.address import read_source_address
from qa.page.asked import WHY, read_asked
from qa.page.earlier import earlier_conversation
from qa.page.find_quote import find_quote
from qa.page.language import words_for
from qa.page.mentions import mentions
from qa.page.originals import original_link
from qa.page.source_view import source_problem, source_view
from qa.page.why import HITS, why_view

if TYPE_CHECKING:
    from qa.assistant import Assistant

logger = logging.getLogger(__name__)

Message = dict[str, Any]


class SourceHandlers:
    """Event handlers on the documents of one assistant. They keep nothing about a visitor."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def open_source(self, event: gr.EventData, request: gr.Request) -> str:
        """Show the document that a citation names, the quote marked."""
        words = words_for(request)
        try:
            address = read_source_address(event.address)
            document = self._assistant.document(address.document_id)
            question, cited = getattr(event, "question", ""), getattr(event, "cited", [])
            now = find_quote(document.text, address) or address
            places = mentions(self._assistant, now, question, cited)
            return source_view(words, document, address, original_link(document), places)
        except (PolicyQAError, ValueError) as error:
            # A visitor wrote the address: no control character of it may reach a log or terminal.
            logger.warning("a citation does not lead to a document: %s", ascii(str(error)[:200]))
            return source_problem(words, str(event.address), words("source_missing"))

    def why(self, event: gr.EventData, request: gr.Request, history: list[Message]) -> str:
        """Explain what was found for an answer's question, after the turns that it followed."""
        words = words_for(request)
        try:
            asked = read_asked(event.asked, WHY)
            turns = earlier_conversation(history).turns[: asked.after]
            narrowing = self._assistant.narrowing(
                asked.question,
                filter=asked.typed.filter(self._assistant.knowledge_base),
                ignore=asked.ignore,
                conversation=Conversation(turns),
            )
            found = self._assistant.explain_narrowed(narrowing, k=HITS)
        except (PolicyQAError, ValueError) as error:  # a visitor wrote it
            logger.warning("an answer cannot be explained: %s", ascii(str(error)[:200]))
            return source_problem(words, str(event.asked), words("why_nothing"))
        return why_view(words, asked, narrowing.question.text, found)
