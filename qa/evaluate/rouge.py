"""ROUGE-L on characters (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from collections.abc import Iterable

# Zero width space, non-joiner, joiner, word joiner, byte order mark, soft hyphen: left over
# from web pages, never seen, and taken out when a document is cleaned.
_NO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class RougeL:
    """Precision, recall and their harmonic mean."""

    precision: float = 0.0
    recall: float = 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rouge_l(prediction: str, golds: Iterable[str]) -> RougeL:
    """The longest common subsequence of characters with the gold answer that fits best by F1.

    White space does not count. 0 where either side is empty.
    """
    predicted = without_space(prediction)
    scores = (_compared(predicted, without_space(gold)) for gold in golds)
    return max(scores, key=lambda score: score.f1, default=RougeL())


def without_space(text: str) -> str:
    """``text`` with all white space removed, that of no width (U+200B and the like) too."""
    return "".join(_NO_WIDTH.sub("", text).split())


def _compared(predicted: str, gold: str) -> RougeL:
    if not predicted or not gold:
        return RougeL()
    common = LCSseq.similarity(predicted, gold)
    return RougeL(common / len(predicted), common / len(gold))
