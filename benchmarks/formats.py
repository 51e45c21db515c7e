"""What is read of every format: how much of known texts, every row of their tables, how fast.

    python -m benchmarks.formats                  # measure, print, write results/formats.json
    python -m benchmarks.formats --docs           # and the summary of docs/formats.md

Files of known text are made by the programs that offices use (tests/formats/*_corpus.py), each is
read as an import reads it, and each row of its tables is asked for in a knowledge base of that file
alone, by words. ``--data`` is the development data; facts of real pages and texts are compared with
what they should be where it is there. Needs the development dependencies; programs that are missing
are named, and their files left out.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.evaluate_golden import commit
from benchmarks.format_files import Known, made_files
from index.document_number import normalise_document_number
from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers.child import read_in_child
from index.types import SourceDocument
from tests.formats.facts_right import Compared, pages, state_council
from tests.formats.recovered import recovered, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results" / "formats.json"
DOCS = REPOSITORY / "docs" / "formats.md"
MARKS = "<!-- measured -->", "<!-- /measured -->"
HITS = 5  # passages among which a row is to be
_HEADS = (
    "format", "files", "characters recovered, least", "mean", "below target",
    "rows found first", f"among {HITS}", "title, issuer, number, dates right", "s a file", "s a page",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a file. ``wrong`` are facts: field, wanted, found; ``missed`` questions."""

    name: str
    recovered: float
    least: float
    seconds: float
    pages: int
    rows: int
    rows_first: int
    missed: tuple[str, ...]
    facts: int
    wrong: tuple[tuple[str, str, str], ...]
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = os.environ.get("POLICY_QA_DATA", REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="development data")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--docs", action="store_true", help="write the summary of docs/formats.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder), options.data)
    options.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(summary(results))
    print("\n".join(faults(results)))
    if options.docs:
        DOCS.write_text(with_summary(DOCS.read_text("utf-8"), results), "utf-8")


def measure(work: Path, data: Path) -> dict[str, Any]:
    """Everything, with the commit that was measured."""
    (work / "files").mkdir()
    formats, left_out = made_files(work / "files")
    results: dict[str, Any] = {**commit(), "processors": os.cpu_count(), "formats": {}}
    for name, files in formats.items():
        warm_up = files[0]
        list(read_in_child(warm_up.path))  # the start of a process is not the format's
        results["formats"][name] = [measured(each, work).to_dict() for each in files]
        print(_row(name, results["formats"][name]), flush=True)
    results["real"] = {}
    if (data / "pages").is_dir():
        results["real"]["saved pages"] = _compared(pages(data / "pages"))
        texts = state_council(data / "state_council", work)
        results["real"]["texts of the State Council"] = _compared(texts)
    else:
        left_out.append(f"real pages and texts: {data} is no folder with development data")
    results["left_out"] = left_out
    return results


def measured(file: Known, work: Path) -> Read:
    """A file read in a process of its own, and asked about."""
    begun = time.perf_counter()
    try:
        found = [each for each in read_in_child(file.path) if isinstance(each, SourceDocument)]
    except UnreadableFile as error:
        seconds = time.perf_counter() - begun
        return Read(
            file.name, 0.0, file.least, seconds, 0, len(file.rows), 0,
            tuple(row.question for row in file.rows), len(file.facts), (), str(error),
        )  # fmt: skip
    seconds = time.perf_counter() - begun
    wrong = [
        (field, wanted, said)
        for document in found
        for field, wanted in file.facts
        if _comparable(said := _said(document, field)) != _comparable(wanted)
    ]
    ranks = _ranks(file, work)
    return Read(
        file.name,
        round(recovered(file.text, "\n".join(map(text_of, found))), 4),
        file.least,
        round(seconds, 3),
        max((p.page for each in found for b in each.blocks for _, p in b.places), default=0),
        len(ranks),
        sum(rank == 1 for rank in ranks.values()),
        tuple(question for question, rank in ranks.items() if not rank),
        len(file.facts) * len(found),
        tuple(wrong),
    )


def _said(document: SourceDocument, field: str) -> str:
    value = document.title if field == "title" else getattr(document.metadata, field)
    return str(value or "")


def _comparable(value: str) -> str:
    return normalise_document_number(value)


