"""Files that editors hand in, kept in ``uploads`` below the knowledge base.

A file that is accepted waits in ``.incoming`` until its import is over; meanwhile what it takes
the place of lies in ``.before``. Whatever is still there after a crash can be gone on with, or
given up. A document is known by its file's path: the same name is the same document.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.readers import READERS
from qa.page.editor.file_names import other_name, safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST_FILES: Final = 200  # at a time
MOST_BYTES: Final = 300 * 2**20  # of all files together, at a time
# Text is read whole and cut into passages at once: about a minute for this much. What is no
# text is limited by what the server takes, and by its reader.
MOST_TEXT_BYTES: Final = 20 * 2**20
SUFFIXES: Final = tuple(suffix for suffix in READERS if suffix != ".db")
_TEXTS: Final = frozenset(
    {".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".csv", ".tsv", ".mht", ".mhtml"}
)
_INCOMING, _BEFORE = ".incoming", ".before"


class Fate(StrEnum):
    """What becomes of a file that is handed in."""

    NEW = "new"
    REPLACES = "replaces"  # a document whose file has the same name
    SAME = "same"  # as the file that is here already
    REFUSED = "refused"


class Same(StrEnum):
    """What to do with a file whose name a document's file has already."""

    REPLACE = "replace"
    SKIP = "skip"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that was handed in. ``reason`` is the key of the words that say why it is refused."""

    path: Path
    name: str
    size: int  # bytes
    fate: Fate
    reason: str = ""


class Uploads:
    """The folder of files handed in. One import at a time works on it; see ``Imports``."""

    def __init__(self, home: Path) -> None:
        self.folder = home.resolve() / "uploads"
        self._incoming = self.folder / _INCOMING
        self._before = self.folder / _BEFORE

    def plan(
        self, files: Iterable[tuple[Path, str]], known: Callable[[Path], bool]
    ) -> list[Planned]:
        """What would become of files, each with the name that it had where it comes from.

        ``known`` says whether a document comes from a path.
        """
        planned: list[Planned] = []
        taken: dict[str, str] = {}  # name → hash of what has it
        for number, (path, given) in enumerate(files):
            name, size = safe_name(given), path.stat().st_size
            if reason := _reason_to_refuse(name, size, number):
                planned.append(Planned(path, name, size, Fate.REFUSED, reason))
                continue
            content = _hash(path)
            if taken.get(name) == content:
                planned.append(Planned(path, name, size, Fate.REFUSED, "upload_refused_twice"))
                continue
            name = other_name(name, taken)
            taken[name] = content
            planned.append(Planned(path, name, size, self._fate(name, content, known)))
        return planned

    def decided(self, planned: Sequence[Planned], same: Same) -> list[Planned]:
        """What is to be done, where an editor has said what is to become of the same names."""
        if same is Same.REPLACE:
            return list(planned)
        taken = {each.name for each in planned}
        decided = []
        for each in planned:
            if each.fate is not Fate.REPLACES:
                decided.append(each)
            elif same is Same.BOTH:
                name = self.free_name(each.name, taken)
                taken.add(name)
                decided.append(replace(each, name=name, fate=Fate.NEW))
            else:
                decided.append(replace(each, fate=Fate.REFUSED, reason="upload_refused_same_name"))
        return decided

    def accept(self, planned: Sequence[Planned]) -> int:
        """Take the files over, except those refused; how many. They wait for ``begin``."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        wanted = [each for each in planned if each.fate is not Fate.REFUSED]
        for each in wanted:
            arriving = self._incoming / f".{each.name}"
            shutil.move(each.path, arriving)
            with arriving.open("rb") as file:
                os.fsync(file.fileno())  # what is said to be here outlives a power cut
            arriving.replace(self._incoming / each.name)
        return len(wanted)

    def waiting(self) -> list[str]:
        """The names of files that were accepted and are not known to be imported."""
        if not self._incoming.is_dir():
            return []
        names = (entry.name for entry in self._incoming.iterdir())
        return sorted(name for name in names if not name.startswith("."))

    def begin(self) -> list[Path]:
        """Put the waiting files where they are to stay; their paths, in the order of names."""
        paths = []
        self._before.mkdir(parents=True, exist_ok=True)
        for name in self.waiting():
            path = self.folder / name
            if path.exists() and not (self._before / name).exists():
                path.replace(self._before / name)
            path.unlink(missing_ok=True)
            shutil.copyfile(self._incoming / name, path)
            paths.append(path)
        return paths

    def settle(self, path: Path, *, taken: bool) -> None:
        """The import of ``path`` is over: forget what was before, or put it back."""
        if not taken:
            self._put_back(path)
        (self._before / path.name).unlink(missing_ok=True)
        (self._incoming / path.name).unlink(missing_ok=True)

    def postpone(self, path: Path) -> None:
        """``path`` was not come to: it goes on waiting, and what was before is there again."""
        self._put_back(path)

    def give_up(self, known: Callable[[Path], bool]) -> list[Path]:
        """Let no file wait any more; the paths whose documents may have to be read again."""
        again = []
        for name in self.waiting():
            path = self.folder / name
            if (self._before / name).exists():
                self._put_back(path)
            if not known(path):
                path.unlink(missing_ok=True)
            elif path.exists():
                again.append(path)
            (self._incoming / name).unlink(missing_ok=True)
        return again

    def _fate(self, name: str, content: str, known: Callable[[Path], bool]) -> Fate:
        path = self.folder / name
        if not path.exists():
            return Fate.NEW
        if _hash(path) == content:
            return Fate.SAME
        return Fate.REPLACES if known(path) else Fate.NEW

    def free_name(self, name: str, taken: Iterable[str] = ()) -> str:
        """``name``, with a number where a file here or one of ``taken`` has it."""
        here = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
        return other_name(name, {*here, *taken})

    @contextmanager
    def taking_place(self, file: Path, name: str) -> Iterator[Path]:
        """Where ``file`` stands under ``name``; what it takes the place of is put back on an error."""
        self._before.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        if path.exists():
            path.replace(self._before / name)
        try:
            shutil.move(file, path)
            yield path
        except BaseException:
            self._put_back(path)
            raise
        (self._before / name).unlink(missing_ok=True)

    def _put_back(self, path: Path) -> None:
        before = self._before / path.name
        if before.exists():
            before.replace(path)
        else:
            path.unlink(missing_ok=True)


def _reason_to_refuse(name: str, size: int, number: int) -> str:
    suffix = Path(name).suffix
    if number >= MOST_FILES:
        return "upload_refused_number"
    if suffix not in SUFFIXES:
        return "upload_refused_suffix"
    if size == 0:
        return "upload_refused_empty"
    too_large = suffix in _TEXTS and size > MOST_TEXT_BYTES
    return "upload_refused_size" if too_large else ""


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
