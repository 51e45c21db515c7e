"""Whom to ask where the documents do not answer: a unit that they name, with its telephone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.places import places_in
from index.search_form import bigrams, search_form
from qa.evidence import covered
from qa.second.reach import holds_in
from qa.telephones import Telephone, telephones
from qa.types import Contact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.types import Document, Hit
    from qa.understand import Question

# They issue what others carry out, and answer no questions.
_NOT_TO_ASK = re.compile("人民代表大会|^国务院(?:办公厅)?$|中共中央|主席令?$")
_REPORTING = re.compile("举报|投诉|监督")
# A line of its own: 市卫生健康委联系人：…，联系电话：….
_CONTACT_LINE = re.compile(r"\S{0,30}(?:联系|聯[系繫]|咨询|諮詢).{0,60}")
# A telephone is for the matter of a passage where it stands so near, or where a text ends.
_NEAR, _END = 1_000, 600  # characters
# Of a further document only where its score comes near that of the best.
_AS_GOOD = 0.7


def contact_from(
    question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> Contact | None:
    """Whom to ask, as the nearest document says that names a telephone for this matter.

    ``hits`` are the nearest documents', best first. Where none names a telephone, the unit
    that explains the nearest document, else its issuer. None where nobody is left.
    """
    places = places_in(question.text)
    good = [
        hit
        for hit in hits
        if hit.score >= _AS_GOOD * hits[0].score and holds_in(hit.document, places)
    ]
    for hit in good:
        contact = _by_telephone(question, hit, rarity)
        if contact is not None:
            return contact
    for hit in good:
        unit = hit.document.metadata.interpreting_unit or _issuer(hit.document)
        if unit:
            person = hit.document.metadata.interpreter
            return Contact(unit, person, "", hit.document.id, hit.document.title)
    return None


def _by_telephone(question: Question, hit: Hit, rarity: Mapping[str, float]) -> Contact | None:
    document, known = hit.document, hit.document.metadata
    named = [t for t in telephones(document) if not t.reports or _asks_to_report(question)]
    if not named:
        unit = known.interpreting_unit or _issuer(document)
        if not (known.telephone and unit):
            return None
        return Contact(unit, known.interpreter, known.telephone, document.id, document.title)
    chosen = _for_the_matter(question, hit, named, rarity)
    if chosen is None:
        return None
    unit = chosen.unit or known.interpreting_unit or _issuer(document)
    if not unit:  # a number of nobody knows whom
        return None
    return Contact(
        unit, chosen.person, chosen.number, document.id, document.title, chosen.start, chosen.end
    )


def _for_the_matter(
    question: Question, hit: Hit, named: Sequence[Telephone], rarity: Mapping[str, float]
) -> Telephone | None:
    """The telephone that is for what is asked; None where several may be.

    First the one whose own words hold most of the question, then the only one in the passage,
    near it, on a line for contacts, or at the end of the document.
    """
    document, passage = hit.document, hit.passage
    frame = set(bigrams(document.title))
    own = [
        covered(question, set(bigrams(document.text[t.start : t.end])) - frame, rarity)
        for t in named
    ]
    if max(own) > 0 and _of_one(t for t, o in zip(named, own, strict=True) if o == max(own)):
        return named[own.index(max(own))]
    inside = [t for t in named if passage.start <= t.start < passage.end]
    near = [t for t in named if passage.start - _NEAR <= t.start < passage.end + _NEAR]
    last = [t for t in named if t.start >= len(document.text) - _END]
    lines = [t for t in named if _CONTACT_LINE.fullmatch(document.text[t.start : t.end])]
    for some in (inside, near, lines, last):
        if _of_one(some):
            return some[0]
    return next((t for t in named if t.number == document.metadata.telephone), None)


def _of_one(some: Iterable[Telephone]) -> bool:
    """Whether these are the telephones of one unit, or a single one of nobody who is named."""
    return len({t.unit or t.number for t in some}) == 1


def _asks_to_report(question: Question) -> bool:
    return _REPORTING.search(search_form(question.text)) is not None


def _issuer(document: Document) -> str:
    issuer = document.metadata.issuer
    return "" if _NOT_TO_ASK.search(issuer) else issuer
