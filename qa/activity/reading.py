"""What is read back from ``activity.db``: rows, and values from rows."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from qa.activity.values import Judged, Judgement, KeptAnswer, Unanswered
from qa.types import Answer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

R = TypeVar("R")

# An answer below this was wrong more often than right (docs/answers.md).
LOW_CONFIDENCE = 0.5

logger = logging.getLogger(__name__)

_GOOD = f"(g.refused = 0 AND g.confidence >= {LOW_CONFIDENCE})"
# A later good answer settles a question that had none, a later praise one that was found fault with.
_BAD = f"""
    FROM answers b WHERE b.asked_at >= :since
    AND CASE WHEN b.judgement IS NULL THEN b.refused OR b.confidence < {LOW_CONFIDENCE}
        ELSE b.judgement <> 'useful' END
    AND NOT EXISTS (
        SELECT 1 FROM answers g WHERE g.question_key = b.question_key
        AND g.asked_at > b.asked_at
        AND (g.judgement = 'useful' OR (b.judgement IS NULL AND g.judgement IS NULL AND {_GOOD}))
    )
"""  # noqa: S608 - literals of this module


def row_of(connection: sqlite3.Connection, id_: str) -> sqlite3.Row | None:
    """The row of one answer."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM answers WHERE id = ?", (id_,)
    ).fetchone()
    return row


def judged_rows(connection: sqlite3.Connection, since: float) -> list[sqlite3.Row]:
    """The judged answers, the last judgement first."""
    return connection.execute(
        "SELECT * FROM answers WHERE judged_at >= ? ORDER BY judged_at DESC, rowid DESC", (since,)
    ).fetchall()


def citing_rows(connection: sqlite3.Connection, document: str, limit: int) -> list[sqlite3.Row]:
    """The answers that cite a document, newest first."""
    return connection.execute(
        "SELECT a.* FROM cited c JOIN answers a ON a.id = c.answer WHERE c.document = ?"
        " ORDER BY c.asked_at DESC LIMIT ?",
        (document, limit),
    ).fetchall()


def cited_documents(connection: sqlite3.Connection, since: float) -> list[str]:
    """The documents that are cited."""
    rows = connection.execute("SELECT DISTINCT document FROM cited WHERE asked_at >= ?", (since,))
    return [document for (document,) in rows]


def latency_rows(connection: sqlite3.Connection, since: float) -> list[tuple[datetime, float]]:
    """When each question was asked, and milliseconds, oldest first."""
    rows = connection.execute(
        "SELECT asked_at, milliseconds FROM answers WHERE asked_at >= ? ORDER BY asked_at", (since,)
    )
    return [(_time(asked_at), milliseconds) for asked_at, milliseconds in rows]


def refusal_rows(connection: sqlite3.Connection, since: float) -> list[datetime]:
    """When each refused question was asked, oldest first."""
    rows = connection.execute(
        "SELECT asked_at FROM answers WHERE asked_at >= ? AND refused ORDER BY asked_at", (since,)
    )
    return [_time(asked_at) for (asked_at,) in rows]


def unanswered_rows(connection: sqlite3.Connection, since: float, limit: int) -> list[sqlite3.Row]:
    """The last answer of each question without a good one, with counts of its bad answers."""
    return connection.execute(
        "SELECT a.*, t.times, t.refusals, t.said FROM ("  # noqa: S608 - literals of this module
        " SELECT question_key, count(*) AS times, sum(refused) AS refusals,"
        " max(asked_at) AS last_at, group_concat(DISTINCT judgement) AS said"
        f"{_BAD} GROUP BY question_key ORDER BY times DESC, last_at DESC LIMIT :limit) t"
        " JOIN answers a ON a.question_key = t.question_key AND a.asked_at = t.last_at"
        " GROUP BY a.question_key ORDER BY t.times DESC, t.last_at DESC",
        {"since": since, "limit": limit},
    ).fetchall()


def unanswered(rows: Iterable[sqlite3.Row]) -> list[Unanswered]:
    """The values of ``unanswered_rows``."""
    found = []
    for row in rows:
        latest = kept(row)
        if latest is not None:
            said = frozenset((row["said"] or "").split(","))
            found.append(
                Unanswered(
                    question=latest.answer.understood or latest.answer.question,
                    count=row["times"],
                    refused=row["refusals"],
                    judgements=tuple(each for each in Judgement if each.value in said),
                    latest=latest,
                )
            )
    return found


def all_judged(rows: Iterable[sqlite3.Row]) -> list[Judged]:
    """The values of ``judged_rows``."""
    return [
        Judged(answer, Judgement(row["judgement"]), _time(row["judged_at"]))
        for row in rows
        if (answer := kept(row))
    ]


def kept(row: sqlite3.Row) -> KeptAnswer | None:
    """The answer of a row; None, logged, where this version of the program cannot read it."""
    try:
        values = json.loads(bytes(row["answer"]).decode("utf-8", "surrogatepass"))
        answer = Answer.from_dict(values)
    except ValueError as error:
        logger.warning("a kept answer cannot be read", extra={"id": row["id"], "error": str(error)})
        return None
    return KeptAnswer(row["id"], _time(row["asked_at"]), answer)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
