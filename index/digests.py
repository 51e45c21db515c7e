"""What is read off all documents at once, anew after each change of a text."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from index.abbreviations import Abbreviations, read_abbreviations
from index.choices import Choices, read_choices
from index.selection import Selection, matching_documents
from index.titles import Overview, overview
from index.versions import Variants, variants

if TYPE_CHECKING:
    from index.database import Database
    from index.types import Filter

_CACHED_SELECTIONS = 64


class Digests:
    """Titles, abbreviations, choices, variants and selections of a database's documents.

    Each is the same object until a text changes, which costs one row to see.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._select = lru_cache(_CACHED_SELECTIONS)(self._read_selection)
        self._overview = lru_cache(1)(self._read_overview)
        self._abbreviations = lru_cache(1)(self._read_abbreviations)
        self._choices = lru_cache(1)(self._read_choices)
        self._variants = lru_cache(1)(self._read_variants)

    def overview(self) -> Overview:
        """Titles and validities."""
        return self._overview(self._text_change())

    def abbreviations(self) -> Abbreviations:
        """What the documents, their issuers and the laws among them are called for short."""
        return self._abbreviations(self._text_change())

    def choices(self) -> Choices:
        """What issuer, place, kind and validity a filter can ask for."""
        return self._choices(self._text_change())

    def variants(self) -> Variants:
        """Which documents are copies or versions of one another."""
        return self._variants(self._text_change())

    def selection(self, wanted: Filter | None) -> Selection | None:
        """The documents that a filter admits; None where there is no filter."""
        return None if wanted is None else self._select(wanted, self._text_change())

    def _text_change(self) -> int:
        return self._database.marks().text_change

    def _read_selection(self, wanted: Filter, _text_change: int) -> Selection:
        with self._database.read() as connection:
            return matching_documents(connection, wanted)

    def _read_choices(self, _text_change: int) -> Choices:
        with self._database.read() as connection:
            return read_choices(connection)

    def _read_overview(self, _text_change: int) -> Overview:
        with self._database.read() as connection:
            return overview(connection)

    def _read_abbreviations(self, text_change: int) -> Abbreviations:
        found = self._overview(text_change)
        names = {name for names in found.short_titles.values() for name in names}
        with self._database.read() as connection:
            return read_abbreviations(connection, found.titles.values(), names)

    def _read_variants(self, _text_change: int) -> Variants:
        with self._database.read() as connection:
            return variants(connection, datetime.now(tz=UTC).date())
