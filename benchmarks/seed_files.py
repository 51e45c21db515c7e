"""Small real files of every format that is read, for ``fuzz_readers`` to damage."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.formats.ofd_corpus import LAYOUTS, PARAGRAPHS, ROWS, TITLE, notice, ofd_bytes, table

_FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
_BY_LIBREOFFICE: Final = {
    "通知.docx": ("doc", "rtf", "odt", "pdf"),
    "表.xlsx": ("xls", "ods", "csv"),
}
_TEXT: Final = "\n".join([TITLE, *PARAGRAPHS])


def write_seeds(folder: Path, *, by_libreoffice: bool = True) -> list[Path]:
    """The files, below ``folder``; those of LibreOffice only where it is installed."""
    folder.mkdir(parents=True, exist_ok=True)
    _texts(folder)
    _office(folder)
    _pdf(folder / "通知.pdf")
    for layout in LAYOUTS[:6]:
        (folder / f"{layout.name}.ofd").write_bytes(ofd_bytes([[*notice(layout), table(layout)]]))
    _pictures(folder)
    _laws(folder / "laws.db")
    if by_libreoffice and (program := shutil.which("soffice")):
        _convert(folder, program)
    _archive(folder)
    return sorted(path for path in folder.iterdir() if path.is_file())


def _texts(folder: Path) -> None:
    (folder / "通知.txt").write_text(_TEXT, encoding="utf-8")
    (folder / "国标.txt").write_text(_TEXT, encoding="gb18030")
    (folder / "宽.txt").write_text(_TEXT, encoding="utf-16")
    (folder / "通知.md").write_text(
        f"# {TITLE}\n\n" + "\n\n".join(PARAGRAPHS) + "\n\n| 甲 | 乙 |\n|--|--|\n| 一 | 二 |\n",
        encoding="utf-8",
    )
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
        f"<h1>{TITLE}</h1>{''.join(f'<p>{each}</p>' for each in PARAGRAPHS)}"
        f"<table>{rows}</table></body></html>"
    )
    (folder / "通知.html").write_text(page, encoding="utf-8")
    (folder / "国标.htm").write_text(page.replace("utf-8", "gb2312"), encoding="gb18030")
    message = EmailMessage()
    message.set_content("文本", charset="utf-8")
    message.add_alternative(page, subtype="html", charset="utf-8")
    data = message.as_bytes().replace(b"multipart/alternative", b"multipart/related")
    (folder / "通知.mht").write_bytes(data)
    records = [{"id": str(n), "title": TITLE, "text": text} for n, text in enumerate(PARAGRAPHS)]
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in records)
    (folder / "记录.jsonl").write_text(lines, encoding="utf-8")


def _laws(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TABLE laws (law_id, law_name, doc_type, issuing_body, publish_date,"
            " effective_date, status)"
        )
        database.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id, chapter, section, article_no,"
            " article_text)"
        )
        law = ("1", TITLE, "法律", "国务院", "2024-01-01", "2024-05-01", "有效")
        database.execute("INSERT INTO laws VALUES (?, ?, ?, ?, ?, ?, ?)", law)
        for number, text in enumerate(PARAGRAPHS, 1):
            row = (number, "1", "第一章 总则", "", f"第{number}条", text)
            database.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", row)
        database.commit()


def _office(folder: Path) -> None:
    document = Document()
    document.add_heading(TITLE, 1)
    for each in PARAGRAPHS:
        document.add_paragraph(each)
    grid = document.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for y, row in enumerate(ROWS):
        for x, cell in enumerate(row):
            grid.cell(y, x).text = cell
    document.save(str(folder / "通知.docx"))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(list(row))
    sheet.merge_cells("A2:A3")
    book.create_sheet("附表").append(["项目", "金额"])
    book.save(str(folder / "表.xlsx"))


def _pdf(path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    for _ in range(2):
        canvas.setFont("STSong-Light", 12)
        for number, each in enumerate(PARAGRAPHS):
            canvas.drawString(72, 760 - 40 * number, each[:36])
        canvas.showPage()
    canvas.save()


def _pictures(folder: Path) -> None:
    picture = Image.new("L", (500, 120), "white")
    font = next((each for each in _FONTS if Path(each).exists()), None)
    shown = ImageFont.truetype(font, 26) if font else ImageFont.load_default()
    ImageDraw.Draw(picture).text((20, 30), "供暖时间不变 300", fill=0, font=shown)
    for suffix in ("png", "jpg", "tif", "bmp", "webp"):
        picture.save(folder / f"图.{suffix}")


def _convert(folder: Path, program: str) -> None:
    profile = f"-env:UserInstallation={(folder / '.profile').as_uri()}"
    for name, targets in _BY_LIBREOFFICE.items():
        for target in targets:
            command = [program, profile, "--headless", "--convert-to", target]
            outcome = folder / f".{target}"
            subprocess.run(
                [*command, "--outdir", str(outcome), str(folder / name)],
                check=True,
                capture_output=True,
                timeout=120,
            )
            (made,) = outcome.iterdir()
            made.rename(folder / f"{made.stem}（转）{made.suffix}")
            outcome.rmdir()
    shutil.rmtree(folder / ".profile", ignore_errors=True)
    for old, new in (("doc", "wps"), ("xls", "et")):
        for path in list(folder.glob(f"*.{old}")):
            shutil.copy(path, path.with_suffix(f".{new}"))


def _archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "汇编.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("通知.txt", "通知.html", "表.xlsx", "记录.jsonl", "标准.ofd"):
            archive.write(folder / name, f"文件/{name}")
