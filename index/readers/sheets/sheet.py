"""One sheet of an XLSX file, read as a stream: the texts of its cells, and what is hidden."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from index.clean import strip_invisible
from index.errors import UnreadableFile
from index.readers.limits import Limits
from index.readers.sheets.number_format import GENERAL, shown_number, shown_text
from index.readers.sheets.package import Style, local, text_of
from index.readers.signs import sign_of_life
from index.readers.unpack import parse_xml, read_member

if TYPE_CHECKING:
    import zipfile

    from index.readers.sheets.package import Sheet, Text, Workbook

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")
_WHOLE = re.compile(r"-?\d{1,30}\Z")
_ROWS_BETWEEN_SIGNS = 2000


@dataclass(slots=True)
class SheetCells:
    """What a sheet holds, seen or not: texts by row and column, and what is hidden."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # row, column, to row, to column
    hidden: Counter[str] = field(default_factory=Counter)  # characters by kind


def read_sheet(
    archive: zipfile.ZipFile, sheet: Sheet, workbook: Workbook, *, most_rows: int, name: str
) -> SheetCells:
    """The cells of a sheet with text in them. Raises ``UnreadableFile``, also above ``most_rows`` rows."""
    found = SheetCells()
    for member in sheet.notes:
        found.hidden["comment"] += _characters_of_notes(archive, member, name)
    data = BytesIO(read_member(archive, sheet.member))
    try:
        events = etree.iterparse(
            data,
            events=("end",),
            tag=("{*}row", "{*}col", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        number = 0
        for _, element in events:
            kind = local(element)
            if kind == "row":
                number = _number(element.get("r")) or number + 1
                _read_row(found, element, number, workbook)
                if number % _ROWS_BETWEEN_SIGNS == 0:
                    sign_of_life(number, 0, "行")
                if len(found.cells) > most_rows:
                    raise UnreadableFile(
                        f"{name}：有内容的行超过上限 {Limits.from_environment().rows} 行。"
                        "请拆分文件，或用环境变量 POLICY_QA_READ_ROWS 提高上限。"
                    )
            elif kind == "col":
                if _is_hidden(element, "width"):
                    first, last = _number(element.get("min")), _number(element.get("max"))
                    found.hidden_columns.append((first, last))
            elif match := _RANGE.match(element.get("ref", "")):
                top, left = int(match[2]), _column(match[1])
                found.merged.append((top, left, int(match[4]), _column(match[3])))
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            f"{name}：工作表“{sheet.name}”的内容已损坏，无法读取。请用原软件打开并另存后再导入。"
        ) from error
    return found


def _read_row(found: SheetCells, row: etree._Element, number: int, workbook: Workbook) -> None:
    if _is_hidden(row, "ht"):
        found.hidden_rows.add(number)
    column = 0
    cells: dict[int, str] = {}
    for cell in row:
        if local(cell) != "c":
            continue
        match = _CELL.match(cell.get("r", ""))
        column = _column(match[1]) if match else column + 1
        text, hidden = _shown(cell, workbook)
        for kind, characters in hidden:
            found.hidden[kind] += characters
        if text:
            cells[column] = text
    if cells:
        found.cells[number] = cells


def _shown(cell: etree._Element, workbook: Workbook) -> tuple[str, list[tuple[str, int]]]:
    """What a cell shows, and how much of it, of what kind, is not seen."""
    if not len(cell):
        return "", []
    style_number = _number(cell.get("s"))
    styles = workbook.styles
    style = styles[style_number] if style_number < len(styles) else Style()
    text = _value(cell, style, workbook)
    if isinstance(text, str):
        seen = " ".join(text.split())
        return ("", [(style.unseen, len(seen))]) if style.unseen and seen else (seen, [])
    plain, rest = " ".join(text.plain.split()), " ".join(text.without_white.split())
    shown = " ".join(shown_text(plain, style.code).split())
    if style.unseen and plain:
        return "", [(style.unseen, len(plain))]
    if plain and not shown:
        return "", [("hidden text", len(plain))]
    if rest != plain and not style.filled:
        return rest, [("white on white", len(plain) - len(rest))]
    return shown, []


def _value(cell: etree._Element, style: Style, workbook: Workbook) -> str | Text:
    """A number as its format shows it, any other value as its text."""
    kind, raw = cell.get("t", "n"), ""
    for part in cell:
        name = local(part)
        if name == "is":
            return text_of(part)
        if name == "v":
            raw = part.text or ""
    if kind == "s":
        place = _number(raw.strip())
        return workbook.strings[place] if raw and place < len(workbook.strings) else ""
    if kind == "b" and raw:
        return "TRUE" if raw.strip() == "1" else "FALSE"
    if kind == "n":
        return _shown_number(raw.strip(), style, workbook)
    raw = strip_invisible(raw)
    return shown_text(raw, style.code) if kind == "str" and raw else raw


def _shown_number(raw: str, style: Style, workbook: Workbook) -> str:
    if not raw or (style.code == GENERAL and _WHOLE.match(raw)):
        return raw  # also of more digits than a spreadsheet keeps
    try:
        return shown_number(float(raw), style.code, from_1904=workbook.from_1904)
    except ValueError:
        return raw


def _is_hidden(element: etree._Element, size: str) -> bool:
    hidden = element.get("hidden") in {"1", "true"}
    return hidden or element.get(size, "").strip("0.") == "" != element.get(size, "")


def _characters_of_notes(archive: zipfile.ZipFile, member: str, name: str) -> int:
    root = parse_xml(read_member(archive, member), name)
    texts = root.iter("{*}t", "{*}text")
    return sum(len("".join((each.text or "").split())) for each in texts)


def _forget(element: etree._Element) -> None:
    """Free what was read, and the empty shells before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 0


def characters(found: SheetCells) -> int:
    """How many characters the cells hold, white space apart."""
    return sum(len("".join(text.split())) for row in found.cells.values() for text in row.values())
