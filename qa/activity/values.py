"""What is kept of a question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from qa.types import Answer


class Judgement(StrEnum):
    """What a reader says of an answer."""

    USEFUL = "useful"
    NOT_FOUND = "not_found"
    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given; ``asked_at`` is in UTC."""

    id: str
    asked_at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Judged:
    """A kept answer that somebody has judged; ``judged_at`` is in UTC."""

    kept: KeptAnswer
    judgement: Judgement
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without a good answer, however its wording was typed.

    ``question`` is as last asked, in full where it was completed. ``count`` is how often it was
    asked without a good answer, of which ``refused`` times it was refused; ``judgements`` are
    what was said of it, each once. ``latest`` is the last of these answers.
    """

    question: str
    count: int
    refused: int
    judgements: tuple[Judgement, ...]
    latest: KeptAnswer
