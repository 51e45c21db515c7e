"""A quote with its reference, as people put it into a letter.

“……”——《题》（文号），机关，日期，第X条
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import SectionKind
from qa.in_file import in_file

if TYPE_CHECKING:
    from datetime import date

    from index.types import Document, Section


def cited_text(document: Document, start: int, end: int) -> str:
    """The words ``start``…``end`` of ``document`` with their reference; the reference alone of none."""
    known = document.metadata
    place = "，".join(filter(None, [place_of(document, start, end), in_file(document, start, end)]))
    reference = reference_of(
        document.title, known.document_number, known.issuer, known.published, place
    )
    quote = document.text[start:end].strip()
    return f"“{quote}”——{reference}" if quote else reference


def reference_of(title: str, number: str, issuer: str, published: date | None, place: str) -> str:
    """《title》（文号），发文机关，日期，place, without what is unknown."""
    day = f"{published.year}年{published.month}月{published.day}日" if published else ""
    number = f"（{number}）" if number else ""
    named = title if title.startswith("《") and title.endswith("》") else f"《{title}》"
    return "，".join(part for part in (f"{named}{number}", issuer, day, place) if part)


def place_of(document: Document, start: int, end: int) -> str:
    """The article and its points around the words, else the heading above them; "" where none is."""
    around = sorted(_around(document, start, end), key=lambda section: section.start - section.end)
    articles = [s for s in around if s.kind is SectionKind.ARTICLE and s.label]
    if articles:
        inside = [s for s in around if s.kind is SectionKind.POINT and s.start >= articles[0].start]
        return "".join(section.label for section in (articles[0], *inside))
    headings = [section.heading for section in around if section.heading]
    return headings[-1].rpartition(" › ")[2] if headings else ""


def _around(document: Document, start: int, end: int) -> list[Section]:
    if start >= end:
        return []
    # A quote may begin or end with the line break beside it.
    quote = document.text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    return [s for s in document.sections if s.start <= start and end <= s.end]
