"""How sure an answer is, in words: a number would promise more than is known."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qa.page.strings import Words

# From which confidence on; what is less sure is to be checked.
_WELL_FOUNDED: Final = 0.85
_FOUNDED: Final = 0.5


class Sureness(StrEnum):
    """The words for ``Answer.confidence``, the probability that the answer is right.

    Of the answers on the odd halves of the questions by which the confidence is judged
    (docs/answers.md; 2,045 given, with vectors and by words) these shares were right, that is, of the right
    document and with at least half of the expected words: from 0.85 on 0.86, from 0.5 to 0.85 0.69, below 0.36.
    """

    WELL_FOUNDED = "well_founded"
    FOUNDED = "founded"
    TO_CHECK = "to_check"


def sureness(confidence: float) -> Sureness:
    """The words for a confidence, 0…1."""
    if confidence >= _WELL_FOUNDED:
        return Sureness.WELL_FOUNDED
    return Sureness.FOUNDED if confidence >= _FOUNDED else Sureness.TO_CHECK


def sureness_note(words: Words, confidence: float) -> str:
    """The words, which unfold what they mean, as HTML."""
    sure = sureness(confidence)
    return (
        f'<details class="sure {sure.replace("_", "-")}"><summary>{words(f"sure_{sure}")}</summary>'
        f"<p>{words(f'sure_{sure}_note')}</p></details>"
    )
