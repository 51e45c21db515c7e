"""Scans and photographs: PNG, JPEG, TIFF with its pages, BMP, WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.metadata import described, is_front_matter
from index.readers.limits import Limits
from index.readers.ocr.ocr import recognised_document
from index.readers.ocr.pictures import opened_picture, page_count, page_picture
from index.readers.signs import sign_of_life
from index.types import Block, BlockKind, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PIL import Image

_LONGEST_TITLE = 80
_NO_TITLE = ("文件", "公报", "。", "；", "：", "，")  # the red head; a sentence


def read_image(path: Path) -> Iterator[SourceDocument]:
    """The one document of a picture file. Raises ``UnreadableFile``, also where no text is seen."""
    blocks = recognised_document(_pages(path))
    if not blocks:
        raise UnreadableFile(
            f"{path.name}：图片中没有识别出文字。请检查扫描是否清晰、方向是否正确，或重新扫描后再导入。"
        )
    title = scanned_title(blocks) or path.stem
    metadata, read_from = described([block.text for block in blocks], title=title)
    yield SourceDocument(
        source=str(path.resolve()),
        title=title,
        blocks=tuple(blocks),
        metadata=metadata,
        read_from=read_from,
    )


def scanned_title(blocks: Sequence[Block]) -> str:
    """The title at the head of recognised text: its first heading, or else its first short line; "" for none."""
    may_be = [
        block
        for block in blocks[:12]
        if block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}
        and len(block.text) <= _LONGEST_TITLE
        and not block.text.endswith(_NO_TITLE)
        and not is_front_matter(block.text)
    ]
    headings = [block for block in may_be if block.kind == BlockKind.HEADING]
    return next((block.text for block in [*headings, *may_be]), "")


def _pages(path: Path) -> Iterator[tuple[int, Image.Image]]:
    with opened_picture(path) as picture:
        total = page_count(picture)
        most = Limits.from_environment().scanned_pages
        if total > most:
            raise UnreadableFile(
                f"{path.name}：有 {total} 页扫描图像，超过上限 {most} 页。"
                "请拆分文件，或用环境变量 POLICY_QA_READ_SCANNED_PAGES 提高上限。"
            )
        for page in range(1, total + 1):
            sign_of_life(page, total, "页")
            yield page, page_picture(picture, page, path)
