"""Blocks from the flow of a PDF: each with the pages, and where on them, it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.clean import clean_lines
from index.readers.pdf.paragraphs import SIDEWAYS, Paragraph
from index.types import Block, BlockKind, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.readers.pdf.contents import Flowing
    from index.readers.pdf.glyphs import PageSize
    from index.readers.pdf.long_tables import LongTable
    from index.readers.pdf.paragraphs import PlacedLine


def blocks_of(flowing: Flowing, pages: Mapping[int, PageSize]) -> Iterator[Block]:
    """The block of a paragraph or heading, or those of a table's rows."""
    if isinstance(flowing, Paragraph):
        yield from _of_paragraph(flowing, pages)
    else:
        yield from _of_table(flowing, pages)


def _of_paragraph(paragraph: Paragraph, pages: Mapping[int, PageSize]) -> Iterator[Block]:
    text = _cleaned(paragraph.text)
    if not text:
        return
    parts: list[tuple[int, list[PlacedLine]]] = []
    for offset, placed in paragraph.pieces():
        if parts and parts[-1][1][-1].zone == placed.zone:
            parts[-1][1].append(placed)
        else:
            parts.append((offset, [placed]))
    # What cleaning took away before a part moves it forward.
    places = tuple(
        (len(_cleaned(paragraph.text[:offset])) if offset else 0, _place(lines, pages))
        for offset, lines in parts
    )
    kind = BlockKind.HEADING if paragraph.level else BlockKind.PARAGRAPH
    yield Block(text, kind, paragraph.level, places)


def _of_table(table: LongTable, pages: Mapping[int, PageSize]) -> Iterator[Block]:
    for page, row, text in table.texts():
        if cleaned := _cleaned(text):
            place = Place(page=page, box=pages[page].share(row.box))
            yield Block(cleaned, BlockKind.TABLE_ROW, places=((0, place),))


def _cleaned(text: str) -> str:
    return " ".join(clean_lines([text]))


def _place(lines: Sequence[PlacedLine], pages: Mapping[int, PageSize]) -> Place:
    boxes = [placed.line.box for placed in lines]
    page = lines[0].page
    if lines[0].zone == SIDEWAYS:
        return Place(page=page)
    around = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return Place(page=page, box=pages[page].share(around))
