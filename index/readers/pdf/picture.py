"""A page of a PDF as a picture, for OCR."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfPage

_DPI = 200
MOST_PIXELS = 24_000_000  # a page of A3 has 7 million
LONGEST_SIDE = 8000  # pixels


def picture_of(page: PdfPage) -> Image.Image:
    """A page as OCR wants it, in colour; a huge one with fewer pixels to the inch."""
    width, height = page.get_size()
    scale = min(
        _DPI / 72, math.sqrt(MOST_PIXELS / (width * height)), LONGEST_SIDE / max(width, height)
    )
    bitmap = page.render(scale=scale)
    try:
        image: Image.Image = bitmap.to_pil()
        return image.convert("RGB")
    finally:
        bitmap.close()
