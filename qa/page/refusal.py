"""What the chat shows where nothing is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.address import SourceAddress
from qa.page.chips import emptied_note
from qa.page.escape import escape, isolated, shorten
from qa.page.references import dates, validity_badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.page.strings import Words
    from qa.types import Answer, Contact, NearDocument

LONGEST_ECHO = 120  # characters of a question that a message repeats


def refusal_body(words: Words, answer: Answer, *, importing: bool) -> str:
    """What was looked for, why there is no answer, what is near, whom to ask; nothing is cited."""
    return "".join(
        (
            f'<p class="notice-title">{words("refusal_title")}</p>',
            _searched(words, answer),
            _why(words, answer, importing=importing),
            _nearest(words, answer.nearest),
            _contact(words, answer.contact) if answer.contact is not None else "",
        )
    )


def _searched(words: Words, answer: Answer) -> str:
    question = isolated(shorten(answer.question, LONGEST_ECHO))
    line = f"<p>{words('refusal_searched')}<q>{question}</q></p>"
    if not answer.searched:
        return line
    terms = "、".join(isolated(shorten(term, LONGEST_ECHO)) for term in answer.searched)
    day = words("refusal_day", day=answer.asked_on.isoformat()) if answer.asked_on else ""
    return f'{line}<p class="searched">{words("refusal_words", words=terms)}{day}</p>'


def _why(words: Words, answer: Answer, *, importing: bool) -> str:
    if note := emptied_note(words, answer):
        return note
    if importing:
        return f"<p>{words('refusal_importing')}</p>"
    related = answer.nearest or answer.notes
    why = f"<p>{words('refusal_why' if related else 'refusal_unrelated')}</p>"
    if answer.as_of is None:
        return why
    return f"{why}<p>{words('refusal_as_of', day=answer.as_of.isoformat())}</p>"


def _nearest(words: Words, nearest: Sequence[NearDocument]) -> str:
    """The documents that may have to do with it, each to be opened at its nearest passage."""
    if not nearest:
        return ""
    items = "".join(f"<li>{_near(words, each)}</li>" for each in nearest)
    return f'<div class="nearest"><p>{words("refusal_nearest")}</p><ul>{items}</ul></div>'


def _near(words: Words, near: NearDocument) -> str:
    address = SourceAddress(near.document_id, near.start, near.end)
    facts = [isolated(fact) for fact in (near.section, near.issuer, near.document_number) if fact]
    facts += dates(words, near.published)
    return (
        f'<a class="near source-link" href="{escape(str(address))}" title="{words("near_hint")}">'
        f'<bdi class="near-title" lang="zh">{escape(near.title)}</bdi>{validity_badge(words, near.validity)}'
        f'<span class="facts">{" · ".join(facts)}</span></a>'
    )


def _contact(words: Words, contact: Contact) -> str:
    """Whom to ask, with the document that names them."""
    who = "，".join(isolated(part) for part in (contact.unit, contact.person) if part)
    telephone = (
        f'，{words("telephone")} <span class="telephone">{isolated(contact.telephone)}</span>'
        if contact.telephone
        else ""
    )
    address = SourceAddress(contact.document_id, contact.start, contact.end)
    link = f'<a class="source-link" href="{escape(str(address))}">《{isolated(contact.title)}》</a>'
    source = words("contact_source", document=link)
    return f'<p class="contact">{words("contact")}<span class="whom">{who}{telephone}</span>{source}</p>'
