"""What a file really is, by its first bytes and members: names of files are often wrong.

Government sites serve web pages, RTF and DOCX under ``.doc``, tables of HTML under ``.xls``, and
error pages under ``.pdf``.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile
from index.readers.compound import SIGNATURE as COMPOUND
from index.readers.compound import streams_at_top
from index.readers.source_file import unreadable
from index.readers.unpack import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

_HEAD: Final = 4096  # bytes that are enough to judge by
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BEFORE: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*", re.DOTALL)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PIECE_OF_PAGE: Final = re.compile(
    r"<(?:head|body|meta|title|style|script|table|div|p|center|font)\b", re.IGNORECASE
)
_MAIL_FIELD: Final = re.compile(
    r"(?:From|MIME-Version|Subject|Date|Content-Type)\s*:", re.IGNORECASE
)
_IN_WEB_ARCHIVE: Final = re.compile(r"multipart/related|<html|text/html", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: in words for the user, and the suffixes that mean it, the usual one first."""

    words: str
    suffixes: tuple[str, ...] = ()
    advice: str = ""


_PDF = Kind("PDF", (".pdf",))
_DOC = Kind("Word 97–2003 文档", (".doc", ".wps", ".dot", ".wpt"))
_XLS = Kind("Excel 97–2003 表格", (".xls", ".et", ".xlt"))
_DOCX = Kind("Word 文档（DOCX）", (".docx", ".docm", ".dotx", ".dotm"))
_XLSX = Kind("Excel 表格（XLSX）", (".xlsx", ".xlsm", ".xltx", ".xltm"))
_ODT = Kind("OpenDocument 文本", (".odt", ".ott"))
_ODS = Kind("OpenDocument 表格", (".ods", ".ots"))
_RTF = Kind("RTF 文档", (".rtf",))
WEB_PAGE = Kind("网页", (".html", ".htm"))
WEB_ARCHIVE = Kind("单文件网页（MHT）", (".mht", ".mhtml"))
_ZIP = Kind("ZIP 压缩包", (".zip",))
_OFD = Kind("OFD 版式文件", (".ofd",))
TEXT = Kind("文本", (".txt", ".md", ".markdown", ".csv", ".tsv", ".jsonl", ".html", ".htm"))
UNKNOWN = Kind("无法识别的二进制数据")
DAMAGED = Kind("已损坏的 Office 文件或压缩包")
_UNPACK = "请先解压，再导入其中的文件。"
_SAVE_PPT = "请另存为 PDF 后再导入。"
_NO_TEXT_IN_IT = "这种文件里没有可读的文字。"
_SAVE_PICTURE = "图片请另存为 JPEG 或 PNG 后再导入；视频里没有可读的文字。"

