"""JSON Lines: one document a line, read as a stream.

Nothing but invisible characters is taken out of a record's text: it is data that
somebody has prepared, and answers are compared with it to the letter.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from index.clean import strip_invisible
from index.dates import find_date
from index.decode import decode
from index.errors import UnreadableFile
from index.metadata import Given, described, read_validity
from index.readers.markdown import looks_like_markdown, markdown_blocks
from index.readers.source_file import check_file, unreadable
from index.readers.web.flattened import former_lines
from index.types import Block, BlockKind, Skipped, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_KEYS = {
    "index_number": ("index_no", "index_number"),
    "document_number": ("doc_no", "document_number"),
    "issuer": ("issuer",),
    "published": ("published", "date"),
    "effective": ("effective",),
    "expires": ("expires",),
    "validity": ("validity", "status"),
    "kind": ("kind", "category"),
    "url": ("url",),
    "subject_words": ("subject_words", "keywords"),
}
_PARSED: dict[str, Callable[[str], object]] = {
    "published": find_date,
    "effective": find_date,
    "expires": find_date,
    "validity": read_validity,
}


def read_jsonl(path: Path) -> Iterator[SourceDocument | Skipped]:
    """A document for each valid line, a ``Skipped`` for each other one; blank lines are passed over.

    Raises ``UnreadableFile`` where the file cannot be read or no line holds a document.
    """
    check_file(path, limited=False)
    source = str(path.resolve())
    found = 0
    problem = ""
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    document = _document(line, source, number, path)
                except UnreadableFile as error:
                    problem = problem or str(error)
                    yield Skipped(f"{source}#{number}", str(error))
                else:
                    found += 1
                    yield document
    except OSError as error:
        raise UnreadableFile(unreadable(path, error)) from error
    if not found:
        raise UnreadableFile(
            f"{path.name}：没有一条有效记录。每行应是一个 JSON 对象，且有非空的 text 字段。"
            + (f"首个问题：{problem}" if problem else "")
        )


def _document(line: bytes, source: str, number: int, path: Path) -> SourceDocument:
    where = f"{path.name} 第 {number} 行"
    try:
        record = json.loads(decode(line, where))
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{where}：第 {error.colno} 个字符处不是有效的 JSON。") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{where}：JSON 嵌套过深或数字过长，无法读取。") from error
    if not isinstance(record, dict):
        raise UnreadableFile(f"{where}：应是 JSON 对象 {{…}}，实际是别的值。")
    text = record.get("text")
    if not isinstance(text, str) or not strip_invisible(text).strip():
        raise UnreadableFile(f"{where}：缺少非空的 text 字段。")
    text = strip_invisible(text)
    title = _string(record, "title")
    if looks_like_markdown(text):
        blocks = markdown_blocks(text)
    else:
        blocks = _blocks(former_lines(text), title)
    if not blocks:  # Markdown that shows nothing: a bare mark, a comment
        raise UnreadableFile(f"{where}：text 字段里没有可显示的文字。")
    given = list(_given(record))
    if title:
        given.append(Given("title", title, "field title"))
    title = title or blocks[0].text[:60]
    metadata, read_from = described([block.text for block in blocks], given, title)
    identifier = _string(record, "id")
    return SourceDocument(
        source=f"{source}#{identifier or number}",
        title=title,
        blocks=blocks,
        metadata=metadata,
        id=identifier,
        read_from=read_from,
    )


def _blocks(lines: list[str], title: str) -> tuple[Block, ...]:
    """A block a line; where the text begins with its own title, that becomes a heading."""
    if title and lines[0].startswith(title):
        rest = lines[0][len(title) :].strip()
        # A title that was cut at a line break runs on into the text: that line stays whole.
        if not rest or lines[0][len(title)].isspace():
            following = [Block(line) for line in ([rest] if rest else []) + lines[1:]]
            return (Block(title, BlockKind.HEADING, 1), *following)
    return tuple(Block(line) for line in lines)


def _given(record: dict[str, Any]) -> Iterator[Given]:
    """The facts that a record states in fields of their own."""
    for name, keys in _KEYS.items():
        if key := next((key for key in keys if _string(record, key)), ""):
            written = _string(record, key)
            yield Given(name, _PARSED.get(name, str)(written), f"field {key}", written)


def _string(record: dict[str, Any], *keys: str) -> str:
    """The first of ``keys`` that holds something; a number becomes its digits, anything else is ignored."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return " ".join(strip_invisible(str(value)).split())
    return ""
