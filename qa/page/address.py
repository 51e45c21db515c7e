"""Where a link in the page leads: into a document, or to another question.

Gradio's sanitiser drops ``data-`` and ``aria-`` attributes from chat messages but
keeps ``href="#…"``, so the whole identity of a citation stands in its link. It names
the document and the span, not the number, and stays right in a long conversation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_SOURCE = re.compile(r"#source/([^/]{1,3000})/(\d{1,12})-(\d{1,12})(?:@(\d{1,12}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """A span of a document; ``view`` is where to start showing a very long document.

    An empty span means the document as a whole. ``view`` None means around the span.
    """

    document_id: str
    start: int
    end: int
    view: int | None = None

    def __str__(self) -> str:
        view = "" if self.view is None else f"@{self.view}"
        return f"#source/{quote(self.document_id, safe='')}/{self.start}-{self.end}{view}"


def read_source_address(link: object) -> SourceAddress:
    """The address in ``link``, which comes from a browser; ValueError where there is none."""
    match = _SOURCE.fullmatch(link) if isinstance(link, str) else None
    if match is None:
        raise ValueError(f"found {str(link)[:80]!r}, expected #source/<document>/<start>-<end>")
    document, start, end, view = match.groups()
    return SourceAddress(
        unquote(document), int(start), int(end), None if view is None else int(view)
    )


def question_link(question: str) -> str:
    """A link that asks ``question`` when it is followed."""
    return "#ask/" + quote(question, safe="")
