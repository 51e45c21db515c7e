"""How much of a known text a reader gave back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from index.types import SourceDocument


def recovered(source: str, found: str) -> float:
    """The share of ``source``'s characters that stand in ``found`` in the same order, 0 to 1.

    The longest common subsequence, white space apart and after NFKC (a full-width digit is a digit).

    >>> recovered("第一条 总则", "第一条　总侧")
    0.8
    """
    wanted = _bare(source)
    return LCSseq.similarity(wanted, _bare(found)) / len(wanted)


def text_of(document: SourceDocument) -> str:
    """All that a reader found, a block a line."""
    return "\n".join(block.text for block in document.blocks)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
