"""When each document begins and ends: by its own dates, its newer versions and what repeals it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.copies import copies, sketches_of
from index.dated import Facts, read_facts
from index.repealed import Ending, read_repealed
from index.sketch import likeness
from index.standing import Standing, Standings
from index.types import OUT_OF_FORCE, Validity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

RELATED = 0.3  # of two texts in common, for a version whose date is not known
_STATE = "中华人民共和国"


def read_standings(connection: sqlite3.Connection) -> Standings:
    """The standing of every document."""
    found = {each.number: each for each in read_facts(connection)}
    endings: dict[int, list[Ending]] = defaultdict(list)
    older: dict[int, tuple[int, ...]] = {}
    for chain in _chains(connection, found.values()):
        for position, versions in enumerate(chain):
            later = chain[position + 1] if position + 1 < len(chain) else []
            for each in versions:
                older[each.number] = tuple(o.number for group in chain[:position] for o in group)
                if later:
                    day, by = later[0].begins, later[0].id
                    endings[each.number].append((day, Validity.SUPERSEDED, by))
                # What one source tells of a text holds for the same text from another.
                told = {other.stated for other in versions} & {Validity.REPEALED, Validity.LAPSED}
                if told and each.stated is Validity.UNKNOWN:
                    endings[each.number].append((None, min(told), ""))
    repealed = read_repealed(connection, found, endings)
    return Standings(
        {number: _standing(facts, endings[number]) for number, facts in found.items()},
        {number: facts.id for number, facts in found.items()},
        {number: numbers for number, numbers in older.items() if numbers},
        repealed,
    )


def _standing(facts: Facts, endings: Sequence[Ending]) -> Standing:
    if facts.said_on is not None and facts.stated:
        return _said(facts, facts.said_on, endings)
    every = list(endings)
    if facts.expires is not None:
        every.append((facts.expires + timedelta(days=1), Validity.LAPSED, ""))
    if not every:
        after = facts.stated if facts.stated in OUT_OF_FORCE else Validity.UNKNOWN
        return Standing(facts.begins, None, after, "", facts.stated)
    first, after, by = min(every, key=lambda ending: (ending[0] or date.max, ending[1]))
    if facts.stated in OUT_OF_FORCE:
        after = facts.stated
    last = first - timedelta(days=1) if first is not None else None
    return Standing(facts.begins, last, after, by, facts.stated)


def _said(facts: Facts, said_on: date, endings: Sequence[Ending]) -> Standing:
    """What an editor said holds, whatever the documents tell; they may tell the day of its end."""
    begins = facts.begins
    if begins is not None and (begins > said_on) != (facts.stated is Validity.NOT_YET):
        begins = None  # it does not agree with what was said
    if facts.stated not in OUT_OF_FORCE:
        ended = facts.expires + timedelta(days=1) if facts.expires is not None else None
        if ended is not None and ended > said_on:  # it will lapse after all
            return Standing(begins, facts.expires, Validity.LAPSED, "", facts.stated)
        return Standing(begins, None, Validity.UNKNOWN, "", facts.stated)
    known = [(day, by) for day, _, by in endings if day is not None and day <= said_on]
    if facts.expires is not None and facts.expires < said_on:
        known.append((facts.expires + timedelta(days=1), ""))
    if not known:
        return Standing(begins, None, facts.stated, "", facts.stated)
    day, by = min(known)
    return Standing(begins, day - timedelta(days=1), facts.stated, by, facts.stated)


def _chains(connection: sqlite3.Connection, found: Iterable[Facts]) -> Iterator[list[list[Facts]]]:
    """Of each title of which there is one text at a time its versions, oldest first.

    Texts that begin on the same day are the same version. One without a date is the oldest
    where it has much in common with a dated one.
    """
    titles: dict[str, list[Facts]] = defaultdict(list)
    for each in found:
        titles[each.key].append(each)
    same_text: dict[str, frozenset[str]] = {}
    for group in titles.values():
        if len(group) < 2 or not group[0].one_at_a_time:
            continue
        same_text = same_text or copies(connection)
        # First those that say most of where they are from.
        left = sorted(group, key=lambda each: (not each.place, not each.issuer))
        while left:
            alike = [each for each in left if _of_one_maker(left[0], each)]
            left = [each for each in left if each not in alike]
            if len(alike) > 1:
                yield _in_order(connection, alike, same_text)


def _in_order(
    connection: sqlite3.Connection,
    versions: Sequence[Facts],
    same_text: dict[str, frozenset[str]],
) -> list[list[Facts]]:
    reprints: dict[object, list[Facts]] = defaultdict(list)
    for each in versions:
        reprinted = each.stated not in OUT_OF_FORCE and same_text.get(each.id)
        reprints[reprinted or each.id].append(each)
    dated: dict[date, list[Facts]] = defaultdict(list)
    for group in reprints.values():
        days = [each.begins for each in group if each.begins is not None]
        if days:
            dated[min(days)] += [each for each in group if each.begins is not None]
    ordered = [sorted(dated[day], key=lambda e: e.begins or day) for day in sorted(dated)]
    undated = [e for e in versions if e.begins is None and e.stated is not Validity.NOT_YET]
    if ordered and undated:
        known = ordered[-1][0].id
        sketches = sketches_of(connection, [known, *(each.id for each in undated)])
        alike = [e for e in undated if likeness(sketches[known], sketches[e.id]) >= RELATED]
        same = same_text.get(known, frozenset())
        alike = [each for each in alike if each.id not in same]
        return [alike, *ordered] if alike else ordered
    return ordered


def _of_one_maker(one: Facts, other: Facts) -> bool:
    """Whether two documents of one title can be versions of one text: from one place and body."""
    if one.place and other.place and one.place != other.place:
        return False
    if not one.issuer or not other.issuer or one.issuer == other.issuer:
        return True
    if one.title.startswith(_STATE) and other.title.startswith(_STATE):
        return True  # of which there is one, whether its maker is named or who promulgated it
    parts = set(re.split("[、 ,，]", one.issuer)) & set(re.split("[、 ,，]", other.issuer))
    legislature = "全国人民代表大会"
    return bool(parts) or (legislature in one.issuer and legislature in other.issuer)
