"""What is known of a line of a DOCX file until its title is found."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """A block in the making, with the look that tells a title."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    centred: bool = False
    size: int = 0  # half-points
    is_title: bool = False  # by its style
