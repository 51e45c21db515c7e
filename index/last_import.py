"""What the last import did, kept in the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.types import ImportReport, ImportSummary, Skipped

if TYPE_CHECKING:
    import sqlite3


def keep_import(connection: sqlite3.Connection, report: ImportReport) -> None:
    """Keep a report in place of the one before it."""
    # Escaped: a file's name may hold bytes that are no UTF-8, which are half characters here.
    summary = json.dumps(asdict(report.summary))
    connection.execute(
        "INSERT OR REPLACE INTO last_import (only_row, at, seconds, summary) VALUES (1, ?, ?, ?)",
        (report.at.timestamp(), report.seconds, summary),
    )


def read_import(connection: sqlite3.Connection) -> ImportReport | None:
    """The report of the last import; None where there was none."""
    row = connection.execute("SELECT at, seconds, summary FROM last_import").fetchone()
    if row is None:
        return None
    values = json.loads(row["summary"])
    skipped = tuple(Skipped(**each) for each in values.pop("skipped"))
    ids = {name: tuple(given) for name, given in values.items()}
    summary = ImportSummary(**ids, skipped=skipped)
    return ImportReport(datetime.fromtimestamp(row["at"], UTC), row["seconds"], summary)
