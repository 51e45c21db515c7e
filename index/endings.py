"""When each document begins and ends: by its own dates, its newer versions and what repeals it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.copies import copies, sketches_of
from index.sketch import likeness
from index.standing import Repealed, Standing, Standings
from index.titles import issued_key, without_version
from index.types import OUT_OF_FORCE, Validity
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

# Titles of which there is one text at a time. Two notices of one title may be about two things.
ONE_AT_A_TIME = re.compile(
    r"(?:法|典|条例|办法|规定|细则|规则|章程|标准|解释(?:[一二三四五六七八九十]+)?)(?:试行|暂行)?$"
)
RELATED = 0.3  # of two texts in common, for a version whose date is not known
_NATIONAL = re.compile("全国人民代表大会|国务院|最高人民|^(?:中华人民共和国)?[^省市县区]{2,10}部")
_STATE = "中华人民共和国"
_ABOUT = re.compile("^.{2,30}?(?=关于)")
_ISSUES = ("印发", "发布", "公布")
_SHORTEST_TAIL = 10  # characters of a title without its issuer that can still name a document


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row of ``documents`` tells of a document's time. ``key`` is its title to compare."""

    number: int
    id: str
    title: str
    key: str
    published: date | None
    effective: date | None
    expires: date | None
    stated: Validity
    issuer: str
    place: str
    document_number: str

    @property
    def one_at_a_time(self) -> bool:
        """Whether there is one text of this title at a time."""
        return ONE_AT_A_TIME.search(self.key) is not None

    @property
    def begins(self) -> date | None:
        """The first day of this text.

        An amended law states the day on which its first version took effect: the text is not
        older than its publication.
        """
        known = [day for day in (self.published, self.effective) if day is not None]
        if self.stated is Validity.NOT_YET and self.effective is None:
            return None
        if self.one_at_a_time:
            return max(known, default=None)
        return self.effective or self.published

    @property
    def takes_effect(self) -> date | None:
        """The day from which its clauses hold, as it states it."""
        return self.effective or self.published


# The first day without a document, what it is from then on, and what brought that about.
_Ending = tuple["date | None", Validity, str]


def read_standings(connection: sqlite3.Connection) -> Standings:
    """The standing of every document."""
    found = {each.number: each for each in _facts(connection)}
    endings: dict[int, list[_Ending]] = defaultdict(list)
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
    repealed = _repealed(connection, found, endings)
    return Standings(
        {number: _standing(facts, endings[number]) for number, facts in found.items()},
        {number: facts.id for number, facts in found.items()},
        {number: numbers for number, numbers in older.items() if numbers},
        repealed,
    )


def _facts(connection: sqlite3.Connection) -> Iterator[Facts]:
    keys: dict[str, str] = {}
    for row in connection.execute(
        "SELECT number, id, title, published, effective, expires, validity, issuer, place_key,"
        " number_key FROM documents"
    ):
        number, id_, title, published, effective, expires, validity, issuer, place, own = row
        yield Facts(
            number,
            id_,
            title,
            keys.setdefault(title, without_version(title)),
            _date(published),
            _date(effective),
            _date(expires),
            Validity(validity),
            issuer,
            place,
            own,
        )


def _standing(facts: Facts, endings: Sequence[_Ending]) -> Standing:
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


def _repealed(
    connection: sqlite3.Connection, found: dict[int, Facts], endings: dict[int, list[_Ending]]
) -> dict[str, Repealed]:
    """Add to ``endings`` what is repealed by name; gives all that is, here or not."""
    rows = connection.execute(
        "SELECT document, title, title_key, number_key, day FROM repeals"
    ).fetchall()
    if not rows:
        return {}
    wanted = {key for _, _, key, _, _ in rows if key}
    titled: dict[str, list[Facts]] = defaultdict(list)
    numbered: dict[str, list[Facts]] = defaultdict(list)
    for each in found.values():
        for key in _keys(each) & wanted:
            titled[key].append(each)
        numbered[each.document_number].append(each)
    named: dict[str, Repealed] = {}
    for document, title, key, number, day_text in rows:
        by = found[document]
        day = _date(day_text) or by.takes_effect
        targets = numbered[number] if number else []
        targets = targets or [t for t in titled.get(key, ()) if _may_be(t, number, by)]
        for target in targets:
            if target.number != by.number and _earlier(target, day):
                endings[target.number].append((day, Validity.REPEALED, by.id))
        known = named.get(key)
        if key and (known is None or (day or date.max) < (known.day or date.max)):
            named[key] = Repealed(title, day, by.id)
    return named


def _keys(facts: Facts) -> frozenset[str]:
    """What a document may be called in a clause: by its title, with or without its issuer."""
    keys = {facts.key}
    if any(word in facts.key for word in _ISSUES):
        keys.add(issued_key(facts.title))
    tails = {_ABOUT.sub("", key) for key in keys if "关于" in key}
    return frozenset(keys | {tail for tail in tails if len(tail) >= _SHORTEST_TAIL})


def _may_be(target: Facts, number: str, by: Facts) -> bool:
    """Whether ``by`` can mean ``target`` when it names its title, and its number where it does."""
    if number and target.document_number and number != target.document_number:
        return False
    if target.place and by.place:
        return target.place == by.place
    if by.place:  # what a town repeals is no law of the state
        return not _NATIONAL.search(target.issuer)
    issuer = _ABOUT.match(target.key)
    return not target.place or issuer is None or issuer[0] in wording(by.title + by.issuer)


def _earlier(target: Facts, day: date | None) -> bool:
    """Whether ``target`` was there before ``day``: of two documents of one name only the older."""
    begins = target.begins
    return begins is None or day is None or begins < day


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
