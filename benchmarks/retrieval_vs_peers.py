"""The same documents and questions through policy-qa and through other systems, in one table.

    python benchmarks/retrieval_vs_peers.py ../shared/data/policy --half odd
    python benchmarks/retrieval_vs_peers.py --half odd --only policy-qa,txtai
    python benchmarks/retrieval_vs_peers.py --only none --document docs/benchmarks.md

Each system runs alone, in an environment of its own, with the same model folder, and is asked
every question; ``--half`` says of which the table is. Rows that are not measured again are
kept from the results file and bear their date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # to be run as a file

from benchmarks.peers.systems import (
    AS_IT_COMES,
    OURS,
    SYSTEMS,
    TUNED,
    environment,
    run_system,
)
from benchmarks.peers.table import Asked, Row, make_row, markdown, merged, read_rows, write_rows
from index.bundled_model import bundled_model_folder
from index.settings import Settings
from qa.evaluate.datasets import load_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.evaluate.datasets import Dataset, Half

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("POLICY_QA_DATA", ROOT.parent / "shared" / "data"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for, keep it, print the table."""
    options = _parser().parse_args(arguments)
    dataset = load_dataset(options.folder)
    asked = Asked(tuple(q for q in dataset.questions if q.relevance), dataset.strict_grade)
    rows = read_rows(options.results, asked)
    for row in _measured(options, dataset, asked):
        rows = merged(rows, [row], list(SYSTEMS))
        write_rows(options.results, rows, _about(dataset, asked))
    print(table(rows, asked, options.half))
    if options.document:
        write_tables(options.document, rows, asked)


def table(rows: Sequence[Row], asked: Asked, half: Half | None) -> str:
    """The table as it is printed."""
    labels = {name: system.label for name, system in SYSTEMS.items()}
    return markdown(rows, labels, OURS, asked, half)


def write_tables(file: Path, rows: Sequence[Row], asked: Asked) -> None:
    """Put the tables of the odd half and of all questions between the marks in ``file``."""
    text = file.read_text("utf-8")
    for half in ("odd", None):
        begin, end = f"<!-- table {half or 'all'} -->\n", f"<!-- end {half or 'all'} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"{file} has no line {begin.strip()} with {end} below it")
        text = f"{before}{begin}\n{table(rows, asked, half)}\n\n{end}{after}"
    file.write_text(text, "utf-8")


def _measured(options: argparse.Namespace, dataset: Dataset, asked: Asked) -> Iterator[Row]:
    cache = options.cache or Settings.from_environment().cache / "peers"
    job: dict[str, Any] = {
        "documents": str(_documents_file(dataset)),
        "questions": [[question.id, question.text] for question in asked.questions],
        "model": str(bundled_model_folder()),
    }
    for name in options.only:
        system = SYSTEMS[name]
        python = environment(system, cache)
        kept = str(options.policy_home.resolve()) if name == OURS and options.policy_home else ""
        for setting in options.settings:
            if setting not in system.settings:
                continue
            print(f"{system.label}, {setting}: {system.settings[setting]}", file=sys.stderr)
            run = run_system(system, setting, job | {"kept": kept}, python)
            today = dt.datetime.now(tz=dt.UTC).date().isoformat()
            yield make_row((name, setting), run, asked, today)


def _documents_file(dataset: Dataset) -> Path:
    """The JSON Lines file of the documents: the one form that every system can be given."""
    for source in dataset.sources:
        if source.name == "documents.jsonl":
            return source.resolve()
    raise SystemExit(f"{dataset.name} has no documents.jsonl: the other systems read no other form")


def _about(dataset: Dataset, asked: Asked) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "documents": len(dataset.documents),
        "questions": len(asked.questions),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "policy")
    parser.add_argument("--half", choices=["even", "odd"], help="the questions of the table")
    parser.add_argument(
        "--only",
        type=_names(list(SYSTEMS)),
        default=list(SYSTEMS),
        help=f"systems to measure, by commas, or none: {', '.join(SYSTEMS)}",
    )
    parser.add_argument(
        "--settings",
        type=_names([AS_IT_COMES, TUNED]),
        default=[AS_IT_COMES, TUNED],
        help=f"by commas: {AS_IT_COMES}, {TUNED}",
    )
    parser.add_argument(
        "--results",
        type=Path,
        default=ROOT / "benchmarks" / "results" / "peers.json",
        help="where rows are kept",
    )
    parser.add_argument("--document", type=Path, help="a Markdown file to put the tables into")
    parser.add_argument("--cache", type=Path, help="the folder of the environments")
    parser.add_argument(
        "--policy-home", type=Path, help="policy-qa's knowledge base, to build it only once"
    )
    return parser


def _names(known: Sequence[str]) -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        names = [] if text == "none" else [name.strip() for name in text.split(",")]
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(known)}")
        return names

    return parse


if __name__ == "__main__":
    main()
