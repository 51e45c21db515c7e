"""The web server: the pages side by side on one port, and the little that is no page."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from qa.page.assets import asset_routes
from qa.page.editor.login import LOGIN_STYLE
from qa.page.editor.login_guard import LoginGuard
from qa.page.exporting import export_routes
from qa.page.installable import install_routes
from qa.page.language import CHAT_TITLE, LOGIN_NOTE, PageLanguage
from qa.page.strings import SIMPLIFIED, labels, words_in
from qa.page.theme import page_theme, style_sheet

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from fastapi import APIRouter

CHAT_PATH: Final = "/"
EDITOR_PATH: Final = "/editor"
_SECONDS_TO_END = 3  # open event streams would hold the server for ever


def create_app(
    chat: gr.Blocks,
    editor: gr.Blocks,
    *,
    login: Callable[[str, str], Awaitable[bool]],
    upload_limit: str,
    routes: Iterable[APIRouter] = (),
) -> FastAPI:
    """Both pages as one application; the editor's only for those whom ``login`` lets in.

    ``upload_limit`` is the largest file that the editor's page takes, as in "100mb".
    ``routes`` are what else anybody may ask for.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(LoginGuard, path=EDITOR_PATH)
    app.add_middleware(
        PageLanguage, paths={CHAT_PATH: CHAT_TITLE, EDITOR_PATH + "/": "editor_title"}
    )

    @app.get(EDITOR_PATH)
    def to_editor() -> RedirectResponse:
        return RedirectResponse(EDITOR_PATH + "/")

    for router in routes:
        app.include_router(router)
    app.include_router(asset_routes(""))
    app.include_router(asset_routes(EDITOR_PATH))
    app.include_router(install_routes())
    app.include_router(export_routes())
    note = words_in(SIMPLIFIED)(LOGIN_NOTE) + LOGIN_STYLE
    _mount(app, editor, EDITOR_PATH, auth=login, auth_message=note, max_file_size=upload_limit)
    _mount(app, chat, CHAT_PATH, max_file_size=0)  # visitors upload nothing
    return app


def run(app: FastAPI, host: str, port: int, *, announce: Callable[[int], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``announce`` is told the port. OSError where it is taken.

    Call it from the main thread.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again at its end
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        announce(listening.getsockname()[1])
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=_SECONDS_TO_END,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _mount(app: FastAPI, page: gr.Blocks, path: str, **options: Any) -> None:
    page.queue(api_open=False)
    gr.mount_gradio_app(
        app,
        page,
        path,
        theme=page_theme(),
        css=style_sheet(),
        i18n=labels(),
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        **options,
    )
