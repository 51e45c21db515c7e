"""The rows of a sheet as blocks: its tables with their captions, and the lines around them.

Blank rows divide a sheet into stretches. In each, lines of one text above a table are its
caption, unit or date, lines below it are notes; the rest are rows, each with its header. A
stretch without a header of its own, in the columns of the table before, goes that table on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.readers.tables.form import form_row, is_form
from index.readers.tables.header import FEWEST_COLUMNS, Header, find_header, is_label
from index.types import Block, BlockKind, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_CAPTION = 80  # characters
_LONGEST_LABEL = 12
_MOST_CAPTIONS = 2  # lines of one caption: 附件2 above its name
_NOTE = re.compile(
    r"[（(【*※]?\s*(?:注|备注|说明|填表|填报|备\s+注|注释|制表|审核|资料来源|数据来源|来源)(?:\s*\d*\s*[：:.、）)】]|说明)"
)
_FACT = re.compile(
    r"[^：:]{1,12}[：:]|(?:19|20)\d\d\s?[年/.-]\s?\d{1,2}(?:[月/.-]\s?(?:\d{1,2}日?)?)?\Z|[（(]?(?:计量)?单位[：:]"
)
_NAMED_TABLE = ("表", "附")
_STOPS = ("。", "；", "：", ":", "，")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty: its number, its cells by column, whether a blank row stands above it.

    ``repeats`` are the columns that only repeat a merged cell to their left.
    """

    number: int
    cells: dict[int, str]
    repeats: frozenset[int] = frozenset()
    after_blank: bool = False


@dataclass(slots=True)
class SheetBlocks:
    """Takes the rows of a sheet in order; ``blocks`` is what they become.

    ``level`` is that of a caption's heading.
    """

    sheet: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    _lone: list[tuple[str, int]] = field(default_factory=list)  # lines that may be a caption
    _columns: tuple[int, ...] = ()
    _header: Header | None = None

    def read(self, rows: Iterable[SheetRow]) -> list[Block]:
        """The blocks of all rows."""
        stretch: list[SheetRow] = []
        for row in rows:
            if row.after_blank and stretch and not _is_header_of(stretch, row):
                self._add_stretch(stretch)
                stretch = []
            stretch.append(row)
        self._add_stretch(stretch)
        self._flush_lone()
        return self.blocks

    def _add_stretch(self, rows: Sequence[SheetRow]) -> None:
        first = next((n for n, row in enumerate(rows) if not _is_aside(row)), len(rows))
        last = len(rows)
        while last > first and _is_note(rows[last - 1]):
            last -= 1
        if last - first == 1 and first and len(_texts(rows[first])) == 1:  # nothing but lines
            first = last
        for row in rows[:first]:
            self._lone += [(text, row.number) for text in _texts(row)]
        if first < last:
            self._add_captions()
            self._add_table(rows[first:last])
        for row in rows[last:]:
            self._lone += [(text, row.number) for text in _texts(row)]

    def _add_captions(self) -> None:
        """The lines above a table; the last of them that may be a caption are headings."""
        captions = [n for n, (text, _) in enumerate(self._lone) if _may_be_caption(text)]
        captions = captions[-_MOST_CAPTIONS:]
        if any(self._lone[n][0].startswith(_NAMED_TABLE) for n in captions):
            self._header = None  # another table, and no part of the one before
        for n, (text, number) in enumerate(self._lone):
            if n in captions:
                self._add(text, number, BlockKind.HEADING, self.level)
            else:
                self._add(text, number)
        self._lone.clear()

    def _flush_lone(self) -> None:
        for text, number in self._lone:
            self._add(text, number)
        self._lone.clear()

    def _add_table(self, rows: Sequence[SheetRow]) -> None:
        columns = tuple(sorted({column for row in rows for column in row.cells}))
        goes_on = set(columns) <= set(self._columns)
        grid = _grid(rows, columns)
        form = is_form(grid)
        header = None if form else _header_of(grid)
        if header is None and self._header is not None and goes_on and not form:
            columns, grid = self._columns, _grid(rows, self._columns)
            self._add_named(self._header, rows, grid)
            return
        self._columns, self._header = columns, header
        if form:
            self._add_rows(rows, [form_row(row) for row in grid])
        elif header is None or header.rows == len(rows):
            self._add_rows(rows, [" | ".join(_texts(row)) for row in rows])
        else:
            self._add_named(header, rows[header.rows :], grid[header.rows :])

    def _add_named(
        self, header: Header, rows: Sequence[SheetRow], grid: Sequence[Sequence[str]]
    ) -> None:
        texts = [_row_text(header, row, cells) for row, cells in zip(rows, grid, strict=True)]
        self._add_rows(rows, texts)

    def _add_rows(self, rows: Sequence[SheetRow], texts: Sequence[str]) -> None:
        for row, text in zip(rows, texts, strict=True):
            self._add(text, row.number, BlockKind.TABLE_ROW)

    def _add(
        self, text: str, number: int, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0
    ) -> None:
        if text:
            place = Place(sheet=self.sheet, row=number)
            self.blocks.append(Block(text, kind, level, ((0, place),)))


def _grid(rows: Sequence[SheetRow], columns: Sequence[int]) -> list[list[str]]:
    return [[row.cells.get(column, "") for column in columns] for row in rows]


def _header_of(grid: Sequence[Sequence[str]]) -> Header | None:
    header = find_header(grid, in_sheet=True)
    if header is None:
        return None
    names = tuple(_SPACES.sub("", name) if not name.isascii() else name for name in header.names)
    return Header(names, header.rows)


def _row_text(header: Header, row: SheetRow, cells: Sequence[str]) -> str:
    """A row with its header; a group's name alone in its row (一、城区) as it is."""
    texts = _texts(row)
    if len(texts) == 1 and len(cells) > FEWEST_COLUMNS and cells[0]:
        return texts[0]
    return header.named(cells)


def _texts(row: SheetRow) -> list[str]:
    """The texts of a row in order, that of merged cells once."""
    return [row.cells[column] for column in sorted(row.cells.keys() - row.repeats)]


def _is_header_of(stretch: Sequence[SheetRow], below: SheetRow) -> bool:
    """Whether a stretch ends in nothing but the names of columns, with their rows below a blank one."""
    names = _texts(stretch[-1])
    alone = len(stretch) == 1 or _is_aside(stretch[-2])
    return (
        alone
        and not _is_aside(below)
        and FEWEST_COLUMNS <= len(names) <= len(below.cells)
        and all(map(is_label, names))
        and not all(map(is_label, _texts(below)))
    )


def _is_aside(row: SheetRow) -> bool:
    """Whether a row above a table is none of it: one text, or only facts (单位：元)."""
    texts = _texts(row)
    return len(texts) == 1 or (len(texts) <= 4 and all(_FACT.match(text) for text in texts))


def _is_note(row: SheetRow) -> bool:
    texts = _texts(row)
    if len(texts) == 1:
        return (
            _NOTE.match(texts[0]) is not None
            or len(texts[0]) > 40
            or len(row.cells) > FEWEST_COLUMNS
        )
    return _is_aside(row)


def _may_be_caption(text: str) -> bool:
    return (
        len(text) <= _LONGEST_CAPTION
        and not text.endswith(_STOPS)
        and _NOTE.match(text) is None
        and (_FACT.match(text) is None or text.startswith(("附件", "附表", "表")))
    )
