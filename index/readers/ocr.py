"""Pages that are pictures: what stands on them, as blocks with the place and confidence of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.readers.ocr_page import recognised_page
from index.types import Block, Place

if TYPE_CHECKING:
    from PIL import Image

LOW_CONFIDENCE = 0.85  # below, a line's words should be compared with the picture


def recognised_blocks(image: Image.Image, page: int) -> list[Block]:
    """The text of a page in reading order; ``page`` counts from 1. Empty where there is none."""
    return [
        Block(line.text, places=((0, Place(page=page, box=line.box, confidence=line.confidence)),))
        for line in sorted(recognised_page(image).lines, key=lambda line: line.middle)
    ]
