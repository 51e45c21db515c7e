"""Markdown: headings with their levels, paragraphs, list items and table rows.

Tokens come from markdown-it-py (CommonMark with GitHub's tables). Inline marks are
dropped and their text is kept; code is text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from index.clean import clean_lines, strip_invisible
from index.decode import decode
from index.errors import UnreadableFile
from index.metadata import described
from index.readers.source_file import read_bytes
from index.readers.tables.table import row_texts
from index.types import Block, BlockKind, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

_LISTS = {"bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"}
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_COMMENT = re.compile(r"<!--(?:(?!-->).){0,2000}-->", re.DOTALL)


def read_markdown(path: Path) -> Iterator[SourceDocument]:
    """The one document of a Markdown file; its title is the first heading of level 1. Raises ``UnreadableFile``."""
    blocks = tuple(
        Block(line, block.kind, block.level)
        for block in markdown_blocks(strip_invisible(decode(read_bytes(path), path.name)))
        for line in clean_lines([block.text])
    )
    if not blocks:
        raise UnreadableFile(f"{path.name}：没有正文。请检查文件内容。")
    title = next(
        (b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), path.stem
    )
    metadata, read_from = described([block.text for block in blocks], title=title)
    yield SourceDocument(
        source=str(path.resolve()),
        title=title,
        blocks=blocks,
        metadata=metadata,
        read_from=read_from,
    )


def looks_like_markdown(text: str) -> bool:
    """Whether a text of unknown format begins with, or repeats, ``# `` headings."""
    return text.lstrip().startswith("# ") or len(_HEADING.findall(text[:20000])) >= 3


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text in reading order; comments are left out."""
    return tuple(_blocks(_parser().parse(_COMMENT.sub("", text))))


_DEEPEST = 200  # levels of lists and quotes; CommonMark's own preset stops at 20


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # A deeply indented paragraph of Chinese is a paragraph, not code.
    return (
        MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
        .enable("table")
        .disable("code")
    )


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    heading = depth = 0
    mark = ""
    rows: list[list[str]] = []
    for token in tokens:
        depth += token.nesting if token.type in _LISTS else 0
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield from (Block(row, BlockKind.TABLE_ROW) for row in row_texts(rows, has_header=True))
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(_plain(token).replace("\n", " "))
        elif token.type in {"inline", "fence"}:
            for line in filter(None, map(str.strip, _plain(token).splitlines())):
                yield _block(mark + line, heading, depth)
                mark = ""
            heading = 0


def _block(text: str, heading: int, depth: int) -> Block:
    if heading:
        return Block(text, BlockKind.HEADING, heading)
    return Block(text, BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH, depth)


def _plain(token: Token) -> str:
    """The text of a token; a soft line break stays one, as lines of Chinese texts mean something."""
    if token.type == "fence":
        return token.content
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or []
    )
