"""Ruled tables of scanned pages: lines into cells, tables over pages into one, rows into blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.readers.ocr.paragraphs import Paragraph
from index.readers.ocr.rows import between, rows_of
from index.readers.tables.table import row_texts
from index.types import Block, BlockKind, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.ocr.page import RecognisedLine, RecognisedPage
    from index.readers.ocr.ruling import Grid

_SAME_EDGE = 0.02  # of the page's width


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and where each of its lines stands."""

    text: str = ""
    places: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A ruled table. ``top`` and ``bottom`` are pixels, ``edges`` those of its columns as shares of the page."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(page: RecognisedPage, number: int) -> tuple[list[ScannedTable], list[RecognisedLine]]:
    """The ruled tables of page ``number``, and the lines that stand in none."""
    rest = list(page.lines)
    found = []
    for grid in page.grids:
        inside: dict[int, list[RecognisedLine]] = {}
        outside = []
        for line in rest:
            at = grid.place_of((line.left + line.right) / 2, line.middle)
            if at is None:
                outside.append(line)
            else:
                inside.setdefault(int(grid.cells[at]), []).append(line)
        if len(inside) > 1:  # else it is a frame around text
            found.append(_table(grid, inside, page.width, number))
            rest = outside
    return found, rest


def continued(first: ScannedTable, second: ScannedTable) -> ScannedTable | None:
    """One table of two on pages that follow one another; None where they are two."""
    if len(first.edges) != len(second.edges) or any(
        abs(a - b) > _SAME_EDGE for a, b in zip(first.edges, second.edges, strict=True)
    ):
        return None
    below = second.rows
    if _texts(below[0]) == _texts(first.rows[0]):  # the header, printed again
        below = below[1:]
    return replace(first, bottom=second.bottom, rows=(*first.rows, *below))


def table_rows(table: ScannedTable) -> list[Paragraph]:
    """A block for each row, with what the header says (see ``row_texts``)."""
    filled = [row for row in table.rows if any(cell.text for cell in row)]
    texts = row_texts([_texts(row) for row in filled])
    above = next((n for n, row in enumerate(filled) if len(set(_texts(row))) > 1), len(filled))
    # The rows of the header have no line of their own.
    named = [*filled[:above], *filled[len(filled) - (len(texts) - above) :]]
    return [
        Paragraph(Block(text, BlockKind.TABLE_ROW, places=_places(text, row)))
        for text, row in zip(texts, named, strict=True)
    ]


def _table(
    grid: Grid, inside: dict[int, list[RecognisedLine]], width: int, number: int
) -> ScannedTable:
    cells = {n: _cell(lines, number) for n, lines in inside.items()}
    rows = tuple(tuple(cells.get(int(n), Cell()) for n in row) for row in grid.cells)
    edges = tuple(x / width for x in grid.across)
    return ScannedTable(grid.down[0], grid.down[-1], edges, rows)


def _cell(lines: Sequence[RecognisedLine], number: int) -> Cell:
    text, places = "", []
    for row in rows_of(lines):
        text += between(text, row.text)
        for piece, part in row.pieces:
            places.append((len(text), Place(number, part.box, confidence=part.confidence)))
            text += piece
    return Cell(text, tuple(places))


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _places(text: str, row: Sequence[Cell]) -> tuple[tuple[int, Place], ...]:
    """Where each line of each cell stands; the names of columns count to the cell before them."""
    places: list[tuple[int, Place]] = []
    end = 0
    for n, cell in enumerate(row):
        is_repeated = n > 0 and row[n - 1] is cell and text.find(cell.text, end) < 0
        if not cell.text or is_repeated:
            continue
        start = text.find(cell.text, end)
        if start < 0:  # row_texts put it otherwise
            start = end
        places.extend((start + at, place) for at, place in cell.places)
        end = start + len(cell.text)
    if places:
        places[0] = (0, places[0][1])
    return tuple(places)
