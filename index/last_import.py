"""What the last import did, kept in the database."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.types import Hidden, HiddenIn, ImportReport, ImportSummary, Skipped, SkippedKind

if TYPE_CHECKING:
    import sqlite3

    from index.database import Database


def keep_report(database: Database, summary: ImportSummary, start: float) -> None:
    """Keep what an import that began at ``start`` (monotonic seconds) did, in place of the last."""
    if summary == ImportSummary():  # a start of the server that brings nothing is no import
        return
    # Escaped: a file's name may hold bytes that are no UTF-8, which are half characters here.
    values = json.dumps(asdict(summary))
    with database.write(counted=False) as (connection, _):
        connection.execute(
            "INSERT OR REPLACE INTO last_import (only_row, at, seconds, summary) VALUES (1, ?, ?, ?)",
            (time.time(), time.monotonic() - start, values),
        )


def read_import(connection: sqlite3.Connection) -> ImportReport | None:
    """The report of the last import; None where there was none."""
    row = connection.execute("SELECT at, seconds, summary FROM last_import").fetchone()
    if row is None:
        return None
    values = json.loads(row["summary"])
    skipped = tuple(
        Skipped(each["source"], each["reason"], SkippedKind(each.get("kind", "unreadable")))
        for each in values.pop("skipped")
    )
    hidden = tuple(
        HiddenIn(each["document_id"], tuple(Hidden(**kind) for kind in each["hidden"]))
        for each in values.pop("hidden", [])
    )
    ids = {name: tuple(given) for name, given in values.items()}
    summary = ImportSummary(**ids, skipped=skipped, hidden=hidden)
    return ImportReport(datetime.fromtimestamp(row["at"], UTC), row["seconds"], summary)
