"""What a document says in so many words that a question can name it exactly.

These are its title and 索引号, its headings, its questions (问 and sentences that end in ？)
and its telephone numbers. Each is kept as a hash of its wording, so that it is found again however
it is typed: in full width, in the other script, with other punctuation.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import SectionKind
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from index.types import Document

IN_TITLE = -1
_FEWEST = 5  # characters of a wording: 是什么 alone is no question
_LONGEST = 600

# These run on search forms.
_ASKING = re.compile(r"[^。!?\n]+[?]")
_MARK = re.compile(
    r"(?:\s*[(]?(?:问题?\d*|q\d*|提问|记者|网友|第?[\d一二三四五六七八九十]+问?)[)]?\s*[:.、)]+)+\s*"
)
_PLEASE = re.compile(r"请问[,:]?")
_TELEPHONE = re.compile(
    r"(?<![\d.])(?:[(]?(?P<area>0\d{2,3})[)]?\s?[-—–]?\s?)?(?P<local>[2-9]\d{3}\s?-?\s?\d{3,4})(?![\d.]|\s?[元万%])"
    r"|(?<!\d)(?P<mobile>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)"
    r"|(?<!\d)(?P<service>[48]00[ -]?\d{3}[ -]?\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A key and where in the text it stands, ``IN_TITLE`` for the title."""

    key: int
    at: int


def mentions(document: Document) -> set[Mention]:
    """Everything that ``document`` mentions."""
    form = search_form(document.text)
    found = {Mention(key, IN_TITLE) for key in _keys_of_wording(document.title)}
    if number := document.metadata.index_number:
        found.add(Mention(index_number_key(number), IN_TITLE))
    for section in document.sections:
        if section.kind in {SectionKind.HEADING, SectionKind.QUESTION}:
            said = document.text[section.start : section.end]
            if said != document.title:
                found |= {Mention(key, section.start) for key in _keys_of_wording(said)}
    for match in _ASKING.finditer(form):
        at = match.start() + len(match.group()) - len(match.group().lstrip())
        found |= {Mention(key, at) for key in _keys_of_wording(match.group())}
    for match in _TELEPHONE.finditer(form):
        found |= {Mention(key, match.start()) for key in _keys_of_telephone(match)}
    return found


def question_key(question: str) -> int | None:
    """The key under which ``question`` would be mentioned; None where it is too short or too long."""
    return next(_hashed([wording(question)]), None)


def index_number_key(number: str) -> int:
    """The key of a document's 索引号, whatever stands between its parts."""
    return _key(f"index:{re.sub(r'[^0-9a-z]', '', search_form(number))}")


def telephone_keys(text: str) -> list[list[int]]:
    """For each telephone number in ``text``, its keys, the more telling first."""
    return [list(_keys_of_telephone(match)) for match in _TELEPHONE.finditer(search_form(text))]


def _keys_of_wording(text: str) -> Iterator[int]:
    """With and without the mark that counts it, and without what stands before 请问."""
    form = search_form(text)
    bare = _MARK.sub("", form, count=1) if _MARK.match(form) else form
    after = _PLEASE.split(bare)[1:]
    return _hashed(dict.fromkeys(wording(each) for each in (form, bare, *after)))


def _hashed(wordings: Iterable[str]) -> Iterator[int]:
    return (_key(words) for words in wordings if _FEWEST <= len(words) <= _LONGEST)


def _keys_of_telephone(match: re.Match[str]) -> Iterator[int]:
    """The number with its area, then alone: a page often leaves the area out."""
    number = re.sub(r"\D", "", match["local"] or match["mobile"] or match["service"])
    if match["area"]:
        yield _key(f"tel:{match['area']}{number}")
    yield _key(f"tel:{number}")


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def mentioned(
    connection: sqlite3.Connection, keys: Iterable[int]
) -> tuple[list[int], frozenset[str]]:
    """The ids of the passages in which a key stands, and of the documents with one as their title."""
    wanted = (json.dumps(sorted(keys)),)
    passages = connection.execute(
        "SELECT p.id FROM mentions m JOIN passages p"
        " ON p.document = m.document AND p.start_at <= m.at AND m.at < p.end_at"
        " WHERE m.key IN (SELECT value FROM json_each(?))",
        wanted,
    ).fetchall()
    titled = connection.execute(
        "SELECT d.id FROM mentions m JOIN documents d ON d.number = m.document"
        " WHERE m.at < 0 AND m.key IN (SELECT value FROM json_each(?))",
        wanted,
    ).fetchall()
    return [id_ for (id_,) in passages], frozenset(id_ for (id_,) in titled)


def store_mentions(connection: sqlite3.Connection, number: int, document: Document) -> None:
    """Keep what ``document``, whose number is ``number``, mentions."""
    connection.executemany(
        "INSERT INTO mentions (key, document, at) VALUES (?, ?, ?)",
        sorted((each.key, number, each.at) for each in mentions(document)),
    )
