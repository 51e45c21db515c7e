"""Files to documents: a table from suffix to reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.readers.archive import read_zip
from index.readers.converted import read_converted
from index.readers.delimited import read_delimited
from index.readers.docx import read_docx
from index.readers.html import read_html
from index.readers.image import read_image
from index.readers.jsonl import read_jsonl
from index.readers.laws import read_laws
from index.readers.markdown import read_markdown
from index.readers.mht import read_mht
from index.readers.named_wrongly import read_as, suffix_to_read
from index.readers.ofd import read_ofd
from index.readers.pdf import read_pdf
from index.readers.text import read_text
from index.readers.xlsx import read_converted_sheets, read_xlsx

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
    ".pdf": read_pdf,
    ".png": read_image,
    ".jpg": read_image,
    ".jpeg": read_image,
    ".tif": read_image,
    ".tiff": read_image,
    ".bmp": read_image,
    ".webp": read_image,
    ".mht": read_mht,
    ".mhtml": read_mht,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".xltx": read_xlsx,
    ".xltm": read_xlsx,
    ".xls": read_converted_sheets,
    ".xlt": read_converted_sheets,
    ".et": read_converted_sheets,
    ".ods": read_converted_sheets,
    ".ots": read_converted_sheets,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".docx": read_docx,
    ".docm": read_docx,
    ".dotx": read_docx,
    ".dotm": read_docx,
    ".doc": read_converted,
    ".wps": read_converted,
    ".wpt": read_converted,
    ".dot": read_converted,
    ".rtf": read_converted,
    ".odt": read_converted,
    ".ott": read_converted,
    ".ofd": read_ofd,
    ".zip": read_zip,
}


def read(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The documents of a file, and a ``Skipped`` for each bad record of a file that is otherwise fine.

    A file whose name says something else than its content is read for what it is (see
    ``named_wrongly``). Raises ``UnsupportedFormat`` where no reader fits, ``UnreadableFile`` for a
    file that cannot become a document; both while the result is iterated.
    """
    suffix = suffix_to_read(path, READERS)
    if suffix == path.suffix.lower():
        yield from READERS[suffix](path)
    else:
        yield from read_as(path, suffix, READERS[suffix])


def reader_of(path: Path) -> Callable[[Path], Iterator[SourceDocument | Skipped]]:
    """The reader that ``read`` takes for a file. Raises as ``read`` does."""
    return READERS[suffix_to_read(path, READERS)]
