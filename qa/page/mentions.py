"""The places of one document that a question concerns: what its answer cites, and the like of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from index.errors import PolicyQAError
from index.types import Filter
from qa.filters import FilterField
from qa.page.address import SourceAddress, read_source_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.assistant import Assistant
    from qa.explain import Explained

logger = logging.getLogger(__name__)

_PASSAGES: Final = 12  # of a document that are looked at
_MOST_CITED: Final = 40  # places that a browser may name
_LONGEST_QUESTION: Final = 500  # characters
# The longest run of the question's characters in a passage, in characters and as a part of the
# longest that any passage of the document has: 诉讼时效 of 诉讼时效是多久, not 申请 and 条件 apart.
_SHORTEST: Final = 3
_ENOUGH: Final = 0.5


def mentions(
    assistant: Assistant, address: SourceAddress, question: object, cited: object
) -> tuple[SourceAddress, ...]:
    """The places to step through in the document of ``address``, in the order of its text.

    ``cited`` are links to the places that the answer cites, ``question`` is what it answers; both
    come from a browser, and what cannot be read of them is left out.
    """
    places = _cited(address, cited)
    if isinstance(question, str) and question.strip():
        places += _related(assistant, address, question[:_LONGEST_QUESTION], places)
    return tuple(sorted(places, key=lambda place: place.start))


def _cited(address: SourceAddress, links: object) -> list[SourceAddress]:
    places = {_span(address): replace(address, view=None)} if address.start < address.end else {}
    for link in links[:_MOST_CITED] if isinstance(links, list) else []:
        try:
            place = read_source_address(link)
        except ValueError:  # a visitor wrote it
            continue
        if place.document_id == address.document_id and place.start < place.end:
            places.setdefault(_span(place), place)
    return list(places.values())


def _related(
    assistant: Assistant, address: SourceAddress, question: str, cited: Iterable[SourceAddress]
) -> list[SourceAddress]:
    """Passages that speak of what the question asks about, in about as many of its own words."""
    only = Filter(document_ids=frozenset({address.document_id}))
    try:
        found = assistant.explain_hits(question, k=_PASSAGES, filter=only, ignore=list(FilterField))
    except PolicyQAError:
        logger.info("no passages for a question", extra={"document": address.document_id})
        return []
    enough = max(_SHORTEST, _ENOUGH * max(map(_longest_run, found), default=0))
    spans = [
        (each.hit.passage.start, each.hit.passage.end)
        for each in found
        if _longest_run(each) >= enough
    ]
    taken = [_span(place) for place in cited]
    return [
        SourceAddress(address.document_id, start, end)
        for start, end in spans
        if not any(first < end and start < last for first, last in taken)
    ]


def _longest_run(explained: Explained) -> int:
    """How many characters of the question stand in the passage itself side by side, at most."""
    terms = tuple(
        replace(term, fields=("body",) if "body" in term.fields else ()) for term in explained.terms
    )
    return max(map(len, replace(explained, terms=terms).matched), default=0)


def _span(place: SourceAddress) -> tuple[int, int]:
    return place.start, place.end


def position_of(address: SourceAddress, places: Sequence[SourceAddress]) -> int:
    """Where ``address`` stands among ``places``, counted from 0; -1 where it does not."""
    spans = [_span(place) for place in places]
    return spans.index(_span(address)) if _span(address) in spans else -1
