"""Files to documents: a table from suffix to reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import UnsupportedFormat
from index.readers.html import read_html
from index.readers.image import read_image
from index.readers.jsonl import read_jsonl
from index.readers.laws import read_laws
from index.readers.markdown import read_markdown
from index.readers.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.types import Skipped, SourceDocument


READERS: dict[str, Callable[[Path], Iterator[SourceDocument | Skipped]]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
    ".db": read_laws,
    ".png": read_image,
    ".jpg": read_image,
    ".jpeg": read_image,
    ".tif": read_image,
    ".tiff": read_image,
    ".bmp": read_image,
    ".webp": read_image,
}


def read(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The documents of a file, and a ``Skipped`` for each bad record of a file that is otherwise fine.

    Raises ``UnsupportedFormat`` for a suffix that is not in ``READERS``, ``UnreadableFile``
    for a file that cannot become a document; both while the result is iterated.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise UnsupportedFormat(
            f"{path.name}：不支持的格式“{suffix or '无后缀'}”。"
            f"支持的格式：{'、'.join(READERS)}。请另存为其中一种后再导入。"
        )
    yield from READERS[suffix](path)
