"""The lists of a document: points that count on from one another, with what announces them.

A list may be the points of an article or a paragraph, headings with text of their own below
them, or the rows of a table. What stands below a heading, or after a question, without being
counted is read as a list of its paragraphs, and said to be loose.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from qa.lists.counted import CountedLists
from qa.lists.headings import heading_lists, loose_lists
from qa.lists.said import said_lists

if TYPE_CHECKING:
    from index.types import Document
    from qa.lists.listing import Listing

# Lists are looked for so many characters around a hit, however long the document is.
REACH = 6_000
# A list of more points, or longer, is no answer.
MOST_POINTS = 40
LONGEST = 6_000


def lists_around(document: Document, start: int, end: int) -> list[Listing]:
    """The lists of ``document`` within ``REACH`` of a span, the loose ones last."""
    sections = document.sections
    first = bisect_left(sections, start - REACH, key=lambda s: s.start)
    last = bisect_left(sections, end + REACH, key=lambda s: s.start)
    while 0 < first < len(sections) and sections[first].parent is not None:
        first -= 1
    children: dict[int | None, list[int]] = {}
    for index in range(first, last):
        children.setdefault(sections[index].parent, []).append(index)
    roots = children.get(None, [])
    found: list[Listing] = []
    for parent, indices in children.items():
        found += CountedLists(document, parent, indices).read()
    found += heading_lists(document, roots)
    found += said_lists(document, roots)
    found += loose_lists(document, roots)
    return [each for each in found if len(each.points) <= MOST_POINTS and _length(each) <= LONGEST]


def _length(listing: Listing) -> int:
    return listing.end - listing.start
