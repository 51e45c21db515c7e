"""From when to when each document holds, and what it is on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.types import OUT_OF_FORCE, Validity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_NOT_HOLDING = OUT_OF_FORCE | {Validity.NOT_YET}
_DAYS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """From when to when a document holds, as far as that is known.

    ``begins`` is the first day of this text, ``ends`` its last. ``after`` is what it is from then
    on, UNKNOWN where it has not ended; with ``after`` and without ``ends`` it has ended on a day
    that nobody tells. ``by`` is the id of the document that repeals or replaces it. ``stated`` is
    what its source says of it, on whatever day that was written.
    """

    begins: date | None
    ends: date | None
    after: Validity
    by: str
    stated: Validity

    def on(self, day: date) -> Validity:
        """What it is on a day; UNKNOWN where nothing tells whether it is in force."""
        if self.begins is None and self.stated is Validity.NOT_YET:
            return Validity.NOT_YET
        if self.begins is not None and day < self.begins:
            return Validity.NOT_YET
        if self.after and (self.ends is None or day > self.ends):
            return self.after
        within_its_term = self.after is Validity.LAPSED and self.stated is Validity.UNKNOWN
        if self.stated in _NOT_HOLDING or within_its_term:
            return Validity.IN_FORCE
        return self.stated

    def holds(self, day: date) -> bool:
        """Whether nothing speaks against its being in force on a day."""
        return self.on(day) not in _NOT_HOLDING

    def held(self, day: date) -> bool:
        """Whether it had begun on a past day and is not known to have ended by then."""
        return (
            self.begins is not None
            and self.begins <= day
            and (self.ends is None or day <= self.ends)
        )


@dataclass(frozen=True, slots=True)
class Repealed:
    """A document that is repealed by name, whether it is here or not; ``day`` its first day without.

    ``by`` is the id of the document that repeals it.
    """

    title: str
    day: date | None
    by: str


class Standings:
    """The standing of every document, by its number in the database.

    ``ids`` are their public ids, ``older`` the earlier versions of those that have any, and
    ``repealed`` the documents that others repeal by name, by ``titles.title_key``. ``versioned``
    are the ids of the documents that have other versions, older or newer.
    """

    def __init__(
        self,
        by_number: Mapping[int, Standing],
        ids: Mapping[int, str],
        older: Mapping[int, tuple[int, ...]],
        repealed: Mapping[str, Repealed],
    ) -> None:
        self.by_number = by_number
        self.ids = ids
        self.by_id = {ids[number]: standing for number, standing in by_number.items()}
        self.older = older
        in_chains = {*older, *(number for numbers in older.values() for number in numbers)}
        self.versioned = frozenset(ids[number] for number in in_chains)
        self.repealed = repealed
        self.validities = lru_cache(_DAYS_KEPT)(self._validities)
        self.not_in_force = lru_cache(_DAYS_KEPT)(self._not_in_force)

    def _validities(self, day: date) -> dict[int, Validity]:
        """What each document is on a day."""
        return {number: standing.on(day) for number, standing in self.by_number.items()}

    def _not_in_force(self, day: date, today: date) -> frozenset[int]:
        """The documents that are not the law of ``day``: see ``Filter.in_force_on``."""
        if day < today:
            return frozenset(n for n, standing in self.by_number.items() if not standing.held(day))
        return frozenset(n for n in self.by_number if not self._in_force(n, day))

    def _in_force(self, number: int, day: date) -> bool:
        validity = self.by_number[number].on(day)
        if validity is Validity.NOT_YET:
            return not any(self.by_number[older].holds(day) for older in self.older.get(number, ()))
        return validity not in OUT_OF_FORCE
