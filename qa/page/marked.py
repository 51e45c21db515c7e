"""Text of others with some of its words marked, as HTML that shows exactly its characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.escape import escape_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def marked(text: str, spans: Iterable[Span]) -> str:
    """``text`` with the words at ``spans``, positions in it, in bold.

    Each part is escaped by itself, so that no sign of the text can open or close a mark. Spans
    may overlap or reach beyond the text.
    """
    parts, last = [], 0
    for start, end in _apart(spans, len(text)):
        parts += [escape_lines(text[last:start]), f"<b>{escape_lines(text[start:end])}</b>"]
        last = end
    return "".join([*parts, escape_lines(text[last:])])


def within(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Those parts of ``spans`` that lie in ``start``…``end``, as positions from ``start``."""
    cut = ((max(a, start) - start, min(b, end) - start) for a, b in spans)
    return tuple((a, b) for a, b in cut if a < b)


def _apart(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """The spans inside a text of ``length``, in order, what overlaps only once."""
    reached = 0
    for start, end in sorted(spans):
        first, last = max(start, reached), min(end, length)
        if first < last:
            yield first, last
            reached = last
