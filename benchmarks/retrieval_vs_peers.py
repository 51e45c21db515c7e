"""The same documents and questions through policy-qa and through other systems, in one table.

    python -m benchmarks.retrieval_vs_peers ../shared/data/policy --half odd
    python -m benchmarks.retrieval_vs_peers --half odd --only policy-qa,txtai

Each system runs alone, in an environment of its own, with the same model folder. Rows that
are not measured again are kept from the results file and bear their date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also run as a file

from benchmarks.peers.systems import AS_IT_COMES, OURS, SYSTEMS, TUNED, run_system
from benchmarks.peers.table import Row, make_row, markdown, merged, read_rows, write_rows
from index.bundled_model import bundled_model_folder
from index.settings import Settings
from qa.evaluate.datasets import load_dataset, select_questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.evaluate.datasets import Dataset
    from qa.evaluate.questions import DatasetQuestion

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("POLICY_QA_DATA", ROOT.parent / "shared" / "data"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for, keep it, print the table."""
    options = _parser().parse_args(arguments)
    dataset = load_dataset(options.folder)
    chosen = select_questions(dataset.questions, options.half, options.limit)
    questions = [question for question in chosen if question.answerable and question.relevance]
    results = options.results or _results_file(dataset, options.half)
    rows = read_rows(results)
    for row in _measured(options, dataset, questions):
        rows = merged(rows, [row], list(SYSTEMS))
        write_rows(results, rows, _about(dataset, questions, options.half))
    ours = next((row for row in rows if row.system == OURS), None)
    print(markdown(rows, {name: system.label for name, system in SYSTEMS.items()}, ours))


def _measured(
    options: argparse.Namespace, dataset: Dataset, questions: Sequence[DatasetQuestion]
) -> Iterator[Row]:
    cache = options.cache or Settings.from_environment().cache / "peers"
    job: dict[str, Any] = {
        "documents": str(_documents_file(dataset)),
        "questions": [[question.id, question.text] for question in questions],
        "model": str(bundled_model_folder()),
    }
    for name in options.only:
        system = SYSTEMS[name]
        kept = str(options.policy_home.resolve()) if name == OURS and options.policy_home else ""
        for setting in options.settings:
            if setting not in system.settings:
                continue
            print(f"{system.label}, {setting}: {system.settings[setting]}", file=sys.stderr)
            run = run_system(system, setting, job | {"kept": kept}, cache)
            today = dt.datetime.now(tz=dt.UTC).date().isoformat()
            yield make_row(
                (name, setting), run, questions, strict_grade=dataset.strict_grade, date=today
            )


def _documents_file(dataset: Dataset) -> Path:
    """The JSON Lines file of the documents: the one form that every system can be given."""
    for source in dataset.sources:
        if source.name == "documents.jsonl":
            return source.resolve()
    raise SystemExit(f"{dataset.name} has no documents.jsonl: the other systems read no other form")


def _results_file(dataset: Dataset, half: str | None) -> Path:
    ending = "" if (dataset.name, half) == ("policy", "odd") else f"-{dataset.name}-{half or 'all'}"
    return ROOT / "benchmarks" / "results" / f"peers{ending}.json"


def _about(
    dataset: Dataset, questions: Sequence[DatasetQuestion], half: str | None
) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "half": half or "all",
        "documents": len(dataset.documents),
        "questions": len(questions),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "policy")
    parser.add_argument("--half", choices=["even", "odd"], help="only these questions")
    parser.add_argument("--limit", type=int, help="only so many questions")
    parser.add_argument(
        "--only",
        type=_names(list(SYSTEMS)),
        default=list(SYSTEMS),
        help=f"systems, by commas: {', '.join(SYSTEMS)}",
    )
    parser.add_argument(
        "--settings",
        type=_names([AS_IT_COMES, TUNED]),
        default=[AS_IT_COMES, TUNED],
        help=f"by commas: {AS_IT_COMES}, {TUNED}",
    )
    parser.add_argument("--results", type=Path, help="the results file to keep rows in")
    parser.add_argument("--cache", type=Path, help="the folder of the environments")
    parser.add_argument(
        "--policy-home", type=Path, help="a knowledge base of the documents for policy-qa"
    )
    return parser


def _names(known: Sequence[str]) -> Any:
    def parse(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",")]
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(known)}")
        return names

    return parse


if __name__ == "__main__":
    main()
