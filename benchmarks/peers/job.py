"""What the comparison gives to each system, and what it gets back. Standard library only.

Each script beside this one runs in an environment of its own: it reads a job (JSON),
builds its index, answers the questions one after the other, and writes a run (JSON).
A script says only how to build; what is measured, and how, is here, the same for all.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# So many passages are asked of each system: enough for ten different documents.
PASSAGES = 100
DOCUMENTS = 10
# The usual recipe cuts its passages so long, whatever stands there.
PASSAGE_CHARACTERS = 300
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
# Two Chinese characters at every place, overlapping, and Latin words and numbers whole: for
# systems that take a regular expression as their tokenizer and collect what it finds.
BIGRAMS = r"(?=([\u3400-\u9fff]{2}|(?<![A-Za-z0-9])[A-Za-z0-9]+))"


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the job."""

    id: str
    title: str
    text: str

    @property
    def content(self) -> str:
        """Title and text, as a system gets them that knows no titles."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Job:
    """What to do. ``work`` is an empty folder; ``kept`` a built index where one may be used again."""

    documents_file: Path
    documents: tuple[Text, ...]
    questions: tuple[tuple[str, str], ...]
    model: str
    tuned: bool
    work: Path
    kept: str


def read_job(file: Path) -> Job:
    """The job in ``file`` with the documents it names."""
    values = json.loads(file.read_text("utf-8"))
    documents_file = Path(values["documents"])
    with documents_file.open(encoding="utf-8-sig", newline="\n") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return Job(
        documents_file,
        tuple(Text(r["id"], r.get("title") or "", r["text"]) for r in records),
        tuple((question, text) for question, text in values["questions"]),
        values["model"],
        values["tuned"],
        Path(values["work"]),
        values.get("kept", ""),
    )


def run(build: Callable[[Job], Callable[[str], Iterable[str]]], *packages: str) -> None:
    """Do the job named on the command line and write its run.

    ``build`` makes the index and returns the search: a question to the ids of the documents
    whose passages it found, best first, repeated as they come. The index is built before
    the clock of the first question starts, and one question is asked to warm up.
    """
    job_file, run_file = map(Path, sys.argv[1:])
    job = read_job(job_file)
    start = time.perf_counter()
    search = build(job)
    build_seconds = time.perf_counter() - start
    first_of(search("最新政策"))
    rankings: dict[str, list[str]] = {}
    milliseconds: dict[str, float] = {}
    for identifier, question in job.questions:
        start = time.perf_counter()
        rankings[identifier] = first_of(search(question))
        milliseconds[identifier] = 1000 * (time.perf_counter() - start)
    values: dict[str, Any] = {
        "build_seconds": None if job.kept else build_seconds,
        "peak_mb": peak_megabytes(),
        "versions": {package: version(package) for package in packages},
        "rankings": rankings,
        "milliseconds": milliseconds,
    }
    run_file.write_text(json.dumps(values), "utf-8")


def first_of(documents: Iterable[str], count: int = DOCUMENTS) -> list[str]:
    """The first ``count`` different documents, in the order of their first passage."""
    found: dict[str, None] = {}
    for document in documents:
        found.setdefault(document)
        if len(found) == count:
            break
    return list(found)


def windows(text: str, size: int = PASSAGE_CHARACTERS) -> list[str]:
    """``text`` cut every ``size`` characters, as the usual recipe does."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def sentence_windows(text: str, size: int = PASSAGE_CHARACTERS) -> list[str]:
    """Whole sentences (ended by 。！？； or a line's end), as many as fit into ``size`` characters."""
    pieces: list[str] = [""]
    for sentence in _sentences(text):
        for part in windows(sentence, size):
            if pieces[-1] and len(pieces[-1]) + len(part) > size:
                pieces.append("")
            pieces[-1] += part
    return [piece for piece in pieces if piece.strip()]


def tuned_passages(document: Text) -> list[str]:
    """The passages that every system gets in its tuned setting, without their title."""
    return sentence_windows(document.text)


def _sentences(text: str) -> Sequence[str]:
    marked = text
    for end in "。！？；\n":
        marked = marked.replace(end, f"{end}\0")
    return marked.split("\0")


def peak_megabytes() -> float:
    """The most memory this process has had at a time (resident), in MB of 10^6 bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
