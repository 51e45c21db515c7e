"""Table rows as lines that can be read, and found, each on its own."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_LABEL = 16  # characters of a column's name
_FEWEST_COLUMNS = 2
_COLUMN_NAME = re.compile(
    "(?:内容|標準|标准|金额|說明|说明|备注|電話|电话|地址|时间|期限|条件|材料|要求|对象|范围|名称|方式|部门|单位|情形|补贴)$"
)


def row_texts(rows: Sequence[Sequence[str]], *, has_header: bool | None = None) -> list[str]:
    """One line for each row.

    With a header row: ``列名：值；列名：值`` for every row below it, empty cells left
    out. Without: the cells joined by `` | ``. ``has_header`` None means: judge by
    whether the first row holds nothing but different short labels.
    """
    filled = [row for row in rows if any(row)]
    above = next((n for n, row in enumerate(filled) if len(set(row)) > 1), len(filled))
    titles, filled = [row[0] for row in filled[:above]], filled[above:]
    if not filled or len(filled[0]) < _FEWEST_COLUMNS:
        return titles + [_joined(row) for row in filled]
    header, below = _header(filled)
    if has_header is None:
        has_header = bool(below) and _is_header(header)
    if not has_header or not below:
        return titles + [_joined(row) for row in filled]
    return titles + [_named(header, row) for row in below]


def _header(rows: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The columns' names and the rows below; a name above several columns is put before each of theirs."""
    first = rows[0]
    is_spanned = any(left == right for left, right in pairwise(first))
    is_shared = len(rows) > 1 and any(a == b for a, b in zip(first, rows[1], strict=False))
    if not (is_spanned and is_shared):
        return first, rows[1:]
    second = rows[1]
    return [a if a == b else a + b for a, b in zip_longest(first, second, fillvalue="")], rows[2:]


def _is_header(row: Sequence[str]) -> bool:
    labels = [cell for cell in row if cell]
    return (
        len(labels) == len(row)
        and len(set(labels)) == len(labels)
        and all(
            len(label) <= _LONGEST_LABEL and not label.endswith(("：", ":", "。"))
            for label in labels
        )
        and not any(character.isdigit() for label in labels for character in label)
        # Two columns are as often a name and its value in every row.
        and (len(row) > _FEWEST_COLUMNS or _COLUMN_NAME.search(labels[-1]) is not None)
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
