"""Signs of life that a reader of a long file gives, so that it is not taken for hanging."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_listener: ContextVar[Callable[[int, int, str], None] | None] = ContextVar("signs", default=None)


def sign_of_life(done: int, total: int, what: str = "") -> None:
    """Say how far the file under way is: part ``done`` (from 1) of ``total``, 0 where it is not known.

    ``what`` is what a part is called after its number: "页", "个文件", "个工作表", "行", "段".

    A reader whose file may take longer than a few seconds calls it at least at every page, sheet or
    member. Without a listener it does nothing.
    """
    listener = _listener.get()
    if listener is not None:
        listener(done, total, what)


@contextmanager
def heard_by(listener: Callable[[int, int, str], None]) -> Iterator[None]:
    """Let ``listener`` hear the signs given inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
