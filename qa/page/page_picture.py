"""The page of a file as it looks, beside the words that were read or recognised on it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from index.types import LOW_CONFIDENCE
from qa.in_file import confidence_of, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document, Place
    from qa.page.address import SourceAddress
    from qa.page.strings import Words

PICTURE_PATH: Final = "/page-picture/"
# What has pages that can be drawn.
PICTURED: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})
_MOST_BOXES: Final = 60


def page_picture(words: Words, document: Document, address: SourceAddress, original: str) -> str:
    """The page on which the words of ``address`` stand, to be opened; open where it was recognised.

    "" where the file has no page to show, or is not there any more (``original`` is "").
    """
    places = places_of(document, address.start, max(address.end, address.start + 1))
    page = next((place.page for place in places if place.page), 0)
    if not page or not original or PurePath(document.source).suffix.lower() not in PICTURED:
        return ""
    here = [place for place in places if place.page == page]
    recognised = any(place.box is not None and place.confidence < 1 for place in here)
    label = words("picture_page", page=page)
    link = f"{PICTURE_PATH.lstrip('/')}{page}/{quote(document.id, safe='')}"
    return (
        f'<details class="page-picture"{" open" if recognised else ""}>'
        f'<summary class="tool">{label}</summary>{_note(words, document, address, recognised)}'
        f'<figure><img src="{link}" alt="{label}" loading="lazy">{_boxes(here)}</figure></details>'
    )


def unsure_badge(words: Words, confidence: float) -> str:
    """A label for words that were recognised without certainty; "" for others."""
    if confidence >= LOW_CONFIDENCE:
        return ""
    return f' <span class="badge unsure">{words("picture_unsure_short")}</span>'


def _note(words: Words, document: Document, address: SourceAddress, recognised: bool) -> str:
    if not recognised:
        return ""
    share = confidence_of(document, address.start, address.end)
    key = "picture_unsure" if share < LOW_CONFIDENCE else "picture_recognised"
    return f'<p class="picture-note">{words(key, share=share)}</p>'


def _boxes(places: Sequence[Place]) -> str:
    boxes = [place.box for place in places if place.box is not None][:_MOST_BOXES]
    return "".join(
        f'<span class="picture-box" style="left:{left:.2%};top:{top:.2%};'
        f'width:{right - left:.2%};height:{bottom - top:.2%}"></span>'
        for left, top, right, bottom in boxes
    )
