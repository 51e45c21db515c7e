"""What was asked before in a talk: all that a follow-up question is completed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked, and the id of the document that its answer quotes first.

    ``document`` is "" after a refusal, and None where the answer is not known.
    """

    question: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked before, oldest first. It is all that a follow-up is completed from."""

    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, questions: Iterable[str]) -> Conversation:
        """A conversation of which only the questions are known."""
        return cls(tuple(map(Turn, questions)))

    def after(self, question: str, answer: Answer) -> Conversation:
        """The conversation with one more turn: ``question`` as it was asked, and its answer."""
        document = answer.citations[0].document_id if answer.citations else ""
        return Conversation((*self.turns, Turn(question, document)))


# Of a question that stands by itself.
NEW = Conversation()
