"""The systems compared: where each one's script and environment are, and how it is set."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
AS_IT_COMES, TUNED = "as it comes", "tuned"
# Nothing may be looked up outside, and nothing reported there.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "TOKENIZERS_PARALLELISM": "false",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class System:
    """A system and its settings: what each one is, by its name."""

    name: str
    label: str
    module: str
    settings: dict[str, str]

    @property
    def requirements(self) -> Path | None:
        """Its pinned packages; None where it runs in this environment."""
        file = FOLDER / "requirements" / f"{self.module}.txt"
        return file if file.is_file() else None


OURS = "policy-qa"
SYSTEMS = {
    system.name: system
    for system in (
        System(OURS, "policy-qa", "policy_qa", {AS_IT_COMES: "its defaults"}),
        System(
            "faiss",
            "plain FAISS recipe",
            "faiss_recipe",
            {
                AS_IT_COMES: "300-character windows, no prefixes, IndexFlatIP",
                TUNED: "whole sentences up to 300 characters under their title, e5 prefixes",
            },
        ),
        System(
            "haystack",
            "Haystack 3, hybrid",
            "haystack",
            {
                AS_IT_COMES: "DocumentSplitter(), DocumentJoiner(), BM25 one token a character",
                TUNED: "bigram regex, whole sentences up to 300 characters, title embedded,"
                " e5 prefixes, distribution-based fusion",
            },
        ),
        System(
            "llama-index",
            "LlamaIndex, fusion",
            "llama_index",
            {
                AS_IT_COMES: "SentenceSplitter(), BM25 with English stems, reciprocal rank fusion",
                TUNED: "bigram token_pattern, no stemming, whole sentences up to 300 characters,"
                " e5 prefixes, distribution-based fusion 0.3 : 0.7",
            },
        ),
        System(
            "txtai",
            "txtai, hybrid",
            "txtai",
            {
                AS_IT_COMES: "whole documents, hybrid=True",
                TUNED: "whole documents, BM25 over bigrams (ngrams: 2), vectors 0.7",
            },
        ),
        System(
            "baisitong",
            "baisitong",
            "baisitong",
            {
                AS_IT_COMES: "its import and hybrid search, TF-IDF (no model folder)",
                TUNED: "CHUNK_SIZE=600, CHUNK_OVERLAP=100, VECTOR_WEIGHT=0.3",
            },
        ),
        System(
            "china-law-mcp",
            "china-law-mcp",
            "china_law_mcp",
            {AS_IT_COMES: "300-character passages as articles of laws (no model)"},
        ),
    )
}


def run_system(system: System, setting: str, job: dict[str, Any], python: Path) -> dict[str, Any]:
    """Run ``system`` in a process of its own; the run as ``benchmarks.peers.job`` writes it.

    ``job`` names documents, questions and model; ``python`` is the system's ``environment``.
    Raises CalledProcessError where the script fails.
    """
    with TemporaryDirectory(prefix=f"peers-{system.module}-") as folder:
        work = Path(folder)
        job_file, run_file = work / "job.json", work / "run.json"
        (work / "index").mkdir()
        values = job | {"tuned": setting == TUNED, "work": str(work / "index")}
        job_file.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
        # -P: a script here is called as the package that it imports.
        command = [python, "-P", "-m", f"benchmarks.peers.{system.module}", job_file, run_file]
        subprocess.run(
            [str(part) for part in command],
            check=True,
            cwd=work,
            env=os.environ | OFFLINE | {"PYTHONPATH": str(ROOT)},
        )
        found: dict[str, Any] = json.loads(run_file.read_text("utf-8"))
    return found


def environment(system: System, cache: Path) -> Path:
    """The Python of the system's environment in ``cache``, made anew when its packages change.

    The variable ``PIP_ARGS`` adds options to pip, as it does in the Makefile: without it pip
    takes the torch of the package index, which on Linux is the one for graphics cards.
    """
    if system.requirements is None:
        return Path(sys.executable)
    folder = cache / system.module
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256(system.requirements.read_bytes()).hexdigest()
    stamp = folder / ".requirements"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    logger.info("making an environment", extra={"system": system.name, "folder": str(folder)})
    _call([sys.executable, "-m", "venv", "--clear", str(folder)])
    options = shlex.split(os.environ.get("PIP_ARGS", ""))
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _call([*pip, *options, "--requirement", str(system.requirements)])
    stamp.write_text(wanted, "utf-8")
    return python


def _call(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
