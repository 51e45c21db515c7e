"""Which documents the clauses mean that repeal others by name."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from index.standing import Repealed
from index.titles import issued_key
from index.types import Validity
from index.wording import wording

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from index.dated import Facts

# The first day without a document, what it is from then on, and what brought that about.
Ending = tuple["date | None", Validity, str]
_NATIONAL = re.compile("全国人民代表大会|国务院|最高人民|^(?:中华人民共和国)?[^省市县区]{2,10}部")
_ABOUT = re.compile("^.{2,30}?(?=关于)")
_ISSUES = ("印发", "发布", "公布")
_SHORTEST_TAIL = 10  # characters of a title without its issuer that can still name a document


def read_repealed(
    connection: sqlite3.Connection, found: Mapping[int, Facts], endings: dict[int, list[Ending]]
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
        day = date.fromisoformat(day_text) if day_text else by.takes_effect
        targets = numbered[number] if number else []
        targets = targets or [t for t in titled.get(key, ()) if _may_be(t, number, by)]
        for target in targets:
            if target.number != by.number and _earlier(target, day):
                endings[target.number].append((day, Validity.REPEALED, by.id))
        for name in {key, issued_key(title)} - {""}:
            known = named.get(name)
            if known is None or (day or date.max) < (known.day or date.max):
                named[name] = Repealed(title, day, by.id)
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
