"""Tables of contents: their lines come again as the headings of the text, so they are left out."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from index.readers.pdf.long_tables import LongTable
from index.readers.pdf.paragraphs import LEADER, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

Flowing = Paragraph | LongTable

_HEAD = re.compile(r"目\s*[录次]|(?:Table of )?Contents", re.IGNORECASE)
_FEWEST = 3  # lines
_MOST = 0.5  # of the lines of a table of contents are found again


def without_contents(found: Sequence[Flowing]) -> list[Flowing]:
    """All but the lines with leaders (总则……3) whose words stand again in the text, and 目录 above them."""
    texts = {_bare(each.text) for each in found if isinstance(each, Paragraph)}
    left_out: set[int] = set()
    for is_entry, run in groupby(range(len(found)), key=lambda n: _entry(found[n]) != ""):
        entries = list(run)
        again = [n for n in entries if is_entry and _bare(_entry(found[n])) in texts]
        if len(entries) >= _FEWEST and again and len(again) >= _MOST * len(entries):
            left_out.update(again)
            if entries[0] and _is_head(found[entries[0] - 1]):
                left_out.add(entries[0] - 1)
    return [each for n, each in enumerate(found) if n not in left_out]


def _entry(each: Flowing) -> str:
    """What stands before the leader of a line of contents; "" for any other."""
    if not isinstance(each, Paragraph) or not LEADER.search(each.text):
        return ""
    return LEADER.sub("", each.text)


def _is_head(each: Flowing) -> bool:
    return isinstance(each, Paragraph) and _HEAD.fullmatch(each.text) is not None


def _bare(text: str) -> str:
    return "".join(text.split())
