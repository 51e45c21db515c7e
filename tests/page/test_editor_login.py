"""The editor's password: kept slow to guess, and nothing of the editor's page without it."""

from __future__ import annotations

import asyncio
import json
import stat
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest

from index.errors import InvalidSetting
from qa.page.editor.login import NAME, EditorLogin
from qa.page.editor.login_guard import LoginGuard
from qa.page.editor.password import read_password, write_password
from tests.page.visitor import EDITOR_PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Message, Receive, Scope, Send

PASSWORD = "a horse, a battery"


def test_a_password_is_kept_so_that_only_its_owner_reads_it_and_nobody_reads_it_back(
    tmp_path: Path,
) -> None:
    path = write_password(tmp_path, PASSWORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text("utf-8")
    kept = read_password(tmp_path)
    assert kept is not None
    assert kept.matches(PASSWORD)
    assert not kept.matches(PASSWORD + " ")
    first = path.read_text("utf-8")
    write_password(tmp_path, PASSWORD)
    assert path.read_text("utf-8") != first  # another salt


def test_a_short_password_is_refused_and_a_broken_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="10"):
        write_password(tmp_path, "short")
    (tmp_path / "editor.toml").write_text("salt = 1", "utf-8")
    with pytest.raises(InvalidSetting, match="editor-password"):
        read_password(tmp_path)


def test_a_password_set_while_the_page_runs_holds_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLICY_QA_EDITOR_PASSWORD", raising=False)

    async def visit() -> list[bool]:
        login = EditorLogin.open(tmp_path)
        told = login.hint.rpartition(" ")[2].rstrip(")")
        before = await login.lets_in(NAME, told)
        write_password(tmp_path, PASSWORD)
        return [
            before,
            await login.lets_in(NAME, told),
            await login.lets_in(NAME, PASSWORD),
            await login.lets_in("somebody", PASSWORD),
        ]

    assert asyncio.run(visit()) == [True, False, True, False]


def test_who_guesses_waits_longer_each_time_and_others_do_not() -> None:
    async def refuses(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def visit() -> tuple[list[float], float, list[int]]:
        guard = LoginGuard(refuses, "/editor", first=0.05, longest=0.1)
        waits = [await _login(guard, "10.0.0.1") for _ in range(6)]
        other = await _login(guard, "10.0.0.2")
        statuses: list[int] = []
        await asyncio.gather(*(_login(guard, "10.0.0.1", statuses) for _ in range(10)))
        return waits, other, statuses

    waits, other, statuses = asyncio.run(visit())
    assert all(wait < 0.05 for wait in waits[:3])
    assert waits[3] >= 0.05
    assert all(0.1 <= wait < 1 for wait in waits[4:])  # never longer than the longest
    assert other < 0.05
    assert statuses.count(429) == 6  # only a few wait at the same time


async def _login(guard: LoginGuard, address: str, statuses: list[int] | None = None) -> float:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if statuses is not None and "status" in message:
            statuses.append(message["status"])

    scope = {"type": "http", "path": "/editor/login", "method": "POST", "client": (address, 1)}
    start = time.monotonic()
    await guard(scope | {"headers": [], "query_string": b""}, receive, send)
    return time.monotonic() - start


@pytest.mark.parametrize("path", ["queue/join", "queue/data?session_hash=x", "upload", "config"])
def test_nothing_of_the_editors_page_is_reached_without_the_password(
    server: str, path: str
) -> None:
    root = f"{server}/editor/" if path == "config" else f"{server}/editor/gradio_api/"
    post = path in {"queue/join", "upload"}
    body = {"data": [], "fn_index": 0, "session_hash": "x"}
    for cookie in ("", "access-token=x; access-token-unsecure=x"):
        status, text, _ = _ask(root + path, body if post else None, cookie)
        assert status == 401
        assert "Not authenticated" in text


def test_each_function_of_the_editors_page_refuses_who_is_not_logged_in(server: str) -> None:
    for number in range(60):
        body = {"data": [], "fn_index": number, "session_hash": "x"}
        assert _ask(f"{server}/editor/gradio_api/queue/join", body)[0] == 401
        assert _ask(f"{server}/editor/gradio_api/run/{number}", body)[0] == 401


def test_a_login_gives_a_cookie_that_scripts_and_other_sites_cannot_use_and_a_logout_ends_it(
    server: str,
) -> None:
    one, other = _cookies(server), _cookies(server)
    assert _ask(f"{server}/editor/config", cookie=one)[0] == 200
    assert _ask(f"{server}/editor/logout", cookie=one)[0] in {200, 302}
    assert _ask(f"{server}/editor/config", cookie=one)[0] == 401
    assert _ask(f"{server}/editor/config", cookie=other)[0] == 200  # another editor's


def _cookies(server: str) -> str:
    form = {"username": NAME, "password": EDITOR_PASSWORD}
    status, _, headers = _ask(f"{server}/editor/login", form=form)
    assert status == 200
    given = [value for name, value in headers if name.lower() == "set-cookie" and "token" in value]
    assert len(given) == 2
    assert all("HttpOnly" in each and "SameSite=Strict" in each for each in given)
    # what a browser sends back over plain HTTP
    return "; ".join(each.partition(";")[0] for each in given if "Secure" not in each)


def _ask(
    address: str,
    body: dict[str, object] | None = None,
    cookie: str = "",
    form: dict[str, str] | None = None,
) -> tuple[int, str, list[tuple[str, str]]]:
    data = None if body is None else json.dumps(body).encode()
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
    kind = "application/json" if form is None else "application/x-www-form-urlencoded"
    request = urllib.request.Request(address, data, {"Cookie": cookie, "Content-Type": kind})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.read().decode(), response.headers.items()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.items()
