"""Spreadsheets: XLSX and XLSM, and what LibreOffice makes XLSX of (XLS, ET, ODS).

A workbook is one document. Each sheet is a part of it, under its name where several sheets
have text; hidden ones are left out and counted.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.metadata import Given, described
from index.readers.limits import Limits
from index.readers.sheets.blocks import SheetBlocks
from index.readers.sheets.package import read_workbook
from index.readers.sheets.seen import seen_rows
from index.readers.sheets.sheet import characters, read_sheet
from index.readers.signs import sign_of_life
from index.readers.soffice import convert
from index.readers.source_file import check_file
from index.readers.unpack import open_archive
from index.types import Block, BlockKind, Hidden, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.readers.sheets.blocks import SheetRow

TITLE_LEVEL, SHEET_LEVEL, CAPTION_LEVEL = 1, 2, 3


def read_xlsx(path: Path) -> Iterator[SourceDocument]:
    """The one document of a workbook. Raises ``UnreadableFile``."""
    check_file(path)
    yield _document(path, path)


def read_converted_sheets(path: Path) -> Iterator[SourceDocument]:
    """The one document of a workbook that LibreOffice makes XLSX of. Raises ``UnreadableFile``."""
    check_file(path)
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        yield _document(path, convert(path, Path(folder), "xlsx"))


def _document(path: Path, made: Path) -> SourceDocument:
    limits = Limits.from_environment()
    hidden: Counter[str] = Counter()
    sheets: list[tuple[str, list[SheetRow]]] = []
    with open_archive(made, limits) as archive:
        workbook = read_workbook(archive, path.name)
        if workbook is None:
            raise UnreadableFile(
                f"{path.name}：不是完整的 Excel 文件，里面没有工作簿（xl/workbook.xml）。"
                "请用 Excel 或 WPS 打开并另存为 .xlsx 后再导入。"
            )
        rows = 0
        for n, sheet in enumerate(workbook.sheets, 1):
            sign_of_life(n, len(workbook.sheets), "个工作表")
            found = read_sheet(
                archive, sheet, workbook, most_rows=limits.rows - rows, name=path.name
            )
            rows += len(found.cells)
            if sheet.hidden:
                hidden["hidden sheet"] += characters(found) + found.hidden.total()
                continue
            seen = seen_rows(found)
            hidden += found.hidden
            if seen:
                sheets.append((sheet.name, seen))
    if not sheets:
        raise UnreadableFile(f"{path.name}：表格里没有看得见的内容。请检查文件。")
    return sheet_document(path, sheets, workbook.title, hidden)


def sheet_document(
    path: Path,
    sheets: Sequence[tuple[str, Sequence[SheetRow]]],
    property_title: str = "",
    hidden: Counter[str] | None = None,
) -> SourceDocument:
    """A document of named sheets. Its title: the first one's, else ``property_title``, else the file's."""
    several = len(sheets) > 1
    parts = [SheetBlocks(name, CAPTION_LEVEL).read(rows) for name, rows in sheets]
    printed = _printed_title(parts[0])
    title = printed or property_title or path.stem
    given = (
        []
        if printed
        else [Given("title", title, "properties title" if property_title else "file name")]
    )
    blocks: list[Block] = []
    for (name, _), part in zip(sheets, parts, strict=True):
        if several and name and name != title:
            place = part[0].places[0][1]
            blocks.append(Block(name, BlockKind.HEADING, SHEET_LEVEL, ((0, place),)))
        blocks += part
    blocks = _under_title(blocks, title)
    lines = [block.text for block in blocks if block.kind is not BlockKind.TABLE_ROW]
    metadata, read_from = described(lines, given, title)
    counted = sorted((hidden or Counter()).items())
    return SourceDocument(
        source=str(path.resolve()),
        title=title,
        blocks=tuple(blocks),
        metadata=metadata,
        read_from=read_from,
        hidden=tuple(Hidden(kind, count) for kind, count in counted if count),
    )


def _printed_title(blocks: Sequence[Block]) -> str:
    """The heading right above the first table (附件2 above it is none), at the head of the sheet."""
    title = ""
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            break
        if block.kind is BlockKind.HEADING and not _is_bare_attachment(block.text):
            title = block.text
    return title


def _is_bare_attachment(text: str) -> bool:
    return text.startswith("附") and len(text.strip("：: ")) <= 5


def _under_title(blocks: list[Block], title: str) -> list[Block]:
    """The title above all else, taken from where it stands in the head of a sheet."""
    at = next((n for n, block in enumerate(blocks) if block.text == title), None)
    places = () if at is None else blocks[at].places
    rest = blocks if at is None else blocks[:at] + blocks[at + 1 :]
    return [Block(title, BlockKind.HEADING, TITLE_LEVEL, places), *rest]
