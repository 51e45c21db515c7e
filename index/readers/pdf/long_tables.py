"""Tables that run over pages, as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.readers.pdf.lines import joined
from index.readers.tables.table import row_texts

if TYPE_CHECKING:
    from index.readers.pdf.tables import Row, Table

_SAME_COLUMNS = 4.0  # points
_MOST_HEADERS = 3  # rows


@dataclass(slots=True)
class LongTable:
    """A table on one page or several: its rows, each with its page."""

    rows: list[tuple[int, Row]]
    xs: tuple[float, ...]
    ruled: bool
    headed: bool  # the first row is known to name the columns
    last_page: int

    @classmethod
    def begun(cls, table: Table, page: int) -> LongTable:
        """The table as it begins on ``page``."""
        return cls([(page, row) for row in table.rows], table.xs, table.ruled, table.marked, page)

    def goes_on(self, table: Table, page: int) -> bool:
        """Whether ``table``, at the head of ``page``, is the rest of it."""
        if page != self.last_page + 1 or table.ruled != self.ruled:
            return False
        if len(table.xs) != len(self.xs):
            return False
        if table.marked and table.rows[0].cells != self.rows[0][1].cells:
            return False
        far = 6 * _SAME_COLUMNS if not self.ruled else _SAME_COLUMNS
        return all(abs(a - b) <= far for a, b in zip(self.xs, table.xs, strict=True))

    def add(self, table: Table, page: int) -> None:
        """Take over the rows of ``table`` without the header that is printed again."""
        rows = list(table.rows)
        repeated = 0
        for (_, above), row in zip(self.rows[:_MOST_HEADERS], rows, strict=False):
            if above.cells != row.cells:
                break
            repeated += 1
        if repeated:
            self.headed = True
            rows = rows[repeated:]
        if rows and self.ruled:
            rows = self._put_together(rows)
        self.rows += [(page, row) for row in rows]
        self.last_page = page

    def _put_together(self, rows: list[Row]) -> list[Row]:
        """Mend what the page break cut: a row, or a cell that spans rows on both pages."""
        page, last = self.rows[-1]
        first = rows[0]
        filled = [n for n, cell in enumerate(first.cells) if cell]
        if filled and not first.cells[0] and all(last.full[n] for n in filled):
            cells = tuple(joined(a, b) for a, b in zip(last.cells, first.cells, strict=True))
            self.rows[-1] = (page, replace(last, cells=cells, full=first.full))
            return rows[1:]
        for column, cell in enumerate(first.cells[:-1]):
            if cell and last.cells[column]:
                break
            if cell:  # set in the middle of its height, it came to stand overleaf
                self.rows = [
                    (n, _with(row, column, last.ids[column], cell) if n == page else row)
                    for n, row in self.rows
                ]
            else:
                rows = [_with(row, column, first.ids[column], last.cells[column]) for row in rows]
        return rows

    def texts(self) -> list[tuple[int, Row, str]]:
        """A line for each row, with its page and where it stands there."""
        filled = [(page, row) for page, row in self.rows if any(row.cells)]
        grid = [row.cells for _, row in filled]
        texts = row_texts(grid, has_header=True if self.headed else None)
        # Rows across the whole table come first, one line each; then the header is left out.
        above = next((n for n, row in enumerate(grid) if len(set(row)) > 1), len(grid))
        left_out = len(grid) - len(texts)
        rows = filled[:above] + filled[above + left_out :]
        return [(page, row, text) for (page, row), text in zip(rows, texts, strict=True)]


def _with(row: Row, column: int, number: int, cell: str) -> Row:
    """``row`` with ``cell`` in its column, where the cell there has this number."""
    if row.ids[column] != number:
        return row
    return replace(row, cells=(*row.cells[:column], cell, *row.cells[column + 1 :]))