def _ranks(file: Known, work: Path) -> dict[str, int]:
    """For each question about a row which passage holds it, from 1; 0: none of the first few."""
    if not file.rows:
        return {}
    ranks = {}
    with (
        tempfile.TemporaryDirectory(dir=work) as home,
        KnowledgeBase.open(Path(home) / "home") as knowledge_base,
    ):
        knowledge_base.add([file.path], encode=False)
        for row in file.rows:
            ids = [key for key, _ in knowledge_base.lexical_passages(row.question, HITS)]
            passages = knowledge_base.passages(ids)
            texts = [passages[key].text for key in ids]
            holding = (
                n for n, text in enumerate(texts, 1) if all(each in text for each in row.holds)
            )
            ranks[row.question] = next(holding, 0)
    return ranks


def _compared(all_facts: Iterable[Compared]) -> dict[str, Any]:
    facts = list(all_facts)
    return {
        "of": dict(Counter(each.field for each in facts)),
        "right": dict(Counter(each.field for each in facts if each.is_right)),
        "wrong": [
            (each.document, each.field, each.wanted, each.found)
            for each in facts
            if not each.is_right
        ],
    }


def _row(name: str, files: list[dict[str, Any]]) -> str:
    def total(field: str) -> int:
        return sum(each[field] for each in files)

    shares = [each["recovered"] for each in files]
    rows, missed = total("rows"), sum(len(each["missed"]) for each in files)
    right = total("facts") - sum(len(each["wrong"]) for each in files)
    below = sum(each["recovered"] < each["least"] for each in files)
    paged = [each for each in files if each["pages"]]
    a_page = sum(each["seconds"] for each in paged) / max(1, sum(each["pages"] for each in paged))
    cells = (
        name, str(len(files)), f"{min(shares):.4f}", f"{sum(shares) / len(shares):.4f}", str(below),
        f"{total('rows_first')} of {rows}", f"{rows - missed} of {rows}",
        f"{right} of {total('facts')}", f"{sum(each['seconds'] for each in files) / len(files):.2f}",
        f"{a_page:.2f}" if paged else "",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def summary(results: dict[str, Any]) -> str:
    """Two Markdown tables: the formats, and the facts of real documents."""
    lines = [f"| {' | '.join(_HEADS)} |", "|" + " --- |" * len(_HEADS)]
    lines += [_row(name, files) for name, files in results["formats"].items()]
    if results["real"]:
        lines += ["", "| real documents | values right | of |", "| --- | --- | --- |"]
        for name, facts in results["real"].items():
            for field, of in facts["of"].items():
                lines.append(f"| {name}, {field} | {facts['right'].get(field, 0)} | {of} |")
    lines += [f"\nLeft out: {each}." for each in results["left_out"]]
    return "\n".join(lines)


def faults(results: dict[str, Any]) -> list[str]:
    """A line for each thing that is not as it should be."""
    lines = []
    for name, files in results["formats"].items():
        for each in files:
            about = f"{name}, {each['name']}:"
            if each["error"]:
                lines.append(f"{about} {each['error']}")
            elif each["recovered"] < each["least"]:
                lines.append(f"{about} {each['recovered']} recovered, {each['least']} wanted")
            lines += [f"{about} no row for {question}" for question in each["missed"]]
            for field, wanted, found in each["wrong"]:
                lines.append(f"{about} {field} is {wanted!r}, read as {found!r}")
    for name, facts in results["real"].items():
        for document, field, wanted, found in facts["wrong"]:
            lines.append(f"{name}, {document}: {field} is {wanted!r}, read as {found!r}")
    return lines


def with_summary(docs: str, results: dict[str, Any]) -> str:
    """``docs`` with the summary between its marks."""
    opening, closing = MARKS
    before, found, rest = docs.partition(opening)
    if not found:
        raise SystemExit(f"{DOCS} has no {opening}")
    wrong = "\n".join(f"- {line}" for line in faults(results)) or "- nothing"
    text = f"{summary(results)}\n\nNot as it should be:\n\n{wrong}"
    return f"{before}{opening}\n{text}\n{closing}{rest.partition(closing)[2]}"


if __name__ == "__main__":
    main()
