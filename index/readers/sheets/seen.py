"""What a person sees of a sheet: rows and columns that are not hidden, merged cells repeated.

A range of merged cells shows the text of its first cell, also where the row of that cell is
hidden; here each cell of the range that is seen has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.readers.sheets.blocks import SheetRow

if TYPE_CHECKING:
    from index.readers.sheets.sheet import SheetCells

_MOST_REPEATED = 2_000_000  # cells that merged ranges may fill


@dataclass(frozen=True, slots=True)
class _Merged:
    """The text of merged cells in one of them: in their first row, behind their first column."""

    text: str
    begins: bool
    repeats: bool


def seen_rows(found: SheetCells) -> list[SheetRow]:
    """The rows with text that a person sees; what is not seen is counted in ``found.hidden``."""
    unseen = _unseen_columns(found)
    repeated = _merged_texts(found, unseen)
    rows: list[SheetRow] = []
    last = 0  # the last row that is no gap
    for number in sorted(found.cells.keys() | repeated.keys()):
        cells = found.cells.get(number, {})
        if number in found.hidden_rows:
            found.hidden["hidden row"] += sum(map(len, cells.values()))
            continue
        for column in unseen & cells.keys():
            found.hidden["hidden column"] += len(cells.pop(column))
        merged = repeated.get(number, {})
        if any(cells.values()) or any(each.begins for each in merged.values()):
            blank = any(n not in found.hidden_rows for n in range(last + 1, number))
            cells |= {column: each.text for column, each in merged.items()}
            repeats = frozenset(column for column, each in merged.items() if each.repeats)
            rows.append(SheetRow(number, cells, repeats, after_blank=blank and last > 0))
        elif not merged:
            continue
        last = number
    return rows


def _unseen_columns(found: SheetCells) -> set[int]:
    columns = {column for row in found.cells.values() for column in row}
    return {
        column
        for column in columns
        if any(first <= column <= last for first, last in found.hidden_columns)
    }


def _merged_texts(found: SheetCells, unseen: set[int]) -> dict[int, dict[int, _Merged]]:
    """What merged ranges show, by row and column.

    What they cover is taken out of the cells and counted.
    """
    texts: dict[int, dict[int, _Merged]] = {}
    shown = sorted({column for row in found.cells.values() for column in row} - unseen)
    end = max(found.cells, default=0)
    left_over = _MOST_REPEATED
    for top, left, bottom, right in found.merged:
        text = found.cells.get(top, {}).get(left, "")
        across = [column for column in shown if left <= column <= right]
        rows = range(top, min(bottom, end) + 1)
        left_over -= len(rows) * len(across)
        if not text or not across or left_over < 0:
            continue
        seen = [n for n in rows if n not in found.hidden_rows]
        if not seen:
            continue
        for n in rows:
            cells = found.cells.get(n, {})
            for column in [c for c in cells if left <= c <= right]:
                covered = cells.pop(column)
                if (n, column) != (top, left):
                    found.hidden["hidden text"] += len(covered)
        for n in seen:
            texts.setdefault(n, {}).update(
                {c: _Merged(text, n == seen[0], c != across[0]) for c in across}
            )
    return texts
