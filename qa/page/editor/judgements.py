"""Which of the judged answers the editor wants to see, and files made of them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.activity import Judgement
from qa.page.editor.usage import start_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from qa.activity import Activity, Judged

ALL_TIME: Final = "all"
PERIODS: Final = ("7", "30", "90", ALL_TIME)  # days
FORMATS: Final = ("dataset", "csv", "jsonl")
_LONGEST_SEARCH = 200
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


_COLUMNS: Final = (
    "asked_at",
    "judged_at",
    "judgement",
    "question",
    "understood",
    "answer",
    "refused",
    "confidence",
    "mode",
    "documents",
    "id",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the controls of the page say; what comes from the browser is made sound by ``of``."""

    judgements: frozenset[Judgement] = frozenset(Judgement)
    period: str = ALL_TIME
    search: str = ""

    @classmethod
    def of(cls, judgements: object, period: object, search: object) -> Wanted:
        """From the values of the controls; what none of them can have is left out."""
        known = {each.value for each in Judgement}
        given = judgements if isinstance(judgements, list) else []
        return cls(
            frozenset(Judgement(each) for each in given if each in known),
            str(period) if period in PERIODS else ALL_TIME,
            str(search or "").strip()[:_LONGEST_SEARCH].casefold(),
        )

    def found(self, activity: Activity) -> list[Judged]:
        """The judged answers that fit, the last judgement first. Raises ActivityUnavailable."""
        since = None if self.period == ALL_TIME else start_of(int(self.period))
        return [each for each in activity.judged(since) if self._fits(each)]

    def _fits(self, judged: Judged) -> bool:
        if judged.judgement not in self.judgements:
            return False
        return not self.search or any(self.search in text.casefold() for text in _texts(judged))


def _texts(judged: Judged) -> Iterator[str]:
    answer = judged.kept.answer
    yield from (answer.question, answer.understood, answer.text)
    for citation in answer.citations:
        yield from (citation.title, citation.quote)


def write_file(judged: Sequence[Judged], form: str, folder: Path, activity: Activity) -> Path:
    """A file of the judged answers in ``folder``: an evaluation's data as a zip, CSV or JSON lines.

    Raises InvalidDataset where the data cannot be made.
    """
    if form == "csv":
        return _write(folder / "judgements.csv", "\ufeff" + _csv(judged))  # for Excel
    if form == "jsonl":
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in _records(judged))
        return _write(folder / "judgements.jsonl", "".join(lines))
    data = activity.export(judged, folder / "judgements")
    return folder / shutil.make_archive(
        str(folder / "judgements"), "zip", root_dir=folder, base_dir=data.name
    )


def _write(file: Path, text: str) -> Path:
    # Half a surrogate pair, which a question may hold, is written as JSON escapes it.
    file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    return file


def _records(judged: Iterable[Judged]) -> Iterator[dict[str, object]]:
    for each in judged:
        yield {
            "id": each.kept.id,
            "asked_at": each.kept.asked_at.isoformat(timespec="seconds"),
            "judged_at": each.judged_at.isoformat(timespec="seconds"),
            "judgement": each.judgement.value,
            **each.kept.answer.to_dict(),
        }


def _csv(judged: Iterable[Judged]) -> str:
    """One row an answer; whatever a spreadsheet would run is text."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for each in judged:
        answer = each.kept.answer
        titles = dict.fromkeys(citation.title for citation in answer.citations)
        cells = (
            each.kept.asked_at.astimezone().isoformat(sep=" ", timespec="minutes"),
            each.judged_at.astimezone().isoformat(sep=" ", timespec="minutes"),
            each.judgement.value,
            answer.question,
            answer.understood,
            answer.text,
            str(answer.refused).lower(),
            f"{answer.confidence:.3f}",
            answer.mode,
            "\n".join(titles),
            each.kept.id,
        )
        writer.writerow([_plain(cell) for cell in cells])
    return table.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
