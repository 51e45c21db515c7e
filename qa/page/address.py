"""Where a link in the page leads: into a document, or to another question.

Gradio's sanitiser drops ``data-`` and ``aria-`` attributes from chat messages but
keeps ``href="#…"``, so the whole identity of a citation stands in its link. It names
the document and the span, not the number, and stays right in a long conversation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_SPAN = r"\d{1,12}-\d{1,12}"
_SOURCE = re.compile(
    rf"#source/([^/]{{1,3000}})/({_SPAN})(?:~({_SPAN}(?:\.{_SPAN}){{0,99}}))?"
    r"(?:!([0-9a-f]{8}))?(?:@(\d{1,12}))?",
    re.ASCII,
)
_MOST_WORDS = 100  # spans in an address


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """A span of a document; ``view`` is where to start showing a very long document.

    An empty span means the document as a whole. ``view`` None means around the span.
    ``words`` are the words of the span that answer, as positions in the text. ``checksum`` is of the
    words in the span where they were quoted (``qa.page.find_quote``), "" where nothing was.
    """

    document_id: str
    start: int
    end: int
    view: int | None = None
    words: tuple[tuple[int, int], ...] = ()
    checksum: str = ""

    def __str__(self) -> str:
        view = "" if self.view is None else f"@{self.view}"
        words = ".".join(f"{start}-{end}" for start, end in self.words[:_MOST_WORDS])
        span = f"{self.start}-{self.end}" + (f"~{words}" if words else "")
        span += f"!{self.checksum}" if self.checksum else ""
        return f"#source/{quote(self.document_id, safe='')}/{span}{view}"


def read_source_address(link: object) -> SourceAddress:
    """The address in ``link``, which comes from a browser; ValueError where there is none."""
    match = _SOURCE.fullmatch(link) if isinstance(link, str) else None
    if match is None:
        raise ValueError(f"found {str(link)[:80]!r}, expected #source/<document>/<start>-<end>")
    document, span, words, checksum, view = match.groups()
    return SourceAddress(
        unquote(document),
        *_span(span),
        None if view is None else int(view),
        tuple(map(_span, words.split("."))) if words else (),
        checksum or "",
    )


def _span(written: str) -> tuple[int, int]:
    start, end = written.split("-")
    return int(start), int(end)


def question_link(question: str) -> str:
    """A link that asks ``question`` when it is followed."""
    return "#ask/" + quote(question, safe="")
