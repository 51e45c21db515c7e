"""Figures as the editor's page shows them: tiles with what they mean, and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.page.escape import escape, escape_lines
from qa.page.translated import said_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.page.strings import Words


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name, what it means, and a remark; all plain text."""

    name: str
    value: str
    about: str
    note: str = ""


def tiles(shown: Iterable[Tile]) -> str:
    """The figures side by side, as HTML."""
    return f'<dl class="tiles">{"".join(map(_tile, shown))}</dl>'


def _tile(tile: Tile) -> str:
    note = f'<dd class="tile-note">{escape(tile.note)}</dd>' if tile.note else ""
    return (
        f'<div class="tile"><dt>{escape(tile.name)}</dt><dd class="tile-value">{escape(tile.value)}</dd>'
        f'{note}<dd class="tile-about">{escape(tile.about)}</dd></div>'
    )


def table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. Headers are plain text, cells are HTML; the first of each row names it.

    Where there is little room each row stands as a block of its own, its cells with their headers.
    """
    heads = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)
    body = "".join(_row(headers, cells) for cells in rows)
    return (
        f'<table class="measured"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(headers: Sequence[str], cells: Sequence[str]) -> str:
    rest = "".join(
        f'<td data-label="{escape(header)}">{cell}</td>'
        for header, cell in zip(headers[1:], cells[1:], strict=True)
    )
    return f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>'


def empty(text: str) -> str:
    """What will come here, and how."""
    return f'<p class="quality-empty">{escape_lines(text)}</p>'


def waiting(words: Words) -> str:
    """What stands where something is being read."""
    return f'<p class="quality-note">{words("quality_reading")}</p>'


def problem(words: Words, message: str) -> str:
    """Why something was not done, in words for the editor."""
    return (
        f'<div class="problem" role="alert"><p class="notice-title">{words("quality_problem")}</p>'
        f"<p>{said_html(words, message)}</p></div>"
    )


def done(text: str) -> str:
    """What was done, said also to those who do not see it."""
    return f'<p class="quality-done" role="status">{escape(text)}</p>'
