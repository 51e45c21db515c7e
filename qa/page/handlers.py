"""What happens on each event of the page."""

from __future__ import annotations

import logging

# Gradio reads the handlers' annotations when the page is built: what they name must be there.
from collections.abc import Iterator  # noqa: TC003
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import PolicyQAError
from qa.page import messages
from qa.page.address import read_source_address
from qa.page.source_view import source_notice, source_view
from qa.page.status import is_settled, status_failure, status_line
from qa.page.strings import words
from qa.types import Answer, AnswerSentence

if TYPE_CHECKING:
    from gradio.components.chatbot import ExampleMessage

    from qa.assistant import Assistant

logger = logging.getLogger(__name__)

Message = dict[str, Any]

STATUS_SECONDS_BUSY = 2.0
_STATUS_SECONDS_SETTLED = 30.0


class Handlers:
    """Event handlers on one assistant. They keep nothing about a visitor."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(
        self, question: str, history: list[Message]
    ) -> Iterator[tuple[str | dict[str, Any], list[Message]]]:
        """Stream the answer into the chat; yields the question box and the conversation."""
        if not question.strip():
            gr.Info(words("empty_question"), title=words("title"), duration=4)
            yield gr.skip(), history
            return
        asked = [*history, _message("user", messages.question_message(question))]
        for html in self._answer(question):
            yield "", [*asked, _message("assistant", html)]

    def ask_example(
        self, event: gr.SelectData, history: list[Message]
    ) -> Iterator[tuple[str | dict[str, Any], list[Message]]]:
        """Ask one of the questions that an empty chat shows."""
        yield from self.ask(str(event.value["text"]), history)

    def ask_again(
        self, event: gr.EventData, history: list[Message]
    ) -> Iterator[tuple[str | dict[str, Any], list[Message]]]:
        """Ask a question that a refusal suggested."""
        yield from self.ask(str(event.question), history)

    def open_source(self, event: gr.EventData) -> str:
        """Show the document that a citation names, the quote marked."""
        try:
            address = read_source_address(event.address)
            return source_view(self._assistant.document(address.document_id), address)
        except (PolicyQAError, ValueError) as error:
            # A visitor wrote the address: no control character of it may reach a log or terminal.
            logger.warning("a citation does not lead to a document: %s", ascii(str(error)[:200]))
            return source_notice(words("source_missing"))

    def status(self, shown: list[str]) -> tuple[str, gr.Timer, Any, list[str]]:
        """How far the index is, when to look again, and the examples where they changed."""
        try:
            state, examples = self._assistant.state(), self._assistant.examples()
        except PolicyQAError:
            logger.exception("the state of the index cannot be read")
            return status_failure(), gr.Timer(STATUS_SECONDS_BUSY), gr.skip(), shown
        seconds = _STATUS_SECONDS_SETTLED if is_settled(state) else STATUS_SECONDS_BUSY
        chat = gr.skip() if examples == shown else gr.Chatbot(examples=_examples(examples))
        return status_line(state, self._assistant.failure()), gr.Timer(seconds), chat, examples

    def _answer(self, question: str) -> Iterator[str]:
        """The answer as it grows, then whole; or why there is none."""
        yield messages.searching_message()
        sentences: list[AnswerSentence] = []
        try:
            for part in self._assistant.stream(question):
                if isinstance(part, Answer):
                    yield messages.answer_message(part, importing=self._assistant.importing())
                else:
                    sentences.append(part)
                    yield messages.partial_message(sentences)
        except PolicyQAError as error:
            yield messages.problem_message(str(error))
        except Exception:  # the page stays usable whatever goes wrong behind it
            logger.exception("a question failed", extra={"characters": len(question)})
            yield messages.problem_message(words("unexpected"))


def _message(role: str, html: str) -> Message:
    return {"role": role, "content": html}


def _examples(questions: list[str]) -> list[ExampleMessage]:
    return [{"text": question} for question in questions]
