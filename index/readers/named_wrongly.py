"""The reader for what a file is, where its name says something else, and reading under another name."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile, UnsupportedFormat
from index.readers.kinds import (
    DAMAGED,
    TEXT,
    UNKNOWN,
    WEB_ARCHIVE,
    WEB_PAGE,
    is_piece_of_page,
    kind_of,
)
from index.readers.source_file import check_file
from index.types import Skipped, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from index.readers.kinds import Kind

# A name that promises one of these and holds text: a download that failed, not a document.
_NEVER_TEXT: Final = frozenset(
    {".pdf", ".ofd", ".zip", ".db"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"}
)
_TABLES: Final = frozenset({".xls", ".xlsx", ".et", ".ods", ".xlsm"})
_OFFICE: Final = _TABLES | {".doc", ".docx", ".wps", ".rtf"}
_KEPT_AS_NAMED: Final = frozenset({".md", ".markdown", ".jsonl"})  # whatever their text begins with


def suffix_to_read(path: Path, known: Collection[str]) -> str:
    """The suffix in ``known`` whose reader fits what ``path`` really is.

    Raises ``UnsupportedFormat`` where there is none, saying what was found and what the name says;
    ``UnreadableFile`` for a file that is missing, empty, too large, or locked by a password.
    """
    said = path.suffix.lower()
    if path.name.startswith("~$"):
        raise UnsupportedFormat(
            f"{path.name}：这是 Office 打开文件时留下的临时文件，没有正文，可以忽略。"
        )
    if said in known:
        check_file(path)
    elif not (path.is_file() and path.stat().st_size):
        raise _unsupported(path, known, UNKNOWN)
    found = kind_of(path)
    if found in {TEXT, WEB_PAGE, WEB_ARCHIVE}:
        return _for_text(path, found, known)
    if found is DAMAGED and said in known:
        return said  # its reader may save something, and else knows best what is wrong
    if found is UNKNOWN and said in known:
        if said in TEXT.suffixes or said == ".db":
            return said
        raise UnreadableFile(  # every other kind begins with bytes of its own
            f"{path.name}：内容不是“{said}”文件，也认不出是什么，可能已损坏。请重新获取文件。"
        )
    suffix = _first_known(found, said, known)
    if not suffix:
        raise _unsupported(path, known, found)
    return suffix


def read_as(
    path: Path, suffix: str, reader: Callable[[Path], Iterator[SourceDocument | Skipped]]
) -> Iterator[SourceDocument | Skipped]:
    """What ``reader`` makes of ``path`` under a name that ends in ``suffix``; the rest is as ever."""
    with tempfile.TemporaryDirectory(prefix="named-", ignore_cleanup_errors=True) as folder:
        named = Path(folder, path.stem + suffix)
        try:
            named.symlink_to(path.resolve())
        except OSError:  # Windows allows links to few
            shutil.copyfile(path, named)
        yield from read_for(named, reader, str(path.resolve()), path.name)


def read_for(
    path: Path,
    reader: Callable[[Path], Iterator[SourceDocument | Skipped]],
    source: str,
    name: str,
) -> Iterator[SourceDocument | Skipped]:
    """What ``reader`` makes of a copy, said of the ``source`` that it is a copy of, and of its name."""
    read_path = str(path.resolve())
    try:
        for item in reader(path):
            said = item.source.removeprefix(read_path)
            where = source + said if item.source.startswith(read_path) else item.source
            if isinstance(item, SourceDocument):
                yield replace(item, source=where)
            else:
                yield Skipped(where, _renamed(item.reason, path.name, name))
    except UnreadableFile as error:
        raise type(error)(_renamed(str(error), path.name, name)) from error


def _renamed(message: str, old: str, new: str) -> str:
    return new + message.removeprefix(old) if message.startswith(old) else message


def _for_text(path: Path, found: Kind, known: Collection[str]) -> str:
    """The suffix of the reader for a file of text, whose name does say what sort of text."""
    said = path.suffix.lower()
    if said in _KEPT_AS_NAMED and said in known:
        return said
    if said in _NEVER_TEXT:
        raise UnreadableFile(
            f"{path.name}：文件名说是“{said}”，内容却是{found.words}，常见于下载失败。请重新下载。"
        )
    if suffix := _first_known(found, said, known) if found is not TEXT else "":
        return suffix
    if said not in known and said not in _OFFICE:
        raise _unsupported(path, known, UNKNOWN)
    if said in TEXT.suffixes or said in WEB_ARCHIVE.suffixes:
        return said
    if is_piece_of_page(path):
        return ".html"
    return ".csv" if said in _TABLES and ".csv" in known else ".txt"


def _first_known(kind: Kind, said: str, known: Collection[str]) -> str:
    """The suffix of ``kind`` that a reader is known for, the one in the name before others."""
    wanted = (said, *kind.suffixes) if said in kind.suffixes else kind.suffixes
    return next((suffix for suffix in wanted if suffix in known), "")


def _unsupported(path: Path, known: Collection[str], found: Kind) -> UnsupportedFormat:
    said = path.suffix.lower()
    what = f"不支持的格式“{said or '无后缀'}”"
    if found not in {UNKNOWN, DAMAGED} and said not in found.suffixes:
        what += f"（内容是{found.words}）"
    advice = found.advice or f"支持的格式：{'、'.join(known)}。请另存为其中一种后再导入。"
    return UnsupportedFormat(f"{path.name}：{what}。{advice}")
