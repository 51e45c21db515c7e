"""Judged answers as HTML: the list, and one of them as it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from index.errors import UnknownDocument
from qa.activity import Judgement
from qa.page.editor.tables import empty
from qa.page.editor.unanswered import CHAT, asking_link
from qa.page.escape import escape, escape_lines, shorten
from qa.page.marked import marked
from qa.page.references import quoted_address
from qa.page.sureness import sureness
from qa.page.translated import said, said_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from index.types import Document
    from qa.activity import Judged
    from qa.page.strings import Words
    from qa.types import Answer, AnswerSentence, Citation

LISTED: Final = 200  # answers; the filters find the others
_LONGEST_QUESTION = 160
_LONGEST_QUESTION_WHOLE = 2_000


def judged_list(words: Words, judged: Sequence[Judged]) -> str:
    """The answers as a list, each with a box to choose it and a button that shows it."""
    if not judged:
        return empty(words("feedback_none_here"))
    shown = judged[:LISTED]
    count = words("feedback_count", count=len(judged))
    if len(judged) > LISTED:
        count += " · " + words("feedback_shown", count=LISTED)
    items = "".join(_item(words, each) for each in shown)
    return (
        f'<div class="judged-head"><label><input type="checkbox" class="judged-all">'
        f'{words("feedback_choose_all")}</label><span role="status">{count}</span></div>'
        f'<ul class="judged-list" aria-label="{words("feedback_list")}">{items}</ul>'
    )


def _item(words: Words, judged: Judged) -> str:
    answer = judged.kept.answer
    question = escape(shorten(answer.question, _LONGEST_QUESTION))
    id_ = escape(judged.kept.id)
    choose = f"{words('feedback_choose')}: {escape(shorten(answer.question, 60))}"
    refused = f"<span>{words('week_reason_refused')}</span>" if answer.refused else ""
    return (
        f'<li class="judged-item"><label class="judged-tick">'
        f'<input type="checkbox" value="{id_}" aria-label="{choose}"></label>'
        f'<button type="button" data-judged="{id_}" aria-pressed="false">'
        f'<bdi class="judged-question" lang="zh">{question}</bdi><span class="judged-facts">'
        f"{badge(words, judged.judgement)}<span>{_moment(judged.judged_at)}</span>{refused}</span>"
        f"</button></li>"
    )


def badge(words: Words, judgement: Judgement) -> str:
    """A judgement as a small label."""
    style = " useful" if judgement is Judgement.USEFUL else ""
    return f'<span class="judged-badge{style}">{words(f"judged_{judgement.value}")}</span>'


def judged_answer(words: Words, judged: Judged, document: Callable[[str], Document]) -> str:
    """One answer as it was given, and whether its documents are still the same."""
    answer = judged.kept.answer
    facts = "".join(f"<span>{fact}</span>" for fact in _facts(words, judged))
    question = escape_lines(shorten(answer.question, _LONGEST_QUESTION_WHOLE))
    understood = (
        f'<p class="quality-note">{words("understood", question=escape_lines(answer.understood))}</p>'
        if answer.understood
        else ""
    )
    again = f'<p class="again"><a href="{asking_link(answer.understood or answer.question)}" target="_blank" rel="noopener">{words("feedback_ask_again")}</a></p>'
    return (
        f'<article class="judged-answer view"><h3 lang="zh"><bdi>{question}</bdi></h3>'
        f'<p class="judged-facts">{badge(words, judged.judgement)}{facts}</p>{understood}'
        f"{_filters(words, answer)}{_sentences(words, answer)}"
        f"{_documents(words, answer.citations, document)}{again}</article>"
    )


def _facts(words: Words, judged: Judged) -> Iterable[str]:
    answer = judged.kept.answer
    yield words("feedback_asked", when=_moment(judged.kept.asked_at))
    yield words("feedback_judged_at", when=_moment(judged.judged_at))
    if not answer.refused:
        sure = words(f"sure_{sureness(answer.confidence)}")
        percent = words("feedback_sureness", percent=round(100 * answer.confidence))
        yield f"{sure} ({percent})"
        yield words(f"feedback_mode_{answer.mode}", model=escape(answer.model))


def _filters(words: Words, answer: Answer) -> str:
    if not answer.filters:
        return ""
    filters = " · ".join(said_html(words, each.label) for each in answer.filters)
    return f'<p class="quality-note">{words("feedback_filters", filters=filters)}</p>'


def _sentences(words: Words, answer: Answer) -> str:
    if answer.refused:
        return f"<p>{words('feedback_refused')}</p>"
    cited = {citation.number: citation for citation in answer.citations}
    return "".join(_sentence(sentence, cited) for sentence in answer.sentences)


def _sentence(sentence: AnswerSentence, cited: dict[int, Citation]) -> str:
    links = "".join(_citation(cited[number]) for number in sentence.citations if number in cited)
    return (
        f'<p class="sentence" lang="zh">{marked(sentence.shown, sentence.answer_spans)}'
        f'<span class="cites">{links}</span></p>'
    )


def _citation(citation: Citation) -> str:
    address = quoted_address(citation)
    return (
        f'<a class="cite" href="{escape(CHAT + str(address))}" target="_blank" rel="noopener"'
        f' title="{escape(citation.title)}">[{citation.number}]</a>'
    )


def _documents(
    words: Words, citations: Sequence[Citation], document: Callable[[str], Document]
) -> str:
    """For each document that is cited whether it still says the same."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.document_id, []).append(citation)
    if not by_document:
        return ""
    items = "".join(_now(words, quotes, document) for quotes in by_document.values())
    return f"<h4>{words('feedback_documents')}</h4><ul>{items}</ul>"


def _now(words: Words, citations: Sequence[Citation], document: Callable[[str], Document]) -> str:
    first = citations[0]
    try:
        now = document(first.document_id)
    except UnknownDocument:
        return _state(words, first.title, words("feedback_document_gone"), changed=True)
    if any(now.text[each.start : each.end] != each.quote for each in citations):
        return _state(words, first.title, words("feedback_document_changed"), changed=True)
    before, after = first.validity, str(now.metadata.validity)
    if before != after:
        names = [said(words, each) if each else "—" for each in (before, after)]
        text = words("feedback_document_validity", before=names[0], now=names[1])
        return _state(words, first.title, text, changed=True)
    return _state(words, first.title, words("feedback_document_same"), changed=False)


def _state(words: Words, title: str, text: str, *, changed: bool) -> str:
    style = ' class="changed"' if changed else ""
    colon = words("feedback_colon")
    return f'<li><bdi lang="zh">{escape(title)}</bdi>{colon}<span{style}>{escape(text)}</span></li>'


def _moment(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d %H:%M}"
