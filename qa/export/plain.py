"""An answer with its references as plain text, to be pasted into a letter or a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.export.layout import lines_of

if TYPE_CHECKING:
    from qa.export.exchange import Exchange
    from qa.page.strings import Words


def plain_text(words: Words, exchange: Exchange) -> str:
    """The sentences with [1], then what the numbers stand for, one a line."""
    return "\n".join(line.text for line in lines_of(words, exchange))
