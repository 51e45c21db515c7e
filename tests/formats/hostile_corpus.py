"""Files that should never be opened, made for the purpose: by name, each with what is to be said of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_NOTICE = "关于做好高温津贴发放工作的通知\n每人每月发放三百元。\n"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFD = "http://www.ofdspec.org/2016"


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(document: str, head: str = "") -> bytes:
    """A Word file whose body is ``document``; ``head`` stands before its root element."""
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" Type='
            f'"{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{document}</w:body>'
            "</w:document>",
        }
    )


def xlsx(rows: str, head: str = "") -> bytes:
    """A spreadsheet whose rows are ``rows``; ``head`` stands before the sheet's root element."""
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet'
            '+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" Type='
            f'"{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet '
            'name="表" sheetId="1" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship '
            f'Id="a" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_SHEET}"><sheetData>{rows}'
            "</sheetData></worksheet>",
        }
    )


def ofd(content: str, head: str = "", pages: str = "", common: str = "") -> bytes:
    """An OFD file whose one page is ``content``; ``pages`` replaces the list of pages."""
    one = '<ofd:Page ID="1" BaseLoc="Page.xml"/>'
    return packed(
        {
            "OFD.xml": f'<ofd:OFD xmlns:ofd="{_OFD}"><ofd:DocBody><ofd:DocRoot>Doc/Document.xml'
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc/Document.xml": f'<ofd:Document xmlns:ofd="{_OFD}"><ofd:CommonData><ofd:PageArea>'
            f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{common}"
            f"</ofd:CommonData><ofd:Pages>{pages or one}</ofd:Pages></ofd:Document>",
            "Doc/Page.xml": f'{head}<ofd:Page xmlns:ofd="{_OFD}"><ofd:Content><ofd:Layer ID="2">'
            f"{content}</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def ofd_text(text: str) -> str:
    """A text object."""
    return (
        '<ofd:TextObject ID="3" Boundary="20 20 170 10" Font="9" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'
    )


def bomb_of_zeros(size: int) -> bytes:
    """A ZIP file with one text of zeros, packed about a thousand times smaller."""
    return packed({"零.txt": b"0" * size})


def nested_bomb() -> bytes:
    """Like 42.zip: sixteen archives in each of five levels, gigabytes at the end of each."""
    data = packed({"0.txt": b"0" * (40 * 2**20)})
    for _ in range(5):
        data = packed({f"{n:x}.zip": data for n in range(16)})
    return data


def overlapping_bomb(count: int = 250, size: int = 20 * 2**20) -> bytes:
    """Many members that share one run of packed bytes (Fifield, "A better zip bomb", WOOT 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(b"a" * size) + packer.flush()
    crc = zlib.crc32(b"a" * size)
    file, central = io.BytesIO(), b""
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(kernel), size, 5, 0)
    file.write(b"PK\x03\x04" + common + b"a.txt" + kernel)
    for n in range(count):
        name = f"{n:01x}.txt".encode()[:5].rjust(5, b"0")
        central += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0)
        )
        central += name
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(central), file.tell(), 0)
    return file.getvalue() + central + b"PK\x05\x06" + end


def self_containing() -> bytes:
    """An archive whose one member is the archive itself, by a directory that points back to its start."""
    first = packed({"a.zip": b"x"})
    data = bytearray(first)
    entry = data.index(b"PK\x01\x02")
    inner = len(data)
    data[entry + 10 : entry + 12] = b"\x00\x00"  # stored
    for at in (entry + 20, entry + 24):
        data[at : at + 4] = inner.to_bytes(4, "little")
    return bytes(data)


def entities(levels: int = 9) -> str:
    """A billion laughs."""
    inner = '<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    for level in range(1, levels):
        inner += f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">'
    return f"<!DOCTYPE x [{inner}]>"


def outside(secret: Path) -> str:
    """An external entity that stands for a file of the machine."""
    return f'<!DOCTYPE x [<!ENTITY a0 SYSTEM "{secret.as_uri()}">]>'


def pdf(objects: Iterable[bytes], root: int = 1) -> bytes:
    """A PDF file of these objects, numbered from 1."""
    data, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(offsets) + 1,
        root,
        at,
    )
    return bytes(data)


def pdf_of_pages(count: int) -> bytes:
    """Pages that share one line of text."""
    text = b"BT /F1 12 Tf 72 720 Td (Subsidy of 300 yuan) Tj ET"
    pages = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[pages] * count,
        ]
    )


def pdf_in_a_circle() -> bytes:
    """A tree of pages whose branches are their own parents."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R] /Parent 3 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] /Parent 2 0 R >>",
        ]
    )


