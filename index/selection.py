"""Which documents a search may return, in the shorter of two forms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents with these numbers, or, where ``excluded``, all but them."""

    numbers: frozenset[int]
    excluded: bool = False

    def __bool__(self) -> bool:
        """Whether it restricts anything."""
        return bool(self.numbers) or not self.excluded
