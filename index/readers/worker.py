"""The process that reads files: what is in one may be damaged or malicious.

A request is a line of JSON on standard input, ``{"path", "settings"}``; the answers are lines of
JSON on standard output: documents and records skipped (see ``wire``), signs of life, and at last
how it ended. It writes to no folder but its own working folder, and holds no secret.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PolicyQAError, UnsupportedFormat
from index.readers import read
from index.readers.limits import Limits
from index.readers.signs import heard_by
from index.readers.wire import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable

_MEGABYTE = 2**20
_OWN_FILES_MB = 512  # what a converter may write into the working folder


def main() -> None:
    """Answer requests until standard input ends."""
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(values: dict[str, Any]) -> None:
        answers.write(json.dumps(values) + "\n")
        answers.flush()

    say({"ready": True})
    known: dict[str, str] = {}
    for line in sys.stdin:
        request = json.loads(line)
        for name in known:
            os.environ.pop(name, None)
        known = request["settings"]
        os.environ.update(known)
        say(_ended(Path(request["path"]), say))


def _ended(path: Path, say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Read a file; how that ended."""

    def heard(done: int, total: int, what: str) -> None:
        say({"sign": [done, total, what]})

    try:
        _limit(Limits.from_environment())
        with heard_by(heard):
            for item in read(path):
                say(to_wire(item))
    except PolicyQAError as error:
        return {
            "end": "refused",
            "unsupported": isinstance(error, UnsupportedFormat),
            "reason": str(error),
        }
    except OSError as error:
        return {"end": "refused", "unsupported": False, "reason": str(error)}
    except MemoryError:
        return {"end": "memory"}
    except Exception as error:  # noqa: BLE001 - a reader's mistake: the parent reports it
        trace = traceback.format_exc()
        return {"end": "failed", "reason": f"{type(error).__name__}：{error}", "trace": trace}
    return {"end": "done"}


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
