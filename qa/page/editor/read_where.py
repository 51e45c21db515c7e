"""Where what is known of a document was read: a line a field, with a link to the words in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.page.address import SourceAddress
from qa.page.escape import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Document, ReadFrom
    from qa.page.strings import Words

_FIELDS: Final = (
    "title", "issuer", "document_number", "index_number", "published", "effective", "expires", "validity",
)  # fmt: skip
# By the first word of ``ReadFrom.origin``: the key of the phrase that names it.
_ORIGINS: Final = {
    "text": "origin_text",
    "title": "origin_title",
    "page": "origin_page",
    "file": "origin_file_name",
    "meta": "origin_page_code",
    "element": "origin_page_code",
    "link": "origin_page_code",
    "script": "origin_page_code",
    "comment": "origin_page_code",
    "properties": "origin_properties",
    "field": "origin_record",
    "column": "origin_record",
}
_LONGEST: Final = 80  # characters of a quote


def read_where(words: Words, document: Document, corrected: frozenset[str]) -> str:
    """The list for a document, without the fields in ``corrected``; "" where nothing is known."""
    items = "".join(_items(words, document, corrected))
    return f"<h3>{words('read_where_title')}</h3><ul>{items}</ul>" if items else ""


def _items(words: Words, document: Document, corrected: frozenset[str]) -> Iterator[str]:
    read = {each.field: each for each in document.read_from if each.field not in corrected}
    for name in _FIELDS:
        if name in read:
            label = words("column_title" if name == "title" else name)
            yield f"<li><b>{label}</b><span>{_said(words, document.id, read[name])}</span></li>"


def _said(words: Words, document_id: str, read: ReadFrom) -> str:
    first, _, name = read.origin.partition(" ")
    origin = words(_ORIGINS.get(first, "origin_other"), name=escape(name or read.origin))
    text = read.quote if len(read.quote) <= _LONGEST else read.quote[: _LONGEST - 1] + "…"
    quote = f'<bdi lang="zh">{escape(text)}</bdi>'
    if read.start >= 0:
        address = SourceAddress(document_id, read.start, read.end)
        quote = f'<a class="source-link" href="{escape(str(address))}">{quote}</a>'
    return words("read_where", origin=origin, quote=quote)
