"""The files that benchmarks/formats.py reads: one corpus a format, each file with all that it says."""

from __future__ import annotations

import html
import json
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from index.readers.soffice import find_soffice
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.formats import (
    docx_corpus,
    ofd_corpus,
    pdf_corpus,
    pdf_notice,
    scan_corpus,
    spreadsheet_corpus,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

TEXT, CLEAN, SPOILT = 0.99, scan_corpus.CLEAN, scan_corpus.SPOILT  # least shares


@dataclass(frozen=True, slots=True)
class Row:
    """A question about a row of a table, and what the passage that answers it holds."""

    question: str
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A file of known text. ``facts`` are fields of its metadata, and its title, as they should be."""

    name: str
    path: Path
    text: str
    least: float
    rows: tuple[Row, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def made_files(folder: Path) -> tuple[dict[str, list[Known]], list[str]]:
    """Every corpus by the name of its format, and what was left out because a program is missing."""
    makers: dict[str, Callable[[Path], list[Known]]] = {
        "text, HTML, Markdown, JSONL, ZIP": _texts,
        "Word, WPS, RTF, ODT": _word_files,
        "spreadsheets": _spreadsheets,
        "PDF": _pdf_files,
        "clean scans": lambda folder: _scans(folder, CLEAN),
        "skewed and noisy scans": lambda folder: _scans(folder, SPOILT),
        "OFD": _ofd_files,
    }
    made: dict[str, list[Known]] = {}
    left_out = _missing()
    for name, make in makers.items():
        own = folder / str(len(made))
        own.mkdir()
        try:
            made[name] = make(own)
        except pytest.skip.Exception as reason:
            left_out.append(f"{name}: {reason}")
    return made, left_out


def _missing() -> list[str]:
    wanted = {
        "LibreOffice (DOC, WPS, RTF, ODT, XLS, ET, ODS and four of the PDF files)": find_soffice(),
        "chromium (five of the PDF files)": _chromium(),
        "pdftocairo (one PDF file)": shutil.which("pdftocairo"),
    }
    return [name for name, program in wanted.items() if not program]


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _word_files(folder: Path) -> list[Known]:
    files = docx_corpus.write_docx_files(folder)
    if find_soffice():
        (folder / "converted").mkdir()
        files |= docx_corpus.write_converted_files(folder / "converted")
    rows = tuple(Row(*each) for each in docx_corpus.questions())
    facts = (
        ("title", docx_corpus.TITLE),
        ("issuer", docx_corpus.MARK.removesuffix("文件")),
        ("document_number", docx_corpus.NUMBER),
        ("effective", "2025-07-01"),
        ("expires", "2030-07-01"),  # a term of years ends on the same day: index/term.py
    )
    text = docx_corpus.source_text()
    return [Known(name, path, text, TEXT, rows, facts) for name, path in files.items()]


def _spreadsheets(folder: Path) -> list[Known]:
    return [
        Known(
            made.path.name,
            made.path,
            "\n".join(table.text() for table in made.tables),
            TEXT,
            tuple(row for table in made.tables for row in _asked(table.columns, table.rows)),
            (("title", made.tables[0].caption),),
        )
        for made in spreadsheet_corpus.make_corpus(folder)
    ]


def _asked(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Row]:
    """For each row what its last cell is, by its first two."""
    return [
        Row(f"{row[0]}{row[1]}的{columns[-1]}是多少？", (row[0], row[1], row[-1])) for row in rows
    ]


def _pdf_files(folder: Path) -> list[Known]:
    executable = _chromium()
    if executable is None:
        return _pdf_known(pdf_corpus.corpus(folder, None))
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        made = pdf_corpus.corpus(folder, browser)
        browser.close()
    return _pdf_known(made)


def _pdf_known(made: dict[str, tuple[Path, pdf_notice.Notice]]) -> list[Known]:
    return [
        Known(name, path, notice.text, TEXT, _notice_rows(notice), _notice_facts(notice))
        for name, (path, notice) in made.items()
    ]


def _notice_rows(notice: pdf_notice.Notice) -> tuple[Row, ...]:
    return tuple(row for table in notice.tables for row in _asked(table.rows[0], table.rows[1:]))


def _notice_facts(notice: pdf_notice.Notice) -> tuple[tuple[str, str], ...]:
    if not notice.title:
        return (("title", notice.tables[0].caption),)
    facts = (
        ("title", notice.title),
        ("issuer", pdf_notice.RED_HEAD.removesuffix("文件")),
        ("effective", "2024-07-01"),
    )
    return (*facts, ("document_number", pdf_notice.NUMBER)) if notice.head else facts


def _scans(folder: Path, least: float) -> list[Known]:
    rows = tuple(_asked(scan_corpus.TABLE[0][1:3], (row[1:3] for row in scan_corpus.TABLE[1:])))
    facts = (
        ("title", scan_corpus.TITLE),
        ("issuer", scan_corpus.SIGNED[0]),
        ("document_number", scan_corpus.NUMBER),
        ("published", "2024-08-12"),
    )
    older = tuple((field, scan_corpus.s2t(value)) for field, value in facts)
    return [
        Known(
            scan.path.name,
            scan.path,
            scan.text,
            scan.least,
            rows if "table" in scan.path.name else (),
            ()
            if "table" in scan.path.name
            else older
            if "traditional" in scan.path.name
            else facts,
        )
        for scan in scan_corpus.make_corpus(folder)
        if scan.least == least
    ]


def _ofd_files(folder: Path) -> list[Known]:
    facts = (
        ("title", ofd_corpus.TITLE),
        ("issuer", ofd_corpus.ISSUER),
        ("published", "2024-04-12"),
        ("effective", "2024-05-01"),
    )
    known = [
        Known(name, path, ofd_corpus.SOURCE, TEXT, (), facts)
        for name, path in ofd_corpus.write_corpus(folder).items()
    ]
    columns, *rows = ofd_corpus.ROWS
    text = "\n".join(name + cell for row in rows for name, cell in zip(columns, row, strict=True))
    for layout in ofd_corpus.LAYOUTS:
        if layout.turned:
            continue  # its rules cannot be turned
        path = folder / f"{layout.name}表格.ofd"
        path.write_bytes(ofd_corpus.ofd_bytes([[ofd_corpus.table(layout)]]))
        known.append(Known(path.stem, path, text, TEXT, tuple(_asked(columns, rows))))
    return known


def _texts(folder: Path) -> list[Known]:
    """The notice of the PDF files as what an editor, a browser and a program write, and all in a ZIP."""
    notice = pdf_notice.WITH_HEAD
    facts = _notice_facts(notice)
    rows = _notice_rows(notice)
    lines = "\n".join(_lines(notice, "\t".join))
    record = {"id": "linjiang", "title": notice.title, "text": lines}
    written = {
        "notice.html": (pdf_corpus.as_html(notice).encode(), notice.text),
        "bare.html": (_bare_page(notice).encode("gb18030"), notice.text),
        "notice.md": (_markdown(notice).encode(), notice.text),
        "notice.txt": (lines.encode(), lines),
        "old.txt": (lines.replace("\n", "\r\n").encode("gb18030"), lines),
        "notepad.txt": (lines.encode("utf-16"), lines),
        "notice.jsonl": (json.dumps(record, ensure_ascii=False).encode(), lines),
    }
    known = []
    for name, (data, text) in written.items():
        (folder / name).write_bytes(data)
        known.append(Known(name, folder / name, text, TEXT, rows, facts))
    packed = folder / "all.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in known:
            archive.write(each.path, f"文件/{each.name}")
    everything = "\n".join(each.text for each in known)
    return [*known, Known(packed.name, packed, everything, TEXT, rows, facts)]


def _lines(notice: pdf_notice.Notice, joined: Callable[[Iterable[str]], str]) -> list[str]:
    lines = [*notice.head, notice.title]
    for part in notice.parts:
        if isinstance(part, pdf_notice.Table):
            lines += [part.caption, *map(joined, part.rows)]
        else:
            lines.append(part[1])
    return lines


def _markdown(notice: pdf_notice.Notice) -> str:
    parts = [*notice.head, f"# {notice.title}"]
    for part in notice.parts:
        if isinstance(part, pdf_notice.Table):
            head, *rows = [f"| {' | '.join(row)} |" for row in part.rows]
            rule = "|" + " --- |" * len(part.rows[0])
            parts += [part.caption, "\n".join([head, rule, *rows])]
        else:
            parts.append(f"## {part[1]}" if part[0] == "heading" else part[1])
    return "\n\n".join(parts)


def _bare_page(notice: pdf_notice.Notice) -> str:
    """A page without styles, every cell of its tables written out."""

    def row(cells: Iterable[str]) -> str:
        return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"

    body = "".join(f"<p>{line}</p>" for line in notice.head) + f"<h1>{notice.title}</h1>"
    for part in notice.parts:
        if isinstance(part, pdf_notice.Table):
            body += f"<p>{part.caption}</p><table>{''.join(map(row, part.rows))}</table>"
        else:
            body += f"<p>{html.escape(part[1])}</p>"
    return f'<html><head><meta charset="gb2312"><title>{notice.title}</title></head><body>{body}'
