"""A conversation as Markdown (CommonMark) that shows every text exactly as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.export.layout import Style, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from qa.export.exchange import Exchange
    from qa.export.layout import Line
    from qa.page.strings import Words

# What has a meaning anywhere in a line, and what has one only where a line begins.
_INLINE = re.compile(r"([\\`*_\[\]<>&~|$!])")
_FIRST = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")


def markdown(words: Words, exchanges: Sequence[Exchange], day: date) -> str:
    """The conversation, written out on ``day``, with the references of each answer below it."""
    heading = f"# {words('export_title')}"
    parts = [heading, escaped(words("export_made", day=day.isoformat(), count=len(exchanges)))]
    for number, exchange in enumerate(exchanges, 1):
        parts.append(f"## {number}. {escaped(' '.join(exchange.question.split()))}")
        if exchange.day:
            parts.append(escaped(words("export_asked", day=exchange.day.isoformat())))
        parts += (_line(line) for line in lines_of(words, exchange, quotes=True))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """``text`` such that Markdown shows its characters and gives none of them a meaning."""
    return "\\\n".join(_escaped_lines(text))


def _escaped_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        inline = _INLINE.sub(r"\\\1", line.strip(" \t"))
        if inline:
            yield _FIRST.sub(lambda first: _escaped_first(first[1]), inline)


def _escaped_first(sign: str) -> str:
    return f"{sign}\\" if sign[0].isdigit() else f"\\{sign}"


def _line(line: Line) -> str:
    text = escaped(line.text)
    if line.style is Style.HEADING:
        return f"**{text}**"
    if line.style is Style.NOTE:
        return f"*{text}*" if text else ""
    if line.style is Style.QUOTE:
        return "> " + text.replace("\n", "\n> ")
    return text
