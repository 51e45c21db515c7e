"""ROUGE-L on characters (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from collections.abc import Iterable

# Zero width space, non-joiner, joiner, word joiner, byte order mark, soft hyphen: left over
# from web pages, never seen, and taken out when a document is cleaned.
_NO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def rouge_l(prediction: str, golds: Iterable[str]) -> float:
    """F1 of the longest common subsequence of characters, with the gold answer that fits best.

    White space does not count. 0 where either side is empty.
    """
    predicted = without_space(prediction)
    return max((_f1(predicted, without_space(gold)) for gold in golds), default=0.0)


def without_space(text: str) -> str:
    """``text`` with all white space removed, that of no width (U+200B and the like) too."""
    return "".join(_NO_WIDTH.sub("", text).split())


def _f1(predicted: str, gold: str) -> float:
    if not predicted or not gold:
        return 0.0
    return 2 * LCSseq.similarity(predicted, gold) / (len(predicted) + len(gold))
