"""What the documents are called, and which validities occur: read once a change of texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import Validity

if TYPE_CHECKING:
    import sqlite3

_STATE = "中华人民共和国"
_VERSION = re.compile(r"[(（][^()（）]*(?:修订|修正|年|版)[^()（）]*[)）]$")
_SHORTEST = 2  # characters of a short title that can name a document


@dataclass(frozen=True)
class Overview:
    """Titles by document id, and the validities there are."""

    titles: dict[str, str]
    validities: frozenset[Validity]

    @cached_property
    def short_titles(self) -> dict[str, str]:
        """Short titles by document id, those left out that are too short to name anything."""
        short = {id_: short_title(title) for id_, title in self.titles.items()}
        return {id_: name for id_, name in short.items() if len(name) >= _SHORTEST}


def overview(connection: sqlite3.Connection) -> Overview:
    """The overview of all documents."""
    rows = connection.execute("SELECT id, title FROM documents").fetchall()
    validities = connection.execute("SELECT DISTINCT validity FROM documents").fetchall()
    return Overview(dict(rows), frozenset(Validity(value) for (value,) in validities))


def short_title(title: str) -> str:
    """The title as people say it, in its search form: 中华人民共和国民法典（2020年版） → 民法典."""
    return _VERSION.sub("", search_form(title)).removeprefix(_STATE).strip("《》 ")
