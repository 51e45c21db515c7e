"""Sentences of Chinese text: the unit that is embedded and quoted."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LONGEST = 500  # characters without a full stop, before a sentence is cut at ； or ，
LONG = 80  # a sentence longer than this is cut at ；
LONGEST_SIGNS = 2000  # characters; a longer stretch of mere signs stands alone
SHORTEST = 6  # a shorter one joins its neighbour in the same line

_CLOSERS = r"""”’」』）)】》〉"'］\]"""
_END = re.compile(
    rf"(?:[。！？!?…]+|(?<=[a-zA-Z]{{2}})\.(?=\s+[A-Z\u4e00-\u9fff])|(?<=[a-zA-Z]{{2}})\.\Z)[{_CLOSERS}]*"
)
_SEMICOLON = re.compile(rf"[；;][{_CLOSERS}]*")
_WORD = re.compile(r"[^\W_]")
_WEAK_STOPS = ("；;", "，,", "、：: \u3000\xa0")

Span = tuple[int, int]


def split_sentences(text: str, start: int, end: int, points: Collection[int] = ()) -> list[Span]:
    """The sentences of ``text[start:end]`` as spans, in order.

    They hold every character that is no white space, and have none at their ends. Lines
    are never joined, except one of mere punctuation to its neighbour. ``points`` are
    positions at which a counted point begins, and so a sentence.
    """
    spans: list[Span] = []
    wanted = sorted(p for p in points if start < p < end)
    at = 0
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        first = at
        while at < len(wanted) and wanted[at] < stop:
            at += 1
        spans += _of_line(text, position, stop, wanted[first:at])
        position = stop + 1
    return _join_signs(text, spans)


def _of_line(text: str, start: int, end: int, points: list[int]) -> list[Span]:
    pieces: list[Span] = []
    edges = [start, *points, end]
    for a, b in pairwise(edges):
        pieces += _whole_sentences(text, a, b)
    trimmed = [span for piece in pieces if (span := _trim(text, *piece)) is not None]
    return _join_short(text, trimmed)


def _whole_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    position = start
    for match in _END.finditer(text, start, end):
        yield from _parts(text, position, match.end())
        position = match.end()
    if position < end:
        yield from _parts(text, position, end)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, at its semicolons where it is long."""
    if end - start <= LONG:
        yield start, end
        return
    position = seen = start
    depth = 0  # a semicolon inside brackets separates nothing
    for match in _SEMICOLON.finditer(text, start, end):
        stretch = text[seen : match.end()]
        depth += stretch.count("（") + stretch.count("(")
        depth -= stretch.count("）") + stretch.count(")")
        seen = match.end()
        if depth <= 0:
            yield from _limited(text, position, seen)
            position, depth = seen, 0
    if position < end:
        yield from _limited(text, position, end)


def _limited(text: str, start: int, end: int) -> Iterator[Span]:
    """A stretch without stops in pieces of at most ``LONGEST``, cut at the best sign there is."""
    while end - start > LONGEST:
        limit = start + LONGEST
        half = start + LONGEST // 2
        cut = limit
        for signs in _WEAK_STOPS:
            best = max(text.rfind(sign, half, limit) for sign in signs)
            if best >= 0:
                cut = best + 1
                break
        yield start, cut
        start = cut
    yield start, end


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _join_short(text: str, spans: list[Span]) -> list[Span]:
    """Join spans of a line that are too short to stand alone to the one before, or after."""
    joined: list[Span] = []
    for span in spans:
        if joined and (_is_short(text, *span) or _is_short(text, *joined[-1])):
            a, b = joined[-1][0], span[1]
            if b - a <= LONGEST:
                joined[-1] = (a, b)
                continue
        joined.append(span)
    return joined


def _is_short(text: str, start: int, end: int) -> bool:
    return end - start < SHORTEST or (
        end - start < 2 * SHORTEST and not has_words(text, start, end)
    )


def has_words(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` has a letter or a digit in it."""
    return _WORD.search(text, start, end) is not None


def wants_joining(text: str, before: Span, span: Span) -> bool:
    """Whether one of two neighbours says nothing alone, and they are not too long together."""
    return span[1] - before[0] <= LONGEST_SIGNS and not (
        has_words(text, *span) and has_words(text, *before)
    )


def _join_signs(text: str, spans: list[Span]) -> list[Span]:
    """Join spans without a letter or digit to the one before, or after: they say nothing alone."""
    joined: list[Span] = []
    for span in spans:
        if joined and wants_joining(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined
