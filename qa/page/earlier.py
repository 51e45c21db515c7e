"""The conversation as the chat shows it: what was asked, and what the answers lead to.

The chat lives in the visitor's page and comes back with each question, so that nothing
about a visitor is kept here. What it holds may have been changed there.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from qa.conversation import Conversation, Turn
from qa.page.address import read_source_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG = re.compile(r"<[^>]*>")
_CITATION = re.compile(r'<a class="cite" href="([^"]*)"')


def earlier_conversation(messages: Iterable[dict[str, Any]]) -> Conversation:
    """What the messages of a chat say was asked before, with the document each answer quotes first."""
    turns: list[Turn] = []
    for message in messages:
        content = _html(message.get("content"))
        if message.get("role") == "user":
            turns.append(Turn(_text(content), ""))
        elif turns:
            turns[-1] = Turn(turns[-1].question, _document(content))
    return Conversation(tuple(turn for turn in turns if turn.question))


def _html(content: object) -> str:
    """A message's content, which Gradio gives as text or as a list of parts."""
    if isinstance(content, list):
        return "".join(map(_html, content))
    if isinstance(content, dict):
        content = content.get("text")
    return content if isinstance(content, str) else ""


def _text(content: str) -> str:
    return html.unescape(_TAG.sub("", content.replace("<br>", "\n"))).strip()


def _document(content: str) -> str:
    link = _CITATION.search(content)
    try:
        return "" if link is None else read_source_address(html.unescape(link[1])).document_id
    except ValueError:  # a visitor wrote it
        return ""