def pdf_bomb() -> bytes:
    """A page whose content is deflated twice, and becomes gigabytes."""
    inner = zlib.compress(b"0 0 m " * (200 * 2**20 // 6), 9)
    data = zlib.compress(inner, 9)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(data), data),
        ]
    )


def png_bomb() -> bytes:
    """A picture of 50,000 by 50,000 white dots in some hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    side = 50_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\x00" + b"\xff" * (side // 8)) for _ in range(side))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows + packer.flush())
        + chunk(b"IEND", b"")
    )


def sparse(path: Path, size: int, head: bytes = b"") -> None:
    """A file that is ``size`` long and takes no room."""
    with path.open("wb") as file:
        file.write(head)
        file.seek(size - 1)
        file.write(b"\0")


def hostile_files(secret: Path) -> dict[str, tuple[Callable[[], bytes], str]]:
    """Name → what makes its bytes, and what is to be said of it: a pattern."""
    read, entity = _NOTICE.encode(), "&a0;"
    laughs, stolen = entities(), outside(secret)
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'.format
    member = "嵌套过深|一层套一层|超过上限|XML|太深"
    return {
        "零.zip": (lambda: bomb_of_zeros(300 * 2**20), "压缩炸弹|超过上限"),
        "四十二.zip": (nested_bomb, "一层套一层|合计超过|压缩炸弹"),
        "重叠.zip": (overlapping_bomb, "互相重叠|超过上限"),
        "自含.zip": (self_containing, "损坏|不完整|重叠|一层套一层|压缩包"),
        "炸弹.docx": (lambda: packed({"[Content_Types].xml": "", "word/document.xml": b"0" * 300 * 2**20}), "压缩炸弹"),
        "炸弹.xlsx": (lambda: packed({"[Content_Types].xml": "", "xl/workbook.xml": b"0" * 300 * 2**20}), "压缩炸弹"),
        "炸弹.ofd": (lambda: packed({"OFD.xml": b"0" * 300 * 2**20}), "压缩炸弹"),
        "炸弹.pdf": (pdf_bomb, "没有|超过|放弃|终止|损坏"),
        "炸弹.png": (png_bomb, "像素"),
        "笑.docx": (lambda: docx(paragraph(entity), laughs), "DTD|实体|损坏"),
        "笑.xlsx": (lambda: xlsx(row(entity), laughs), "DTD|实体|损坏|没有"),
        "笑.ofd": (lambda: ofd(ofd_text(entity), laughs), "DTD"),
        "外.docx": (lambda: docx(paragraph(entity), stolen), "DTD|实体|损坏"),
        "外.xlsx": (lambda: xlsx(row(entity), stolen), "DTD|实体|损坏|没有"),
        "外.ofd": (lambda: ofd(ofd_text(entity), stolen), "DTD"),
        "逃.ofd": (lambda: ofd("", pages=f'<ofd:Page ID="1" BaseLoc="../../../..{secret}"/>'), "第 1 页"),
        "深.docx": (lambda: docx("<w:sdt><w:sdtContent>" * 50_000), member),
        "深.ofd": (lambda: ofd("<ofd:PageBlock>" * 50_000), member),
        "自指.ofd": (lambda: ofd("", pages='<ofd:Page ID="1" BaseLoc="Document.xml"/>'), "不是页面"),
        "万页.ofd": (lambda: ofd(ofd_text("页"), pages='<ofd:Page ID="1" BaseLoc="Page.xml"/>' * 10_000), "10000 页"),
        "万页.pdf": (lambda: pdf_of_pages(10_000), r"10,?000 页"),
        "环.pdf": (pdf_in_a_circle, "没有|损坏|无法"),
        "截断.pdf": (lambda: pdf_of_pages(20)[:900], "没有|损坏|无法|不完整"),
        "截断.docx": (lambda: docx(paragraph("正文"))[:-200], "损坏|不完整"),
        "截断.zip": (lambda: packed({"a.txt": read})[:-20], "损坏|不完整"),
        "截断.png": (lambda: png_bomb()[:60], "图片|损坏"),
        "图.html": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        "空白.txt": (lambda: b"\0" * 100_000, "不是文本"),
        "程序.pdf": (lambda: b"\x7fELF" + bytes(1000), "程序"),
        "记录.jsonl": (lambda: b'{"text": ' + b"[" * 100_000, "嵌套过深|没有一条"),
    }  # fmt: skip
