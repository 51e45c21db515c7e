"""Picture files opened with care: what they claim to be is not believed before it is checked."""

from __future__ import annotations

import struct
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from index.errors import UnreadableFile
from index.readers.source_file import check_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_PIXELS: Final = 100_000_000  # of a page: A3 at 600 dpi has 70 million
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_BROKEN: Final = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError,
    RuntimeError, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@contextmanager
def opened_picture(path: Path) -> Iterator[Image.Image]:
    """A picture file, nothing of it decoded yet. Raises ``UnreadableFile``, also for what is done inside."""
    check_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)  # odd EXIF or TIFF tags
            with Image.open(path, formats=_FORMATS) as picture:
                yield picture
    except UnreadableFile:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableFile(
            f"{path.name}：不是能识别的图片（支持 PNG、JPEG、TIFF、BMP、WebP）。"
            "请检查后缀，或用看图软件另存后再导入。"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableFile(_too_large(path)) from error
    except MemoryError:
        raise
    except _BROKEN as error:
        raise UnreadableFile(
            f"{path.name}：图片已损坏或不完整，无法解码。请重新扫描或从原处重新下载。"
        ) from error


def page_count(picture: Image.Image) -> int:
    """How many pages a picture file has: those of a TIFF; what moves or has a preview has one."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def page_picture(picture: Image.Image, page: int, path: Path) -> Image.Image:
    """A page, from 1, decoded and turned as its EXIF says."""
    if page > 1:
        picture.seek(page - 1)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise UnreadableFile(_too_large(path))
    picture.load()
    return ImageOps.exif_transpose(picture)


def plain(image: Image.Image, most: int) -> Image.Image:
    """The picture in grey or red-green-blue of 8 bits, what is transparent upon white.

    Where a side is more than twice ``most`` pixels long it is made smaller, before it takes memory.
    """
    if image.mode.startswith("I") or image.mode == "F":  # 16 and 32 bits
        values = np.asarray(image).astype(np.float32)
        image = Image.fromarray(
            (values * (255 / max(1.0, float(values.max())))).clip(0, 255).astype(np.uint8)
        )
    elif image.mode in {"1", "LA"} or "transparency" in image.info:
        image = image.convert("L" if image.mode == "1" else "RGBA")
    elif image.mode not in {"L", "RGB", "RGBA"}:
        image = image.convert("RGB")
    smaller = max(image.size) // most
    if smaller > 1:
        image = image.reduce(smaller)
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    return image


def _too_large(path: Path) -> str:
    return (
        f"{path.name}：图片超过 {MOST_PIXELS // 1_000_000} 百万像素，不予解码。"
        "请降低扫描分辨率（300 dpi 已足够）后再导入。"
    )
