"""The import of files handed in: one at a time in this server, whoever asked for it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import PolicyQAError
from index.types import ImportSummary
from qa.page.editor.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.knowledge_base import KnowledgeBase
    from index.types import Progress
    from qa.page.editor.uploads import Planned

_STOP_SECONDS: Final = 30.0
_TELLING: Final = 3  # files after which the rest can be guessed
_TELLING_PART: Final = 0.1  # or as much of a long one

logger = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """An import as it is now. ``total`` is 0 until the knowledge base can be written.

    ``started`` and ``ended`` are monotonic seconds. ``reason`` says why it failed, for people,
    "" where the log has it. ``number`` counts the imports of this server.
    """

    number: int
    stage: Stage = Stage.RUNNING
    done: int = 0
    total: int = 0
    label: str = ""
    part: float = 0.0  # of the file under way
    started: float = 0.0
    ended: float = 0.0
    cancelling: bool = False
    summary: ImportSummary = field(default_factory=ImportSummary)
    reason: str = ""

    def seconds_left(self, now: float) -> float | None:
        """About how long it will still take; None where that cannot be told yet."""
        done = self.done + self.part
        if self.done < _TELLING and self.part < _TELLING_PART:
            return None
        return (now - self.started) / done * (self.total - done)


class Imports:
    """Starts an import in a thread, tells how far it is, and stops it. Safe between threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.uploads = Uploads(kb.folder)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._run: Run | None = None

    def current(self) -> Run | None:
        """The import that is running, or the last one; None where there was none."""
        return self._run

    def running(self) -> bool:
        """Whether an import is running."""
        return self._run is not None and self._run.stage is Stage.RUNNING

    def plan(self, files: Sequence[tuple[Path, str]]) -> list[Planned]:
        """What would become of files; see ``Uploads.plan``."""
        return self.uploads.plan(files, self._known())

    def start(self, planned: Sequence[Planned] = ()) -> bool:
        """Import these files and all that wait; False where another import is running."""
        return self._start(lambda: self._take(planned))

    def give_up(self) -> bool:
        """Let no file wait any more; False where an import is running."""
        return self._start(self._forget)

    def cancel(self) -> None:
        """Stop after the document under way. What is in stays in."""
        with self._lock:
            self._stop.set()
            if self._run is not None and self._run.stage is Stage.RUNNING:
                self._run = replace(self._run, cancelling=True)

    def close(self) -> None:
        """Stop, and wait for the end (at most half a minute)."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def _start(self, work: Callable[[], ImportSummary]) -> bool:
        with self._lock:
            if self.running():
                return False
            number = self._run.number + 1 if self._run else 1
            self._run = Run(number, started=time.monotonic())
            self._stop.clear()
            self._thread = threading.Thread(
                target=self._work, args=(work,), name="import", daemon=True
            )
            self._thread.start()
            return True

    def _work(self, work: Callable[[], ImportSummary]) -> None:
        try:
            summary = work()
            stage = Stage.CANCELLED if self._stop.is_set() else Stage.DONE
            self._note(stage=stage, summary=summary)
        except PolicyQAError as error:
            logger.warning("an import failed: %s", ascii(str(error)))
            self._note(stage=Stage.FAILED, reason=str(error))
        except Exception:  # a thread has nobody to raise to; it is shown
            logger.exception("an import failed")
            self._note(stage=Stage.FAILED)

    def _take(self, planned: Sequence[Planned]) -> ImportSummary:
        self.uploads.accept(planned)
        paths = self.uploads.begin()
        try:
            summary = self._kb.add(paths, progress=self._report, encode=False, stop=self._stop)
        except BaseException:
            for path in paths:
                self.uploads.postpone(path)
            raise
        over = len(paths) if not self._stop.is_set() else (self._run.done if self._run else 0)
        taken = self._sources({*summary.added, *summary.replaced, *summary.unchanged})
        for number, path in enumerate(paths):  # the last may be in before it was told
            if number < over or str(path) in taken:
                self.uploads.settle(path, taken=str(path) in taken)
            else:
                self.uploads.postpone(path)
        return summary

    def _forget(self) -> ImportSummary:
        again = self.uploads.give_up(self._known())
        if again:
            self._kb.add(again, encode=False)
        return ImportSummary()

    def _known(self) -> Callable[[Path], bool]:
        """Whether a document comes from a path."""
        sources = self._sources()
        return lambda path: str(path) in sources

    def _sources(self, ids: set[str] | None = None) -> set[str]:
        """The files from which documents come, those of ``ids`` or all."""
        return {
            row.source.partition("#")[0]
            for row in self._kb.documents()
            if ids is None or row.id in ids
        }

    def _report(self, progress: Progress) -> None:
        label = Path(progress.label).name
        self._note(done=progress.done, total=progress.total, label=label, part=progress.part)

    def _note(self, **values: object) -> None:
        with self._lock:
            if self._run is not None:
                ended = time.monotonic() if values.get("stage") else 0.0
                self._run = replace(self._run, ended=ended, **values)  # type: ignore[arg-type]
