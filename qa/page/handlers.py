"""What happens on each event of the page."""

from __future__ import annotations

import logging
import re

# Gradio reads the handlers' annotations when the page is built: what they name must be there.
from collections.abc import Iterator  # noqa: TC003
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from index.errors import PolicyQAError
from qa.conversation import Conversation
from qa.page import messages
from qa.page.actions import actions
from qa.page.asked import Asked, Typed, read_asked
from qa.page.earlier import earlier_conversation
from qa.page.filters_set import wrong_filters
from qa.page.language import words_for
from qa.page.status import is_settled, status_failure, status_line
from qa.page.talk import Reply, kept, turn_key, turn_news
from qa.suggestions import not_asked
from qa.types import Answer, AnswerSentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gradio.components.chatbot import ExampleMessage

    from qa.assistant import Assistant
    from qa.conversation import Turn
    from qa.page.strings import Words

logger = logging.getLogger(__name__)

Message = dict[str, Any]

# Signs without a width, and those that turn the direction: a question is shown as it is searched.
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
STATUS_SECONDS_BUSY = 2.0
_STATUS_SECONDS_SETTLED = 30.0


class Handlers:
    """Event handlers on one assistant. They keep nothing about a visitor."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(
        self, request: gr.Request, question: str, history: list[Message], *typed: object
    ) -> Iterator[str]:
        """Stream the answer into the chat; yields what is new (``qa.page.talk``).

        ``history`` is the conversation, of each answer at least the document that it quotes first.
        ``typed`` are the values of the filters' controls, in the order of ``Typed``.
        """
        words = words_for(request)
        if not any(map(str.isalnum, question)):
            gr.Info(words("empty_question"), title=words("title"), duration=4)
            yield ""
            return
        yield from self._ask(words, Asked(question, Typed.of(*typed)), history)

    def ask_example(
        self, event: gr.SelectData, request: gr.Request, history: list[Message], *typed: object
    ) -> Iterator[str]:
        """Ask one of the questions that an empty chat shows."""
        yield from self.ask(request, str(event.value["text"]), history, *typed)

    def ask_without(
        self, event: gr.EventData, request: gr.Request, history: list[Message]
    ) -> Iterator[tuple[Any, ...]]:
        """Ask an earlier question again without one of its filters; also sets the controls."""
        try:
            asked = read_asked(event.asked)
        except ValueError as error:  # a visitor wrote it
            logger.warning("a chip does not lead to a question: %s", ascii(str(error)[:200]))
            yield "", *(gr.skip() for _ in fields(Typed))
            return
        for news in self._ask(words_for(request), asked, history):
            yield news, *asked.typed.values()

    def ask_again(
        self, event: gr.EventData, request: gr.Request, history: list[Message], *typed: object
    ) -> Iterator[str]:
        """Ask a question that was suggested: in the words of a document, it continues no talk."""
        asked = Asked(str(event.question), Typed.of(*typed), after=0)
        yield from self._ask(words_for(request), asked, history)

    def greet(self, request: gr.Request) -> gr.Chatbot:
        """What an empty conversation says, in the visitor's language."""
        words = words_for(request)
        placeholder = f"## {words('welcome')}\n\n{words('welcome_note')}"
        return gr.Chatbot(placeholder=placeholder)

    def status(self, request: gr.Request, shown: list[str]) -> tuple[str, gr.Timer, Any, list[str]]:
        """How far the index is, when to look again, and the examples where they changed."""
        words = words_for(request)
        try:
            state, examples = self._assistant.state(), self._assistant.examples()
        except PolicyQAError:
            logger.exception("the state of the index cannot be read")
            return status_failure(words), gr.Timer(STATUS_SECONDS_BUSY), gr.skip(), shown
        seconds = _STATUS_SECONDS_SETTLED if is_settled(state) else STATUS_SECONDS_BUSY
        chat = gr.skip() if examples == shown else gr.Chatbot(examples=_examples(examples))
        return (
            status_line(words, state, self._assistant.failure()),
            gr.Timer(seconds),
            chat,
            examples,
        )

    def _ask(self, words: Words, asked: Asked, history: list[Message]) -> Iterator[str]:
        before = earlier_conversation(history).turns
        as_seen = _UNSEEN.sub("", asked.question)
        asked = replace(asked, question=as_seen, after=len(before[: asked.after]))
        key, question = turn_key(), messages.question_message(as_seen)
        for reply in self._answer(words, asked, before, key):
            yield turn_news(key, question, reply)

    def _answer(
        self, words: Words, asked: Asked, before: Sequence[Turn], turn: str
    ) -> Iterator[Reply]:
        """The answer as it grows, then whole; or why there is none."""
        if wrong := wrong_filters(words, asked.typed):
            yield _problem(words, "\n".join(wrong.values()))
            return
        yield Reply(messages.searching_message(words))
        sentences: list[AnswerSentence] = []
        try:
            wanted = asked.typed.filter(self._assistant.knowledge_base)
            conversation = Conversation(tuple(before[: asked.after]))
            for part in self._assistant.stream(
                asked.question, filter=wanted, ignore=asked.ignore, conversation=conversation
            ):
                if isinstance(part, Answer):
                    answer, importing = _new_to(before, part), self._assistant.importing()
                    html = messages.answer_message(words, answer, importing=importing, asked=asked)
                    html += actions(words, answer, asked, turn=turn, kept_as=self._note(answer))
                    yield Reply(html, whole=True, record=kept(words, answer))
                else:
                    sentences.append(part)
                    yield Reply(messages.partial_message(sentences))
        except PolicyQAError as error:
            yield _problem(words, str(error))
        except Exception:  # the page stays usable whatever goes wrong behind it
            logger.exception("a question failed", extra={"characters": len(asked.question)})
            yield _problem(words, words("unexpected"))

    def _note(self, answer: Answer) -> str:
        """Keep the answer for those who judge it and share it; "" where nothing is kept."""
        activity = self._assistant.activity
        return "" if activity is None else activity.note(answer)


def _new_to(before: Sequence[Turn], answer: Answer) -> Answer:
    """The answer, suggesting nothing that was asked before."""
    questions = [answer.question, *(turn.question for turn in before)]
    return replace(answer, suggestions=not_asked(answer.suggestions, questions))


def _problem(words: Words, explanation: str) -> Reply:
    return Reply(messages.problem_message(words, explanation), whole=True)


def _examples(questions: list[str]) -> list[ExampleMessage]:
    return [{"text": question} for question in questions]
