"""The process that reads files: what is in one may be damaged or malicious.

A request is a line of JSON on standard input, ``{"path", "settings"}``; the answers are lines of
JSON on standard output: documents and records skipped (see ``wire``), signs of life, and at last
how it ended. With ``"page_image": [page, width]`` the answer is that page as WebP instead. It writes to no folder but its own working folder, and holds no secret.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PolicyQAError, UnsupportedFormat
from index.readers import read
from index.readers.limits import Limits
from index.readers.ocr.page_drawing import drawn_page
from index.readers.signs import heard_by
from index.readers.wire import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MEGABYTE = 2**20
_LOOK_SECONDS = 2.0
_OWN_FILES_MB = 512  # what a converter may write into the working folder


def main() -> None:
    """Answer requests until standard input ends."""
    # What a library prints must not come between the answers, nor may a program that it starts
    # take the requests.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    requests = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with open(os.devnull, encoding="ascii") as nothing:  # noqa: PTH123 - a device, no path
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()

    def say(values: dict[str, Any]) -> None:
        answers.write(json.dumps(values) + "\n")
        answers.flush()

    say({"ready": True})
    known: dict[str, str] = {}
    for line in requests:
        request = json.loads(line)
        for name in known:
            os.environ.pop(name, None)
        known = request["settings"]
        os.environ.update(known)
        say(_ended(Path(request["path"]), request.get("page_image"), say))
    _remove_own_folder()


def _end_with(parent: int) -> None:
    """End, with all that was started, when the process that asks is gone: killed, it tells nobody."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    _remove_own_folder()
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _remove_own_folder() -> None:
    """Remove the temporary folder, where it is the one that was made for this process."""
    if Path(tempfile.gettempdir()).resolve() == Path.cwd():
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def _ended(
    path: Path, page_image: list[int] | None, say: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Read a file, or draw a page of it; how that ended."""

    def heard(done: int, total: int, what: str) -> None:
        say({"sign": [done, total, what]})

    try:
        _limit(Limits.from_environment())
        with heard_by(heard):
            for answer in _answers(path, page_image):
                say(answer)
    except PolicyQAError as error:
        return {
            "end": "refused",
            "unsupported": isinstance(error, UnsupportedFormat),
            "reason": str(error),
        }
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, type(error).__name__)
        reason = f"{path.name}：系统出错（{code}）。请检查文件、权限和磁盘空间。"
        return {"end": "refused", "unsupported": False, "reason": reason}
    except MemoryError:
        return {"end": "memory"}
    except RecursionError:
        reason = f"{path.name}：内容一层套一层，嵌套过深，没有读取。请用原软件打开并另存后再导入。"
        return {"end": "refused", "unsupported": False, "reason": reason}
    except Exception as error:  # noqa: BLE001 - a reader's mistake: the parent reports it
        trace = traceback.format_exc()
        return {"end": "failed", "reason": f"{type(error).__name__}：{error}", "trace": trace}
    return {"end": "done"}


def _answers(path: Path, page_image: list[int] | None) -> Iterator[dict[str, Any]]:
    if page_image is not None:
        yield {"picture": base64.b64encode(drawn_page(path, *page_image)).decode("ascii")}
        return
    for item in read(path):
        yield to_wire(item)


def _limit(limits: Limits) -> None:
    """Bound memory, processor time and the size of files written. Windows has no such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on every platform

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + limits.total_seconds * (os.cpu_count() or 1)
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_mb * _MEGABYTE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _OWN_FILES_MB * _MEGABYTE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    main()
