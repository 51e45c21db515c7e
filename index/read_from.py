"""Where the fields of a document were read, found again in its shown text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import ReadFrom


def located(read: ReadFrom, text: str) -> ReadFrom:
    """``read`` with the first place in ``text`` where its quote stands, where it is there."""
    start = text.find(read.quote) if read.quote and read.origin == "text" else -1
    if start < 0:
        return replace(read, start=-1, end=-1)
    return replace(read, start=start, end=start + len(read.quote))
