"""What a browser needs to keep the page as an app: its name, its colours, its icons."""

from __future__ import annotations

import mimetypes
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response

from qa.page.strings import words_in

DAY: Final = "public, max-age=86400"  # an icon's name stays when it is drawn anew
PAPER: Final = "#f8fafc"
NIGHT: Final = "#0a0f1e"
_ICONS: Final = ("icon.svg", "icon-192.png", "icon-512.png", "maskable-512.png", "touch-180.png")

# Goes into the first HTML of every page.
HEAD: Final = (
    '<meta name="referrer" content="no-referrer">'
    '<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">'
    '<link rel="apple-touch-icon" href="/icons/touch-180.png">'
    f'<meta name="theme-color" content="{PAPER}" media="(prefers-color-scheme: light)">'
    f'<meta name="theme-color" content="{NIGHT}" media="(prefers-color-scheme: dark)">'
)


def install_routes() -> APIRouter:
    """The manifest, in the language that its address names, and the icons."""
    router = APIRouter()

    @router.get("/manifest.json")
    def manifest(lang: str = "") -> JSONResponse:
        return JSONResponse(_manifest(lang), media_type="application/manifest+json")

    @router.get("/icons/{name}")
    def icon(name: str) -> Response:
        return _file(name) if name in _ICONS else Response(status_code=404)

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return _file("favicon.ico")

    @router.get("/editor/favicon.ico")
    def editor_favicon() -> RedirectResponse:
        return RedirectResponse("/favicon.ico")

    return router


def _manifest(language: str) -> dict[str, Any]:
    words = words_in(language)
    return {
        "id": "/",
        "name": words("title"),
        "short_name": words("title"),
        "description": words("tagline"),
        "lang": words.language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": "/icons/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "/icons/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/icons/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {
                "src": "/icons/maskable-512.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }


def _file(name: str) -> Response:
    body = files("qa.page").joinpath("icons", name).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(body, headers={"Cache-Control": DAY}, media_type=kind)
