"""The list of documents: searched, narrowed, sorted, and cut into pages on the server."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from index.choices import Choices  # noqa: TC001 - handlers' annotations are read at run time
from index.rows import number_key
from index.search_form import search_form
from index.types import Filter, Validity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from index.knowledge_base import KnowledgeBase
    from index.rows import DocumentRow

PAGE: Final = 50  # documents on a page
COLUMNS: Final = (
    "title", "issuer", "number", "published", "effective", "validity", "passages", "pending",
    "source",
)  # fmt: skip
_ADDED: Final = "added"
READY, PENDING = "ready", "pending"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for; "" does not restrict. ``page`` counts from 1."""

    text: str = ""
    issuer: str = ""
    place: str = ""
    kind: str = ""
    validity: str = ""
    status: str = ""
    sort: str = _ADDED
    descending: bool = True
    page: int = 1

    def sorted_by(self, column: str) -> Wanted:
        """Sorted by ``column``; the other way round where it is already. ValueError for no column."""
        if column not in COLUMNS:
            raise ValueError(f"found {column[:40]!r}, expected one of {', '.join(COLUMNS)}")
        descending = not self.descending if self.sort == column else column == "published"
        return replace(self, sort=column, descending=descending, page=1)

    def on_page(self, page: int) -> Wanted:
        """The same on another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list. ``found`` counts what fits, ``all`` every document."""

    rows: tuple[DocumentRow, ...]
    wanted: Wanted
    found: int
    all: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Known:
    """Every document, with what is searched in it; true for one state of the texts."""

    titles: object
    day: date
    rows: tuple[DocumentRow, ...]
    forms: tuple[str, ...]


class Listing:
    """Pages of the list. Safe to share between threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def page(self, wanted: Wanted) -> Page:
        """The page that is asked for, the last one where there are fewer."""
        known = self._read()
        admitted = self._admitted(wanted, known)
        terms = search_form(wanted.text).split()
        number = number_key(wanted.text)
        found = [
            (order, row)
            for order, (row, form) in enumerate(zip(known.rows, known.forms, strict=True))
            if (admitted is None or row.id in admitted)
            and (all(term in form for term in terms) or (number and number in form))
            and _in_status(row, wanted.status)
        ]
        found.sort(key=_order(wanted.sort), reverse=wanted.descending)
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(wanted.page, 1), pages)
        rows = tuple(row for _, row in found[(page - 1) * PAGE : page * PAGE])
        return Page(rows, replace(wanted, page=page), len(found), len(known.rows), pages)

    def row(self, document_id: str) -> DocumentRow | None:
        """A document in the list; None where there is none of that id."""
        return next((row for row in self._read().rows if row.id == document_id), None)

    def forget(self) -> None:
        """Read everything anew next time."""
        with self._lock:
            self._known = None

    def choices(self) -> Choices:
        """What the list can be narrowed to."""
        return self._kb.choices()

    def _read(self) -> _Known:
        with self._lock:
            titles, day = self._kb.titles(), self._kb.today()
            known = self._known
            if known is None or known.titles is not titles or known.day != day:
                rows = tuple(self._kb.documents())
                known = self._known = _Known(titles, day, rows, tuple(map(_form, rows)))
            return replace(known, rows=self._with_pending(known.rows))

    def _with_pending(self, rows: tuple[DocumentRow, ...]) -> tuple[DocumentRow, ...]:
        """The rows as they are while vectors are being made."""
        pending = self._kb.pending_counts()
        return tuple(
            row
            if row.sentences - row.encoded_sentences == pending.get(row.id, 0)
            else replace(row, encoded_sentences=row.sentences - pending.get(row.id, 0))
            for row in rows
        )

    def _admitted(self, wanted: Wanted, known: _Known) -> frozenset[str] | None:
        if not (wanted.issuer or wanted.place or wanted.kind or wanted.validity):
            return None
        narrowed = Filter(
            issuer=wanted.issuer,
            place=wanted.place,
            kind=wanted.kind,
            validity=frozenset({Validity(wanted.validity)} if wanted.validity else ()),
        )
        return self._kb.admitted((row.id for row in known.rows), narrowed)


def pending(row: DocumentRow) -> int:
    """How many sentences have no vector yet."""
    return row.sentences - row.encoded_sentences


def _form(row: DocumentRow) -> str:
    known = row.metadata
    parts = (row.title, known.issuer, known.document_number)
    return "\n".join([*map(search_form, parts), number_key(known.document_number)])


def _in_status(row: DocumentRow, status: str) -> bool:
    return not status or (status == PENDING) == (pending(row) > 0)


def _order(sort: str) -> Callable[[tuple[int, DocumentRow]], Any]:
    if sort == _ADDED:
        return lambda numbered: numbered[0]
    value = _VALUES[sort]
    return lambda numbered: (value(numbered[1]), -numbered[0])


_VALUES: Final[dict[str, Callable[[DocumentRow], Any]]] = {
    "title": lambda row: row.title,
    "issuer": lambda row: row.metadata.issuer,
    "number": lambda row: row.metadata.document_number,
    "published": lambda row: str(row.metadata.published or ""),
    "effective": lambda row: str(row.metadata.effective or ""),
    "validity": lambda row: row.metadata.validity.value,
    "passages": lambda row: row.passages,
    "pending": pending,
    "source": lambda row: row.source,
}
