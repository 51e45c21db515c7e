"""How long the stages of an answer take."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    """Note in ``timings`` how many milliseconds the block took."""
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = round(1000 * (time.perf_counter() - started), 2)
