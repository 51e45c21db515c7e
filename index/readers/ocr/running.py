"""What is printed on every page and belongs to none: page numbers, running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.ocr.paragraphs import Paragraph

_EDGE = 0.12  # of the page's height, above and below
_OFTEN = 0.4  # of the pages
_NUMBER = re.compile(
    r"[-—–_一·•.~\s]*(?:第\s*)?(?:\d{1,4}|[IVXivx]{1,6})(?:\s*页)?[-—–_一·•.~\s]*"
    r"(?:(?:/|共|，)\s*共?\s*\d{1,4}\s*页?)?"
)
_DIGITS = re.compile(r"\d+")


def without_running(pages: Sequence[Sequence[Paragraph]]) -> list[list[Paragraph]]:
    """The pages without their numbers and without lines that many of them have at the same edge."""
    seen = Counter(
        line for page in pages for line in {_plain(each) for each in page if _edge(each)}
    )
    least = max(2, _OFTEN * len(pages))
    return [
        [
            each
            for each in page
            if not _edge(each)
            or not (_NUMBER.fullmatch(each.block.text) or seen[_plain(each)] >= least)
        ]
        for page in pages
    ]


def _plain(paragraph: Paragraph) -> tuple[str, str]:
    return _edge(paragraph), _DIGITS.sub("#", paragraph.block.text)


def _edge(paragraph: Paragraph) -> str:
    """At which edge of its page a line stands; "" for a paragraph, or one in the middle."""
    if len(paragraph.block.places) != 1:
        return ""
    box = paragraph.block.places[0][1].box
    if box is None:
        return ""
    if box[3] < _EDGE:
        return "above"
    return "below" if box[1] > 1 - _EDGE else ""
