"""The elements of a web page as blocks: headings, paragraphs, list items, table rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import Tag
from bs4.element import NavigableString

from index.readers.tables.table import row_texts
from index.types import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p",
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]")
# A line break in the source between two Chinese characters is no space.
_SOURCE_BREAK = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\uffef])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ALREADY_COUNTED = re.compile(r"[\d一二三四五六七八九十(（①-⑳第]")
_MOST_COLUMNS = 60  # what a colspan may claim
_MOST_ROWS = 500  # what a rowspan may claim


def blocks_of(tag: Tag, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> Iterator[Block]:
    """The blocks inside ``tag`` in reading order, with the white space collapsed as a browser does."""
    line: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name not in _INLINE or child.find(_is_block) is not None:
                yield from _finished(line, kind, level)
                yield from _blocks_of_element(child, kind, level)
            else:
                line.append(_inline_text(child))
        elif isinstance(child, NavigableString):
            line.append(str(child))
    yield from _finished(line, kind, level)


def _is_block(tag: Tag) -> bool:
    return tag.name not in _INLINE


def _blocks_of_element(tag: Tag, kind: BlockKind, level: int) -> Iterator[Block]:
    if _HEADING.fullmatch(tag.name):
        if text := shown(tag.get_text()):
            yield Block(text, BlockKind.HEADING, int(tag.name[1]))
    elif tag.name == "table" and not _is_layout(tag):
        yield from (Block(row, BlockKind.TABLE_ROW) for row in _rows(tag))
    elif tag.name in {"ul", "ol"}:
        depth = level + 1 if kind is BlockKind.LIST_ITEM else 1
        for number, item in enumerate(tag.find_all("li", recursive=False), 1):
            yield from _item(item, number if tag.name == "ol" else 0, depth)
    else:
        yield from blocks_of(tag, kind, level)


def _item(item: Tag, number: int, depth: int) -> Iterator[Block]:
    """The blocks of a list item; an ordered one begins with its number, as the browser prints it."""
    for position, block in enumerate(blocks_of(item, BlockKind.LIST_ITEM, depth)):
        if position == 0 and number and not _ALREADY_COUNTED.match(block.text):
            yield Block(f"{number}. {block.text}", block.kind, block.level)
        else:
            yield block


def _finished(line: list[str], kind: BlockKind, level: int) -> Iterator[Block]:
    text = shown("".join(line))
    line.clear()
    if text:
        yield Block(text, kind, level)


def _inline_text(tag: Tag) -> str:
    return "" if tag.name in {"rp", "rt"} else tag.get_text()


def shown(text: str) -> str:
    """Text with its white space as a browser shows it."""
    return _SPACES.sub(" ", _SOURCE_BREAK.sub("", text.strip())).strip()


def _is_layout(table: Tag) -> bool:
    """Whether a table only arranges the page: it holds tables, or has a single column."""
    if table.find("table") is not None or table.get("role") in {"presentation", "none"}:
        return True
    return all(
        len(row.find_all(["td", "th"], recursive=False)) <= 1 for row in table.find_all("tr")
    )


def _rows(table: Tag) -> list[str]:
    rows = table.find_all("tr")
    first = rows[0].find_all(["td", "th"], recursive=False) if rows else []
    is_marked = bool(first) and all(cell.name == "th" for cell in first)
    caption = table.find("caption")
    texts = row_texts(_grid(rows), has_header=True if is_marked else None)
    return [shown(caption.get_text()), *texts] if caption and shown(caption.get_text()) else texts


def _grid(rows: list[Tag]) -> list[list[str]]:
    """The cells by row and column; a cell that spans several appears in each of them."""
    grid: list[dict[int, str]] = [{} for _ in rows]
    for y, row in enumerate(rows):
        x = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while x in grid[y]:
                x += 1
            text = " ".join(block.text for block in blocks_of(cell))
            width = min(_span(cell, "colspan"), _MOST_COLUMNS)
            for below in range(y, min(y + min(_span(cell, "rowspan"), _MOST_ROWS), len(rows))):
                grid[below].update(dict.fromkeys(range(x, x + width), text))
            x += width
    return [[row.get(x, "") for x in range(max(row, default=-1) + 1)] for row in grid]


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
