"""Which words of a quote answer: one run of them, chosen among all by what is said of each.

A quote is of whole sentences, so that no fragment misleads; the answer is often a clause of it, or
a name. Wherever something ends is a border: punctuation, the edge of what the question says
already, the edge of a number. Each run between two borders is scored by a sum of features that can
be read: how much of the question it holds, and stands around it, how long it is, whether beside it
stands what stands beside 多少 in the question. ``benchmarks/fit_spans.py`` makes ``qa/marking/spans.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.dates import DATE, find_date
from qa.evidence import ANNOUNCING, meaning_at, values_in
from qa.marking.borders import FULL
from qa.marking.features import runs_of
from qa.marking.sought import asks, head_after
from qa.understand import ValueKind, Wants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from index.types import Metadata
    from qa.extract import Evidence
    from qa.marking.features import Runs
    from qa.understand import Question
    from qa.whole import Span

# Left out before and after what is marked.
_BEFORE, _AFTER = " \t\n\u3000，。；：、,;:", " \t\n\u3000，、：,:"
_BEGINNING, _ENDING = re.compile("施行|实施|生效"), re.compile("失效|到期|有效期")
_SENTENCE_END = re.compile(f"[{FULL}]+")
_WEIGHTS: dict[str, float] = tomllib.loads(
    resources.files("qa.marking").joinpath("spans.toml").read_text("utf-8")
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
    if question.wants is Wants.LIST and any(run.listed for run in evidence):
        return _points(evidence)
    spans = [span for run in evidence for span in run.pieces]
    pieces = [text[start:end] for start, end in spans]
    whole = "".join(pieces)
    day = _day_known(question, evidence[0].document.metadata)
    if day is not None and "之日起" not in whole:
        chosen = _where_said(day, whole)
    else:
        chosen = _meaning(question, whole) or _best(question, pieces, rarity)
    found, offset = [], 0
    for start, piece in zip((start for start, _ in spans), pieces, strict=True):
        left, right = max(chosen[0] - offset, 0), min(chosen[1] - offset, len(piece))
        offset += len(piece)
        if left < right and (kept := piece[left:right].lstrip(_BEFORE).rstrip(_AFTER)):
            left = piece.index(kept, left)
            found.append((start + left, start + left + len(kept)))
    return found


def _points(evidence: Sequence[Evidence]) -> list[Span]:
    """All points of a list that was asked for, without what announces them."""
    pieces = [(run, span) for run in evidence for span in run.pieces]
    texts = [run.document.text[start:end] for run, (start, end) in pieces]
    points = [
        s for (_, s), text in zip(pieces, texts, strict=True) if not text.endswith(ANNOUNCING)
    ]
    return points or [span for _, span in pieces]


def _day_known(question: Question, known: Metadata) -> date | None:
    """The first or the last day of a document, where the question asks for it and it is known."""
    if question.value is not ValueKind.DATE:
        return None
    if _BEGINNING.search(question.search_text):
        return known.effective
    return known.expires if _ENDING.search(question.search_text) else None


def _where_said(day: date, text: str) -> Span:
    """Where ``text`` says the day; an empty span where it tells other days only."""
    said = (match for match in DATE.finditer(text) if find_date(match[0]) == day)
    return next((match.span() for match in said), (0, 0))


def _meaning(question: Question, text: str) -> Span | None:
    """The rest of the sentence that defines what the question asks the meaning of."""
    for start, end in _sentences(text):
        if (begins := meaning_at(question, text[start:end])) is not None:
            return start + begins, end
    return None


def _best(question: Question, pieces: Sequence[str], rarity: Mapping[str, float]) -> Span:
    text = "".join(pieces)
    runs = runs_of(question, pieces, rarity)
    if not runs.starts.size:  # nothing but punctuation
        return 0, 0
    scores = runs.values @ np.array([_WEIGHTS[name] for name in runs.names])
    best = int(np.argmax(np.where(_admitted(question, runs, pieces), scores, -np.inf)))
    return int(runs.starts[best]), head_after(question, text, int(runs.ends[best]))


def _admitted(question: Question, runs: Runs, pieces: Sequence[str]) -> NDArray[np.bool_]:
    """Of the runs those that hold a value of the kind that is asked for, if any does.

    Of a list that is asked for they are no part of its announcement.
    """
    holding = np.zeros(len(runs.starts), dtype=bool)
    for start, end in values_in(question, "".join(pieces)):
        holding |= (runs.starts <= start) & (runs.ends >= end)
    if holding.any():
        return holding
    announcing, end = np.zeros(len(holding), dtype=bool), 0
    for piece in pieces[:-1] if question.wants is Wants.LIST else ():
        start, end = end, end + len(piece)
        if piece.endswith(ANNOUNCING):
            announcing |= (runs.starts >= start + piece.rfind("。") + 1) & (runs.ends <= end)
    return ~announcing | announcing.all()


def _sentences(text: str) -> list[Span]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return list(pairwise(dict.fromkeys((0, *ends, len(text)))))


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of ``spans`` that lie between two positions."""
    cut = ((max(left, start), min(right, end)) for left, right in spans)
    return [(left, right) for left, right in cut if left < right]
