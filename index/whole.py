"""A document with its passages, out of the database and into JSON, as it went in."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from index.reading_json import (
    hidden_from,
    hidden_values,
    placed_from,
    placed_values,
    read_from_from,
    read_from_values,
)
from index.rows import Fingerprint, StoredText, document_from_row, passages_where
from index.types import (
    Document,
    Metadata,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Validity,
)

if TYPE_CHECKING:
    import sqlite3

_DATES = ("published", "effective", "expires")


def read_whole(connection: sqlite3.Connection, number: int) -> StoredText:
    """A document of the database with its passages, ready to be inserted once more."""
    row = connection.execute("SELECT * FROM documents WHERE number = ?", (number,)).fetchone()
    return StoredText(
        document_from_row(row),
        tuple(passages_where(connection, "d.number = ?", (number,))),
        Fingerprint(content=row["content_hash"], text=row["text_hash"]),
        own_id=bool(row["own_id"]),
        priority=row["priority"],
    )


def whole_to_json(stored: StoredText) -> str:
    """The document as JSON. Texts of passages stand in the document's text and are not repeated."""
    values = asdict(stored)
    document = stored.document
    values["document"] |= {
        "places": placed_values(document.places),
        "read_from": read_from_values(document.read_from),
        "hidden": hidden_values(document.hidden),
    }
    for passage in values["passages"]:
        del passage["text"], passage["document_id"], passage["id"]
        passage["sentences"] = [[each["start"], each["end"]] for each in passage["sentences"]]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)


def whole_from_json(text: str) -> StoredText:
    """The document that ``whole_to_json`` wrote."""
    values = json.loads(text)
    document = _document(values["document"])
    return StoredText(
        document,
        tuple(_passage(document, each) for each in values["passages"]),
        Fingerprint(**values["fingerprint"]),
        own_id=values["own_id"],
        priority=values["priority"],
    )


def _document(values: dict[str, Any]) -> Document:
    metadata = values["metadata"]
    for name in _DATES:
        metadata[name] = date.fromisoformat(metadata[name]) if metadata[name] else None
    metadata["validity"] = Validity(metadata["validity"])
    sections = tuple(
        Section(**(each | {"kind": SectionKind(each["kind"])})) for each in values["sections"]
    )
    read = {
        "places": placed_from(values.get("places", [])),
        "read_from": read_from_from(values.get("read_from", [])),
        "hidden": hidden_from(values.get("hidden", [])),
    }
    return Document(**(values | read | {"metadata": Metadata(**metadata), "sections": sections}))


def _passage(document: Document, values: dict[str, Any]) -> Passage:
    sentences = tuple(Sentence(*each) for each in values["sentences"])
    return Passage(
        **(
            values
            | {
                "document_id": document.id,
                "text": document.text[values["start"] : values["end"]],
                "kind": SectionKind(values["kind"]),
                "sentences": sentences,
            }
        )
    )
