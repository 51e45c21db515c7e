"""An evaluation against the knowledge base that answers visitors, in a thread of its own."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.background import lower_priority
from index.errors import InvalidSetting, PolicyQAError
from qa.evaluate.datasets import load_dataset
from qa.evaluate.run import answerable_here, evaluate_assistant

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.types import Progress
    from qa.assistant import Assistant
    from qa.evaluate.kept import KeptReports
    from qa.evaluate.settings import Settings

logger = logging.getLogger(__name__)

# Between two questions of the evaluation a visitor's may come in.
_PAUSE = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class RunState:
    """How an evaluation stands, or how the last one ended; all empty where there was none.

    ``left_out`` questions ask for documents that are not here. ``kept`` is the name of the report
    of one that has ended well; ``stopped`` and ``failed`` say that there is none, ``error`` why in
    words, "" where only the log knows.
    """

    running: bool = False
    about: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    left_out: int = 0
    kept: str = ""
    stopped: bool = False
    failed: bool = False
    error: str = ""


class _Stopped(Exception):
    """Somebody wants no more of it."""


class LiveEvaluation:
    """One evaluation at a time of an assistant's answers. Visitors' questions go first."""

    def __init__(self, assistant: Assistant, reports: KeptReports) -> None:
        self._assistant = assistant
        self._reports = reports
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._state = RunState()
        self._started = 0.0

    def state(self) -> RunState:
        """How it stands now."""
        state = self._state
        return replace(state, seconds=time.monotonic() - self._started) if state.running else state

    def start(self, about: str, data: Callable[[Path], Path], settings: Settings) -> None:
        """Begin. Returns at once.

        ``data`` gives the folder of the evaluation's data; it may make it in the folder that it is
        given, which is removed at the end. ``settings.details`` is set here. Raises InvalidSetting
        where an evaluation is running, InvalidDataset where no further report can be kept.
        """
        with self._lock:
            if self._state.running:
                raise InvalidSetting("已有一次评测正在运行。请等它结束，或先停止它。")
            name = self._reports.new_name(about, datetime.now().astimezone())
            self._stop.clear()
            self._started = time.monotonic()
            self._state = RunState(running=True, about=about)
        # Not a daemon: torch must not be at work when the interpreter ends.
        threading.Thread(
            target=self._run, args=(name, data, settings), name="live-evaluation"
        ).start()

    def stop(self) -> None:
        """End after the question that is being asked; no report is kept."""
        self._stop.set()

    def _run(self, name: str, data: Callable[[Path], Path], settings: Settings) -> None:
        lower_priority()
        details = self._reports.details_file(name)
        try:
            with tempfile.TemporaryDirectory(prefix="policy-qa-evaluate-") as folder:
                self._measure(name, data(Path(folder)), replace(settings, details=details))
            self._end(kept=name)
        except _Stopped:
            self._end(stopped=True)
        except PolicyQAError as error:
            self._end(failed=True, error=str(error))
        except Exception:  # a thread has nobody to raise to; the page says that it failed
            logger.exception("an evaluation failed")
            self._end(failed=True)
        finally:
            if not self._state.kept:
                details.unlink(missing_ok=True)

    def _measure(self, name: str, folder: Path, settings: Settings) -> None:
        assistant = self._assistant.measured()
        dataset = load_dataset(folder)
        here = answerable_here(dataset, assistant.knowledge_base)
        self._state = replace(
            self._state, left_out=len(dataset.questions) - len(here.questions), total=0
        )
        report = evaluate_assistant(assistant, here, settings, progress=self._note)
        self._reports.keep(name, report)

    def _note(self, progress: Progress) -> None:
        self._state = replace(self._state, done=progress.done, total=progress.total)
        if self._stop.wait(_PAUSE):
            raise _Stopped

    def _end(
        self, *, kept: str = "", stopped: bool = False, failed: bool = False, error: str = ""
    ) -> None:
        self._state = replace(
            self.state(), running=False, kept=kept, stopped=stopped, failed=failed, error=error
        )
