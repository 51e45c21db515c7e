"""A page of a PDF or picture file drawn as WebP, as it is shown beside a citation."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image
from pypdfium2 import PdfiumError

from index.errors import UnreadableFile
from index.readers.ocr.pictures import opened_picture, page_count, page_picture, plain
from index.readers.pdf.file import opened_pdf

if TYPE_CHECKING:
    from pathlib import Path

PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})
_MOST_PIXELS: Final = 20_000_000
_QUALITY: Final = 80  # of WebP: a tenth of the bytes of a noisy scan as PNG, letters as sharp
_EFFORT: Final = 2  # 0 to 6: how long it may take to pack


def drawn_page(path: Path, page: int, width: int) -> bytes:
    """Page ``page`` (from 1) as WebP, ``width`` pixels wide at most. Raises ``UnreadableFile``."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        picture = _of_pdf(path, page, width)
    elif suffix in PICTURES:
        picture = _of_picture(path, page, width)
    else:
        raise UnreadableFile(f"{path.name}：这种文件没有页面图像，只有 PDF 和图片有。")
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=_QUALITY, method=_EFFORT)
    return kept.getvalue()


def _of_pdf(path: Path, page: int, width: int) -> Image.Image:
    with opened_pdf(path) as document:
        _check(path, page, len(document))
        try:
            shown = document[page - 1]
            across, down = shown.get_size()
            scale = min(width / across, (_MOST_PIXELS / (across * down)) ** 0.5)
            picture: Image.Image = shown.render(scale=scale).to_pil()
            return picture.convert("RGB")
        except (PdfiumError, ArithmeticError, ValueError) as error:
            raise UnreadableFile(
                f"{path.name}：第 {page} 页已损坏，无法显示。请查看原文件。"
            ) from error


def _of_picture(path: Path, page: int, width: int) -> Image.Image:
    with opened_picture(path) as picture:
        _check(path, page, page_count(picture))
        shown = plain(page_picture(picture, page, path), width)
        if shown.width > width:
            size = (width, max(1, round(shown.height * width / shown.width)))
            shown = shown.resize(size, Image.Resampling.LANCZOS)
        return shown


def _check(path: Path, page: int, pages: int) -> None:
    if not 1 <= page <= pages:
        raise UnreadableFile(f"{path.name}：没有第 {page} 页，文件共 {pages} 页。请查看原文件。")
