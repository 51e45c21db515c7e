"""OFD pages that are pictures, drawn as one picture to be recognised."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from index.errors import UnreadableFile
from index.readers.ocr.pictures import opened_picture, page_picture, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.readers.ofd.package import Package
    from index.readers.ofd.page import OfdPage

_LEAST: Final = 0.15  # of a page without text, to be covered by pictures for it to be a scan
_DOTS: Final = 200 / 72  # pixels a point
_MOST_DOTS: Final = 4000  # along a side
_SUFFIXES: Final = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}


def is_scan(page: OfdPage) -> bool:
    """Whether a page has no text and is covered by pictures for a good part."""
    area = page.text.size.width * page.text.size.height
    covered = sum(
        max(0.0, right - left) * max(0.0, bottom - top)
        for _, (left, top, right, bottom) in page.pictures
    )
    return not page.text.glyphs and not page.text.sideways and covered >= _LEAST * area


def drawn_page(page: OfdPage, files: Mapping[str, str], package: Package) -> Image.Image:
    """The page with its pictures, as a viewer shows it. Raises ``UnreadableFile`` for a broken one."""
    width, height = page.text.size.width, page.text.size.height
    scale = min(_DOTS, _MOST_DOTS / max(width, height))
    paper = Image.new("L", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    with tempfile.TemporaryDirectory(prefix="ofd-", ignore_cleanup_errors=True) as folder:
        for number, (left, top, right, bottom) in page.pictures:
            part = files.get(number, "")
            suffix = Path(part).suffix.lower()
            if suffix not in _SUFFIXES:
                continue
            copy = Path(folder, f"picture{suffix}")
            copy.write_bytes(package.read(part))
            try:
                with opened_picture(copy) as opened:
                    picture = plain(page_picture(opened, 1, copy), _MOST_DOTS).convert("L")
            except UnreadableFile as error:
                reason = str(error).removeprefix(copy.name)
                raise UnreadableFile(f"{package.name}（{part}）{reason}") from error
            size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
            if max(size) <= 2 * _MOST_DOTS:
                paper.paste(picture.resize(size), (round(left * scale), round(top * scale)))
    return paper
