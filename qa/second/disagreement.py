"""Contradictions between cited documents, in words for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.second.authority import Reason, precedence
from qa.second.stated import StatedKind
from qa.types import Contradiction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document
    from qa.second.contradictions import Difference
    from qa.second.stated import Stated
    from qa.types import Answer

_LONGEST_DUTY = 30  # characters of what must or may be done


def contradictions_in(answer: Answer, found: Sequence[Difference]) -> tuple[Contradiction, ...]:
    """The differences of which both sides are quoted by ``answer``, in words for people.

    Of two documents the one that is shown first is named first.
    """
    said = []
    for difference in found:
        one, other = _cited(answer, difference), _cited(answer, difference.turned())
        if one and other:
            first = difference if one < other else difference.turned()
            said.append(contradiction(first, (min(one, other), max(one, other))))
    return tuple(said)


def _cited(answer: Answer, difference: Difference) -> int:
    """The number of the citation that quotes the first claim, 0 where none does."""
    claim, document = difference.one, difference.evidence[0].document
    return next(
        (
            citation.number
            for citation in answer.citations
            if citation.document_id == document.id
            and citation.start <= claim.start
            and claim.end <= citation.end
        ),
        0,
    )


def contradiction(difference: Difference, numbers: tuple[int, int]) -> Contradiction:
    """A difference in words for people; ``numbers`` are those of the two citations."""
    one, other = difference.evidence[0].document, difference.evidence[1].document
    claims = (difference.one, difference.other)
    names = _names(one, other)
    said = "，".join(
        f"{name}为“{_in_words(document, claim)}”"
        for name, document, claim in zip(names, (one, other), claims, strict=True)
    )
    index, reason = precedence(one, other)
    if (
        index >= 0
        and reason is Reason.LEVEL
        and precedence(one, other, by_date=True)[0] == 1 - index
    ):
        advice = f"层级较高的是{names[index]}，较新的是{names[1 - index]}，请{_whom(one, other)}。"
        index = -1
    elif index < 0:
        advice = f"从文件本身看不出以哪份为准，请{_whom(one, other)}。"
    else:
        better = (one, other)[index]
        advice = f"{reason}，请以《{better.title}》为准，或{_whom(better)}。"
    return Contradiction(
        text=f"两份文件对{difference.one.kind}的说法不一：{said}。{advice}",
        citations=numbers,
        values=(
            one.text[claims[0].start : claims[0].end],
            other.text[claims[1].start : claims[1].end],
        ),
        spans=((claims[0].start, claims[0].end), (claims[1].start, claims[1].end)),
        preferred=numbers[index] if index >= 0 else 0,
        reason=str(reason) if index >= 0 else "",
    )


def _names(one: Document, other: Document) -> tuple[str, str]:
    """What the documents are called: by title and year, to the day or with the maker where alike."""
    days = [d.metadata.published or d.metadata.effective for d in (one, other)]
    same_year = days[0] is not None and days[1] is not None and days[0].year == days[1].year
    same_title = one.title == other.title
    named = []
    for document, day in zip((one, other), days, strict=True):
        marks = [document.metadata.issuer] if same_title and document.metadata.issuer else []
        if day is not None:
            marks.append(f"{day.year}年" + (f"{day.month}月{day.day}日" if same_year else ""))
        named.append(f"《{document.title}》" + (f"（{'，'.join(marks)}）" if marks else ""))
    return named[0], named[1]


def _in_words(document: Document, claim: Stated) -> str:
    """The value as written; of a duty what it is that must or may be done."""
    if claim.kind is not StatedKind.DUTY:
        return document.text[claim.start : claim.end]
    return re.split(r"[，。；;,\n]", document.text[claim.start : claim.start + _LONGEST_DUTY])[0]


def _whom(*documents: Document) -> str:
    """Whom to ask: the first of the documents that names a unit."""
    for known in (document.metadata for document in documents):
        if unit := known.interpreting_unit or known.issuer:
            return f"向{unit}{f'（{known.telephone}）' if known.telephone else ''}核实"
    return "向发文机关核实"