_BY_FIRST_BYTES: Final = (
    (b"%PDF-", _PDF),
    (b"{\\rtf", _RTF),
    (b"\x89PNG\r\n", Kind("PNG 图片", (".png",))),
    (b"\xff\xd8\xff", Kind("JPEG 图片", (".jpg", ".jpeg", ".jpe"))),
    (b"II*\x00", Kind("TIFF 图片", (".tif", ".tiff"))),
    (b"MM\x00*", Kind("TIFF 图片", (".tif", ".tiff"))),
    (b"GIF8", Kind("GIF 图片", (".gif",))),
    (b"SQLite format 3\x00", Kind("SQLite 数据库", (".db",))),
    (b"Rar!\x1a\x07", Kind("RAR 压缩包", advice=_UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Kind("7z 压缩包", advice=_UNPACK)),
    (b"\x1f\x8b", Kind("gzip 压缩包", advice=_UNPACK)),
    (b"BZh91AY&SY", Kind("bzip2 压缩包", advice=_UNPACK)),
    (b"\xfd7zXZ\x00", Kind("xz 压缩包", advice=_UNPACK)),
    (b"MZ\x90\x00", Kind("Windows 程序", advice=_NO_TEXT_IN_IT)),
    (b"\x7fELF", Kind("Linux 程序", advice=_NO_TEXT_IN_IT)),
    (b"CEBX", Kind("方正 CEBX 版式文件", advice=_SAVE_PPT)),
)
_BY_LATER_BYTES: Final = (
    (0, b"BM", 6, b"\x00\x00\x00\x00", Kind("BMP 图片", (".bmp",))),
    (0, b"RIFF", 8, b"WEBP", Kind("WebP 图片", (".webp",))),
    (0, b"", 257, b"ustar", Kind("TAR 归档", advice=_UNPACK)),
    (4, b"ftyp", 4, b"ftyp", Kind("视频或 HEIC 图片", advice=_SAVE_PICTURE)),
)
_IN_COMPOUND: Final = (
    ("WordDocument", _DOC),
    ("Workbook", _XLS),
    ("Book", _XLS),
    ("PowerPoint Document", Kind("PowerPoint 97–2003 演示文稿", (".ppt", ".dps"), _SAVE_PPT)),
)
_OFFICE_FOLDERS: Final = (
    ("word/", _DOCX),
    ("xl/", _XLSX),
    ("ppt/", Kind("PowerPoint 演示文稿", (".pptx",), _SAVE_PPT)),
)
_OFFICE_ZIPS: Final = frozenset(
    {*_DOCX.suffixes, *_XLSX.suffixes, *_ODT.suffixes, *_ODS.suffixes, *_OFD.suffixes}
)
_OPEN_DOCUMENT: Final = (
    (b"application/vnd.oasis.opendocument.text", _ODT),
    (b"application/vnd.oasis.opendocument.spreadsheet", _ODS),
    (b"application/vnd.oasis.opendocument", Kind("OpenDocument 文件", advice=_SAVE_PPT)),
    (b"application/epub+zip", Kind("EPUB 电子书", advice=_SAVE_PPT)),
)


def kind_of(path: Path) -> Kind:
    """What a regular file is, whatever its name. Raises ``UnreadableFile``: also for a password."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _kind_of_zip(path)
        if head.startswith(COMPOUND):
            return _kind_of_compound(path)
    except OSError as error:
        raise UnreadableFile(unreadable(path, error)) from error
    for start, kind in _BY_FIRST_BYTES:
        if head.startswith(start):
            return kind
    for at, first, then, second, kind in _BY_LATER_BYTES:
        if head.startswith(first, at) and head.startswith(second, then):
            return kind
    if path.suffix.lower() == ".pdf" and b"%PDF-" in head[:1024]:
        return _PDF  # readers forgive what stands before (ISO 32000-2, annex H)
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif _CONTROL.search(head):
        return UNKNOWN
    else:
        text = head.decode("latin-1").removeprefix("\xef\xbb\xbf")
    body = text[_start(text) :]
    if _PAGE.match(body) or (text.startswith("<?xml") and "<html" in text):
        return WEB_PAGE
    if _MAIL_FIELD.match(text) and _IN_WEB_ARCHIVE.search(text) and "MIME-Version" in text:
        return WEB_ARCHIVE
    return TEXT


def is_piece_of_page(path: Path) -> bool:
    """Whether a file of text begins like the inside of a web page, without ``<html>``."""
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("latin-1").removeprefix("\xef\xbb\xbf")
    return _PIECE_OF_PAGE.match(head[_start(head) :]) is not None


def _start(text: str) -> int:
    """Where the text begins after an XML declaration and comments."""
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mimetype = b""
            if names and names[0] == "mimetype":
                with archive.open("mimetype") as member:
                    mimetype = member.read(100)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        return DAMAGED if path.suffix.lower() in _OFFICE_ZIPS else _ZIP
    if "OFD.xml" in names:
        return _OFD
    for start, kind in _OPEN_DOCUMENT:
        if mimetype.startswith(start):
            return kind
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS:
            if any(name.startswith(folder) for name in names):
                return kind
    return _ZIP


def _kind_of_compound(path: Path) -> Kind:
    streams = streams_at_top(path)
    if "EncryptedPackage" in streams:
        raise UnreadableFile(f"{path.name}：{PASSWORD}")
    for name, kind in _IN_COMPOUND:
        if name in streams:
            return kind
    return DAMAGED
