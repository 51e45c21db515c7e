"""Chat messages: answers, refusals, problems and the user's own words, as HTML.

Each message is one line of HTML that opens with a block element (see
``escape_lines``). All text in it is escaped here; Gradio sanitises it once more.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from index.types import Validity
from qa.page.address import SourceAddress, question_link
from qa.page.chips import emptied_note, filter_chips
from qa.page.escape import escape, escape_lines
from qa.page.strings import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.page.asked import Asked
    from qa.types import Answer, AnswerSentence, Citation, Contact

_LONGEST_ECHO = 120  # characters of a question that a refusal repeats
_LONGEST_QUESTION_SHOWN = 2_000  # characters of a question that the chat shows


def question_message(question: str) -> str:
    """The user's own words, shortened where they are very long."""
    return (
        f'<div class="question">{escape_lines(_shorten(question, _LONGEST_QUESTION_SHOWN))}</div>'
    )


def searching_message() -> str:
    """What stands in the place of an answer until its first sentence is there."""
    return f'<div class="searching">{words("searching")}</div>'


def partial_message(sentences: Sequence[AnswerSentence]) -> str:
    """An answer of which only the first sentences are there: numbers do not lead anywhere yet."""
    lines = (
        _sentence(s, "".join(f'<span class="cite">[{n}]</span>' for n in s.citations))
        for s in sentences
    )
    return f'<div class="answer">{"".join(lines)}</div>'


def answer_message(answer: Answer, *, importing: bool = False, asked: Asked | None = None) -> str:
    """A whole answer with its references, or a refusal.

    ``importing``: documents are still coming in, which a refusal has to say. ``asked`` is what
    was asked, so that its filters can be taken away one by one.
    """
    chips = _understood(answer) + ("" if asked is None else filter_chips(answer, asked))
    if answer.refused:
        return _refusal(answer, chips, importing=importing)
    cited = {citation.number: citation for citation in answer.citations}
    lines = "".join(
        _sentence(s, "".join(_citation_link(cited[n]) for n in s.citations))
        for s in answer.sentences
    )
    references = _references(answer.citations)
    return (
        f'<div class="answer">{chips}{lines}{references}'
        f"{_suggestions(answer, 'answer_suggestions')}</div>"
    )


def problem_message(explanation: str) -> str:
    """Why there is no answer, in words for the user."""
    return (
        f'<div class="problem"><p class="notice-title">{words("problem_title")}</p>'
        f"<p>{escape_lines(explanation)}</p></div>"
    )


def validity_badge(validity: str) -> str:
    """The validity as a small label that warns unless the document is in force."""
    if not validity:
        return ""
    style = "in-force" if validity == Validity.IN_FORCE else "not-in-force"
    return f'<span class="badge {style}">{escape(validity)}</span>'


def _understood(answer: Answer) -> str:
    """How a follow-up question was completed; "" for a question that stands by itself."""
    if not answer.understood:
        return ""
    question = escape_lines(_shorten(answer.understood, _LONGEST_ECHO))
    return f'<p class="understood">{words("understood", question=question)}</p>'


def _sentence(sentence: AnswerSentence, links: str) -> str:
    return (
        f'<p class="sentence">{escape_lines(sentence.text)}<span class="cites">{links}</span></p>'
    )


def _citation_link(citation: Citation) -> str:
    address = SourceAddress(citation.document_id, citation.start, citation.end)
    hint = " ".join(part for part in (f"《{citation.title}》", citation.section) if part)
    return f'<a class="cite" href="{escape(str(address))}" title="{escape(hint)}">[{citation.number}]</a>'


def _references(citations: Sequence[Citation]) -> str:
    """One entry a document, with a link for each place in it that is cited."""
    by_document = sorted(citations, key=lambda c: c.document_id)
    groups = [list(group) for _, group in groupby(by_document, key=lambda c: c.document_id)]
    groups.sort(key=lambda group: min(citation.number for citation in group))
    entries = "".join(_reference(sorted(group, key=lambda c: c.number)) for group in groups)
    return (
        f'<div class="references"><p class="references-title">{words("references")}</p>'
        f"<ul>{entries}</ul></div>"
    )


def _reference(citations: Sequence[Citation]) -> str:
    first = citations[0]
    published = first.published.isoformat() if first.published else ""
    facts = [escape(fact) for fact in (first.issuer, first.document_number, published) if fact]
    places = "".join(
        f'<span class="place">{_citation_link(c)} {escape(c.section)}</span>' for c in citations
    )
    return (
        f'<li><span class="reference-title"><bdi>{escape(first.title)}</bdi></span>'
        f"{validity_badge(first.validity)}"
        f'<span class="facts">{" · ".join(facts)}</span>'
        f'<span class="places">{places}</span></li>'
    )


def _refusal(answer: Answer, chips: str, *, importing: bool) -> str:
    parts = [
        chips,
        f'<p class="notice-title">{words("refusal_title")}</p>',
        f"<p>{words('refusal_searched')}<q>{escape(_shorten(answer.question, _LONGEST_ECHO))}</q></p>",
        emptied_note(answer)
        or f"<p>{words('refusal_importing' if importing else 'refusal_why')}</p>",
    ]
    if answer.contact is not None:
        parts.append(_contact(answer.contact))
    parts.append(_suggestions(answer, "refusal_suggestions"))
    return f'<div class="refusal">{"".join(parts)}</div>'


def _suggestions(answer: Answer, heading: str) -> str:
    """Links that ask what the documents found answer as well."""
    if not answer.suggestions:
        return ""
    links = "".join(
        f'<li><a class="suggestion" href="{escape(question_link(question))}">'
        f"{escape(question)}</a></li>"
        for question in answer.suggestions
    )
    return f'<div class="suggestions"><p>{words(heading)}</p><ul>{links}</ul></div>'


def _contact(contact: Contact) -> str:
    """Whom to ask, with the document that names them."""
    who = "，".join(escape(part) for part in (contact.unit, contact.person) if part)
    telephone = (
        f'，{words("telephone")} <span class="telephone">{escape(contact.telephone)}</span>'
        if contact.telephone
        else ""
    )
    address = SourceAddress(contact.document_id, 0, 0)
    link = f'<a class="source-link" href="{escape(str(address))}">《{escape(contact.title)}》</a>'
    source = words("contact_source", document=link)
    return f'<p class="contact">{words("contact")}<span class="whom">{who}{telephone}</span>{source}</p>'


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "……"
