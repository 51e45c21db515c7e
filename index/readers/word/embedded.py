"""Word files that hold nothing but a web page, as programs that export from the web write them."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from index.readers.named_wrongly import read_for
from index.readers.web.html import read_html
from index.readers.web.mht import read_mht
from index.readers.word.package import R, W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers.word.package import Package
    from index.types import Skipped, SourceDocument

_READERS: Final = {".html": read_html, ".htm": read_html, ".xhtml": read_html} | {
    ".mht": read_mht,
    ".mhtml": read_mht,
}


def embedded_pages(package: Package) -> list[str]:
    """The members that w:altChunk puts in the place of text, of kinds that can be read."""
    references = package.document.root.iter(f"{W}altChunk")
    targets = [package.document.targets.get(each.get(f"{R}id") or "") for each in references]
    members = [member for _, member in filter(None, targets)]
    return [each for each in members if PurePosixPath(each).suffix.lower() in _READERS]


def read_page(package: Package, member: str, path: Path) -> Iterator[SourceDocument | Skipped]:
    """The document that an embedded page makes. Raises ``UnreadableFile``."""
    suffix = PurePosixPath(member).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="page-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, path.stem + suffix)
        copy.write_bytes(package.data(member) or b"")
        yield from read_for(copy, _READERS[suffix], str(path.resolve()), path.name)
