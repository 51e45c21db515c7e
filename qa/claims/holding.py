"""Whether a text says what a sentence claims: rules, no model.

A sentence is held where each of its clauses is found again in a source: the clause and a short
run of the source's clauses are aligned (``qa.claims.alignment``), and then

- every number, date, 文号, Latin word and title of the clause is in the alignment, in the order
  of the source, and every word such as 应当, 可以, 不得, 不, 仅, 或, 以上, 之前 too;
- no such word of the source is left out in the clauses that the alignment begins and ends in;
- what remains of the clause are connecting words, none of them inside a name.

Names of places must occur in the source. A clause may follow one from another sentence of the
source only where that sentence is said to its end or the new one from its beginning: a condition
keeps its own consequence. ``benchmarks/false_sentences.py`` measures all this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.places import short_names_in
from index.search_form import search_form
from qa.claims.alignment import content, places_of
from qa.claims.tokens import TITLE, claimed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.claims.alignment import Place
    from qa.claims.tokens import Clause


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation offers: the quote, and what is known of its document, one fact a line."""

    quote: str
    header: str = ""


def held_by(sentence: str, sources: Sequence[Source]) -> bool:
    """Whether ``sources`` together hold ``sentence``, and each of them a part of it.

    A sentence of connecting words alone claims nothing and is not held.
    """
    if not sources or not _places_known(sentence, sources):
        return False
    holding: set[int] = set()
    for said in claimed(sentence):
        claims = [
            clause for each in said.clauses if content(clause := _titles_known(each, sources))
        ]
        found = [_found(clause, sources) for clause in claims]
        if not all(found) or not _goes_on(found):
            return False
        holding.update(number for places in found for number, _ in places)
    return len(holding) == len(sources)


def says_whole(sentence: str, quote: str) -> bool:
    """Whether ``quote`` has ``sentence`` word for word, from the start of a clause to the end of one."""
    at = quote.find(sentence)
    while at >= 0:
        if not (_inside_words(quote, at) or _inside_words(quote, at + len(sentence))):
            return True
        at = quote.find(sentence, at + 1)
    return False


def _inside_words(text: str, position: int) -> bool:
    """Whether the words of ``text`` run on across ``position``."""
    return 0 < position < len(text) and text[position - 1].isalnum() and text[position].isalnum()


def _places_known(sentence: str, sources: Sequence[Source]) -> bool:
    names = short_names_in(sentence)
    known = (
        "".join(search_form(source.quote + source.header) for source in sources) if names else ""
    )
    return all(name in known for name in names)


def _titles_known(clause: Clause, sources: Sequence[Source]) -> Clause:
    """The clause without the titles that a source is known by: they need not be in its quote."""
    headers = [search_form(source.header) for source in sources]
    return tuple(
        token
        for token in clause
        if token[0] != TITLE or not any(token[1:] in header for header in headers)
    )


def _found(clause: Clause, sources: Sequence[Source]) -> list[tuple[int, Place | None]]:
    """The sources that hold a clause, with the place; None for what is known of a document."""
    found: list[tuple[int, Place | None]] = []
    for number, source in enumerate(sources):
        found += [(number, place) for place in places_of(clause, source.quote)]
        if source.header and places_of(clause, source.header):
            found.append((number, None))
    return found


def _goes_on(found: Sequence[Sequence[tuple[int, Place | None]]]) -> bool:
    """Whether the clauses of one sentence can be read one after the other in their sources."""
    reached = found[0] if found else ()
    for places in found[1:]:
        reached = [each for each in places if any(_follows(before, each) for before in reached)]
        if not reached:
            return False
    return True


def _follows(before: tuple[int, Place | None], after: tuple[int, Place | None]) -> bool:
    one, other = before[1], after[1]
    if one is None or other is None or one.closes or other.opens:
        return True
    same = before[0] == after[0]
    return same and one.first <= other.last and other.first <= one.last
