"""Which words of a quote answer: one run of them, chosen among all by what is said of each.

A quote is of whole sentences, so that no fragment misleads; the answer is often a clause of it, or
a name. Wherever something ends is a border: punctuation, the edge of what the question says
already, the edge of a number. Each run between two borders is scored by a sum of features that can
be read: how much of the question it holds, and stands around it, how long it is, whether beside it
stands what stands beside 多少 in the question. ``benchmarks/fit_spans.py`` makes ``qa/spans.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qa.borders import FULL
from qa.evidence import defines
from qa.span_features import asks, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qa.extract import Evidence
    from qa.span_features import Runs
    from qa.understand import Question
    from qa.whole import Span

# Left out before and after what is marked.
_BEFORE, _AFTER = " \t\n\u3000，。；：、,;:", " \t\n\u3000，、：,:"
_SENTENCE_END = re.compile(f"[{FULL}]+")
_WEIGHTS: dict[str, float] = tomllib.loads(
    resources.files("qa").joinpath("spans.toml").read_text("utf-8")
)["weights"]


def with_marks(
    question: Question, evidence: Sequence[Evidence], rarity: Mapping[str, float]
) -> list[Evidence]:
    """``evidence`` with the words marked that answer, in each document one run of words.

    Nothing is marked where nothing is asked: 劳动合同法第十九条.
    """
    if (question.articles or question.numbers) and not asks(question):
        return list(evidence)
    marks = {
        id_: marked(question, [run for run in evidence if run.document.id == id_], rarity)
        for id_ in dict.fromkeys(run.document.id for run in evidence)
    }
    return [
        replace(run, marks=tuple(within(marks[run.document.id], run.start, run.end)))
        for run in evidence
    ]


def marked(
    question: Question, evidence: Sequence[Evidence], rarity: Mapping[str, float]
) -> list[Span]:
    """The words of one document that answer, as spans of its text, one in each piece."""
    text = evidence[0].document.text
    spans = [span for run in evidence for span in run.pieces]
    pieces = [text[start:end] for start, end in spans]
    runs = runs_of(question, pieces, rarity)
    weights = np.array([_WEIGHTS[name] for name in runs.names])
    scores = np.where(_admitted(question, runs, "".join(pieces)), runs.values @ weights, -np.inf)
    best = int(np.argmax(scores))
    chosen, found, offset = (int(runs.starts[best]), int(runs.ends[best])), [], 0
    for start, piece in zip((start for start, _ in spans), pieces, strict=True):
        left, right = max(chosen[0] - offset, 0), min(chosen[1] - offset, len(piece))
        offset += len(piece)
        if left < right and (kept := piece[left:right].lstrip(_BEFORE).rstrip(_AFTER)):
            left = piece.index(kept, left)
            found.append((start + left, start + left + len(kept)))
    return found


def _admitted(question: Question, runs: Runs, text: str) -> NDArray[np.bool_]:
    """Of the runs those that hold a value where one is asked for, or the definition, if any does."""
    admitted = runs.values[:, runs.names.index("value")] > 0
    if not admitted.any():
        begins = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        for start, end in pairwise(begins):
            if defines(question, text[start:end]):
                admitted |= (runs.starts >= start) & (runs.ends <= end)
    return admitted if admitted.any() else ~admitted


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of ``spans`` that lie between two positions."""
    cut = ((max(left, start), min(right, end)) for left, right in spans)
    return [(left, right) for left, right in cut if left < right]
