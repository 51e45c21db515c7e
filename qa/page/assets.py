"""Gradio's scripts and style sheets, compressed once and kept by browsers for good.

Gradio compresses a file anew for each visitor and lets browsers ask again for what cannot have
changed: its names hold a digest of its content. ``preload.txt`` names what the chat page needs
before it can be used, so that a browser fetches all of it at once and not one after the other;
``benchmarks/first_screen.py --write`` writes it.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from gradio.route_utils import BUILD_PATH_LIB

FOR_GOOD: Final = "public, max-age=31536000, immutable"
ENCODING: Final = "gzip"  # without https no browser asks for Brotli


@dataclass(frozen=True, slots=True)
class _Asset:
    kind: str
    plain: bytes
    packed: bytes


def asset_routes(at: str) -> APIRouter:
    """The files below ``at``; what is not among Gradio's is not found."""
    router = APIRouter()

    @router.get(at + "/assets/{name:path}")
    def asset(name: str, request: Request) -> Response:
        if name not in _names():
            return Response(status_code=404)
        found = _read(name)
        headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
        if takes_packed(request.headers.get("accept-encoding", "")):
            return Response(found.packed, 200, headers | {"Content-Encoding": ENCODING}, found.kind)
        return Response(found.plain, 200, headers, found.kind)

    return router


def takes_packed(accepted: str) -> bool:
    """Whether a browser that sends this Accept-Encoding reads what is compressed."""
    return any(
        part.partition(";")[0].strip() == ENCODING and "q=0" not in part.replace("q=0.", "")
        for part in accepted.lower().split(",")
    )


@cache
def preloads() -> str:
    """Links that make a browser fetch what the page needs, as HTML."""
    names = files("qa.page").joinpath("preload.txt").read_text("utf-8").split()
    known = [name for name in names if name in _names()]
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./assets/{name}">'
        if name.endswith(".js")
        else f'<link rel="preload" as="style" crossorigin href="./assets/{name}">'
        for name in known
    )


def packed(body: bytes) -> bytes:
    """``body`` compressed, quickly: a page is made anew for each visitor."""
    return gzip.compress(body, compresslevel=5, mtime=0)


@cache
def _names() -> frozenset[str]:
    folder = Path(BUILD_PATH_LIB)
    return frozenset(path.name for path in folder.iterdir() if path.is_file())


@cache
def _read(name: str) -> _Asset:
    body = (Path(BUILD_PATH_LIB) / name).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _Asset(kind, body, gzip.compress(body, mtime=0))
