"""What was found about a document, and what it was found in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OF_TITLE = -1


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line of a document says about it.

    ``field`` is a field of ``Metadata`` and ``value`` what it is to hold. ``quote`` stands in the
    line at position ``line`` of the lines that were read, or in the title (``OF_TITLE``).
    """

    field: str
    value: Any
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Given:
    """What something else than the text says: a meta tag, a property of the file, a column.

    ``field`` is a field of ``Metadata``, or "title" to tell where the title was taken from.
    ``origin`` names what says it, as ``ReadFrom.origin`` does. ``quote`` is what stands there, where
    it is not ``value`` itself. What is not ``certain`` counts only where the text says nothing: who
    a program believes to be the author is not always who issued the document.
    """

    field: str
    value: Any
    origin: str
    quote: str = ""
    certain: bool = True
