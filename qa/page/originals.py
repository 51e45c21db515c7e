"""The files that documents were read from, for download: those of the knowledge base, no other."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, StreamingResponse

from index.errors import PolicyQAError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import Response

    from index.types import Document

ORIGINAL_PATH: Final = "/original/"
# One document a file. What holds records of many, or settings, is not given out.
_SUFFIXES: Final = frozenset({
    ".txt", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv", ".xls", ".xlsx", ".doc", ".docx",
    ".wps", ".ofd", ".pdf", ".rtf", ".odt", ".png", ".jpg", ".jpeg", ".tif", ".tiff",
})  # fmt: skip
_LARGEST: Final = 100 * 1024 * 1024  # bytes
_PIECE: Final = 64 * 1024  # bytes


def original_link(document: Document) -> str:
    """Where the document's file can be had from, relative to the chat page; "" where it cannot."""
    try:
        _open(document).close()
    except OSError:
        return ""
    return ORIGINAL_PATH.lstrip("/") + quote(document.id, safe="")


def originals(document: Callable[[str], Document]) -> APIRouter:
    """The route ``/original/<document id>``; ``document`` finds one, or raises UnknownDocument."""
    router = APIRouter()

    @router.get(ORIGINAL_PATH + "{document_id:path}", include_in_schema=False)
    def original(document_id: str) -> Response:
        try:
            found = document(document_id)
            file = _open(found)
        except (PolicyQAError, OSError):
            return PlainTextResponse("404\n", status_code=404)
        headers = {
            "content-length": str(os.fstat(file.fileno()).st_size),
            "content-disposition": f"attachment; filename*=UTF-8''{_quoted(Path(found.source).name)}",
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
            "cache-control": "no-cache",
        }
        return StreamingResponse(
            _pieces(file), headers=headers, media_type="application/octet-stream"
        )

    return router


def _open(document: Document) -> BinaryIO:
    """The very file that ``document`` was read from, open; OSError where it may not be given out.

    Its path was resolved at import: where a symbolic link leads now, another file stands there.
    """
    path = document.source
    if "\0" in path or Path(path).suffix.lower() not in _SUFFIXES:
        raise FileNotFoundError(path)
    if os.path.realpath(path) != path:
        raise FileNotFoundError(path)
    # Without O_NONBLOCK a pipe in the file's place would hold the request for ever.
    number = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    file = os.fdopen(number, "rb")
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode) or not 0 < found.st_size <= _LARGEST:
        file.close()
        raise FileNotFoundError(path)
    return file


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The file as it was when its size was told: what is added meanwhile does not come along."""
    left = os.fstat(file.fileno()).st_size
    with closing(file):
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _quoted(name: str) -> str:
    return quote(name.encode(errors="replace"), safe="")
