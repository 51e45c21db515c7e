"""A thread that imports and encodes while questions are answered."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from index.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.knowledge_base import KnowledgeBase
    from index.types import Progress

_IDLE_SECONDS = 1.0  # between two looks for sentences that others have added
_RETRY_SECONDS = 5.0
_STOP_SECONDS = 30.0
_NICENESS = 10

_logger = logging.getLogger(__name__)


class BackgroundEncoder:
    """Imports ``import_paths``, loads the model, then encodes whatever has no vector, until it is stopped.

    New documents, also those of other processes, are noticed within a second. When the
    knowledge base cannot be written it tries again; any other failure, as of the model,
    ends the thread. ``error`` says why; lexical search goes on. ``imported`` is called when
    all of ``import_paths`` have been taken.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        import_paths: Sequence[Path] = (),
        *,
        imported: Callable[[], None] = lambda: None,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._paths = tuple(import_paths)
        self._imported = imported
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background-encoder", daemon=True)
        self._progress: Progress | None = None
        self._error: Exception | None = None

    @property
    def error(self) -> Exception | None:
        """What keeps it from its work; None while all is well."""
        return self._error

    @property
    def progress(self) -> Progress | None:
        """What it is at; None while there is nothing to do."""
        return self._progress

    def start(self) -> None:
        """Begin. Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the sentences being encoded now (about a second); what is done is kept."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        lower_priority()
        while not self._stop.is_set():
            try:
                self._work()
            except KnowledgeBaseError as error:  # another writer, a full disk: may pass
                self._fail(error)
                self._stop.wait(_RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; it is shown
                self._fail(error)
                return

    def _work(self) -> None:
        self._knowledge_base.add(self._paths, progress=self._note, encode=False, stop=self._stop)
        if self._stop.is_set():
            return
        self._imported()
        self._progress = None
        # Questions wait for no model: it is loaded here, also when there is nothing to encode.
        self._knowledge_base.encoder.load()
        while not self._stop.is_set():
            self._knowledge_base.encode_pending(progress=self._note, stop=self._stop)
            self._progress = self._error = None
            self._stop.wait(_IDLE_SECONDS)

    def _fail(self, error: Exception) -> None:
        _logger.error("background work ended", exc_info=error)
        self._error = error
        self._progress = None

    def _note(self, progress: Progress) -> None:
        self._progress = progress
        self._error = None  # it goes on


def lower_priority() -> None:
    """Let questions go first. Only Linux knows priorities of single threads."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
