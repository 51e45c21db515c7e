"""Opening a PDF, or saying why it cannot be read."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from index.errors import UnreadableFile
from index.readers.limits import Limits
from index.readers.source_file import check_file, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROPERTIES = ("Title", "Author", "Keywords", "Company")
_HEAD, _TAIL = 1024, 256 * 1024  # bytes
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_START = re.compile(rb"startxref\s+\d+")


@contextmanager
def opened_pdf(path: Path) -> Iterator[PdfDocument]:
    """The document in ``path``. Raises ``UnreadableFile``: password, damage, too many pages."""
    check_file(path)
    try:
        head, tail = _ends(path)
    except OSError as error:
        raise UnreadableFile(unreadable(path, error)) from error
    if b"%PDF-" not in head:
        raise UnreadableFile(
            f"{path.name}：内容不是 PDF（开头没有 %PDF 标记）。请确认文件类型，或重新下载后再导入。"
        )
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        raise UnreadableFile(f"{path.name}：{_reason(error, tail)}") from error
    try:
        _check(document, path, tail)
        yield document
    finally:
        document.close()


def properties_of(document: PdfDocument) -> dict[str, str]:
    """What the file says of itself, by English names; what is damaged says nothing."""
    found: dict[str, str] = {}
    for name in _PROPERTIES:
        try:
            value = document.get_metadata_value(name)
        except UnicodeDecodeError:
            continue
        if value:
            found[name] = value
    return found


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - _TAIL))
        return head, file.read()


def _check(document: PdfDocument, path: Path, tail: bytes) -> None:
    most = Limits.from_environment().pages
    if len(document) > most:
        raise UnreadableFile(
            f"{path.name}：有 {len(document)} 页，超过上限 {most} 页。"
            "请拆分文件，或用环境变量 POLICY_QA_READ_PAGES 提高上限。"
        )
    # PDFium mends a file that was cut off with what it still finds: pages would be missing silently.
    if _is_cut_off(tail):
        raise UnreadableFile(f"{path.name}：{_CUT_OFF}")


_CUT_OFF = "文件不完整，结尾缺失（应以 %%EOF 结束），可能没有下载完。请重新获取完整的文件后再导入。"


def _is_cut_off(tail: bytes) -> bool:
    end = max(tail.rfind(b"%%EOF"), max((m.end() for m in _START.finditer(tail)), default=-1))
    return end < 0 or _OBJECT.search(tail, end) is not None


def _reason(error: PdfiumError, tail: bytes) -> str:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return "文件有密码，无法读取。请去掉密码后再导入。"
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return "文件的加密方式不受支持，无法读取。请去掉保护后再导入。"
    if _is_cut_off(tail):
        return _CUT_OFF
    return "PDF 结构损坏，无法读取。请用 PDF 阅读器打开并另存（或打印为 PDF）后再导入。"
