"""Table rows as lines that can be read, and found, each on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_LABEL = 16  # characters of a column's name
_FEWEST_COLUMNS = 2


def row_texts(rows: Sequence[Sequence[str]], *, has_header: bool | None = None) -> list[str]:
    """One line for each row.

    With a header row: ``列名：值；列名：值`` for every row below it, empty cells left
    out. Without: the cells joined by `` | ``. ``has_header`` None means: judge by
    whether the first row holds nothing but different short labels.
    """
    filled = [row for row in rows if any(row)]
    if not filled:
        return []
    header = filled[0]
    if has_header is None:
        has_header = _is_header(header) and len(filled) > 1
    if not has_header or len(header) < _FEWEST_COLUMNS:
        return [_joined(row) for row in filled]
    return [_named(header, row) for row in filled[1:]] or [_joined(header)]


def _is_header(row: Sequence[str]) -> bool:
    labels = [cell for cell in row if cell]
    return (
        len(labels) == len(row) >= _FEWEST_COLUMNS
        and len(set(labels)) == len(labels)
        and all(
            len(label) <= _LONGEST_LABEL and not label.endswith(("：", ":", "。"))
            for label in labels
        )
        and not any(character.isdigit() for label in labels for character in label)
    )


def _joined(row: Sequence[str]) -> str:
    """The cells, one that spans several columns once."""
    cells = [cell for n, cell in enumerate(row) if cell and (n == 0 or row[n - 1] != cell)]
    return " | ".join(cells)


def _named(header: Sequence[str], row: Sequence[str]) -> str:
    if len(set(row)) == 1:  # one cell across the whole table: a heading or a note
        return row[0]
    names = [*header, *[""] * (len(row) - len(header))]
    parts = [
        f"{name}：{cell}" if name else cell for name, cell in zip(names, row, strict=False) if cell
    ]
    return "；".join(parts)
