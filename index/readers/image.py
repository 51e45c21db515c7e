"""Scans and photographs: PNG, JPEG, TIFF with its pages, BMP, WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageSequence

from index.errors import UnreadableFile
from index.metadata import read_metadata
from index.readers.ocr import recognised_blocks
from index.readers.signs import sign_of_life
from index.readers.source_file import check_file
from index.types import Block, Metadata, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_image(path: Path) -> Iterator[SourceDocument]:
    """The one document of a picture file. Raises ``UnreadableFile``."""
    check_file(path)
    blocks: list[Block] = []
    with Image.open(path) as picture:
        total = getattr(picture, "n_frames", 1)
        for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            sign_of_life(number, total, "页")
            blocks.extend(recognised_blocks(frame, number))
    if not blocks:
        raise UnreadableFile(f"{path.name}：没有识别出文字。")
    lines = [block.text for block in blocks]
    yield SourceDocument(
        source=str(path.resolve()),
        title=lines[0],
        blocks=tuple(blocks),
        metadata=read_metadata(lines, Metadata(), lines[0]),
    )
