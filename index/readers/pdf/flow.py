"""The pages of a PDF as one flow: paragraphs and tables put together again over page breaks."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.readers.pdf.columns import zones_of
from index.readers.pdf.contents import without_contents
from index.readers.pdf.edges import PlacedTable, edges_of, with_narrow_blocks
from index.readers.pdf.furniture import furniture
from index.readers.pdf.lines import Line, Segment, lines_of
from index.readers.pdf.long_tables import LongTable
from index.readers.pdf.paragraphs import (
    SIDEWAYS,
    Paragraph,
    PlacedLine,
    belongs,
    body_of,
    mark_headings,
)
from index.readers.pdf.tables import Table, with_aligned_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.columns import Zone
    from index.readers.pdf.contents import Flowing
    from index.readers.pdf.edges import Entry
    from index.readers.pdf.glyphs import PageSize
    from index.readers.pdf.paragraphs import Body

_NOTE_SIZE = 0.93  # of the body, at most
_NOTE = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹①-⑳*＊†\[［〔（(]|注[：:\d]")
_CONTINUED = re.compile(r".{0,40}(?:[（(]续[表）)]?[）)]?|续表?\s?\d*|接上页)[）)]?.{0,3}")


@dataclass(frozen=True, slots=True)
class PageContent:
    """What was read on a page with text; ``segments`` are those outside its tables.

    ``sideways`` are lines in other directions.
    """

    number: int  # from 1
    size: PageSize
    segments: Sequence[Segment]
    tables: Sequence[Table]
    sideways: Sequence[Line] = ()


def flow(pages: Sequence[PageContent]) -> tuple[list[Flowing], Body]:
    """All that the pages say in reading order, and how most of it is set.

    Furniture is left out. Footnotes follow the paragraph or table that ends their page.
    """
    entries = _all_entries(pages)
    body = body_of([e for page in entries for e in page if isinstance(e, PlacedLine)])
    found: list[Flowing] = []
    below: defaultdict[int, list[Flowing]] = defaultdict(list)
    for page, content in zip(entries, pages, strict=True):
        main, notes = _without_notes(page, body)
        for entry in main:
            _append(found, entry, body)
        own = below[len(found) - 1]
        for entry in notes:
            _append(own, entry, body)
        own += [
            Paragraph([PlacedLine(line, content.number, line.box[0], line.box[2], SIDEWAYS)])
            for line in content.sideways
        ]
    ordered = below[-1]
    for position, each in enumerate(found):
        ordered.append(each)
        ordered += below[position]
    ordered = without_contents(ordered)
    mark_headings((each for each in ordered if isinstance(each, Paragraph)), body)
    return ordered, body


def _all_entries(pages: Sequence[PageContent]) -> list[list[Entry]]:
    """The lines and tables of each page in reading order."""
    left_out = furniture([(page.size.height, page.segments) for page in pages])
    items: list[list[Segment | Table]] = [
        [*(segment for segment in page.segments if segment not in furnished), *page.tables]
        for page, furnished in zip(pages, left_out, strict=True)
    ]
    alone = [zone for own in items for zone in zones_of(own)]
    known = sorted({round(zone.left) for zone in alone if zone.is_column})
    zones = [
        (page, zone)
        for page, own in zip(pages, items, strict=True)
        for zone in zones_of(own, known)
    ]
    edges = edges_of([(page.size, zone) for page, zone in zones])
    found: dict[int, list[Entry]] = {page.number: [] for page in pages}
    for number, (page, zone) in enumerate(zones):
        left, right = edges[number]
        own: list[Entry] = [
            PlacedTable(page.number, item)
            if isinstance(item, Table)
            else PlacedLine(item, page.number, left, right, number)
            for item in _in_order(zone)
        ]
        found[page.number] += with_narrow_blocks(own)
    return list(found.values())


def _in_order(zone: Zone) -> list[Line | Table]:
    """The lines of a zone and its tables from top to bottom."""
    lines = lines_of([item for item in zone.items if isinstance(item, Segment)])
    tables = sorted(
        (item for item in zone.items if isinstance(item, Table)), key=lambda table: table.box[1]
    )
    found: list[Line | Table] = []
    for table in tables:
        above = [line for line in lines if line.base < table.box[1] + 1]
        lines = lines[len(above) :]
        found += [*with_aligned_tables(above), table]
    return found + with_aligned_tables(lines)


def _without_notes(entries: list[Entry], body: Body) -> tuple[list[Entry], list[Entry]]:
    """The entries of a page, and the footnotes at its end or at the end of a column."""
    notes: set[int] = set()
    last = {entry.zone: n for n, entry in enumerate(entries) if isinstance(entry, PlacedLine)}
    for end in last.values():
        run: list[int] = []
        for n in range(end, -1, -1):
            entry = entries[n]
            if (
                not isinstance(entry, PlacedLine)
                or entry.zone != entries_zone(entries[end])
                or entry.line.size > _NOTE_SIZE * body.size
            ):
                break
            run.append(n)
        # From the first line with a mark on; what stands above it is another small print.
        while run and not _NOTE.match(_line_text(entries[run[-1]])):
            run.pop()
        notes.update(run)
    main = [entry for n, entry in enumerate(entries) if n not in notes]
    if not main:
        return entries, []
    return main, [entry for n, entry in enumerate(entries) if n in notes]


def entries_zone(entry: Entry) -> int:
    """The zone of a line."""
    return entry.zone if isinstance(entry, PlacedLine) else -1


def _line_text(entry: Entry) -> str:
    return entry.line.text if isinstance(entry, PlacedLine) else ""


def _append(found: list[Flowing], entry: Entry, body: Body) -> None:
    """Add a line to the paragraph that it goes on with, a table to its first part, or begin anew."""
    last = found[-1] if found else None
    if isinstance(entry, PlacedLine):
        if isinstance(last, Paragraph) and belongs(last, entry, body):
            last.lines.append(entry)
        else:
            found.append(Paragraph([entry]))
        return
    if isinstance(last, Paragraph) and _CONTINUED.fullmatch(last.text) and len(found) > 1:
        before = found[-2]
        if isinstance(before, LongTable) and before.goes_on(entry.table, entry.page):
            found.pop()  # 续表
            last = before
    if isinstance(last, LongTable) and last.goes_on(entry.table, entry.page):
        last.add(entry.table, entry.page)
    else:
        found.append(LongTable.begun(entry.table, entry.page))
