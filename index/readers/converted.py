"""Documents of older and other office programs (DOC, WPS, RTF, ODT …), by way of DOCX."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile
from index.readers.compound import SIGNATURE, streams_at_top
from index.readers.named_wrongly import read_for
from index.readers.soffice import convert
from index.readers.source_file import check_file
from index.readers.unpack import PASSWORD, open_archive, read_member
from index.readers.word.docx import read_docx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Skipped, SourceDocument

_SECTOR: Final = 512  # bytes; the text of a DOC file begins at a multiple of it
_WORD_97: Final = b"\xec\xa5"  # [MS-DOC] 2.5.2, wIdent
_FLAGS: Final = 10  # where fEncrypted stands in it
_ENCRYPTED: Final = 0x0100
_MANIFEST: Final = "META-INF/manifest.xml"


def read_converted(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The one document of a file that LibreOffice can read. Raises ``UnreadableFile``."""
    check_file(path)
    if reason := _wrong_with(path):
        raise UnreadableFile(f"{path.name}：{reason}")
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        converted = convert(path, Path(folder))
        # A document without a title of its own goes by the name of the file.
        named = converted.rename(converted.with_name(f"{path.stem}.docx"))
        reader = partial(read_docx, articles_run_on=True)
        yield from read_for(named, reader, str(path.resolve()), path.name)


def _wrong_with(path: Path) -> str:
    """Why a file should not be given to LibreOffice, which takes any bytes for text; "" for a good one."""
    with path.open("rb") as file:
        head = file.read(len(SIGNATURE))
    if head.startswith(SIGNATURE):
        if "WordDocument" not in streams_at_top(path):
            return "内容不是 Word 文档，或者文件不完整。请重新获取文件，或用 Word、WPS 打开并另存为 .docx 后再导入。"
        return PASSWORD if _is_locked_doc(path) else ""
    if head.startswith(b"PK\x03\x04"):
        with open_archive(path) as archive:
            manifest = read_member(archive, _MANIFEST) if _MANIFEST in archive.namelist() else b""
        return PASSWORD if b"encryption-data" in manifest else ""
    if head.startswith(b"{\\rtf"):
        return ""
    return (
        "内容不是 Word、WPS、RTF 或 ODT 文档。请检查文件，或用原软件打开并另存为 .docx 后再导入。"
    )


def _is_locked_doc(path: Path) -> bool:
    with path.open("rb") as file:
        while sector := file.read(_SECTOR):
            if sector.startswith(_WORD_97):
                return bool(int.from_bytes(sector[_FLAGS : _FLAGS + 2], "little") & _ENCRYPTED)
    return False
