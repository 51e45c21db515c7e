"""Documents of older and other office programs (DOC, WPS, RTF, ODT …), by way of DOCX."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from index.readers.docx import read_docx
from index.readers.named_wrongly import read_for
from index.readers.soffice import convert
from index.readers.source_file import check_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Skipped, SourceDocument


def read_converted(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The one document of a file that LibreOffice can read. Raises ``UnreadableFile``."""
    check_file(path)
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        converted = convert(path, Path(folder))
        # A document without a title of its own goes by the name of the file.
        named = converted.rename(converted.with_name(f"{path.stem}.docx"))
        yield from read_for(named, read_docx, str(path.resolve()), path.name)
