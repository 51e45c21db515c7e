"""What is read off all documents at once, anew after each change of a text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.abbreviations import Abbreviations, read_abbreviations
from index.choices import Choices, read_choices
from index.endings import read_standings
from index.selection import Selection, matching_documents
from index.titles import Overview, overview
from index.versions import Variants, variants

if TYPE_CHECKING:
    from datetime import date

    from index.database import Database
    from index.standing import Standings
    from index.types import Filter

_CACHED_SELECTIONS = 64


class Digests:
    """Titles, abbreviations, choices, standings, variants and selections of the documents.

    Each is the same object until a text changes, which costs one row to see, or, of what depends
    on the day ``today``, until the next day.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._select = lru_cache(_CACHED_SELECTIONS)(self._read_selection)
        self._overview = lru_cache(1)(self._read_overview)
        self._abbreviations = lru_cache(1)(self._read_abbreviations)
        self._choices = lru_cache(1)(self._read_choices)
        self._standings = lru_cache(1)(self._read_standings)
        self._variants = lru_cache(1)(self._read_variants)

    def overview(self) -> Overview:
        """Titles and validities."""
        return self._overview(self._text_change())

    def abbreviations(self) -> Abbreviations:
        """What the documents, their issuers and the laws among them are called for short."""
        return self._abbreviations(self._text_change())

    def choices(self, today: date) -> Choices:
        """What issuer, place, kind and validity a filter can ask for."""
        return self._choices(self._text_change(), today)

    def standings(self) -> Standings:
        """From when to when each document holds."""
        return self._standings(self._text_change())

    def variants(self, today: date) -> Variants:
        """Which documents are copies or versions of one another."""
        return self._variants(self._text_change(), today)

    def selection(self, wanted: Filter | None, today: date) -> Selection | None:
        """The documents that a filter admits; None where there is no filter."""
        return None if wanted is None else self._select(wanted, self._text_change(), today)

    def _text_change(self) -> int:
        return self._database.marks().text_change

    def _read_selection(self, wanted: Filter, text_change: int, today: date) -> Selection:
        standings = self._standings(text_change)
        with self._database.read() as connection:
            return matching_documents(connection, wanted, standings, today)

    def _read_choices(self, text_change: int, today: date) -> Choices:
        validities = self._standings(text_change).validities(today)
        with self._database.read() as connection:
            return read_choices(connection, frozenset(validities.values()))

    def _read_overview(self, _text_change: int) -> Overview:
        with self._database.read() as connection:
            return overview(connection)

    def _read_abbreviations(self, text_change: int) -> Abbreviations:
        found = self._overview(text_change)
        names = {name for names in found.short_titles.values() for name in names}
        with self._database.read() as connection:
            return read_abbreviations(connection, found.titles.values(), names)

    def _read_standings(self, _text_change: int) -> Standings:
        with self._database.read() as connection:
            return read_standings(connection)

    def _read_variants(self, text_change: int, today: date) -> Variants:
        standings = self._standings(text_change)
        with self._database.read() as connection:
            return variants(connection, standings, today)
