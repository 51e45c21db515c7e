"""Slows down whoever guesses the editor's password, and closes the session's cookie to others."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FREE: Final = 3  # wrong passwords that cost no wait
_FORGOTTEN: Final = 900.0  # seconds after the last one
_WAITING: Final = 4  # logins of one address that may wait at the same time
_ADDRESSES: Final = 10_000  # kept in mind
_MOST_DOUBLINGS: Final = 20
_TOO_MANY = 429

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Attempts:
    failures: int = 0
    last: float = 0.0  # monotonic seconds
    waiting: int = 0


class LoginGuard:
    """ASGI middleware: after ``_FREE`` wrong passwords each further login from that address waits.

    The wait doubles with each, up to ``longest`` seconds, and is forgotten after a quarter of an
    hour, or when a login succeeds: a guesser is slow, and locks nobody out for ever. The password
    itself is neither read nor logged here.
    """

    def __init__(
        self, app: ASGIApp, path: str, *, first: float = 1.0, longest: float = 10.0
    ) -> None:
        """``path`` is where the editor's page is mounted; ``first`` is the first wait in seconds."""
        self._app = app
        self._login = f"{path}/login"
        self._logout = f"{path}/logout"
        self._first = first
        self._longest = longest
        self._attempts: OrderedDict[str, _Attempts] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        path = scope["path"].rstrip("/") if scope["type"] == "http" else ""
        if path == self._login and scope["method"] == "POST":
            await self._slowed(scope, receive, send)
        elif path == self._logout:
            await self._app(_this_session(scope), receive, send)
        else:
            await self._app(scope, receive, send)

    async def _slowed(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        attempts = self._of(address)
        if attempts.waiting >= _WAITING:
            await _refuse(send)
            return
        attempts.waiting += 1
        try:
            await asyncio.sleep(self._wait(attempts.failures))
        finally:
            attempts.waiting -= 1

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(address, attempts, message["status"])
                message = {**message, "headers": [_same_site(each) for each in message["headers"]]}
            await send(message)

        await self._app(scope, receive, watched)

    def _of(self, address: str) -> _Attempts:
        attempts = self._attempts.setdefault(address, _Attempts())
        self._attempts.move_to_end(address)
        while len(self._attempts) > _ADDRESSES:
            self._attempts.popitem(last=False)
        if time.monotonic() - attempts.last > _FORGOTTEN:
            attempts.failures = 0
        return attempts

    def _wait(self, failures: int) -> float:
        doublings = min(failures - _FREE, _MOST_DOUBLINGS)
        return 0.0 if doublings < 0 else min(self._first * 2**doublings, self._longest)

    def _note(self, address: str, attempts: _Attempts, status: int) -> None:
        if status < 400:
            attempts.failures = 0
            logger.info("the editor logged in from %s", address)
            return
        attempts.failures += 1
        attempts.last = time.monotonic()
        logger.warning(
            "a login to the editor's page failed: %s, %d in a row", address, attempts.failures
        )


def _this_session(scope: Scope) -> Scope:
    """Let a logout end the session of this browser only, not those of other editors.

    Over plain HTTP a browser sends the cookie that Gradio names "unsecure" alone, and Gradio's
    logout looks at the other one.
    """
    headers = [
        (name, value.replace(b"access-token-unsecure-", b"access-token-"))
        if name == b"cookie"
        else (name, value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers, "query_string": b"all_session=false"}


def _same_site(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The cookie of a session, not sent along when another site links or posts to this one."""
    name, value = header
    if name.lower() != b"set-cookie":
        return header
    kept = [part for part in value.split(b";") if not part.strip().lower().startswith(b"samesite")]
    return name, b";".join([*kept, b" SameSite=Strict"])


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"retry-after", b"10")]
    await send({"type": "http.response.start", "status": _TOO_MANY, "headers": headers})
    await send({"type": "http.response.body", "body": b"Too many attempts."})
