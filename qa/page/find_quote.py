"""Whether a document still says what a link into it quoted, and where."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qa.page.address import SourceAddress

_LONGEST_TEXT: Final = 300_000  # characters that are looked through: about half a second
_SHORTEST_QUOTE: Final = 8  # a shorter one may stand anywhere


def checksum(quote: str) -> str:
    """CRC-32 of the words, eight hexadecimal digits.

    >>> checksum("试用期最长不得超过六个月。")
    'ebfc7b88'
    """
    return f"{zlib.crc32(quote.encode()):08x}"


def find_quote(text: str, address: SourceAddress) -> SourceAddress | None:
    """Where the words that ``address`` quoted stand in ``text``, nearest to where they stood.

    None where they are gone. An address without a checksum is believed as long as it lies in the
    text.
    """
    if _holds(text, address):
        return address
    length = address.end - address.start
    if not address.checksum or length < _SHORTEST_QUOTE or len(text) > _LONGEST_TEXT:
        return None
    starts = range(len(text) - length + 1)
    found = [at for at in starts if checksum(text[at : at + length]) == address.checksum]
    if not found:
        return None
    moved = min(found, key=lambda at: abs(at - address.start)) - address.start
    words = tuple((start + moved, end + moved) for start, end in address.words)
    start, end = address.start + moved, address.end + moved
    return replace(address, start=start, end=end, view=None, words=words)


def _holds(text: str, address: SourceAddress) -> bool:
    inside = 0 <= address.start <= address.end <= len(text)
    quote = text[address.start : address.end]
    return inside and address.checksum in {"", checksum(quote)}
