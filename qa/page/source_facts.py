"""What is known of a document, above its text."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.in_file import in_file
from qa.page.escape import escape, shorten
from qa.page.references import validity_badge

if TYPE_CHECKING:
    from index.types import Document
    from qa.page.address import SourceAddress
    from qa.page.strings import Words

_LONGEST_NAME = 80  # characters of a file's name


def source_facts(words: Words, document: Document, original: str) -> str:
    """The document's facts as a list; ``original`` is where its file can be had, "" for nowhere."""
    known = document.metadata
    facts = [
        ("issuer", escape(known.issuer)),
        ("document_number", escape(known.document_number)),
        ("index_number", escape(known.index_number)),
        ("published", known.published.isoformat() if known.published else ""),
        ("effective", known.effective.isoformat() if known.effective else ""),
        ("expires", known.expires.isoformat() if known.expires else ""),
        ("validity", validity_badge(words, known.validity)),
        ("interpreting_unit", escape(known.interpreting_unit)),
        ("interpreter", escape(known.interpreter)),
        ("contact_telephone", escape(known.telephone)),
        ("link", _link(known.url)),
        ("original_file", _download(document, original)),
    ]
    rows = "".join(
        f'<div class="fact-{key}"><dt>{words(key)}</dt><dd>{value}</dd></div>'
        for key, value in facts
        if value
    )
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def quoted_place(words: Words, document: Document, address: SourceAddress) -> str:
    """The path of headings down to the quote, and the page of the file."""
    if address.start == address.end:
        return ""
    around = [s for s in document.sections if s.start <= address.start and address.end <= s.end]
    innermost = min(around, key=lambda section: section.end - section.start, default=None)
    parts = [innermost.heading, innermost.label] if innermost else []
    parts.append(in_file(document, address.start, address.end))
    path = " › ".join(part for part in parts if part)
    return f'<p class="place"><b>{words("source_quoted")}</b> {escape(path)}</p>' if path else ""


def _link(url: str) -> str:
    """A link to the original, followed only on a click; other schemes than http(s) as plain text."""
    if not url or any(ord(sign) <= 32 for sign in url):
        return escape(url)
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return escape(url)
    if scheme not in {"http", "https"}:
        return escape(url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'


def _download(document: Document, original: str) -> str:
    if not original:
        return ""
    name = shorten(PurePath(document.source).name, _LONGEST_NAME)
    return f'<a href="{escape(original)}" download><bdi>{escape(name)}</bdi></a>'
