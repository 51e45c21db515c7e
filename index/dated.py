"""What each document tells of its own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from index.titles import without_version
from index.types import Validity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

# Titles of which there is one text at a time. Two notices of one title may be about two things.
ONE_AT_A_TIME = re.compile(
    r"(?:法|典|条例|办法|规定|细则|规则|章程|标准|解释(?:[一二三四五六七八九十]+)?)(?:试行|暂行)?$"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row of ``documents`` tells of a document's time. ``key`` is its title to compare.

    ``said_on`` is the day on which an editor said what its validity is, None where nobody did;
    ``effective_said`` whether its effective day was corrected.
    """

    number: int
    id: str
    title: str
    key: str
    published: date | None
    effective: date | None
    expires: date | None
    stated: Validity
    issuer: str
    place: str
    document_number: str
    said_on: date | None = None
    effective_said: bool = False

    @property
    def one_at_a_time(self) -> bool:
        """Whether there is one text of this title at a time."""
        return ONE_AT_A_TIME.search(self.key) is not None

    @property
    def begins(self) -> date | None:
        """The first day of this text.

        An amended law states the day on which its first version took effect: the text is not
        older than its publication.
        """
        known = [day for day in (self.published, self.effective) if day is not None]
        if self.stated is Validity.NOT_YET and self.effective is None:
            return None
        if self.one_at_a_time and not self.effective_said:
            return max(known, default=None)
        return self.effective or self.published

    @property
    def takes_effect(self) -> date | None:
        """The day from which its clauses hold, as it states it."""
        return self.effective or self.published


def read_facts(connection: sqlite3.Connection) -> Iterator[Facts]:
    """Of every document."""
    keys: dict[str, str] = {}
    for row in connection.execute(
        "SELECT number, id, title, published, effective, expires, validity, issuer, place_key,"
        " number_key,"
        " (SELECT at FROM corrections WHERE document = id AND field = 'validity') AS said_at,"
        " EXISTS (SELECT 1 FROM corrections WHERE document = id AND field = 'effective'"
        " AND corrected <> '') AS effective_said FROM documents"
    ):
        (number, id_, title, published, effective, expires, validity, issuer, place, own,
         said_at, effective_said) = row  # fmt: skip
        yield Facts(
            number,
            id_,
            title,
            keys.setdefault(title, without_version(title)),
            _date(published),
            _date(effective),
            _date(expires),
            Validity(validity),
            issuer,
            place,
            own,
            None if said_at is None else datetime.fromtimestamp(said_at, UTC).astimezone().date(),
            bool(effective_said),
        )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
