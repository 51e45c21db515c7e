"""The picture of a page that a citation stands on, drawn by a process that may fail alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.readers.child import draw_in_child

if TYPE_CHECKING:
    from pathlib import Path


def page_image(path: Path, page: int, width: int) -> bytes:
    """Page ``page`` (from 1) of a PDF, TIFF or other picture as WebP, ``width`` pixels wide at most.

    Raises UnreadableFile for another format, a page that is not there, and a file that is damaged,
    asks for too much, or ends the process that draws it.
    """
    return draw_in_child(path, page, width)
