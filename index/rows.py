"""Documents, passages and sentences as rows of the database, and back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from index.abbreviations import store_abbreviations
from index.copies import store_sketch
from index.issuers import issuer_form
from index.mentions import store_mentions
from index.metadata import normalise_document_number
from index.places import document_places
from index.reading_json import (
    hidden_from,
    hidden_values,
    placed_from,
    placed_values,
    read_from_from,
    read_from_values,
)
from index.repeals import store_repeals
from index.search_form import search_form
from index.selection import place_key
from index.types import (
    Document,
    Metadata,
    Passage,
    Section,
    SectionKind,
    Sentence,
    SourceDocument,
    Validity,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

# Raise it when structure or passages cut differently: documents that are added
# again are then read anew although their files have not changed.
TEXT_VERSION = 1

_METADATA = tuple(field.name for field in fields(Metadata))
_DATES = ("published", "effective", "expires")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of a source document: of everything in it, and of its text alone."""

    content: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredText:
    """A document with its passages, ready to be inserted."""

    document: Document
    passages: tuple[Passage, ...]
    fingerprint: Fingerprint
    own_id: bool
    priority: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list: everything but its text. Counts are of this document."""

    id: str
    source: str
    title: str
    metadata: Metadata
    characters: int
    passages: int
    sentences: int
    encoded_sentences: int


def fingerprint(source: SourceDocument) -> Fingerprint:
    """The hashes by which a changed file and a copy of a document are recognised.

    Raises UnicodeEncodeError for text that cannot be stored: half a surrogate pair.
    """
    text = [block.text for block in source.blocks]
    everything = [
        TEXT_VERSION,
        source.title,
        [[block.text, block.kind, block.level] for block in source.blocks],
        {name: str(value) for name, value in asdict(source.metadata).items()},
        source.id,
    ]
    return Fingerprint(content=_hash(everything), text=_hash(text))


def number_key(text: str) -> str:
    """A 文号 or 索引号 in the form in which two of them are compared."""
    return search_form(normalise_document_number(text))


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def insert_document(connection: sqlite3.Connection, stored: StoredText, change: int) -> int:
    """Write a document with its passages and sentences; its number is returned."""
    document = stored.document
    metadata = document.metadata
    values: dict[str, Any] = {name: getattr(metadata, name) for name in _METADATA}
    for name in _DATES:
        values[name] = values[name].isoformat() if values[name] else None
    values |= {
        "id": document.id,
        "source": document.source,
        "own_id": int(stored.own_id),
        "content_hash": stored.fingerprint.content,
        "text_hash": stored.fingerprint.text,
        "priority": stored.priority,
        "change": change,
        "title": document.title,
        "text": document.text,
        "sections": _sections_json(document.sections),
        "places": _json(placed_values(document.places)),
        "read_from": _json(read_from_values(document.read_from)),
        "hidden": _json(hidden_values(document.hidden)),
        "index_key": number_key(metadata.index_number),
        "number_key": number_key(metadata.document_number),
        "issuer_key": issuer_form(metadata.issuer),
        "kind_key": search_form(metadata.kind),
        "place_key": place_key(
            document_places(metadata.issuer, document.title, metadata.index_number)
        ),
    }
    number = _insert(connection, "documents", values)
    for passage in stored.passages:
        _insert_passage(connection, number, passage)
    derive(connection, number, document)
    store_abbreviations(connection, number, document.text)
    store_repeals(connection, number, document)
    return number


def derive(connection: sqlite3.Connection, number: int, document: Document) -> None:
    """Keep what is derived from the document's text: what it mentions, and its copies."""
    store_mentions(connection, number, document)
    store_sketch(connection, number, document.text)


def _insert_passage(connection: sqlite3.Connection, document: int, passage: Passage) -> None:
    values = {
        "document": document,
        "ordinal": passage.ordinal,
        "start_at": passage.start,
        "end_at": passage.end,
        "text": passage.text,
        "kind": passage.kind.value,
        "label": passage.label,
        "heading": passage.heading,
        "article_number": passage.article_number,
    }
    number = _insert(connection, "passages", values)
    connection.executemany(
        "INSERT INTO sentences (passage, document, start_at, end_at) VALUES (?, ?, ?, ?)",
        [(number, document, sentence.start, sentence.end) for sentence in passage.sentences],
    )


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    # table and column names are literals of this module
    cursor = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608
    assert cursor.lastrowid is not None  # noqa: S101 - an INSERT has just succeeded
    return cursor.lastrowid


def delete_document(connection: sqlite3.Connection, number: int, change: int) -> None:
    """Remove a document with all that hangs on it, and leave a note for the caches."""
    first, last = connection.execute(
        "SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM sentences"
        " WHERE passage IN (SELECT id FROM passages WHERE document = ?)",
        (number,),
    ).fetchone()
    connection.execute(
        "INSERT INTO removals (document, first_sentence, last_sentence, change) VALUES (?, ?, ?, ?)",
        (number, first, last, change),
    )
    connection.execute("DELETE FROM documents WHERE number = ?", (number,))


def document_from_row(row: sqlite3.Row) -> Document:
    """A row with the columns of ``documents`` as a Document."""
    return Document(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        text=row["text"],
        metadata=metadata_from_row(row),
        sections=_sections_from_json(row["sections"]),
        places=placed_from(_listed(row, "places")),
        read_from=read_from_from(_listed(row, "read_from")),
        hidden=hidden_from(_listed(row, "hidden")),
    )


def metadata_from_row(row: sqlite3.Row) -> Metadata:
    """The metadata columns of a row of ``documents``."""
    known = row.keys()  # a migration reads rows that are older than some fields
    values: dict[str, Any] = {name: row[name] for name in _METADATA if name in known}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["validity"] = Validity(values["validity"])
    return Metadata(**values)


def _listed(row: sqlite3.Row, column: str) -> list[Any]:
    return list(json.loads(row[column])) if column in row.keys() else []  # noqa: SIM118 - as above


def passages_where(
    connection: sqlite3.Connection, condition: str, values: Sequence[object]
) -> list[Passage]:
    """Passages (``p``) of documents (``d``) that meet an SQL condition, in reading order.

    ``condition`` is SQL of our own making; what comes from outside is in ``values``.
    """
    rows = connection.execute(
        "SELECT p.*, d.id AS document_id FROM passages p JOIN documents d ON d.number = p.document"  # noqa: S608
        f" WHERE {condition} ORDER BY p.document, p.ordinal",
        values,
    ).fetchall()
    sentences: dict[int, list[Sentence]] = {row["id"]: [] for row in rows}
    for passage, *sentence in connection.execute(
        "SELECT passage, start_at, end_at, id FROM sentences"
        " WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(sentences)),),
    ):
        sentences[passage].append(Sentence(*sentence))
    return [_passage_from_row(row, sentences[row["id"]]) for row in rows]


def _passage_from_row(row: sqlite3.Row, sentences: Iterable[Sentence]) -> Passage:
    return Passage(
        document_id=row["document_id"],
        ordinal=row["ordinal"],
        start=row["start_at"],
        end=row["end_at"],
        text=row["text"],
        kind=SectionKind(row["kind"]),
        label=row["label"],
        heading=row["heading"],
        article_number=row["article_number"],
        sentences=tuple(sentences),
        id=row["id"],
    )


def _sections_json(sections: Iterable[Section]) -> str:
    return _json([[s.kind, s.start, s.end, s.label, s.heading, s.parent] for s in sections])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sections_from_json(text: str) -> tuple[Section, ...]:
    return tuple(Section(SectionKind(kind), *rest) for kind, *rest in json.loads(text))
