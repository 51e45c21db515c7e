"""The route that writes a conversation as a file.

The browser sends what it has kept; nothing of it stays here. A plain route rather than a Gradio
file: Gradio would lay the visitor's conversation down in the server's temporary folder.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from qa.export.docx import MEDIA_TYPE, word_document
from qa.export.exchange import read_exchanges
from qa.export.markdown import markdown
from qa.export.names import file_name
from qa.page.language import words_for
from qa.page.translated import said

if TYPE_CHECKING:
    from qa.export.exchange import Exchange
    from qa.page.strings import Words

_LARGEST: Final = 6_000_000  # bytes; a browser keeps 3 million characters
_MOST: Final = 2_000  # exchanges
_AT_ONCE: Final = 2  # a long conversation takes seconds of a processor


def export_routes() -> APIRouter:
    """``POST /export?format=docx`` with a conversation as JSON gives it back as a file."""
    router = APIRouter()
    limiter = CapacityLimiter(_AT_ONCE)

    @router.post("/export")
    async def export(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return PlainTextResponse("too large", 413)
        ending = request.query_params.get("format", "")
        try:
            exchanges = read_exchanges(bytes(body))
        except ValueError:
            return PlainTextResponse("no conversation", 422)
        if ending not in _WRITERS or not 0 < len(exchanges) <= _MOST:
            return PlainTextResponse("no such format, or nothing to write", 422)
        write = partial(_file, words_for(request), exchanges, ending)
        return await to_thread.run_sync(write, limiter=limiter)

    return router


def _file(words: Words, exchanges: tuple[Exchange, ...], ending: str) -> Response:
    day = date.today()
    told = [
        replace(each, notes=tuple(said(words, note) for note in each.notes)) for each in exchanges
    ]
    media_type, write = _WRITERS[ending]
    name = quote(file_name(words, told, day, ending))
    disposition = f"attachment; filename=\"policy-qa.{ending}\"; filename*=UTF-8''{name}"
    headers = {"content-disposition": disposition, "x-content-type-options": "nosniff"}
    return Response(write(words, told, day), media_type=media_type, headers=headers)


def _markdown(words: Words, exchanges: list[Exchange], day: date) -> bytes:
    return markdown(words, exchanges, day).encode("utf-8", "replace")


_WRITERS = {"docx": (MEDIA_TYPE, word_document), "md": ("text/markdown; charset=utf-8", _markdown)}
