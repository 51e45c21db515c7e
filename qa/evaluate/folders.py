"""The evaluation data that may be chosen on a page: by name, never by a path of the machine."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import InvalidDataset
from qa.evaluate.archive import unpack_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "evaluations"  # in the knowledge base's folder
GOLDEN: Final = (
    "golden"  # the name under which the questions that come with the program are offered
)
_BUILT_IN: Final = Path(__file__).resolve().parents[2] / "benchmarks" / "golden"
_QUESTIONS: Final = ("questions.jsonl", "questions.dev.jsonl")
_STRANGE = re.compile(r"[^\w\-]+")
_MOST = 100
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder of evaluation data under the name by which it is chosen."""

    name: str
    path: Path


class DataFolders:
    """The evaluation data in ``<home>/evaluations``, and what comes with the program."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def all(self) -> list[DataFolder]:
        """Those that there are, what comes with the program first."""
        return list(self._found())

    def path(self, name: str) -> Path:
        """Where the data of this name are. Raises InvalidDataset where there are none."""
        for each in self._found():
            if each.name == name:
                return each.path
        raise InvalidDataset(
            f"没有名为 {name[:100]!r} 的评测集；它可能已被删除。请从列表中选一个。"
        )

    def add(self, archive: Path, called: str) -> str:
        """Unpack a zip file of evaluation data; the name that it gets. Raises InvalidDataset."""
        names = {each.name for each in self._found()}
        if len(names) >= _MOST:
            raise InvalidDataset(f"已有 {_MOST} 个评测集，不能再多。请先删除不再需要的。")
        plain = _STRANGE.sub("-", called).strip("-")[:_LONGEST_NAME] or "data"
        counted = (f"{plain}-{number}" for number in range(2, _MOST + 2))
        name = plain if plain not in names else next(n for n in counted if n not in names)
        target = self._folder / name
        unpack_dataset(archive, target)
        if not _has_questions(target):
            shutil.rmtree(target)
            raise InvalidDataset("压缩包里没有 questions.jsonl。请压缩整个评测文件夹后再上传。")
        return name

    def _found(self) -> Iterator[DataFolder]:
        if _has_questions(_BUILT_IN):
            yield DataFolder(GOLDEN, _BUILT_IN)
        if self._folder.is_dir():
            for path in sorted(self._folder.iterdir()):
                if path.name != GOLDEN and not path.is_symlink() and _has_questions(path):
                    yield DataFolder(path.name, path)


def _has_questions(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _QUESTIONS)
