"""Paths given by a user to files that can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.readers.source_file import unreadable
from index.types import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def expand(paths: Iterable[Path | str]) -> list[Path | Skipped]:
    """The files behind ``paths`` in order, each once; folders with all that is below them, by name.

    Hidden files and folders inside a folder are left out, links to folders are not
    followed (so that a loop cannot trap us). A missing path, an unreadable folder or
    a broken link gives a ``Skipped`` in its place.
    """
    seen: set[str] = set()
    found: list[Path | Skipped] = []
    for path in paths:
        for item in _expanded(Path(path).expanduser()):
            key = item.source if isinstance(item, Skipped) else os.path.realpath(item)
            if key not in seen:
                seen.add(key)
                found.append(item)
    return found


def _expanded(path: Path) -> Iterator[Path | Skipped]:
    try:
        is_folder = path.is_dir()
        exists = is_folder or path.exists()
    except (OSError, ValueError, RuntimeError) as error:
        yield Skipped(str(path), unreadable(path, error))
        return
    if is_folder:
        yield from _below(path)
    elif exists:
        yield path
    elif path.is_symlink():
        yield Skipped(str(path), f"{path.name}：链接失效或循环，指向的文件不存在。")
    else:
        yield Skipped(str(path), f"{path.name}：路径不存在，请检查拼写。")


def _below(folder: Path) -> Iterator[Path | Skipped]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(str(folder), unreadable(folder, error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif not (entry.is_symlink() and Path(entry.path).is_dir()):
            yield from _expanded(Path(entry.path))
