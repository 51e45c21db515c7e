"""What an evaluation is to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from qa.evaluate.datasets import Half


@dataclass(frozen=True, slots=True)
class Settings:
    """Which questions, and how far to go with them.

    ``half`` and ``limit`` choose questions as ``select_questions`` does. ``depth`` is the
    number of passages that are searched; documents are ranked by their best one.
    ``retrieval_only`` leaves answering out, ``encode`` False the sentence vectors (lexical
    search alone). ``details`` is a file that gets one JSON line a question as it is done.
    """

    half: Half | None = None
    limit: int | None = None
    retrieval_only: bool = False
    encode: bool = True
    depth: int = 100
    details: Path | None = None
