"""Table rows as lines that can be read, and found, each on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.readers.tables.form import form_row, is_form
from index.readers.tables.header import FEWEST_COLUMNS, Header, find_header

if TYPE_CHECKING:
    from collections.abc import Sequence


def row_texts(rows: Sequence[Sequence[str]], *, has_header: bool | None = None) -> list[str]:
    """One line for each row; what spans the whole table above its header is a line as well.

    With a header row: ``列名：值；列名：值`` for every row below it, empty cells left
    out; several header rows are joined. A form (label, value, label, value) gives
    ``标签：值；标签：值``. Else the cells are joined by `` | ``. ``has_header`` None means:
    judge by how the first rows differ from those below. A cell that spans several rows or
    columns is expected to stand in each of them.
    """
    filled = [row for row in rows if any(row)]
    above = next((n for n, row in enumerate(filled) if len(set(row)) > 1), len(filled))
    titles, filled = [row[0] for row in filled[:above]], filled[above:]
    if not filled or len(filled[0]) < FEWEST_COLUMNS:
        return titles + [_joined(row) for row in filled]
    if has_header is None and is_form(filled):
        return titles + [form_row(row) for row in filled]
    header = find_header(filled, has_header=has_header)
    if header is None:
        return titles + [_joined(row) for row in filled]
    return titles + [_named(header, row) for row in filled[header.rows :]]


def _joined(row: Sequence[str]) -> str:
    """The cells, one that spans several columns once."""
    cells = [cell for n, cell in enumerate(row) if cell and (n == 0 or row[n - 1] != cell)]
    return " | ".join(cells)


def _named(header: Header, row: Sequence[str]) -> str:
    """The row with its header; a cell across the whole table, a heading or a note, as it is."""
    return row[0] if len(set(row)) == 1 else header.named(row)
