"""An answer that somebody passed on by a link, shown as it was given.

The link holds nothing but the name of a kept answer: whoever could put words into it could show
anybody a false answer under this page's name.
"""

from __future__ import annotations

import logging
import re
from itertools import groupby
from typing import TYPE_CHECKING

import gradio as gr  # noqa: TC002 - Gradio reads the annotations of handlers

from index.errors import PolicyQAError, UnknownDocument
from index.types import Validity
from qa.page import messages
from qa.page.actions import shared_actions
from qa.page.address import question_link
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.talk import Reply, kept, turn_key, turn_news
from qa.page.translated import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.activity import KeptAnswer
    from qa.assistant import Assistant
    from qa.page.strings import Words
    from qa.types import Answer, Citation

logger = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def shared_message(words: Words, assistant: Assistant, shared: KeptAnswer, turn: str) -> str:
    """The answer as it was, with its day and what has happened to its documents since, as HTML."""
    answer = shared.answer
    day = (answer.asked_on or shared.asked_at.date()).isoformat()
    again = question_link(answer.understood or answer.question)
    since = "".join(f"<p>{note}</p>" for note in _since(words, assistant, answer))
    return (
        f'<div class="shared-note"><p><strong>{words("shared_title")}</strong> {words("shared_given", day=day)} '
        f'<a class="action" href="{escape(again)}">{words("shared_again")}</a></p>{since}</div>'
        f"{messages.answer_message(words, answer)}{shared_actions(words, turn=turn, kept_as=shared.id)}"
    )


def _since(words: Words, assistant: Assistant, answer: Answer) -> Iterator[str]:
    """What is to be said today of each document that the answer cites."""
    by_document = sorted(answer.citations, key=lambda each: each.document_id)
    for id_, group in groupby(by_document, key=lambda each: each.document_id):
        citations = list(group)
        title = escape(citations[0].title)
        try:
            text = assistant.document(id_).text
        except UnknownDocument:
            yield words("shared_removed", title=title)
            continue
        if any(text[each.start : each.end] != each.quote for each in citations):
            yield words("shared_changed", title=title)
        if (now := _validity_now(assistant, citations[0])) is not None:
            validity = escape(said(words, now))
            yield words("shared_validity", title=title, validity=validity)


def _validity_now(assistant: Assistant, citation: Citation) -> Validity | None:
    """What the document is today where that is not what it was; None where it is the same."""
    kb = assistant.knowledge_base
    standing = kb.standings().by_id.get(citation.document_id)
    now = Validity.UNKNOWN if standing is None else standing.on(kb.today())
    return now if now and now != citation.validity else None


class SharingHandlers:
    """What happens when a link to an answer is opened."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def open_answer(self, event: gr.EventData, request: gr.Request) -> str:
        """The kept answer that a link names, or that there is none, as news for the page."""
        words, key = words_for(request), turn_key()
        activity = self._assistant.activity
        if activity is None or not _ID.fullmatch(str(event.id)):  # anybody may write a link
            return turn_news(key, "", Reply(_unknown(words)))
        try:
            shared = activity.answer(str(event.id))
            html = shared_message(words, self._assistant, shared, key)
        except PolicyQAError as error:
            logger.info("a link leads to no answer", extra={"error": str(error)[:200]})
            return turn_news(key, "", Reply(_unknown(words)))
        reply = Reply(html, whole=True, record=kept(words, shared.answer))
        return turn_news(key, messages.question_message(shared.answer.question), reply)


def _unknown(words: Words) -> str:
    return (
        f'<div class="problem"><p class="notice-title">{words("shared_unknown_title")}</p>'
        f"<p>{words('shared_unknown')}</p></div>"
    )
