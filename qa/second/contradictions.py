"""Two documents that say different things of the same matter.

Sentences are compared clause by clause: the same words around another value are a contradiction
(an amount, a share, a number, a period, a deadline, a telephone number; 应当 against 可以, 不得 against
可以). Nothing is one where a reason is seen why both may be true: another place, another year,
another group (第一档, 第二档), another condition in figures, an upper and a lower bound, a report of
what has been done so far. When in doubt there is none: a false alarm costs trust.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.issuers import issuer_form
from index.search_form import search_form
from index.structure import BETWEEN_HEADINGS
from qa.second.groups import conflict
from qa.second.matter import likeness, plain, same_matter
from qa.second.reach import reach
from qa.second.stated import Stated, StatedKind, stated_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document
    from qa.extract import Evidence

# Characters around the evidence: a value that also stands there is not contradicted.
_AROUND = 300
_A_TENTH = 0.1  # 30日 and 1个月 do not disagree
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年|\s*学年|[-—]20)")
_OPPOSED = (
    frozenset({"not", "may"}),
    frozenset({"not", "must"}),
    frozenset({"must", "need_not"}),
    frozenset({"must", "may"}),
)
_DAYS = {"天": 1.0, "周": 7.0, "月": 30.4, "年": 365.0, "小时": 1 / 24}
_FULL_TELEPHONE = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """Two claims of the same matter with different values, each of its own evidence."""

    one: Stated
    other: Stated
    evidence: tuple[Evidence, Evidence]

    def turned(self) -> Difference:
        """The same with the second document first."""
        return Difference(self.other, self.one, (self.evidence[1], self.evidence[0]))


def differences(one: Evidence, other: Evidence) -> list[Difference]:
    """Where the evidence of two documents disagrees, in the reading order of the first.

    Each claim is part of one difference at most.
    """
    if not comparable(one.document, other.document):
        return []
    headings = (_heading(one), _heading(other))
    titles = (search_form(one.document.title), search_form(other.document.title))
    if conflict(plain(titles[0] + headings[0]), plain(titles[1] + headings[1])):
        return []
    theirs = stated_in(other.document, other.pieces)
    found: list[Difference] = []
    for claim in stated_in(one.document, one.pieces):
        same = [c for c in theirs if c.kind is claim.kind and same_matter(claim, c, headings)]
        if any(not _opposed(claim, c) for c in same):
            continue
        free = [c for c in same if all(difference.other is not c for difference in found)]
        if free and not _also_stated(claim, free, (one, other)):
            best = max(free, key=lambda c: likeness(claim.frame, c.frame))
            found.append(Difference(claim, best, (one, other)))
    return [d for d in found if d.one.kind is not StatedKind.TELEPHONE or _of_one_office(d)]


def comparable(one: Document, other: Document) -> bool:
    """Whether two documents hold in one place, and not each for a year of its own."""
    years = [frozenset(_YEAR.findall(search_form(d.title))) for d in (one, other)]
    return years[0] == years[1] and reach(one).meets(reach(other))


def _opposed(one: Stated, other: Stated) -> bool:
    """Whether two claims of the same matter cannot both be true."""
    if one.value == other.value:
        return False
    if one.kind is StatedKind.DUTY:
        return frozenset({one.value[0], other.value[0]}) in _OPPOSED
    if one.kind is StatedKind.TELEPHONE:
        a, b = one.value[0], other.value[0]
        return min(len(a), len(b)) >= _FULL_TELEPHONE and not (a.endswith(b) or b.endswith(a))
    return _bounds_alike(one, other) and _of_one_unit(one, other)


def _bounds_alike(one: Stated, other: Stated) -> bool:
    """Whether both are limits of one sort. 6月30日 and 6月30日前, 5日 and 5日内 say the same."""
    bounds = {one.bound, other.bound}
    timed = one.kind in (StatedKind.DATE, StatedKind.DURATION)
    return len(bounds) == 1 or (timed and "least" not in bounds)


def _of_one_unit(one: Stated, other: Stated) -> bool:
    """Whether two values that differ can be compared: 元 with 元, a range with a range."""
    if len(one.value) != len(other.value):
        return False
    if one.kind is StatedKind.DATE:  # of one year, to the day or the month
        years = {claim.value[0] for claim in (one, other)} - {"y"}
        return len(one.value) > 1 and len(years) < 2 and one.value[1:] != other.value[1:]
    if one.kind is StatedKind.DURATION:
        return _last_differently(one, other)
    return one.kind is StatedKind.PERCENTAGE or one.value[-1] == other.value[-1]


def _last_differently(one: Stated, other: Stated) -> bool:
    if one.value[-1] == other.value[-1] or {one.value[-1], other.value[-1]} == {"天", "工作日"}:
        return True
    if not {one.value[-1], other.value[-1]} <= _DAYS.keys():
        return False
    lengths = [float(c.value[0]) * _DAYS[c.value[-1]] for c in (one, other)]
    return abs(lengths[0] - lengths[1]) > _A_TENTH * max(lengths)


def _stated(evidence: Evidence) -> frozenset[tuple[StatedKind, tuple[str, ...]]]:
    """The values in and around a run of evidence."""
    text = evidence.document.text
    around = (max(0, evidence.start - _AROUND), min(len(text), evidence.end + _AROUND))
    return frozenset((claim.kind, claim.value) for claim in stated_in(evidence.document, (around,)))


def _also_stated(
    claim: Stated, others: Sequence[Stated], evidence: tuple[Evidence, Evidence]
) -> bool:
    """Whether one document states the other's value too, so that they differ by more than it."""
    if claim.kind is StatedKind.DUTY:
        return False
    mine, theirs = _stated(evidence[0]), _stated(evidence[1])
    return (claim.kind, claim.value) in theirs or any(
        (other.kind, other.value) in mine for other in others
    )


def _of_one_office(difference: Difference) -> bool:
    """Whether two telephone numbers are each the only one of the same issuer's text."""
    issuers = {issuer_form(e.document.metadata.issuer) for e in difference.evidence}
    counts = [
        sum(kind is StatedKind.TELEPHONE for kind, _ in _stated(e)) for e in difference.evidence
    ]
    return len(issuers) == 1 and "" not in issuers and counts == [1, 1]


def _heading(evidence: Evidence) -> str:
    return search_form(evidence.section.rpartition(BETWEEN_HEADINGS)[2])
