"""Which language a visitor reads the page in, and the page's first HTML in that language.

The language is a cookie, so that it comes with every event; ``?lang=en`` sets it. Without either,
the browser's own list of languages decides. Gradio translates labels for ``navigator.language``:
the first HTML sets that to the language chosen, before any other script runs.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders

from qa.page.assets import ENCODING, packed, preloads, takes_packed
from qa.page.installable import HEAD
from qa.page.strings import ENGLISH, LANGUAGES, SIMPLIFIED, TRADITIONAL, Words, words_in
from qa.page.theme import frame_script

if TYPE_CHECKING:
    from collections.abc import Mapping

    import gradio as gr
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHAT_TITLE: Final = "title"  # the key of the chat page's title
COOKIE: Final = "policy_qa_language"
LOGIN_NOTE: Final = "editor_login_note"  # what Gradio's login page says
_YEAR: Final = 365 * 24 * 3600  # seconds
_TRADITIONAL_PLACES = ("hant", "tw", "hk", "mo")
_LANG = re.compile(r'(<html\s+lang=)"[^"]*"')
# What Gradio says of itself in the first HTML, for previews on other sites.
_ABROAD = re.compile(r'<meta\s[^>]*"(?:og|twitter):[^>]*>\s*')
_MANIFEST = '<link rel="manifest" href="/manifest.json" />'
# Whatever a document holds, the browser asks nobody but this server. Gradio makes functions of
# texts and styles of its own.
_POLICY: Final = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'"
)


def words_for(request: gr.Request | HTTPConnection) -> Words:
    """The words in the language of the visitor from whom an event or a request comes."""
    cookies = request.cookies or {}
    return words_in(cookies.get(COOKIE) or accepted(request.headers.get("accept-language", "")))


def accepted(header: str) -> str:
    """The one of our languages that an Accept-Language header asks for first; else Simplified."""
    for part in header.lower().split(","):
        language = part.partition(";")[0].strip()
        if language.startswith("zh"):
            places = language.split("-")[1:]
            return TRADITIONAL if set(places) & set(_TRADITIONAL_PLACES) else SIMPLIFIED
        if language.startswith("en"):
            return ENGLISH
    return SIMPLIFIED


class PageLanguage:
    """ASGI middleware: the HTML at ``paths`` in the visitor's language; all else passes untouched."""

    def __init__(self, app: ASGIApp, paths: Mapping[str, str]) -> None:
        """``paths`` maps the path of a page to the key of its title."""
        self._app = app
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        key = self._paths.get(scope["path"]) if scope["type"] == "http" else None
        if key is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
        known = (asked, _cookie(headers.get("cookie", "")))
        language = next(
            (each for each in known if each in LANGUAGES),
            accepted(headers.get("accept-language", "")),
        )
        compress = takes_packed(headers.get("accept-encoding", ""))
        # What is compressed cannot be rewritten.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app(
            scope, receive, _Rewriting(send, words_in(language), key, compress=compress).send
        )


class _Rewriting:
    """Holds the answer back until it is whole, and passes it on in one language."""

    def __init__(self, send: Send, words: Words, title: str, *, compress: bool) -> None:
        self._send = send
        self._words = words
        self._title = title
        self._compress = compress
        self._start: Message = {}
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body.append(message.get("body", b""))
        if message.get("more_body"):
            return
        headers = MutableHeaders(raw=list(self._start["headers"]))
        body = b"".join(self._body)
        if headers.get("content-type", "").startswith("text/html"):
            body = self._translated(body.decode()).encode()
            if self._compress:
                body = packed(body)
                headers["content-encoding"] = ENCODING
            headers["content-length"] = str(len(body))
            headers["vary"] = "Cookie, Accept-Language, Accept-Encoding"
            headers["cache-control"] = "no-cache"
            headers["content-security-policy"] = _POLICY
            cookie = f"{COOKIE}={self._words.language}; Path=/; Max-Age={_YEAR}; SameSite=Lax"
            headers.append("set-cookie", cookie)
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    def _translated(self, html: str) -> str:
        language = self._words.language
        html = _ABROAD.sub("", _LANG.sub(rf'\1"{language}"', html, count=1))
        simplified = words_in(SIMPLIFIED)(self._title)
        html = html.replace(f'"title":"{simplified}"', f'"title":"{self._words(self._title)}"', 1)
        html = html.replace(words_in(SIMPLIFIED)(LOGIN_NOTE), self._words(LOGIN_NOTE), 1)
        script = (
            "<script>Object.defineProperty(navigator, 'language', "
            f"{{get: () => '{language}', configurable: true}});{frame_script(language)}</script>"
        )
        html = html.replace(
            _MANIFEST, f'<link rel="manifest" href="/manifest.json?lang={language}">'
        )
        if self._title == CHAT_TITLE:
            html = html.replace("</head>", f"{preloads()}</head>", 1)
        title = f"<title>{self._words(self._title)}</title>"
        return html.replace("<head>", f"<head>{script}{title}{HEAD}", 1)


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:  # others may have set what is no cookie
        return ""
    return found.value if found is not None else ""
