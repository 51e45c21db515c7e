"""Chat messages: answers, refusals, problems and the user's own words, as HTML.

Each message is one line of HTML that opens with a block element (see
``escape_lines``). All text in it is escaped here; Gradio sanitises it once more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa.page.address import question_link
from qa.page.chips import filter_chips
from qa.page.escape import escape, escape_lines, isolated, shorten
from qa.page.marked import marked
from qa.page.references import citation_link, references
from qa.page.refusal import LONGEST_ECHO, refusal_body
from qa.page.sureness import sureness_note
from qa.page.translated import CHINESE, said_html
from qa.page.why import why_link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.page.asked import Asked
    from qa.page.strings import Words
    from qa.types import Answer, AnswerSentence, Citation, Contradiction

_LONGEST_QUESTION_SHOWN = 2_000  # characters of a question that the chat shows


def question_message(question: str) -> str:
    """The user's own words, shortened where they are very long."""
    return f'<div class="question">{escape_lines(shorten(question, _LONGEST_QUESTION_SHOWN))}</div>'


def searching_message(words: Words) -> str:
    """What stands in the place of an answer until its first sentence is there."""
    return f'<div class="searching">{words("searching")}</div>'


def partial_message(sentences: Sequence[AnswerSentence]) -> str:
    """An answer of which only the first sentences are there: numbers do not lead anywhere yet."""
    lines = (
        _sentence(s, "".join(f'<span class="cite">[{n}]</span>' for n in s.citations))
        for s in sentences
    )
    return f'<div class="answer">{"".join(lines)}</div>'


def answer_message(
    words: Words, answer: Answer, *, importing: bool = False, asked: Asked | None = None
) -> str:
    """A whole answer with its references, or a refusal.

    ``importing``: documents are still coming in, which a refusal has to say. ``asked`` is what
    was asked, so that its filters can be taken away one by one, and what was found be explained.
    """
    chips = _understood(words, answer) + (
        "" if asked is None else filter_chips(words, answer, asked)
    )
    chips += _validity_notes(words, answer)
    if answer.refused:
        body = refusal_body(words, answer, importing=importing)
        why = _foot(why_link(words, asked)) if asked and answer.nearest else ""
        return f'<div class="refusal">{chips}{body}{_suggestions(words, answer, "refusal_suggestions")}{why}</div>'
    cited = {citation.number: citation for citation in answer.citations}
    lines = "".join(
        _sentence(s, "".join(citation_link(cited[n]) for n in s.citations))
        for s in answer.sentences
    )
    return (
        f'<div class="answer">{chips}{_written_by(words, answer)}{lines}'
        f"{_foot(sureness_note(words, answer.confidence), why_link(words, asked) if asked else '')}"
        f"{_contradictions(words, answer, cited)}"
        f"{references(words, answer.citations, answer.sentences)}{_suggestions(words, answer, 'answer_suggestions')}</div>"
    )


def problem_message(words: Words, explanation: str) -> str:
    """Why there is no answer, in words for the user."""
    return (
        f'<div class="problem"><p class="notice-title">{words("problem_title")}</p>'
        f"<p>{said_html(words, explanation)}</p></div>"
    )


def _foot(*parts: str) -> str:
    """How sure it is and why, in one row."""
    return f'<div class="answer-foot">{"".join(parts)}</div>'


def _understood(words: Words, answer: Answer) -> str:
    """How a follow-up question was completed; "" for a question that stands by itself."""
    if not answer.understood:
        return ""
    question = escape_lines(shorten(answer.understood, LONGEST_ECHO))
    return f'<p class="understood">{words("understood", question=question)}</p>'


def _validity_notes(words: Words, answer: Answer) -> str:
    """What is no longer, or not yet, in force of what was asked and what is cited; "" where nothing."""
    notes = "".join(f"<p>{said_html(words, note)}</p>" for note in answer.notes)
    return f'<div class="validity-notes">{notes}</div>' if notes else ""


def _sentence(sentence: AnswerSentence, links: str) -> str:
    return (
        f'<p class="sentence" lang="{CHINESE}"><bdi>{marked(sentence.shown, sentence.answer_spans)}</bdi>'
        f'<span class="cites">{links}</span></p>'
    )


def _written_by(words: Words, answer: Answer) -> str:
    """Who wrote the answer where a language model did, or why it did not; "" where none is set."""
    if answer.fallback:
        note = said_html(words, answer.fallback)
    elif answer.model and answer.mode != "extractive":
        note = words("generated", model=escape(answer.model))
        note += words("replaced", count=answer.replaced) if answer.replaced else ""
    else:
        return ""
    return f'<p class="written-by">{note}</p>'


def _contradictions(words: Words, answer: Answer, cited: Mapping[int, Citation]) -> str:
    """Where two of the cited documents say different things, with links to both values."""
    return "".join(
        f'<div class="contradiction"><p class="notice-title">{words("contradiction")}</p>'
        f"<p>{said_html(words, each.text)}{_values(each, cited)}</p></div>"
        for each in answer.contradictions
    )


def _values(contradiction: Contradiction, cited: Mapping[int, Citation]) -> str:
    both = zip(contradiction.citations, contradiction.spans, strict=True)
    links = "".join(
        citation_link(replace(cited[number], answer_spans=(span,)))
        for number, span in both
        if number in cited
    )
    return f'<span class="cites">{links}</span>'


def _suggestions(words: Words, answer: Answer, heading: str) -> str:
    """Links that ask what the documents found answer as well."""
    if not answer.suggestions:
        return ""
    links = "".join(
        f'<li><a class="suggestion" lang="zh" href="{escape(question_link(question))}">'
        f"{isolated(question)}</a></li>"
        for question in answer.suggestions
    )
    return f'<div class="suggestions"><p>{words(heading)}</p><ul>{links}</ul></div>'
