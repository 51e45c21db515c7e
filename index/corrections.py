"""What an editor says of a document in place of what was read in it.

Corrected values stand in the row of the document itself, so that whatever reads it takes them:
filters, standings, citations. What was read is kept beside, in ``corrections``, by the document's
public id, and a new import of the document is corrected in the same way.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from index.errors import InvalidCorrection
from index.rows import delete_document, insert_document
from index.types import Correction, Metadata, Validity
from index.vectors import embedded_texts, reuse_vectors
from index.whole import read_whole

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from index.types import Document

    # None takes a correction back, "" says that there is none.
    Corrected = Mapping[str, date | str | None]

_DATES: Final = frozenset({"published", "effective", "expires"})
FIELDS: Final = ("title", *(field.name for field in fields(Metadata)))
_LONGEST = 500  # characters


def correct_document(
    connection: sqlite3.Connection, number: int, wanted: Corrected, change: int, now: datetime
) -> None:
    """Let a document say what is wanted, under a number of its own; vectors stay where they fit.

    Raises InvalidCorrection.
    """
    if unknown := sorted(wanted.keys() - set(FIELDS)):
        raise InvalidCorrection(
            f"没有 {'、'.join(unknown)} 这一项，可以更正的是：{'、'.join(FIELDS)}。"
        )
    before = read_whole(connection, number)
    document = before.document
    read = {each.field: each.read for each in corrections_of(connection, document.id)}
    values: dict[str, date | str | None] = {}
    for name, given in wanted.items():
        stated = read.get(name, _value(document, name))
        values[name] = stated if given is None else _checked(name, given)
        _keep(connection, document.id, name, stated, values[name], now)
    after = _with(document, values)
    _check_dates(after.metadata)
    if after == document:
        return
    known = embedded_texts(connection, number)
    delete_document(connection, number, change)
    new = insert_document(connection, replace(before, document=after), change)
    reuse_vectors(connection, new, known, change)


def corrected(connection: sqlite3.Connection, document: Document, former: str = "") -> Document:
    """A document that comes in, with the corrections of its id; what was read now is kept too.

    ``former`` is the id that it had until now, "" where it is new here. A new one from another
    source than the removed one of its id has nothing to do with that.
    """
    if not former:
        connection.execute(
            "DELETE FROM corrections WHERE document = ?1 AND EXISTS"
            " (SELECT 1 FROM removed WHERE id = ?1 AND source <> ?2)",
            (document.id, document.source),
        )
    elif former != document.id:
        connection.execute(
            "UPDATE OR REPLACE corrections SET document = ? WHERE document = ?",
            (document.id, former),
        )
    found = corrections_of(connection, document.id)
    for each in found:
        connection.execute(
            "UPDATE corrections SET read = ? WHERE document = ? AND field = ?",
            (_text(_value(document, each.field)), document.id, each.field),
        )
    return _with(document, {each.field: each.corrected for each in found})


def corrections_of(connection: sqlite3.Connection, document_id: str) -> list[Correction]:
    """What was corrected in a document, in the order of ``FIELDS``."""
    rows = connection.execute(
        "SELECT field, read, corrected, at FROM corrections WHERE document = ?", (document_id,)
    ).fetchall()
    found = {
        name: Correction(
            name, _from_text(name, read), _from_text(name, new), datetime.fromtimestamp(at, UTC)
        )
        for name, read, new, at in rows
    }
    return [found[name] for name in FIELDS if name in found]


def _keep(  # noqa: PLR0913, PLR0917 - a row of the table
    connection: sqlite3.Connection,
    document_id: str,
    name: str,
    read: date | str | None,
    new: date | str | None,
    now: datetime,
) -> None:
    if read == new:
        connection.execute(
            "DELETE FROM corrections WHERE document = ? AND field = ?", (document_id, name)
        )
    else:
        connection.execute(
            "INSERT OR REPLACE INTO corrections (document, field, read, corrected, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (document_id, name, _text(read), _text(new), now.timestamp()),
        )


def _with(document: Document, values: Mapping[str, Any]) -> Document:
    known = {name: value for name, value in values.items() if name != "title"}
    return replace(
        document,
        title=values.get("title", document.title),
        metadata=replace(document.metadata, **known),
    )


def _value(document: Document, name: str) -> date | str | None:
    value: date | str | None = (
        document.title if name == "title" else getattr(document.metadata, name)
    )
    return value


def _checked(name: str, given: date | str) -> date | str | None:
    """The value as a document holds it. Raises InvalidCorrection."""
    if name in _DATES:
        if given == "":
            return None
        if not isinstance(given, date) or isinstance(given, datetime):
            raise InvalidCorrection(f"{name} 应是日期，而不是 {given!r}。")
        return given
    if not isinstance(given, str):
        raise InvalidCorrection(f"{name} 应是文字，而不是 {given!r}。")
    if name == "validity":
        try:
            return Validity(given)
        except ValueError as error:
            known = "、".join(each.value for each in Validity if each)
            raise InvalidCorrection(f"效力应是 {known} 之一，而不是 {given!r}。") from error
    text = " ".join(given.split())
    if len(text) > _LONGEST or not text.isprintable():
        raise InvalidCorrection(
            f"{name} 应是至多 {_LONGEST} 个字符、没有控制字符的文字，而不是 {ascii(text)[:80]}。"
        )
    if name == "title" and not text:
        raise InvalidCorrection("标题不能为空。请写出标题；None 表示恢复原来的标题。")
    return text


def _check_dates(metadata: Metadata) -> None:
    if metadata.effective and metadata.expires and metadata.expires < metadata.effective:
        raise InvalidCorrection(
            f"失效日期 {metadata.expires} 早于施行日期 {metadata.effective}。请检查这两个日期。"
        )


def _text(value: date | str | None) -> str:
    return "" if value is None else str(value)


def _from_text(name: str, text: str) -> date | str | None:
    if name in _DATES:
        return date.fromisoformat(text) if text else None
    return Validity(text) if name == "validity" else text
