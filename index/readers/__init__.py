"""Files to documents: a table from suffix to reader."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from index.readers.named_wrongly import read_as, suffix_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.types import Skipped, SourceDocument

    Reader = Callable[[Path], Iterator[SourceDocument | Skipped]]

# By name, not imported: most processes read nothing, or one format.
READERS: Final[dict[str, str]] = {
    ".txt": "text:read_text",
    ".md": "markdown:read_markdown",
    ".markdown": "markdown:read_markdown",
    ".html": "web.html:read_html",
    ".htm": "web.html:read_html",
    ".jsonl": "jsonl:read_jsonl",
    ".db": "laws:read_laws",
    ".pdf": "pdf.pdf:read_pdf",
    ".png": "ocr.image:read_image",
    ".jpg": "ocr.image:read_image",
    ".jpeg": "ocr.image:read_image",
    ".tif": "ocr.image:read_image",
    ".tiff": "ocr.image:read_image",
    ".bmp": "ocr.image:read_image",
    ".webp": "ocr.image:read_image",
    ".mht": "web.mht:read_mht",
    ".mhtml": "web.mht:read_mht",
    ".xlsx": "sheets.xlsx:read_xlsx",
    ".xlsm": "sheets.xlsx:read_xlsx",
    ".xltx": "sheets.xlsx:read_xlsx",
    ".xltm": "sheets.xlsx:read_xlsx",
    ".xls": "sheets.xlsx:read_converted_sheets",
    ".xlt": "sheets.xlsx:read_converted_sheets",
    ".et": "sheets.xlsx:read_converted_sheets",
    ".ods": "sheets.xlsx:read_converted_sheets",
    ".ots": "sheets.xlsx:read_converted_sheets",
    ".csv": "sheets.delimited:read_delimited",
    ".tsv": "sheets.delimited:read_delimited",
    ".docx": "word.docx:read_docx",
    ".docm": "word.docx:read_docx",
    ".dotx": "word.docx:read_docx",
    ".dotm": "word.docx:read_docx",
    ".doc": "converted:read_converted",
    ".wps": "converted:read_converted",
    ".wpt": "converted:read_converted",
    ".dot": "converted:read_converted",
    ".rtf": "converted:read_converted",
    ".odt": "converted:read_converted",
    ".ott": "converted:read_converted",
    ".ofd": "ofd.ofd:read_ofd",
    ".zip": "archive:read_zip",
}


def read(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The documents of a file, and a ``Skipped`` for each bad record of a file that is otherwise fine.

    A file whose name says something else than its content is read for what it is (see
    ``named_wrongly``). Raises ``UnsupportedFormat`` where no reader fits, ``UnreadableFile`` for a
    file that cannot become a document; both while the result is iterated.
    """
    suffix = suffix_to_read(path, READERS)
    if suffix == path.suffix.lower():
        yield from _reader(suffix)(path)
    else:
        yield from read_as(path, suffix, _reader(suffix))


def reader_of(path: Path) -> Reader:
    """The reader that ``read`` takes for a file. Raises as ``read`` does."""
    return _reader(suffix_to_read(path, READERS))


def _reader(suffix: str) -> Reader:
    module, name = READERS[suffix].split(":")
    return cast("Reader", getattr(import_module(f"index.readers.{module}"), name))
