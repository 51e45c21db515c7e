"""An evaluation folder that comes as a zip file from somebody else."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import InvalidDataset

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_ARCHIVE = 20_000_000  # bytes, packed
LARGEST_UNPACKED = 200_000_000  # bytes of all files together
_MOST_ENTRIES = 100
# The only files that an evaluation folder has; all others stay packed.
_WANTED = frozenset(
    f"{name}{middle}{ending}"
    for middle in ("", ".dev")
    for name, ending in (("questions", ".jsonl"), ("unanswerable", ".jsonl"), ("qrels", ".tsv"))
) | {"documents.jsonl", "dataset.toml"}


def unpack_dataset(archive: Path, folder: Path) -> None:
    """Unpack the files of an evaluation from ``archive`` into ``folder``, which is made.

    The files may lie at the top of the archive or in one folder of it; they are written under
    their own names, so that no entry leads out of ``folder``. Raises InvalidDataset for what is
    no archive, holds no such files, or would unpack to too much.
    """
    if archive.stat().st_size > LARGEST_ARCHIVE:
        raise InvalidDataset(
            f"压缩包有 {archive.stat().st_size:,} 字节，最多 {LARGEST_ARCHIVE:,} 字节。"
        )
    try:
        with zipfile.ZipFile(archive) as opened:
            wanted = _entries(opened)
            folder.mkdir(parents=True)
            _unpack(opened, wanted, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise InvalidDataset(
            "这个文件不是可以打开的 zip 压缩包（也可能加了密码）。请重新压缩评测文件夹后再上传。"
        ) from error
    except InvalidDataset:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The entries that are files of an evaluation, by the names that they get."""
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise InvalidDataset(
            f"压缩包里有 {len(entries):,} 个文件，最多 {_MOST_ENTRIES} 个。请只放评测文件夹。"
        )
    wanted: dict[str, zipfile.ZipInfo] = {}
    folders = set()
    for entry in entries:
        path = PurePosixPath(entry.filename)
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if path.name in _WANTED and len(path.parts) <= 2 and not entry.is_dir() and not is_link:
            wanted[path.name] = entry
            folders.add(path.parent)
    if len(folders) > 1:
        raise InvalidDataset("压缩包里有不止一个评测文件夹。请一次上传一个。")
    if not wanted:
        raise InvalidDataset(
            "压缩包里没有评测文件。里面应有 questions.jsonl 和 qrels.tsv，最多套一层文件夹。"
        )
    return wanted


def _unpack(archive: zipfile.ZipFile, wanted: dict[str, zipfile.ZipInfo], folder: Path) -> None:
    """Bytes are counted as they come: what an archive says of its sizes may be wrong."""
    left = LARGEST_UNPACKED
    for name, entry in wanted.items():
        with archive.open(entry) as packed, (folder / name).open("xb") as file:
            while chunk := packed.read(1 << 16):
                left -= len(chunk)
                if left < 0:
                    raise InvalidDataset(
                        f"压缩包解开后超过 {LARGEST_UNPACKED:,} 字节，没有接受。请减少文档后再上传。"
                    )
                file.write(chunk)
