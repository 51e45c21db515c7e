"""An asynchronous stream for those who are not asynchronous."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

T = TypeVar("T")
_TO_END = 1.0  # seconds that a cancelled stream has to close its connection


def iterate(make: Callable[[], AsyncGenerator[T, None]], patience: float) -> Generator[T]:
    """The items of the stream that ``make`` begins, as they come.

    It runs in a thread with an event loop of its own, so that it works inside a running loop as
    well. Closing the iterator cancels the stream. Raises what the stream raises, and
    TimeoutError where nothing more has come ``patience`` seconds after the start, whatever
    the stream is busy with (a name server that does not answer cannot be cancelled).
    """
    running = _Running(make)
    end = time.monotonic() + patience
    thread = threading.Thread(target=running.run, name="policy-qa-llm", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = running.items.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError from None
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        running.cancel()
        thread.join(_TO_END)


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


class _Running(Generic[T]):
    """The stream in its thread, which may not have begun when it is to be cancelled."""

    def __init__(self, make: Callable[[], AsyncGenerator[T, None]]) -> None:
        self.items: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
        self._make = make
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False

    def run(self) -> None:
        try:
            asyncio.run(self._pump())
        except asyncio.CancelledError:
            self.items.put(_End())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self.items.put(_End(error))
        else:
            self.items.put(_End())

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            self._cancel()

    async def _pump(self) -> None:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self._cancelled:
                self._cancel()
        async with aclosing(self._make()) as stream:
            async for item in stream:
                self.items.put(item)

    def _cancel(self) -> None:
        if self._loop is not None and self._task is not None:
            with suppress(RuntimeError):  # it has just ended and closed its loop
                self._loop.call_soon_threadsafe(self._task.cancel)
