"""Files read in another process, which may be killed when a file asks for too much.

One such process waits to be used again; it ends with this one.
"""

from __future__ import annotations

import atexit
import base64
import json
import logging
import math
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import index
from index.errors import UnreadableFile, UnsupportedFormat
from index.readers.limits import Limits
from index.readers.source_file import failed
from index.readers.wire import from_wire
from index.types import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Skipped, SourceDocument

_START_SECONDS: Final = 60.0
_AHEAD: Final = 32  # documents that wait for the one who keeps them
_MOST_FILES: Final = 500  # then a new process: memory that a library lost comes back
_GOOD_ENDS: Final = {"done", "refused", "failed"}
_LOOK_SECONDS: Final = 0.2
_MOST_PATIENCE: Final = 5  # times the limit, with the time of those who take the documents
_LONGEST_ANSWER: Final = 2**30  # bytes: as JSON, a file of text as large as is read
_SETTINGS: Final = (
    "POLICY_QA_READ_",
    "POLICY_QA_MAX_FILE_MB",
    "POLICY_QA_THREADS",
    "POLICY_QA_SOFFICE",
)
_KEPT: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SYSTEMROOT",
    "TEMP",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
)

_logger = logging.getLogger(__name__)
_lock = threading.Lock()
_idle: list[Child] = []


def read_in_child(
    path: Path, stop: threading.Event | None = None
) -> Iterator[SourceDocument | Skipped | Progress]:
    """The documents of a file as ``readers.read`` gives them, and how far it is in between.

    Raises UnsupportedFormat and UnreadableFile: also for a file that takes too long, asks for too
    much memory, or ends the process. When ``stop`` is set it ends early.
    """
    for item in _answered(path, stop, {}):
        if not isinstance(item, bytes):
            yield item


def draw_in_child(path: Path, page: int, width: int) -> bytes:
    """A page of a file as ``page_drawing.drawn_page`` gives it. Raises UnreadableFile likewise."""
    drawn = b""
    for item in _answered(path, None, {"page_image": [page, width]}):
        if isinstance(item, bytes):
            drawn = item
    return drawn


def _answered(
    path: Path, stop: threading.Event | None, wanted: dict[str, Any]
) -> Iterator[SourceDocument | Skipped | Progress | bytes]:
    """What a process that waits, or a new one, answers."""
    child = _take()
    whole = False
    try:
        yield from child.read(path, stop, wanted)
        whole = True
    except UnreadableFile:
        whole = child.usable
        raise
    finally:
        if whole and child.usable:
            _give_back(child)
        else:
            child.end()


class Child:
    """A process that reads one file after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="policy-qa-")
        root = str(Path(index.__file__).parent.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "index.readers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=_surroundings(root, self._folder),
            start_new_session=True,
        )
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue(_AHEAD)
        self._ended = threading.Event()
        threading.Thread(target=self._listen, name="reading", daemon=True).start()
        self._files = 0
        self.usable = True
        if "end" in self._next(_START_SECONDS):
            self.end()
            raise UnreadableFile("读取文件的进程无法启动。请检查内存和临时文件夹，再试一次。")

    def read(
        self, path: Path, stop: threading.Event | None, wanted: dict[str, Any]
    ) -> Iterator[SourceDocument | Skipped | Progress | bytes]:
        """See ``read_in_child`` and, for what else may be ``wanted``, ``draw_in_child``."""
        limits = Limits.from_environment()
        self._files += 1
        self.usable = False  # until it has come to the end
        self._ask(path, wanted)
        give_up_at = time.monotonic() + limits.total_seconds
        at_last = time.monotonic() + _MOST_PATIENCE * limits.total_seconds
        while True:
            answer = self._next(limits.silent_seconds, stop, min(give_up_at, at_last))
            answered_at = time.monotonic()
            if "end" in answer:
                self.usable = str(answer["end"]) in _GOOD_ENDS and self._files < _MOST_FILES
                _raise(path, answer, limits)
                return
            try:
                item = _understood(answer, path)
            except (KeyError, TypeError, ValueError, AttributeError):
                # No reader of ours answers so: the process is not what it was.
                _raise(path, {"end": "died"}, limits)
            yield item
            # The time of the one who takes the documents is not that of the process.
            give_up_at += time.monotonic() - answered_at

    def end(self) -> None:
        """Kill it with all that it started, and remove its folder."""
        self.usable = False
        if self._ended.is_set():
            return  # its number may be another process's by now
        self._ended.set()
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def has_ended(self) -> bool:
        """Whether it ended, or spoke unasked, while it waited to be used again."""
        return not self._answers.empty()

    def _ask(self, path: Path, wanted: dict[str, Any]) -> None:
        settings = {k: v for k, v in os.environ.items() if k.startswith(_SETTINGS)}
        request = json.dumps({"path": str(path.absolute()), "settings": settings, **wanted})
        assert self._process.stdin is not None  # noqa: S101 - a pipe, see above
        with suppress(BrokenPipeError):  # it has died: no answer will come
            self._process.stdin.write(request.encode() + b"\n")
            self._process.stdin.flush()

    def _listen(self) -> None:
        """Take what it says, until it ends or says what it never should."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe, see above
        with suppress(ValueError, OSError, RecursionError):  # closed while it was read, no JSON …
            while line := self._process.stdout.readline(_LONGEST_ANSWER):
                answer = json.loads(line)
                if not isinstance(answer, dict):
                    break
                self._put(answer)
        self._put(None)

    def _put(self, answer: dict[str, Any] | None) -> None:
        while not self._ended.is_set():
            with suppress(queue.Full):
                self._answers.put(answer, timeout=1)
                return

    def _next(
        self, seconds: float, stop: threading.Event | None = None, give_up_at: float = math.inf
    ) -> dict[str, Any]:
        """The next answer, or how it ended that none comes."""
        silent_at = time.monotonic() + seconds
        while True:  # also where answers come without end
            if stop is not None and stop.is_set():
                return {"end": "stopped"}
            if time.monotonic() > give_up_at:
                return {"end": "long"}
            with suppress(queue.Empty):
                return self._answers.get(timeout=_LOOK_SECONDS) or {"end": "died"}
            if time.monotonic() > silent_at:
                return {"end": "silent"}


