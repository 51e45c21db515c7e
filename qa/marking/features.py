"""What is said of each run of words that may answer: the features by which one is chosen.

All are arrays over the runs of a text; positions are those of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search_form import search_form
from qa.marking.borders import (
    CLOSING,
    FULL,
    HALF,
    OPENING,
    Borders,
    bigrams_of,
    borders,
    numbers_in,
    said_in,
)
from qa.marking.sought import (
    ASKING,
    LONGEST_HEAD,
    asks_for_paper,
    heads_of,
    in_common,
    noun_after,
    sought,
)
from qa.understand import Question, ValueKind, Wants

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# In characters: what counts as around a run, and what of a question as around its asking word.
_AROUND, _BESIDE, _BESIDE_ASKING, _TOUCH = 80, 12, 8, 4
_STARTS = ("full", "part", "colon", "open")
_ENDS = ("full", "part", "close", "before")


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a text that may be marked, and ``values`` of shape (runs, features)."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    values: Array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its borders, and each run as the positions of its two borders, in them and in it."""

    text: str
    form: str
    question: str
    said: NDArray[np.bool_]
    kinds: Borders
    borders: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def counted(self, held: Callable[[str], float]) -> Array:
        """The sum over the characters of each run."""
        counts = np.cumsum([0.0, *(float(held(character)) for character in self.text)])
        return np.asarray(counts[self.ends] - counts[self.starts])

    def at_start(self, holds: Callable[[int], float]) -> Array:
        return np.array([float(holds(int(p))) for p in self.borders])[self.first]

    def at_end(self, holds: Callable[[int], float]) -> Array:
        return np.array([float(holds(int(p))) for p in self.borders])[self.last]


def runs_of(question: Question, pieces: Sequence[str], rarity: Mapping[str, float]) -> Runs:
    """Every run of the text that ``pieces`` make, joined, with its features."""
    text = "".join(pieces)
    form, asked = search_form(text), search_form(question.text)
    begins = np.cumsum([0, *map(len, pieces)])
    said = said_in(form, asked)
    kinds = borders(text, form, said, begins.tolist(), heads_of(asked))
    positions = np.array(sorted(kinds))
    first, last = np.triu_indices(len(positions), 1)
    starts, ends = positions[first], positions[last]
    of = _Text(text, form, asked, said, kinds, positions, first, last, starts, ends)
    features = {
        **_covering(of, question, rarity),
        **_shape(of, question),
        **_sides(of),
        **_beside_asking(of, question),
        **_held(of, question),
        "piece": _of_pieces(of, question, rarity, pieces, begins),
    }
    says = of.counted(str.isalnum) > 0
    values = np.column_stack(list(features.values()))[says]
    return Runs(of.starts[says], of.ends[says], values, tuple(features))


