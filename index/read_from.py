"""Where the fields of a document were read: noted by a reader, found again in the shown text."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from index.facts import OF_TITLE, Given
from index.types import ReadFrom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.facts import Fact

TEXT = "text"
PAGE = "page"  # printed in the file, but outside the shown text
TITLE = "title"
FILE_NAME = "file name"


class Lines:
    """The lines that a document was read from: those of its text, below those printed around it."""

    def __init__(self, text: Sequence[str], printed: Sequence[str] = ()) -> None:
        self._text = [line.strip() for line in text if line.strip()]
        above = [line.strip() for line in printed if line.strip()]
        self._above = len(above)
        self.all = [*above, *self._text]
        self._starts = list(accumulate((len(line) + 1 for line in self._text), initial=0))

    def read(self, found: Given | Fact, title: str) -> ReadFrom:
        """Where a fact was read; ``start`` is about where it will stand in the shown text."""
        if isinstance(found, Given):
            return ReadFrom(found.field, found.origin, found.quote or str(found.value))
        if found.line == OF_TITLE:
            return self._from_title(found, title)
        if found.line >= self._above:
            position = found.line - self._above
            within = max(0, self._text[position].find(found.quote))
            return ReadFrom(found.field, TEXT, found.quote, self._starts[position] + within)
        for start, line in zip(self._starts, self._text, strict=False):
            if found.quote in line:
                return ReadFrom(found.field, TEXT, found.quote, start + line.index(found.quote))
        return ReadFrom(found.field, PAGE, found.quote)

    def title_read(self, title: str, given: Given | None) -> ReadFrom:
        """Where the title was read."""
        if given is not None and given.origin != TEXT:
            return ReadFrom("title", given.origin, given.quote or title)
        start = self._start_of(title)
        if start >= 0 or given is not None:
            return ReadFrom("title", TEXT, title, start)
        return ReadFrom("title", FILE_NAME, title)

    def _from_title(self, found: Fact, title: str) -> ReadFrom:
        start = self._start_of(title)
        if start < 0:
            return ReadFrom(found.field, TITLE, found.quote)
        within = title.rfind(found.quote) if found.field == "kind" else title.find(found.quote)
        return ReadFrom(found.field, TEXT, found.quote, start + within)

    def _start_of(self, title: str) -> int:
        """Where the first line stands that begins with the title, or with which the title begins."""
        for start, line in zip(self._starts, self._text, strict=False):
            if line.startswith(title) or (len(line) >= _PART_OF_TITLE and title.startswith(line)):
                return start
        return -1


_REACH = 20_000  # characters to either side in which a quote over several lines is looked for
_PART_OF_TITLE = 6  # characters of a line that is the first of a title over several


def located(read: ReadFrom, text: str) -> ReadFrom:
    """``read`` with the place in ``text`` where its quote stands, where it is there.

    Of several places the one nearest to ``read.start`` is meant: a reader leaves there about
    where it read. Line breaks and spaces may stand between the characters of the quote.
    """
    found = _nearest(read.quote, text, read.start) if read.quote and read.origin == TEXT else None
    start, end = found or (-1, -1)
    return replace(read, start=start, end=end)


def _nearest(quote: str, text: str, near: int) -> tuple[int, int] | None:
    places = _places(quote, text)
    if not places:
        first, last = max(0, near - _REACH), max(0, near) + len(quote) + _REACH
        around = enumerate(text[first:last], first)
        kept = [at for at, character in around if not character.isspace()]
        inside = _places("".join(quote.split()), "".join(text[at] for at in kept))
        places = [(kept[start], kept[end - 1] + 1) for start, end in inside]
    return min(places, key=lambda place: abs(place[0] - near), default=None)


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = text.find(quote) if quote else -1
    while start >= 0:
        found.append((start, start + len(quote)))
        start = text.find(quote, start + len(quote))
    return found
