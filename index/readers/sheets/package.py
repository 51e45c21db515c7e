"""The parts of an XLSX file besides its sheets (ECMA-376 part 1, 18): names, texts, number formats.

Elements are found by their local names, so that "strict" files, whose namespaces differ, are read too.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from index.clean import strip_invisible
from index.readers.sheets.number_format import BUILT_IN, GENERAL
from index.readers.unpack import parse_xml, read_member

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_WHITE = "FFFFFF"
_SMALLEST = 1.0  # points; what is set smaller is not seen
_THEME_WHITE = "0"  # lt1, as a rule the window's white


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: its name, whether it is shown, the members of sheet and comments."""

    name: str
    hidden: bool
    member: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. ``unseen`` is why its text is not seen, "" where it is."""

    code: str = GENERAL
    unseen: str = ""
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the runs that are white, seen only on a fill: ``plain`` is all of it."""

    plain: str
    without_white: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets refer to."""

    sheets: tuple[Sheet, ...]
    strings: list[Text]
    styles: tuple[Style, ...]
    from_1904: bool
    title: str  # of the file's properties


def read_workbook(archive: zipfile.ZipFile, name: str) -> Workbook | None:
    """The workbook of an XLSX file; None where there is none in it. Raises ``UnreadableFile``."""
    members = {member.lower(): member for member in archive.namelist()}
    parts = _Parts(archive, members, name)
    main = next(iter(parts.targets("", "officeDocument")), "xl/workbook.xml")
    root = parts.root(main)
    if root is None or local(root) != "workbook":
        return None
    strings = next(iter(parts.targets(main, "sharedStrings")), "")
    styles = next(iter(parts.targets(main, "styles")), "")
    properties = next(iter(parts.targets("", "core-properties")), "docProps/core.xml")
    return Workbook(
        tuple(_sheets(parts, main, root)),
        [text_of(item) for item in _children(parts.root(strings), "si")],
        tuple(_styles(parts.root(styles))),
        any(part.get("date1904") in {"1", "true"} for part in _children(root, "workbookPr")),
        _title(parts.root(properties)),
    )


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def text_of(item: etree._Element) -> Text:
    """The text of a shared or inline string, without its phonetic reading (rPh)."""
    runs: list[tuple[str, bool]] = []
    for part in item:
        kind = local(part)
        if kind == "t":
            runs.append((part.text or "", False))
        elif kind == "r":
            shown = "".join(child.text or "" for child in _children(part, "t"))
            runs.append((shown, any(_is_white_font(each) for each in _children(part, "rPr"))))
    plain = strip_invisible("".join(text for text, _ in runs))
    if not any(white for _, white in runs):
        return Text(plain, plain)
    return Text(plain, strip_invisible("".join(text for text, white in runs if not white)))


class _Parts:
    """Members by name or by what another one calls them."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, str], name: str) -> None:
        self._archive, self._members, self._name = archive, members, name

    def root(self, member: str) -> etree._Element | None:
        found = self._members.get(member.lower())
        if found is None:
            return None
        return parse_xml(read_member(self._archive, found), self._name)

    def relations(self, member: str) -> dict[str, tuple[str, str]]:
        """Of a member ("" is the package): id to the kind and the member that it refers to."""
        folder, _, base = member.rpartition("/")
        root = self.root(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for each in _children(root, "Relationship"):
            target = each.get("Target", "")
            if each.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = (kind, posixpath.normpath(path))
        return found

    def targets(self, member: str, kind: str) -> list[str]:
        found = [target for each, target in self.relations(member).values() if each == kind]
        return [self._members.get(target.lower(), target) for target in found]

    def existing(self, member: str) -> str:
        return self._members.get(member.lower(), "")


def _children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from (child for child in element if local(child) == name)


def _sheets(parts: _Parts, main: str, root: etree._Element) -> Iterator[Sheet]:
    relations = parts.relations(main)
    for sheets in _children(root, "sheets"):
        for sheet in _children(sheets, "sheet"):
            id_ = next((v for k, v in sheet.items() if etree.QName(k).localname == "id"), "")
            kind, target = relations.get(id_, ("", ""))
            member = parts.existing(target)
            if kind != "worksheet" or not member:
                continue  # a chart, a macro
            notes = [
                found
                for each, note in parts.relations(member).values()
                if each in {"comments", "threadedComment"} and (found := parts.existing(note))
            ]
            yield Sheet(
                strip_invisible(sheet.get("name", "")).strip(),
                sheet.get("state", "visible") != "visible",
                member,
                tuple(notes),
            )


def _styles(root: etree._Element | None) -> Iterator[Style]:
    """The style of each ``s`` that a cell may have."""
    if root is None:
        return
    parts = {local(part): part for part in root}
    codes = dict(BUILT_IN)
    for each in _children(parts.get("numFmts"), "numFmt"):
        codes[_number(each.get("numFmtId"))] = each.get("formatCode", GENERAL)
    fonts = list(_children(parts.get("fonts"), "font"))
    unseen = [_unseen(font) for font in fonts]
    filled = [_is_filled(fill) for fill in _children(parts.get("fills"), "fill")]
    for each in _children(parts.get("cellXfs"), "xf"):
        fill, font = _number(each.get("fillId")), _number(each.get("fontId"))
        on_fill = fill < len(filled) and filled[fill]
        why = unseen[font] if font < len(unseen) else ""
        if why == "white on white" and on_fill:
            why = ""
        yield Style(codes.get(_number(each.get("numFmtId")), GENERAL), why, on_fill)


def _unseen(font: etree._Element) -> str:
    sizes = [each.get("val", "") for each in _children(font, "sz")]
    if any(size.replace(".", "", 1).isdigit() and float(size) < _SMALLEST for size in sizes):
        return "zero size"
    return "white on white" if _is_white_font(font) else ""


def _is_white_font(font: etree._Element) -> bool:
    return any(_is_white(colour) for colour in _children(font, "color"))


def _is_white(colour: etree._Element) -> bool:
    if colour.get("theme") == _THEME_WHITE:
        return not colour.get("tint", "0").strip("0.+")
    return str(colour.get("rgb", "")).upper()[-6:] == _WHITE or colour.get("indexed") in {"1", "9"}


def _is_filled(fill: etree._Element) -> bool:
    """Whether a cell has a colour of its own that is not white."""
    for pattern in _children(fill, "patternFill"):
        kind = pattern.get("patternType", "none")
        if kind == "none":
            return False
        return kind != "solid" or not any(map(_is_white, _children(pattern, "fgColor")))
    return len(fill) > 0  # a gradient


def _title(root: etree._Element | None) -> str:
    return next((strip_invisible(each.text or "").strip() for each in _children(root, "title")), "")


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 0
