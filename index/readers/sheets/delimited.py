"""Tables as text: CSV and TSV, with the delimiter that the file uses."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from index.clean import strip_invisible
from index.decode import decode
from index.errors import UnreadableFile
from index.readers.limits import Limits
from index.readers.sheets.blocks import SheetRow
from index.readers.sheets.xlsx import sheet_document
from index.readers.signs import sign_of_life
from index.readers.source_file import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.types import SourceDocument

_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE = 200  # rows that the delimiter is judged by
_LONGEST_CELL = 1 << 20  # characters
_ROWS_BETWEEN_SIGNS = 5000


def read_delimited(path: Path) -> Iterator[SourceDocument]:
    """The one document of a CSV or TSV file, with the row numbers of a spreadsheet program.

    Raises ``UnreadableFile``.
    """
    text = decode(read_bytes(path), path.name)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    declared, text = _declared(text)
    delimiter = declared or _delimiter(text, "\t" if path.suffix.lower() == ".tsv" else ",")
    rows = _rows(path, text, delimiter)
    if not rows:
        raise UnreadableFile(f"{path.name}：表格里没有看得见的内容。请检查文件。")
    yield sheet_document(path, [("", rows)])


def _declared(text: str) -> tuple[str, str]:
    """The delimiter in a first line ``sep=;``, as Excel writes it, and the text without it."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    return (first[4:], rest) if first.lower().startswith("sep=") and len(first) == 5 else ("", text)


def _delimiter(text: str, usual: str) -> str:
    """The delimiter that gives the most rows the same number of cells, above one; else ``usual``."""
    best, most = usual, 0.0
    for delimiter in sorted(_DELIMITERS, key=lambda each: each != usual):
        widths: Counter[int] = Counter()
        with suppress(csv.Error):  # with another delimiter the quotes may be right
            for row in islice(_read(text, delimiter), _SAMPLE):
                widths[len(row)] += bool(row)
        several = {width: count for width, count in widths.items() if width > 1}
        score = max((count * min(width, 8) ** 0.5 for width, count in several.items()), default=0)
        if score > most:
            best, most = delimiter, score
    return best


def _read(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, skipinitialspace=True)


def _rows(path: Path, text: str, delimiter: str) -> list[SheetRow]:
    most = Limits.from_environment().rows
    found: list[SheetRow] = []
    last = 0
    try:
        for number, row in enumerate(_read(text, delimiter), 1):
            if number % _ROWS_BETWEEN_SIGNS == 0:
                sign_of_life(number, 0, "行")
            cells = {
                n: shown
                for n, cell in enumerate(row)
                if (shown := " ".join(strip_invisible(cell).split()))
            }
            if not cells:
                continue
            found.append(SheetRow(number, cells, after_blank=number > last + 1 and last > 0))
            last = number
            if len(found) > most:
                raise UnreadableFile(
                    f"{path.name}：有内容的行超过上限 {most} 行。"
                    "请拆分文件，或用环境变量 POLICY_QA_READ_ROWS 提高上限。"
                )
    except csv.Error as error:
        raise UnreadableFile(
            f"{path.name}：第 {last + 1} 行附近的引号没有配对，或一格的文字太长。请检查后再导入。"
        ) from error
    return found
