"""The record of what was asked and answered, and of how the answers were judged."""

from __future__ import annotations

import json
import logging
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from index.errors import ActivityUnavailable, UnknownAnswer
from qa.activity import reading
from qa.activity.export import export_dataset
from qa.activity.keeping import KEEP_DAYS
from qa.activity.keys import question_key
from qa.activity.store import Store
from qa.activity.values import Judgement

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from qa.activity.values import Judged, KeptAnswer, Unanswered
    from qa.types import Answer

DATABASE = "activity.db"
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_PURGED_EVERY = timedelta(days=1)

logger = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Activity:
    """Answers kept for some days in ``activity.db``. Safe between threads and processes.

    Nothing says who asked. Answers never wait for it long, and are never lost by it: what cannot
    be written is logged. What reads raises ActivityUnavailable where the file cannot be read.
    ``open`` deletes what is too old; so does the first ``note``, and one a day from then on.
    """

    def __init__(
        self, folder: Path, keep_days: int = KEEP_DAYS, *, now: Callable[[], datetime] = _now
    ) -> None:
        self.keeps = keep_days > 0
        self._keep = timedelta(days=keep_days)
        self._now = now
        self._store = Store(folder / DATABASE)
        self._purge_at = now()

    @classmethod
    def open(
        cls, folder: Path, keep_days: int = KEEP_DAYS, *, now: Callable[[], datetime] = _now
    ) -> Self:
        """The record in ``folder``, without what is older than ``keep_days``.

        With 0 nothing is kept, and what was kept before is deleted. A damaged file is set aside.
        ``now`` tells the time, with its zone.
        """
        opened = cls(folder, keep_days, now=now)
        if opened.keeps or opened._store.path.exists():
            try:
                opened._store.run(opened._purge, write=True)
            except ActivityUnavailable:
                logger.exception("what was asked cannot be kept now")
        return opened

    def close(self) -> None:
        """Give back the file; nothing needs saving."""
        self._store.close()

    def note(self, answer: Answer) -> str:
        """Keep an answer; its id, "" where nothing is kept or it cannot be written."""
        if not self.keeps:
            return ""
        id_ = secrets.token_urlsafe(16)
        # Half a surrogate pair of a question is no text, but is to come back as it was.
        stored = json.dumps(answer.to_dict(), ensure_ascii=False, separators=(",", ":"))
        asked_at = self._now()
        values = (
            id_,
            asked_at.timestamp(),
            question_key(answer.understood or answer.question),
            int(answer.refused),
            answer.confidence,
            answer.timings_ms.get("total", 0.0),
            stored.encode("utf-8", "surrogatepass"),
        )
        documents = {citation.document_id for citation in answer.citations}

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO answers (id, asked_at, question_key, refused, confidence,"
                " milliseconds, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            connection.executemany(
                "INSERT INTO cited (document, answer, asked_at) VALUES (?, ?, ?)",
                [(document, id_, asked_at.timestamp()) for document in documents],
            )
            if asked_at >= self._purge_at:
                self._purge(connection)

        try:
            self._store.run(write, write=True)
        except ActivityUnavailable as error:  # the visitor has the answer all the same
            logger.warning("an answer is not kept", extra={"error": str(error)})
            return ""
        return id_

    def answer(self, answer_id: str) -> KeptAnswer:
        """The answer that ``note`` gave this id. Raises UnknownAnswer."""
        wanted = _checked(answer_id)
        row = self._store.run(lambda c: reading.row_of(c, wanted)) if self.keeps else None
        found = None if row is None else reading.kept(row)
        if found is None:
            raise _unknown(answer_id)
        return found

    def judge(self, answer_id: str, judgement: Judgement) -> None:
        """Keep what a reader says of an answer, in place of what was said before.

        Raises UnknownAnswer.
        """
        self._judge(answer_id, Judgement(judgement).value, self._now().timestamp())

    def withdraw(self, answer_id: str) -> None:
        """Take back what was said of an answer, if anything. Raises UnknownAnswer."""
        self._judge(answer_id, None, None)

    def judged(self, since: datetime | None = None) -> list[Judged]:
        """The answers that were judged since then, the last judgement first."""
        return reading.all_judged(self._read(lambda c: reading.judged_rows(c, _seconds(since))))

    def answered_from(self, document_id: str, limit: int = 50) -> list[KeptAnswer]:
        """The last answers that cite a document, newest first."""
        rows = self._read(lambda c: reading.citing_rows(c, document_id, limit))
        return [kept for row in rows if (kept := reading.kept(row))]

    def without_good_answer(self, since: datetime, limit: int = 200) -> list[Unanswered]:
        """Questions asked since then that have no good answer, the most frequent first.

        They were refused, answered with little confidence (below ``reading.LOW_CONFIDENCE``) or
        judged not useful. One that has got a good answer later is left out.
        """
        return reading.unanswered(
            self._read(lambda c: reading.unanswered_rows(c, since.timestamp(), limit))
        )

    def never_cited(self, document_ids: Iterable[str], since: datetime | None = None) -> list[str]:
        """Those of the documents, in their order, that no kept answer cites."""
        cited = set(self._read(lambda c: reading.cited_documents(c, _seconds(since))))
        return [id_ for id_ in document_ids if id_ not in cited]

    def latencies(self, since: datetime) -> list[tuple[datetime, float]]:
        """When each question since then was asked and how many milliseconds its answer took."""
        return self._read(lambda c: reading.latency_rows(c, since.timestamp()))

    def refusals(self, since: datetime) -> list[datetime]:
        """When each question since then was asked that was refused, oldest first."""
        return self._read(lambda c: reading.refusal_rows(c, since.timestamp()))

    def export(self, judged: Iterable[Judged], folder: Path) -> Path:
        """Write evaluation data from judgements into a new or empty folder; the folder.

        ``policy-qa evaluate --home H FOLDER`` asks the questions of the knowledge base of now.
        See docs/evaluation.md. Raises InvalidDataset where the folder cannot be written.
        """
        return export_dataset(judged, folder)

    def _read(self, work: Callable[[sqlite3.Connection], list[reading.R]]) -> list[reading.R]:
        return self._store.run(work) if self.keeps else []

    def _judge(self, id_: str, judgement: str | None, at: float | None) -> None:
        if not self.keeps:
            raise _unknown(id_)

        def write(connection: sqlite3.Connection) -> int:
            return connection.execute(
                "UPDATE answers SET judgement = ?, judged_at = ? WHERE id = ?",
                (judgement, at, _checked(id_)),
            ).rowcount

        if not self._store.run(write, write=True):
            raise _unknown(id_)

    def _purge(self, connection: sqlite3.Connection) -> None:
        now = self._now()
        oldest = (now - self._keep).timestamp()
        if self.keeps:
            connection.execute("DELETE FROM answers WHERE asked_at < ?", (oldest,))
        else:
            connection.execute("DELETE FROM answers")
        self._purge_at = now + _PURGED_EVERY


def _checked(id_: str) -> str:
    """An id that may be one: what comes from a browser may be anything."""
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise _unknown(id_)
    return id_


def _unknown(id_: object) -> UnknownAnswer:
    return UnknownAnswer(
        f"没有编号为 {ascii(id_)[:40]} 的回答：可能已过保存期限而删除。请重新提问。"
    )


def _seconds(since: datetime | None) -> float:
    return 0.0 if since is None else since.timestamp()
