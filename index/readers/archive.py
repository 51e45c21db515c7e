"""ZIP archives: each member read as a file of its own, from a copy in a temporary folder.

A member is known by its archive and its name in it, ``path#name``. What cannot be read is skipped
with its reason; the rest goes on. RAR, 7z and tar are not read: ZIP is in Python, the others would
need programs that parse untrusted data in C, and hardly an office sends them.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from index.decode import decode
from index.errors import UnreadableFile, UnsupportedFormat
from index.readers.limits import Limits
from index.readers.named_wrongly import read_for
from index.readers.signs import sign_of_life
from index.readers.source_file import failed, file_limit_mb
from index.readers.unpack import open_archive, read_member, wrong_with
from index.types import Skipped, SourceDocument

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_MEGABYTE: Final = 2**20
_UTF8_NAME: Final = 0x800  # flag bit 11 (APPNOTE.TXT 4.4.4)
_LONGEST_NAME: Final = 60  # characters of a copy's name: 180 of the 255 bytes that systems allow
_MOST_TOLD: Final = 100  # members that are told one by one why they were not read
_NAMED: Final = 3  # members of a format that is not read, by name in the message
_NOT_MEANT: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(slots=True)
class _Spent:
    """What an archive and those in it have cost so far."""

    members: int = 0
    unpacked: int = 0  # bytes
    skipped: int = 0


def read_zip(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The documents of all members in the order of the archive. Raises ``UnreadableFile``."""
    spent = _Spent()
    for item in _Archive(path, str(path.resolve()), path.name, 1, spent).read():
        spent.skipped += isinstance(item, Skipped)
        if isinstance(item, SourceDocument) or spent.skipped <= _MOST_TOLD:
            yield item
    if spent.skipped > _MOST_TOLD:
        more = spent.skipped - _MOST_TOLD
        yield Skipped(
            str(path.resolve()), f"{path.name}：包内还有 {more} 处没有读取，不再逐一列出。"
        )


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive, maybe in another one: where it is, what it is called, how deep it is."""

    path: Path
    source: str
    name: str
    depth: int
    spent: _Spent

    def read(self) -> Iterator[SourceDocument | Skipped]:
        limits = Limits.from_environment()
        if self.depth > limits.depth:
            raise UnreadableFile(
                f"{self.name}：压缩包一层套一层，超过上限 {limits.depth} 层，没有读取。请先解压。"
            )
        not_read: list[str] = []
        taken: dict[str, int] = {}
        found = 0
        with (
            open_archive(self.path, limits, whole=False) as archive,
            tempfile.TemporaryDirectory(prefix="zip-", ignore_cleanup_errors=True) as folder,
        ):
            members = [each for each in archive.infolist() if not _is_passed_over(each)]
            for number, member in enumerate(members, 1):
                sign_of_life(number, len(members), "个文件")
                name = _once(member_name(member), taken)
                try:
                    self._spend(member, limits)
                    copy = _copy(archive, member, Path(folder), limits)
                    for item in self._read_copy(copy, name):
                        found += 1
                        yield item
                    copy.unlink()
                except UnsupportedFormat:
                    not_read.append(name)
                except UnreadableFile as error:
                    found += 1
                    yield Skipped(f"{self.source}#{name}", str(error))
                except MemoryError:
                    raise
                except Exception as error:  # noqa: BLE001 - a reader's mistake costs one member
                    found += 1
                    reason = f"{self.name}#{name}：{failed(error)}"
                    yield Skipped(f"{self.source}#{name}", reason)
        if not_read:
            yield Skipped(self.source, _of_no_format(self.name, not_read))
        elif not found:
            raise UnreadableFile(f"{self.name}：压缩包里没有文件。请检查压缩包。")

    def _read_copy(self, copy: Path, name: str) -> Iterator[SourceDocument | Skipped]:
        from index.readers import read, reader_of  # noqa: PLC0415 - they read archives too

        source, shown = f"{self.source}#{name}", f"{self.name}#{name}"

        def reader(path: Path) -> Iterator[SourceDocument | Skipped]:
            if reader_of(path) is read_zip:
                yield from _Archive(path, source, shown, self.depth + 1, self.spent).read()
            else:
                yield from read(path)

        yield from read_for(copy, reader, source, shown)

    def _spend(self, member: zipfile.ZipInfo, limits: Limits) -> None:
        """Count a member. Raises ``UnreadableFile`` where it may not be read or it becomes too much."""
        if reason := wrong_with(member, limits):
            raise UnreadableFile(f"{self.name}：{reason}")
        if member.file_size > file_limit_mb() * _MEGABYTE:
            raise UnreadableFile(
                f"{self.name}#{member_name(member)}：文件有 {member.file_size / _MEGABYTE:.0f} MB，"
                f"超过上限 {file_limit_mb()} MB。"
                "请拆分文件，或用环境变量 POLICY_QA_MAX_FILE_MB 提高上限。"
            )
        spent = self.spent
        if (
            spent.members >= limits.members
            or spent.unpacked + member.file_size > limits.unpacked_mb * _MEGABYTE
        ):
            raise UnreadableFile(
                f"{self.name}：各层压缩包合计超过 {limits.members} 个文件或 {limits.unpacked_mb} MB，"
                "这个文件没有读取。请分成几个压缩包。"
            )
        spent.members += 1
        spent.unpacked += member.file_size


def member_name(member: zipfile.ZipInfo) -> str:
    """A member's name as the one who packed it saw it, without what cannot be printed.

    Windows programs write names in the code page of their system and do not say so; zipfile then
    reads them as code page 437.
    """
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with suppress(UnreadableFile, UnicodeEncodeError):  # then it stays as zipfile read it
            name = decode(name.encode("cp437"), name)
    name = name.replace("\\", "/")
    return "".join(each if each.isprintable() else "_" for each in name)


def _is_passed_over(member: zipfile.ZipInfo) -> bool:
    """Folders, and what systems and programs leave behind; nobody misses them."""
    path = PurePosixPath(member_name(member))
    return (
        member.is_dir()
        or "__MACOSX" in path.parts
        or path.name.startswith((".", "~$"))
        or path.name.lower() in _NOT_MEANT
    ) and ".." not in path.parts


def _once(name: str, taken: dict[str, int]) -> str:
    """A name that no member before it had: archives may hold one name twice."""
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name} ({taken[name]})"


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, limits: Limits) -> Path:
    """The member as a file in ``folder``, under a name that is nothing but a name."""
    shown = PurePosixPath(member_name(member))
    stem = "".join(
        each if each.isalnum() or each in "-_ 《》（）〔〕【】" else "_" for each in shown.stem
    )
    suffix = shown.suffix.lower() if shown.suffix[1:].isalnum() else ""
    copy = folder / f"{stem[:_LONGEST_NAME] or '_'}{suffix[:10]}"
    copy.write_bytes(read_member(archive, member, limits))
    return copy


def _of_no_format(name: str, members: list[str]) -> str:
    listed = "、".join(members[:_NAMED]) + (" 等" if len(members) > _NAMED else "")
    return f"{name}：包内 {len(members)} 个文件的格式不支持，没有读取：{listed}。"
