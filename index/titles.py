"""What the documents are called: read once a change of texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3

_STATE = "中华人民共和国"
_VERSION = re.compile(r"[(（][^()（）]*(?:修订|修正|年|版)[^()（）]*[)）]$")
_REPRINT = re.compile(r"^[(（\[【]?转载[)）\]】]?")
_ISSUED = re.compile(r"(?:印发|发布|公布)(?P<name>.+?)的(?:通知|函|公告|决定|令)$")
_PLACE = re.compile(r"^.{2,6}?(?:省|自治区|市|区|县)(?=.{4})")
_SHORTEST = 2  # characters of a short title that can name a document


@dataclass(frozen=True)
class Overview:
    """Titles by document id."""

    titles: dict[str, str]

    @cached_property
    def short_titles(self) -> dict[str, frozenset[str]]:
        """What each document is called for short, by id."""
        return {id_: short_titles(title) for id_, title in self.titles.items()}


def overview(connection: sqlite3.Connection) -> Overview:
    """The overview of all documents."""
    rows = connection.execute("SELECT id, title FROM documents").fetchall()
    return Overview(dict(rows))


def without_version(title: str) -> str:
    """The words of a title without what tells its versions apart: 《…办法》（2020年修订） → …办法."""
    plain = _VERSION.sub("", _REPRINT.sub("", search_form(title)))
    return wording(plain).removeprefix(_STATE)


def title_key(title: str) -> str:
    """The form in which a title that a text names in 《》 is compared with those of documents."""
    return without_version(title.strip("《》 "))


def issued_key(title: str) -> str:
    """The key of what a title puts into force, 关于印发《…办法》的通知; "" for other titles."""
    issued = _ISSUED.search(search_form(title))
    return title_key(issued["name"]) if issued else ""


def short_titles(title: str) -> frozenset[str]:
    """What people call a document, in the search form.

    中华人民共和国民法典（2020年版） → 民法典. What a notice puts into force goes by its own name:
    广州市人民政府关于印发《广州市临时救助实施细则》的通知 → the whole, 广州市临时救助实施细则 and
    临时救助实施细则.
    """
    plain = _VERSION.sub("", _REPRINT.sub("", search_form(title))).removeprefix(_STATE)
    names = {plain.strip("《》 ")}
    if issued := _ISSUED.search(plain):
        names.add(issued["name"].strip("《》 "))
    names |= {_PLACE.sub("", name) for name in names}
    return frozenset(name for name in names if len(name) >= _SHORTEST)
