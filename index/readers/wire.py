"""What a reader gives, as JSON: how it comes from the process that reads to the one that keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

from index.reading_json import (
    hidden_from,
    hidden_values,
    place_from,
    place_values,
    read_from_from,
    read_from_values,
)
from index.types import Block, BlockKind, Metadata, Skipped, SkippedKind, SourceDocument, Validity

_DATES = ("published", "effective", "expires")


def to_wire(item: SourceDocument | Skipped) -> dict[str, Any]:
    """A value that JSON can hold."""
    if isinstance(item, Skipped):
        return {"skipped": [item.source, item.reason, item.kind.value]}
    return {
        "source": item.source,
        "title": item.title,
        "blocks": [_block_values(block) for block in item.blocks],
        "metadata": _metadata_values(item.metadata),
        "id": item.id,
        "read_from": read_from_values(item.read_from),
        "hidden": hidden_values(item.hidden),
    }


def from_wire(values: dict[str, Any]) -> SourceDocument | Skipped:
    """What ``to_wire`` was given."""
    if "skipped" in values:
        name, reason, kind = values["skipped"]
        return Skipped(name, reason, SkippedKind(kind))
    return SourceDocument(
        source=values["source"],
        title=values["title"],
        blocks=tuple(_block(each) for each in values["blocks"]),
        metadata=_metadata(values["metadata"]),
        id=values["id"],
        read_from=read_from_from(values["read_from"]),
        hidden=hidden_from(values["hidden"]),
    )


def _block_values(block: Block) -> list[Any]:
    values: list[Any] = [block.text, block.kind.value, block.level]
    if block.places:
        values.append([[at, place_values(place)] for at, place in block.places])
    return values


def _block(values: list[Any]) -> Block:
    text, kind, level, *placed = values
    places = tuple((at, place_from(place)) for at, place in (placed[0] if placed else []))
    return Block(text, BlockKind(kind), level, places)


def _metadata_values(metadata: Metadata) -> dict[str, Any]:
    empty = Metadata()
    names = [name for name in Metadata.__slots__ if getattr(metadata, name) != getattr(empty, name)]
    return {
        name: str(getattr(metadata, name)) if name in _DATES else getattr(metadata, name)
        for name in names
    }


def _metadata(values: dict[str, Any]) -> Metadata:
    dates = {name: date.fromisoformat(values[name]) for name in _DATES if name in values}
    validity = {"validity": Validity(values["validity"])} if "validity" in values else {}
    return Metadata(**(values | dates | validity))
