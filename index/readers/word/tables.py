"""Tables of a DOCX file as lines, one a row; merged cells stand in each row and column they span."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.readers.tables.form import is_form
from index.readers.tables.header import find_header
from index.readers.tables.table import row_texts
from index.readers.word.line import Line
from index.readers.word.package import W
from index.readers.word.runs import deleted_text
from index.readers.word.styles import ANY_FILL, fill_of, is_on, value_of
from index.types import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from index.readers.word.story import Story

_MOST_COLUMNS: Final = 100  # what a w:gridSpan may claim; Word allows 63
_UNSEEN_ROWS: Final = {"del": "tracked deletion", "hidden": "hidden row"}


@dataclass(slots=True)
class _Cell:
    text: str
    lines: list[Line] = field(default_factory=list)

    @property
    def nested(self) -> list[Line]:
        """The rows of tables inside it."""
        return [line for line in self.lines if line.kind is BlockKind.TABLE_ROW]


@dataclass(slots=True)
class _Row:
    cells: list[_Cell]  # one a column of the grid
    is_header: bool


def table_lines(
    story: Story, table: _Element, behind: str, header: Sequence[Sequence[str]] = ()
) -> tuple[list[Line], Sequence[Sequence[str]]]:
    """The rows of a w:tbl, and the rows that name its columns; for a table of one column what it arranges.

    ``header`` is that of the table right above: one without names, of as many columns, goes it on.
    """
    rows = _rows(story, table, behind)
    columns = _columns(rows)
    if len(columns) <= 1:
        return [line for cell in _different(rows) for line in cell.lines], ()
    grid = [[row.cells[at].text if at < len(row.cells) else "" for at in columns] for row in rows]
    grid = [row for row in grid if any(row)]
    has_header = True if rows[0].is_header and len(rows) > 1 else None
    titles = next((n for n, row in enumerate(grid) if len(set(row)) > 1), len(grid))
    named = find_header(grid[titles:], has_header=has_header)
    if named is None and header and len(header[0]) == len(columns) and not is_form(grid):
        grid, has_header, titles = [*map(list, header), *grid], True, 0
        named = find_header(grid, has_header=True)
    found = [Line(text, BlockKind.TABLE_ROW) for text in row_texts(grid, has_header=has_header)]
    found += (line for cell in _different(rows) for line in cell.nested)
    return found, grid[titles : titles + named.rows] if named else ()


def _rows(story: Story, table: _Element, behind: str) -> list[_Row]:
    properties = table.find(f"{W}tblPr")
    style = story.styles.style(value_of(properties, "tblStyle"))
    own = None if properties is None else fill_of(properties.find(f"{W}shd"))
    behind = own or (ANY_FILL if style.filled else behind)
    rows: list[_Row] = []
    for element in _inside(table, "tr"):
        row_properties = element.find(f"{W}trPr")
        if unseen := _why_unseen(row_properties):
            story.hidden[unseen] += len("".join(deleted_text(element).split()))
            continue
        header = None if row_properties is None else row_properties.find(f"{W}tblHeader")
        is_header = header is not None and is_on(header.get(f"{W}val", "1"))
        above = rows[-1].cells if rows else []
        cells = [_Cell("")] * _span(row_properties, "gridBefore", 0)
        for cell in _inside(element, "tc"):
            _add_cell(story, cell, behind, cells, above)
        rows.append(_Row(cells, is_header))
    return rows


def _add_cell(
    story: Story, element: _Element, behind: str, cells: list[_Cell], above: list[_Cell]
) -> None:
    properties = element.find(f"{W}tcPr")
    fill = None if properties is None else fill_of(properties.find(f"{W}shd"))
    cell = _cell(story, element, fill or behind)
    merge = None if properties is None else properties.find(f"{W}vMerge")
    at = len(cells)
    goes_on = merge is not None and merge.get(f"{W}val") != "restart" and at < len(above)
    if goes_on and not cell.lines:
        cell = above[at]
    width = min(_span(properties, "gridSpan", 1), _MOST_COLUMNS)
    cells += [cell] * max(width, 1)


def _cell(story: Story, element: _Element, behind: str) -> _Cell:
    lines = story.read(element, behind, in_cell=True)
    own = (line.text for line in lines if line.kind is not BlockKind.TABLE_ROW)
    return _Cell(" ".join(own), lines)


def _columns(rows: list[_Row]) -> list[int]:
    """The columns that begin a cell in some row: others only divide the grid."""
    width = max((len(row.cells) for row in rows), default=0)
    return [
        at
        for at in range(width)
        if at == 0
        or any(at < len(row.cells) and row.cells[at] is not row.cells[at - 1] for row in rows)
    ]


def _different(rows: list[_Row]) -> Iterator[_Cell]:
    """Every cell once, also one that spans several rows or columns."""
    seen: set[int] = set()
    for row in rows:
        for cell in row.cells:
            if id(cell) not in seen:
                seen.add(id(cell))
                yield cell


def _inside(parent: _Element, name: str) -> Iterator[_Element]:
    """The rows or cells of a table, also those inside content controls."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
            waiting += list(reversed(element))


def _why_unseen(properties: _Element | None) -> str:
    for name, kind in _UNSEEN_ROWS.items():
        mark = None if properties is None else properties.find(f"{W}{name}")
        if mark is not None and is_on(mark.get(f"{W}val", "1")):
            return kind
    return ""


def _span(properties: _Element | None, name: str, default: int) -> int:
    value = value_of(properties, name) or ""
    is_whole = value.isascii() and value.isdecimal() and len(value) < 6
    return min(int(value), _MOST_COLUMNS) if is_whole else default
