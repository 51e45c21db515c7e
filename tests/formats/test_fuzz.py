"""A small share of what ``benchmarks.fuzz_readers`` does: damaged files cost nothing but themselves."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from benchmarks.fuzz_readers import SILENT_SECONDS, damaged, fuzz, report
from benchmarks.seed_files import write_seeds

if TYPE_CHECKING:
    from pathlib import Path

QUICK = {
    ".txt",
    ".md",
    ".html",
    ".htm",
    ".mht",
    ".jsonl",
    ".docx",
    ".xlsx",
    ".ofd",
    ".zip",
    ".pdf",
    ".db",
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = write_seeds(tmp_path_factory.mktemp("seeds"), by_libreoffice=False)
    return [path for path in found if path.suffix in QUICK]


def test_damaged_files_are_read_or_refused_in_time_and_nothing_is_written(
    seeds: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_READ_SILENT_SECONDS", str(SILENT_SECONDS))
    folder = tmp_path / "files"
    folder.mkdir()
    outcomes = list(fuzz(seeds, 100, 20261124, folder))
    assert len(outcomes) == 100
    ends = {each.end for each in outcomes}
    assert {"documents", "refused"} <= ends
    bad = [each for each in outcomes if each.end in {"given up", "died", "failed"}]
    assert not bad, bad
    assert max(each.seconds for each in outcomes) < SILENT_SECONDS
    assert all(each.reason for each in outcomes if each.end == "refused")
    assert list(folder.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"files"}
    assert "| all | 100 |" in report(outcomes)


def test_the_same_seed_makes_the_same_files(seeds: list[Path]) -> None:
    first, second = random.Random(5), random.Random(5)
    assert [damaged(seeds, first) for _ in range(20)] == [damaged(seeds, second) for _ in range(20)]
