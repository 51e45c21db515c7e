"""ZIP files and the XML in them, opened as if somebody had made them to do harm.

The names of members are never used as paths on disk. Only stored and deflated members are read:
zipfile can take those in pieces, while a few bytes of bzip2 or LZMA may ask for gigabytes at once.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lxml import etree

from index.errors import UnreadableFile
from index.readers.limits import Limits
from index.readers.source_file import unreadable

if TYPE_CHECKING:
    from pathlib import Path

_MEGABYTE: Final = 2**20
_RATIO_ABOVE: Final = 10 * _MEGABYTE  # below it, white space alone may pack 1:1000
_PIECE: Final = 2**16
_LOCAL_HEADER: Final = 30  # bytes, without name and extra field (APPNOTE.TXT 4.3.7)
_ENCRYPTED: Final = 0x1  # flag bits (APPNOTE.TXT 4.4.4)
_READ: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# OPC (ECMA-376 part 2) forbids a DTD, and OFD has none; the zero bytes are those of UTF-16.
_ENTITY: Final = re.compile(rb"<\0*!\0*E\0*N\0*T\0*I\0*T\0*Y")

PASSWORD: Final = "文件有密码，无法读取。请去掉密码后再导入。"  # noqa: S105 - a message
_BROKEN_ERRORS: Final = (  # the last two for offsets that lie before the file
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip
_DTD: Final = (
    "XML 带有文档类型声明（DTD），可能借实体耗尽内存或读取别的文件，没有读取。"
    "请用原软件打开并另存后再导入。"
)
_TOO_DEEP: Final = "内容一层套一层，嵌套过深，没有读取。请用原软件打开并另存后再导入。"
_NO_XML: Final = "文件内部的 XML 已损坏，无法读取。请用原软件打开并另存后再导入。"
_BROKEN: Final = "压缩数据已损坏或不完整。请重新获取文件，或用原软件打开并另存后再导入。"


def open_archive(
    path: Path, limits: Limits | None = None, *, whole: bool = True
) -> zipfile.ZipFile:
    """A ZIP file (DOCX, XLSX, OFD …) that keeps to the limits; to be used with ``with``.

    Raises ``UnreadableFile`` for one that is broken, has too many members, would unpack to too much,
    or whose members overlap; with ``whole`` also where any member may not be read (see
    ``wrong_with``), which ``read_member`` else says of that member alone.
    """
    limits = limits or Limits.from_environment()
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFile(f"{path.name}：{_BROKEN}") from error
    except OSError as error:
        raise UnreadableFile(unreadable(path, error)) from error
    members = archive.infolist()
    reasons = [wrong_with(member, limits) for member in members] if whole else []
    if reason := _wrong_with_all(members, limits) or next(filter(None, reasons), ""):
        archive.close()
        raise UnreadableFile(f"{path.name}：{reason}")
    return archive


def read_member(
    archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, limits: Limits | None = None
) -> bytes:
    """The bytes of a member. Raises ``UnreadableFile``; ``KeyError`` where there is none of that name."""
    member = name if isinstance(name, zipfile.ZipInfo) else archive.getinfo(name)
    file = _file_name(archive)
    if reason := wrong_with(member, limits or Limits.from_environment()):
        raise UnreadableFile(f"{file}：{reason}")
    broken = f"{file}：包内 {member.filename!r} 的{_BROKEN}"
    pieces, size = [], 0
    try:
        with archive.open(member) as opened:
            while piece := opened.read(_PIECE):
                size += len(piece)
                if size > member.file_size:
                    raise UnreadableFile(
                        f"{file}：包内 {member.filename!r} 解压后比它声明的大，可能是压缩炸弹，没有读取。请重新打包。"
                    )
                pieces.append(piece)
    except _BROKEN_ERRORS as error:
        raise UnreadableFile(broken) from error
    if size < member.file_size:
        raise UnreadableFile(broken)
    return b"".join(pieces)


def wrong_with(member: zipfile.ZipInfo, limits: Limits) -> str:
    """Why a member may not be read, in words for the user; "" where nothing speaks against it."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return f"包内 {member.filename!r} 的路径指向包外，不安全，没有读取。请重新打包。"
    if member.flag_bits & _ENCRYPTED:
        return PASSWORD
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"包内 {member.filename!r} 是链接，不是文件，没有读取。请放入文件本身。"
    if member.compress_type not in _READ:
        return f"包内 {member.filename!r} 所用的压缩方法不受支持。请用普通的 ZIP 格式重新打包。"
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > _RATIO_ABOVE and ratio > limits.ratio:
        return (
            f"包内 {member.filename!r} 解压后是压缩前的 {ratio:.0f} 倍，超过上限 {limits.ratio} 倍，"
            "可能是压缩炸弹，没有读取。确实需要时用环境变量 POLICY_QA_READ_RATIO 提高上限。"
        )
    return ""


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML text, without its comments and processing instructions.

    Nothing outside it is read. Raises ``UnreadableFile``, naming ``name``, where it is broken, has
    a DTD, or is nested deeper than 256 elements (libxml2 gives up there).
    """
    if _ENTITY.search(data):
        raise UnreadableFile(f"{name}：{_DTD}")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(
            f"{name}：{_TOO_DEEP if 'depth' in str(error) else _NO_XML}"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(f"{name}：{_DTD}")
    return root


def _wrong_with_all(members: list[zipfile.ZipInfo], limits: Limits) -> str:
    """Why the archive as a whole may not be read; "" where nothing speaks against it."""
    if len(members) > limits.members:
        return (
            f"包内有 {len(members)} 个文件，超过上限 {limits.members} 个。"
            "请分成几个压缩包，或用环境变量 POLICY_QA_READ_MEMBERS 提高上限。"
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_mb * _MEGABYTE:
        return (
            f"解压后有 {unpacked / _MEGABYTE:.0f} MB，超过上限 {limits.unpacked_mb} MB，"
            "可能是压缩炸弹，没有读取。确实需要时用环境变量 POLICY_QA_READ_UNPACKED_MB 提高上限。"
        )
    if _overlapping(members):
        return "包内的文件互相重叠，可能是压缩炸弹，没有读取。请重新打包。"
    return ""


def _overlapping(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes: so a few of them unpack to petabytes (Fifield, WOOT 2019)."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    return any(
        first.header_offset + _LOCAL_HEADER + first.compress_size > second.header_offset
        for first, second in pairwise(ordered)
    )


def _file_name(archive: zipfile.ZipFile) -> str:
    return str(archive.filename or "").rsplit("/", 1)[-1]