def _understood(answer: dict[str, Any], path: Path) -> SourceDocument | Skipped | Progress | bytes:
    """An answer as what it stands for. Raises KeyError, TypeError or ValueError where it is none."""
    if "picture" in answer:
        return base64.b64decode(answer["picture"], validate=True)
    if "sign" in answer:
        done, total, what = answer["sign"]
        return Progress("file", int(done), int(total), str(what))
    item = from_wire(answer)
    own = str(path.resolve())
    # A process that a file has taken over must not speak for other files.
    if item.source != own and not item.source.startswith(f"{own}#"):
        raise ValueError(item.source)
    return item


def _raise(path: Path, answer: dict[str, Any], limits: Limits) -> None:
    """Raise what the end of a file says, where it is not a good one."""
    end, name = str(answer["end"]), path.name
    if end in {"done", "stopped"}:
        return
    if end == "refused":
        error = UnsupportedFormat if answer.get("unsupported") else UnreadableFile
        raise error(
            str(answer.get("reason", ""))
            or f"{name}：无法读取，原因不明。请用原软件打开并另存后再导入。"
        )
    if end == "failed":
        _logger.error("a reader failed: %s", answer.get("trace"), extra={"file": ascii(str(path))})
        raise UnreadableFile(f"{name}：{failed(str(answer.get('reason')))}")
    reasons = {
        "memory": f"读取时要用的内存超过上限 {limits.memory_mb} MB。请拆分文件，"
        "或用环境变量 POLICY_QA_READ_MEMORY_MB 提高上限。",
        "silent": f"读取时 {limits.silent_seconds} 秒没有进展，已放弃。文件可能损坏；"
        "确实需要时用环境变量 POLICY_QA_READ_SILENT_SECONDS 延长。",
        "long": f"读取超过 {limits.total_seconds} 秒，已放弃。请拆分文件，"
        "或用环境变量 POLICY_QA_READ_TOTAL_SECONDS 延长。",
        "died": "读取它的进程意外终止（内存不足或文件损坏）。请用原软件打开并另存后再导入。",
    }
    _logger.warning("a file was given up: %s", end, extra={"file": ascii(str(path))})
    raise UnreadableFile(f"{name}：{reasons.get(end, reasons['died'])}")


def _take() -> Child:
    with _lock:
        child = _idle.pop() if _idle else None
    if child is not None and child.has_ended():
        child.end()
        child = None
    return child or Child()


def _give_back(child: Child) -> None:
    with _lock:
        spare = _idle[:]
        _idle[:] = [child]
    for each in spare:
        each.end()


@atexit.register
def _end_idle() -> None:
    with _lock:
        spare, _idle[:] = _idle[:], []
    for each in spare:
        each.end()


def _forget_idle() -> None:
    """In a process that was forked: what waits belongs to the one it was forked from."""
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_idle)


def _surroundings(root: str, folder: str) -> dict[str, str]:
    """What the process knows of its surroundings: no secret, and a home of its own."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {"HOME": folder, "TMPDIR": folder, "PYTHONPATH": os.pathsep.join(paths)}
    # Each thread of the C library would take its own share of the address space.
    return kept | own | {"MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"}
