"""A list in a document: what announces it, its points, and what says what is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.types import SectionKind

if TYPE_CHECKING:
    from index.types import Document

Span = tuple[int, int]
# A question stands at most so many sections before its answer.
_SECTIONS_OF_A_QUESTION = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in ``document``.

    ``lead`` is what announces it, ``points`` are its points with all that belongs to each.
    ``name`` says what is listed: the announcement, and the heading or question right above;
    ``above`` are the headings further up. ``loose``: its points are not counted;
    ``inner``: it stands in a point of another list.
    """

    document: Document
    lead: Span | None
    points: tuple[Span, ...]
    name: str
    above: str
    loose: bool = False
    inner: bool = False

    @property
    def start(self) -> int:
        """Where it begins, with its announcement."""
        return self.points[0][0] if self.lead is None else self.lead[0]

    @property
    def end(self) -> int:
        """Where its last point ends."""
        return self.points[-1][1]


def question_above(document: Document, answer: int) -> str:
    """The question that the section at position ``answer`` answers; "" where there is none."""
    for section in reversed(document.sections[max(0, answer - _SECTIONS_OF_A_QUESTION) : answer]):
        if section.kind is SectionKind.QUESTION:
            return document.text[section.start : section.end]
    return ""
