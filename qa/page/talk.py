"""How a talk travels between the page and the server: in small pieces.

The chat of a day is megabytes. With a question goes only what a follow-up is completed from: what
was asked before, and the document that each answer quotes first. Back comes one turn, and the
page's script (``script/50-talk.js``) puts it in its place and keeps it in the browser. So the
two-hundredth question costs what the first one did, and no history ever reaches the server.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qa.export.exchange import Exchange
from qa.export.plain import plain_text

if TYPE_CHECKING:
    from qa.page.strings import Words
    from qa.types import Answer

# Run in the browser. What comes back from the server is shown; what is shown is kept there.
JOIN: Final = "(news, chat) => [window.talk.joined(news, chat)]"
CHANGE: Final = "(news, chat) => [window.talk.changed(news, chat)]"
SHOW: Final = "() => [window.talk.messages()]"
BEGIN: Final = "() => [window.talk.begin()]"


def sending(inputs: int) -> str:
    """The script that makes the first ``inputs`` values of an event small before they are sent."""
    return f"async (...values) => (await window.talkReady).sent(values.slice(0, {inputs}))"


def asking(inputs: int) -> str:
    """The same for a question that comes from the box, which is emptied."""
    return f"async (...values) => (await window.talkReady).asked(values.slice(0, {inputs}))"


def turn_key() -> str:
    """A name for a turn that no other has; later ones sort behind earlier ones."""
    return f"{time.time_ns() // 1_000_000:012x}-{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as HTML, as far as it has grown; ``record`` is what the browser keeps of a whole one."""

    html: str
    whole: bool = False
    record: dict[str, Any] | None = None


def kept(words: Words, answer: Answer) -> dict[str, Any]:
    """What the browser keeps of an answer beside its HTML: to be exported, and to be copied."""
    exchange = Exchange.of(answer)
    return {"exchange": exchange.to_dict(), "text": plain_text(words, exchange)}


def turn_news(key: str, question: str, reply: Reply) -> str:
    """What the page is told of a turn. ``question`` is its message, as HTML."""
    news = {"key": key, "question": question, "answer": reply.html, "whole": reply.whole}
    return json.dumps(news | {"record": reply.record}, ensure_ascii=False)


def changed_news(marker: str, html: str) -> str:
    """What the page is told where the element of class ``marker`` in a message has changed."""
    return json.dumps({"marker": marker, "html": html}, ensure_ascii=False)
