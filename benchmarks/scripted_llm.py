"""A real HTTP server that speaks OpenAI's chat completions and says, or breaks, what it is told to."""

from __future__ import annotations

import json
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


_TICK = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with a request.

    It waits ``before`` seconds, sends the status and the headers, then each of ``parts`` with
    ``between`` seconds before each; ``cut`` closes the connection without an end.
    """

    parts: tuple[bytes, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    before: float = 0.0
    between: float = 0.0
    cut: bool = False


def event(value: object) -> bytes:
    """One server-sent event."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def chunk(content: str | None, finish: str | None = None) -> dict[str, Any]:
    """A piece of a streamed completion."""
    delta = {} if content is None else {"content": content}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [choice],
    }


def writes(text: str, finish: str = "stop", size: int = 5, **kept: Any) -> Reply:
    """A reply that streams ``text`` in pieces of ``size`` characters and ends well."""
    pieces = [event(chunk(text[i : i + size])) for i in range(0, len(text), size)]
    end = [event(chunk(None, finish)), event("[DONE]")]
    return Reply(tuple(pieces + end), **kept)


def fails(status: int, **headers: str) -> Reply:
    """A reply that is an error."""
    body = json.dumps({"error": {"message": "no", "type": "t"}}).encode()
    return Reply(
        (body,), status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


class ScriptedServer(ThreadingHTTPServer):
    """Gives ``script`` each request's body, and does what it replies.

    ``requests`` and ``headers`` (names in lower case) are what was asked; ``left`` is set when a client has hung up.
    """

    daemon_threads = True

    def __init__(self, script: Callable[[dict[str, Any]], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        self.stopping = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the play; all else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def base_url(self) -> str:
        """Where the API begins."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.headers.append({k.lower(): v for k, v in self.headers.items()})
        try:
            self._send(self.server.script(body))
        except OSError:  # the client has gone
            self.server.left.set()
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    def _send(self, reply: Reply) -> None:
        self._wait(reply.before)
        self.send_response(reply.status)
        kind = "text/event-stream" if reply.status == 200 else "application/json"
        sent = {"Content-Type": kind, "Transfer-Encoding": "chunked", **reply.headers}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        for part in reply.parts:
            self._wait(reply.between)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        if reply.cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        """Wait, but no longer than the client does."""
        for _ in range(round(seconds / _TICK)):
            if self.server.stopping.wait(_TICK) or self._client_left():
                raise ConnectionAbortedError

    def _client_left(self) -> bool:
        self.connection.settimeout(0.0)
        try:
            return len(self.connection.recv(1, socket.MSG_PEEK)) == 0
        except BlockingIOError:
            return False
        finally:
            self.connection.settimeout(None)


@contextmanager
def scripted_server(script: Callable[[dict[str, Any]], Reply]) -> Iterator[ScriptedServer]:
    """A server of ``script`` on 127.0.0.1, at a free port."""
    server = ScriptedServer(script)
    thread = threading.Thread(target=server.serve_forever, args=(_TICK,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """A script that gives one reply after the other, the last one for ever."""
    left = list(replies)

    def script(_: dict[str, Any]) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return script