def _covering(of: _Text, question: Question, rarity: Mapping[str, float]) -> dict[str, Array]:
    """How much of the question a run holds, and how much more stands around it."""
    inside, outside = np.zeros(len(of.first)), np.zeros(len(of.first))
    whole = sum(rarity[term] for term in question.terms) or 1.0
    for term in question.terms:
        begins = np.array([m.start() for m in re.finditer(re.escape(term), of.form)])
        if not begins.size:
            continue
        following = np.searchsorted(begins, of.borders)
        next_end = np.append(begins + len(term), np.iinfo(np.int64).max)[following]
        before = np.searchsorted(begins + len(term), of.borders, side="right")
        last_start = np.append(np.iinfo(np.int64).min // 2, begins)[before]
        held = next_end[of.first] <= of.ends
        near = last_start[of.first] >= of.starts - _AROUND
        near |= next_end[of.last] <= of.ends + _AROUND
        inside += rarity[term] / whole * held
        outside += rarity[term] / whole * (near & ~held)
    said = np.cumsum([0, *of.said])
    share = (said[of.ends] - said[of.starts]) / (of.ends - of.starts)
    return {"inside": inside, "outside": outside, "said": share}


def _shape(of: _Text, question: Question) -> dict[str, Array]:
    """How long a run is, of how many sentences and items, and whether it breaks brackets."""
    kind, length = sought(question), np.log1p(of.ends - of.starts)
    stops = of.counted(lambda c: c in FULL) - of.at_end(lambda p: of.text[p - 1 : p] in [*FULL])
    stops = np.log1p(np.maximum(stops, 0))
    items = np.log1p(of.counted(lambda c: c in "、" + HALF))
    depth = of.counted(lambda c: (c in OPENING) - (c in CLOSING))
    return {
        **{f"length_{each}": length * (kind == each) for each in ("name", "manner", "other")},
        "stops": stops,
        "stops_name": stops * (kind == "name"),
        "items": items,
        "items_list": items * (question.wants is Wants.LIST),
        "broken": (depth != 0).astype(float),
    }


def _sides(of: _Text) -> dict[str, Array]:
    """At which kinds of borders a run begins and ends, and whether it tears what is new."""
    starts = {f"from_{kind}": of.at_start(lambda p, k=kind: k in of.kinds[p]) for kind in _STARTS}  # type: ignore[misc]  # a default binds the name
    ends = {f"to_{kind}": of.at_end(lambda p, k=kind: k in of.kinds[p]) for kind in _ENDS}  # type: ignore[misc]  # a default binds the name
    whole = starts["from_full"] * ends["to_full"]
    new = np.array([c.isalnum() for c in of.text]) & ~of.said
    torn = {
        "torn_left": of.at_start(lambda p: 0 < p < len(new) and new[p - 1] and new[p]),
        "torn_right": of.at_end(lambda p: 0 < p < len(new) and new[p - 1] and new[p]),
    }
    return {**starts, **ends, **torn, "sentences": whole}


def _beside_asking(of: _Text, question: Question) -> dict[str, Array]:
    """Whether what stands beside a run is what stands beside 什么, 多少 … in the question."""
    name = sought(question) == "name"
    asking = ASKING.search(of.question)
    if asking is None:
        nothing = np.zeros(len(of.first))
        names = ("left", "right", "head", "touch_left", "touch_right")
        return dict.fromkeys([f"{name}{kind}" for kind in ("", "_name") for name in names], nothing)
    before = bigrams_of(of.question[max(0, asking.start() - _BESIDE_ASKING) : asking.start()])
    after = bigrams_of(of.question[asking.end() : asking.end() + _BESIDE_ASKING])
    noun = noun_after(of.question)
    heads = {noun[i : i + 2] for i in range(len(noun) - 1)}
    left_words, right_words = of.question[: asking.start()][::-1], of.question[asking.end() :]

    def left(p: int) -> float:
        return len(before & bigrams_of(of.form[max(0, p - _BESIDE) : p])) / max(1, len(before))

    def right(p: int) -> float:
        return len(after & bigrams_of(of.form[p : p + _BESIDE])) / max(1, len(after))

    def touch_left(p: int) -> float:
        return in_common(left_words, of.form[max(0, p - _TOUCH) : p][::-1]) / _TOUCH

    def touch_right(p: int) -> float:
        return in_common(right_words, of.form[p : p + _TOUCH]) / _TOUCH

    def head(p: int) -> float:
        return any(each in of.form[max(0, p - LONGEST_HEAD) : p] for each in heads)

    found = {"left": of.at_start(left), "right": of.at_end(right), "head": of.at_end(head)}
    found |= {"touch_left": of.at_start(touch_left), "touch_right": of.at_end(touch_right)}
    return found | {f"{key}_name": values * name for key, values in found.items()}


def _held(of: _Text, question: Question) -> dict[str, Array]:
    """Whether a run holds any number where a value is asked for, or a title where one is."""
    begins = set(numbers_in(of.form))
    numbers = np.cumsum([0, *(position in begins for position in range(len(of.text)))])
    held = (numbers[of.ends] > numbers[of.starts]).astype(float)
    papers = of.counted(lambda c: c == "《") > 0
    whole = of.at_start(lambda p: "open" in of.kinds[p]) * of.at_end(
        lambda p: "close" in of.kinds[p]
    )
    paper = float(asks_for_paper(question))
    return {
        "value": held * (question.value is not ValueKind.NONE),
        "paper": papers * paper,
        "paper_alone": papers * whole * paper,
    }


def _of_pieces(
    of: _Text,
    question: Question,
    rarity: Mapping[str, float],
    pieces: Sequence[str],
    begins: NDArray[np.int64],
) -> Array:
    """How much of the question the pieces hold that a run lies in, as a share of the best."""
    weights = []
    for piece in pieces:
        held = search_form(piece)
        weights.append(sum(rarity[term] for term in question.terms if term in held))
    shares = np.array(weights) / (max(weights) or 1.0)
    sums = np.concatenate([[0.0], np.cumsum(np.repeat(shares, np.diff(begins)))])
    return np.asarray((sums[of.ends] - sums[of.starts]) / (of.ends - of.starts))
