"""Pages that are pictures: what stands on them, as blocks with the place and confidence of each line."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from index.readers.ocr.page import RecognisedPage, recognised_page
from index.readers.ocr.paragraphs import Paragraph, belong_together, body_size, joined, paragraphs
from index.readers.ocr.rows import regions
from index.readers.ocr.running import without_running
from index.readers.ocr.strips import strips
from index.readers.ocr.tables import ScannedTable, continued, table_rows, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL import Image

    from index.types import Block


def recognised_blocks(image: Image.Image, page: int) -> list[Block]:
    """The text of a page in reading order; ``page`` counts from 1. Empty where there is none."""
    return recognised_document([(page, image)])


def recognised_document(images: Iterable[tuple[int, Image.Image]]) -> list[Block]:
    """The text of pages that follow one another (number and picture of each).

    Paragraphs and tables that go on over a page are whole; page numbers, running headers and
    footers are left out.
    """
    pages = [_page(image, number) for number, image in images]
    kept = without_running([[p for p in page if isinstance(p, Paragraph)] for page in pages])
    flow: list[Paragraph | ScannedTable] = []
    for page, running in zip(pages, kept, strict=True):
        stays = {id(paragraph) for paragraph in running}
        _add(flow, [p for p in page if isinstance(p, ScannedTable) or id(p) in stays])
    blocks: list[Block] = []
    for part in flow:
        each = table_rows(part) if isinstance(part, ScannedTable) else [part]
        blocks.extend(paragraph.block for paragraph in each)
    return blocks


def _page(image: Image.Image, number: int) -> list[Paragraph | ScannedTable]:
    """What stands on a page, however long it is."""
    parts: list[Paragraph | ScannedTable] = []
    for top, bottom, piece in strips(image):
        read = recognised_page(piece)
        lines = tuple(replace(line, box=_within(line.box, top, bottom)) for line in read.lines)
        parts.extend(_contents(replace(read, lines=lines), number))
    return parts


def _within(
    box: tuple[float, float, float, float], top: float, bottom: float
) -> tuple[float, float, float, float]:
    """A box on a piece as one on the whole page."""
    high = bottom - top
    return box[0], round(top + box[1] * high, 4), box[2], round(top + box[3] * high, 4)


def _contents(page: RecognisedPage, number: int) -> list[Paragraph | ScannedTable]:
    """Paragraphs and tables in reading order, each as the page has it."""
    ruled, free = tables(page, number)
    found = regions(free, page.width)
    body = body_size(found)
    tops = [table.top for table in ruled]
    parts: list[tuple[int, Paragraph | ScannedTable]] = []
    for region in found:
        for n, (start, end) in enumerate(pairwise([-inf, *tops, inf])):
            rows = tuple(row for row in region.rows if start <= row.middle < end)
            between = replace(region, rows=rows)
            parts.extend((2 * n, each) for each in paragraphs(between, body, number))
    parts.extend((2 * n + 1, table) for n, table in enumerate(ruled))
    parts.sort(key=lambda part: part[0])
    return [part for _, part in parts]


def _add(flow: list[Paragraph | ScannedTable], parts: Sequence[Paragraph | ScannedTable]) -> None:
    """Add the parts of a page, those put together with the last ones that go on in them."""
    for n, part in enumerate(parts):
        last = flow[-1] if flow else None
        if isinstance(last, Paragraph) and isinstance(part, Paragraph):
            if belong_together(last, part):
                flow[-1] = joined(last, part)
                continue
        elif n == 0 and isinstance(last, ScannedTable) and isinstance(part, ScannedTable):
            whole = continued(last, part)
            if whole is not None:
                flow[-1] = whole
                continue
        flow.append(part)
