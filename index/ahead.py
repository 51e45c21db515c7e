"""An iterator worked on in a thread while what it gave before is used."""

from __future__ import annotations

import queue
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

Item = TypeVar("Item")
_LOOK_SECONDS = 0.2


def ahead(
    items_until: Callable[[threading.Event], Generator[Item]],
    most: int,
    stop: threading.Event | None = None,
) -> Iterator[Item]:
    """What ``items_until`` gives, worked out in a thread, at most ``most`` of them in advance.

    ``items_until`` gets an event and should end soon after it is set: when the result is closed, or
    ``stop`` is set. Its exception is raised where it would have been.
    """
    work = _Work(items_until, most)
    work.start()
    try:
        while stop is None or not stop.is_set():
            with suppress(queue.Empty):
                found = work.waiting.get(timeout=_LOOK_SECONDS)
                if found is None:
                    return
                if isinstance(found, BaseException):
                    raise found
                yield found[0]
    finally:
        work.given_up.set()
        work.join()


class _Work(threading.Thread, Generic[Item]):
    """The thread. ``waiting`` holds items, each alone in a tuple, and at last an error or None."""

    def __init__(
        self, items_until: Callable[[threading.Event], Generator[Item]], most: int
    ) -> None:
        super().__init__(name="ahead", daemon=True)
        self._items_until = items_until
        self.waiting: queue.Queue[tuple[Item] | BaseException | None] = queue.Queue(most)
        self.given_up = threading.Event()

    def run(self) -> None:
        """Work until the items end or nobody wants them any more."""
        try:
            with closing(self._items_until(self.given_up)) as items:
                for item in items:
                    self._put((item,))
                    if self.given_up.is_set():
                        return
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            self._put(error)
        else:
            self._put(None)

    def _put(self, found: tuple[Item] | BaseException | None) -> None:
        while not self.given_up.is_set():
            with suppress(queue.Full):
                self.waiting.put(found, timeout=_LOOK_SECONDS)
                return
