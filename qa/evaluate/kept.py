"""The evaluation reports that are kept in a folder beside the knowledge base.

``NAME.json`` is a report as ``policy-qa evaluate --json`` writes it; ``NAME.details.jsonl``,
where it is there, has the single results, which comparing needs; ``NAME.html`` is for reading.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import InvalidDataset
from qa.evaluate.compare import compare
from qa.evaluate.details import read_details
from qa.evaluate.html import write_html
from qa.evaluate.reading import LARGEST, ReportRead, read_report

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from qa.evaluate.compare import Comparison
    from qa.evaluate.report import Report

FOLDER = "reports"  # in the knowledge base's folder
MOST = 200
LARGEST_DETAILS = 100_000_000  # bytes
_DETAILS = ".details.jsonl"
_NAME = re.compile(r"[\w\-.]{1,100}")
_STRANGE = re.compile(r"[^\w\-]+")


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report that is kept, by its name; ``comparable`` where its single results are here too."""

    name: str
    report: ReportRead
    comparable: bool


class KeptReports:
    """The reports in one folder, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The names of the reports, newest first."""
        files = list(self.folder.glob("*.json"))
        return sorted((file.stem for file in files), reverse=True)

    def open(self, name: str) -> KeptReport:
        """The report of this name. Raises InvalidDataset where there is none, or it is damaged."""
        file = self._file(name, ".json")
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST + 1)
        except OSError as error:
            raise _unknown(name) from error
        return KeptReport(name, read_report(content), self._file(name, _DETAILS).is_file())

    def files(self, name: str) -> list[Path]:
        """All that is kept of the report: its JSON first."""
        kept = [self._file(name, ending) for ending in (".json", ".html", _DETAILS)]
        return [file for file in kept if file.is_file()]

    def new_name(self, about: str, now: datetime) -> str:
        """A name for a report that is made now. Raises InvalidDataset where too many are kept."""
        names = set(self.names())
        if len(names) >= MOST:
            raise InvalidDataset(f"已保存 {MOST} 份评测报告，不能再多。请先删除不再需要的。")
        plain = _STRANGE.sub("-", about).strip("-")[:40] or "report"
        first = f"{now:%Y-%m-%dT%H%M%S}-{plain}"
        counted = (f"{first}-{number}" for number in range(2, MOST + 2))
        return first if first not in names else next(n for n in counted if n not in names)

    def details_file(self, name: str) -> Path:
        """Where the single results of the report of this name are, or are to be, written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self._file(name, _DETAILS)

    def keep(self, name: str, report: Report) -> None:
        """Keep a report that was just made. Raises InvalidSetting where it cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_html(report, self._file(name, ".html"))
        text = json.dumps(report.to_dict(), ensure_ascii=False, indent=1)
        self._file(name, ".json").write_text(text, encoding="utf-8", errors="backslashreplace")

    def add(self, report: Path, details: Path | None, now: datetime) -> str:
        """Keep a report that was made elsewhere; its name. Raises InvalidDataset, InvalidSetting."""
        with report.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        name = self.new_name(read_report(content).dataset, now)
        if details is not None:
            _check_details(details)
            self.details_file(name).write_bytes(details.read_bytes())
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file(name, ".json").write_bytes(content)
        return name

    def remove(self, name: str) -> None:
        """Remove a report. Raises InvalidDataset where there is none of this name."""
        files = self.files(name)
        if not files:
            raise _unknown(name)
        for file in files:
            file.unlink(missing_ok=True)

    def compare(self, first: str, second: str) -> Comparison:
        """What changed from the first report to the second. Raises InvalidDataset, InvalidSetting."""
        files = [self._file(name, _DETAILS) for name in (first, second)]
        for name, file in zip((first, second), files, strict=True):
            if not file.is_file():
                raise InvalidDataset(
                    f"报告 {name} 没有逐题结果，无法逐题比较。请用 --details 评测，并把那个 .jsonl 文件一起上传。"
                )
        try:
            return compare(*files)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidDataset(
                "逐题结果已损坏，或是旧版本写的，无法比较。请重新评测。"
            ) from error

    def _file(self, name: str, ending: str) -> Path:
        """A browser may have sent the name: it must be one that is kept, or is to be."""
        if not _NAME.fullmatch(name) or name.startswith("."):
            raise _unknown(name)
        return self.folder / (name + ending)


def _check_details(file: Path) -> None:
    if file.stat().st_size > LARGEST_DETAILS:
        raise InvalidDataset(
            f"逐题结果有 {file.stat().st_size:,} 字节，最多 {LARGEST_DETAILS:,} 字节。"
        )
    if not read_details(file):
        raise InvalidDataset("逐题结果的文件是空的。请选 policy-qa evaluate --details 写下的文件。")


def _unknown(name: str) -> InvalidDataset:
    return InvalidDataset(f"没有名为 {name[:100]!r} 的评测报告；它可能已被删除。请从列表中选一份。")
