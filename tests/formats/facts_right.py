"""How many facts of real documents are read as a clerk would: of each field, how many of how many.

``state_council`` drops what the data set gives (document number, index number, issuer) and reads it
from the text alone; what a text does not print is not counted. ``pages`` compares saved pages with
values that were decided by looking at them (pages_expected.toml).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.document_number import normalise_document_number
from index.readers.jsonl import read_jsonl
from index.readers.web.html import read_html
from index.types import SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPECTED = Path(__file__).with_name("pages_expected.toml")
_KEYS = {"doc_no": "document_number", "index_no": "index_number", "issuer": "issuer"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of a document as it should be and as it was read."""

    document: str
    field: str
    wanted: str
    found: str

    @property
    def is_right(self) -> bool:
        """Whether both are the same; brackets and spaces of a document number do not count."""
        return normalise_document_number(self.wanted) == normalise_document_number(self.found)


def state_council(folder: Path, work: Path) -> list[Compared]:
    """Numbers and issuers of ``folder`` (the data set) read from the texts alone; ``work`` is for a file."""
    records = [
        json.loads(line)
        for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    bare = work / "bare.jsonl"
    bare.write_text(
        "\n".join(
            json.dumps({key: record[key] for key in ("id", "title", "text")}, ensure_ascii=False)
            for record in records
        ),
        encoding="utf-8",
    )
    found = [each for each in read_jsonl(bare) if isinstance(each, SourceDocument)]
    return [
        Compared(record["id"], name, record[key], str(getattr(document.metadata, name)))
        for record, document in zip(records, found, strict=True)
        for key, name in _KEYS.items()
        if _is_printed(record, key)
    ]


def pages(folder: Path) -> Iterator[Compared]:
    """Title, issuer, date, 文号 and address of the saved pages in ``folder``."""
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    for page in expected["page"]:
        file = next(folder.glob(f"{page['file']}_*.html"))
        (document,) = read_html(file)
        metadata = document.metadata
        found = {
            "title": document.title,
            "issuer": metadata.issuer,
            "published": str(metadata.published or ""),
            "document_number": metadata.document_number,
            "url": metadata.url,
        }
        for name, value in found.items():
            yield Compared(page["file"], name, page.get(name, ""), value)


def _is_printed(record: dict[str, str], key: str) -> bool:
    """Whether the text states it in some form: a 索引号 often stands only in the data set."""
    return (
        key == "issuer"
        or "".join(record[key].split()) in "".join(record["text"].split())
        or (key == "doc_no" and "令" in record[key])
    )
