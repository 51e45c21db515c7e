"""Web pages saved as a single file (MHT, RFC 2557): the page among its parts, read as a page."""

from __future__ import annotations

import tempfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.readers.named_wrongly import read_for
from index.readers.source_file import read_bytes
from index.readers.web.html import read_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Skipped, SourceDocument


def read_mht(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The one document of a saved page. Raises ``UnreadableFile``."""
    page = _page(read_bytes(path), path.name)
    with tempfile.TemporaryDirectory(prefix="mht-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, path.stem + ".html")
        copy.write_bytes(page)
        yield from read_for(copy, read_html, str(path.resolve()), path.name)


def _page(data: bytes, name: str) -> bytes:
    """The first part that is HTML, as UTF-8 where its header says in which encoding it is."""
    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=default)
        for part in message.walk():
            if part.get_content_type() != "text/html":
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                return _in_utf8(content, part.get_content_charset() or "")
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError) as error:
        raise UnreadableFile(f"{name}：单文件网页（MHT）已损坏。请在浏览器中重新保存。") from error
    raise UnreadableFile(f"{name}：单文件网页（MHT）里没有网页部分。请在浏览器中重新保存。")


def _in_utf8(content: bytes, charset: str) -> bytes:
    """With a byte order mark, which decides over what the page says. As it is, if that fails."""
    try:
        return content.decode(charset).encode("utf-8-sig") if charset else content
    except (LookupError, UnicodeDecodeError):
        return content
