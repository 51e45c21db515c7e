"""Passages that a question names exactly: an article, a document number, its own wording."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import Filter, Passage, SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.knowledge_base import KnowledgeBase
    from qa.understand import Question

# A question in a document must be at least this long to count as the same question, so
# that 是什么 alone is none.
_SAME_QUESTION = 8
_STATE = "中华人民共和国"
_NOT_WORDS = re.compile(r"[^\w%]+")
_VERSION = re.compile(r"[(（][^()（）]*(?:修订|修正|年|版)[^()（）]*[)）]$")


def named_documents(question: Question, titles: Mapping[str, str]) -> frozenset[str]:
    """The documents whose title the question names, with or without 中华人民共和国.

    Only the longest names count: 刑事诉讼法 does not also name 刑法 or 诉讼法.
    """
    form = search_form(question.text)
    names = {id_: _short_title(title) for id_, title in titles.items()}
    named = {id_: name for id_, name in names.items() if len(name) > 1 and name in form}
    longest = {
        id_
        for id_, name in named.items()
        if not any(name != other and name in other for other in named.values())
    }
    return frozenset(longest)


def exact_passages(
    kb: KnowledgeBase, question: Question, candidates: Iterable[Passage], wanted: Filter | None
) -> dict[int, Passage]:
    """By id, the passages that the question names, best first.

    An article with its law (民法典第一千二百五十四条), or the passage of a 问 that has the
    question's own words. A question that names an article of no law, or of one that is
    not here, names nothing.
    """
    found = {passage.id: passage for passage in candidates if _asks(passage, question)}
    if question.articles:
        documents = named_documents(question, kb.titles())
        if wanted is not None and wanted.document_ids is not None:
            documents &= wanted.document_ids
        for number in question.articles if documents else ():
            found |= {passage.id: passage for passage in kb.articles(number, documents)}
    return found


def _short_title(title: str) -> str:
    return _VERSION.sub("", search_form(title)).removeprefix(_STATE).strip("《》 ")


def _asks(passage: Passage, question: Question) -> bool:
    asked = _words(question.text)
    return (
        passage.kind is SectionKind.QUESTION
        and len(asked) >= _SAME_QUESTION
        and asked in _words(passage.text)
    )


def _words(text: str) -> str:
    """The text in its search form without punctuation and white space."""
    return _NOT_WORDS.sub("", search_form(text))
