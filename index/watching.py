"""A folder watched by looking at it now and then.

The kernel's notices do not come from network drives, where offices keep their files; sizes and
times of change do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.readers.folder import expand

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator


def changes(folder: Path, seconds: float, stop: threading.Event) -> Iterator[None]:
    """Yield at once, then each time that the folder has changed and has come to rest.

    It is looked at every ``seconds``; at rest means the same at two looks, so that a file that is
    still being copied is waited for. Ends when ``stop`` is set.
    """
    taken = _seen(folder)
    yield
    last = taken
    while not stop.wait(seconds):
        now = _seen(folder)
        if now == last and now != taken:
            taken = now
            yield
        last = now


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file; -1 for what cannot be looked at."""
    seen = {}
    for each in expand([folder]):
        path, size, modified = str(each), -1, -1
        if isinstance(each, Path):
            try:
                found = each.stat()
            except OSError:
                pass  # it has just gone, or may not be looked at: a state like any other
            else:
                size, modified = found.st_size, found.st_mtime_ns
        seen[path] = (size, modified)
    return seen
