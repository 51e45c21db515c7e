"""What a question names exactly: a document by its number, an article of a law, a 问 by its wording."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from index.mentions import index_number_key, question_key, telephone_keys
from index.numerals import chinese_number
from index.search_form import search_form
from index.types import Filter, Passage, SectionKind
from index.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.knowledge_base import KnowledgeBase
    from qa.candidates import Candidate
    from qa.understand import Question

# A question in a document must be at least this long to count as the same question, so
# that 是什么 alone is none.
_SAME_QUESTION = 8
_TITLE_MARKS = str.maketrans("", "", "《》〈〉<>")
_OF_A_LAW = re.compile(
    r"(?:法|典|条例|办法|细则|规定|规则|决定|解释)》?\s*(?:中|的)?\s*第?\s*[〇零一二三四五六七八九十百千两\d]+\s*条"
)


def mentioned(
    kb: KnowledgeBase, question: Question, wanted: Filter | None
) -> tuple[list[Passage], frozenset[str]]:
    """Where the question itself stands word for word, or a telephone number that it names.

    In which passages, and as the title of which documents.
    """
    key = question_key(question.text)
    passages, titled = ([], frozenset[str]()) if key is None else kb.mentioning([key], wanted)
    for keys in telephone_keys(question.text):
        found = next((found for k in keys if (found := kb.mentioning([k], wanted)[0])), [])
        passages += found
    return passages, titled


def in_titled(
    kb: KnowledgeBase, document_ids: Iterable[str], scored: Mapping[int, tuple[Candidate, object]]
) -> Iterator[Passage]:
    """Of each document the passages that were found, else its first."""
    for id_ in sorted(document_ids):
        found = [c.passage for c, _ in scored.values() if c.passage.document_id == id_]
        with suppress(UnknownDocument):  # removed since
            yield from found or kb.document_passages(id_)[:1]


def only_numbered(kb: KnowledgeBase, question: Question, wanted: Filter | None) -> Filter | None:
    """``wanted``, restricted to the documents whose 文号 or 索引号 the question names, if any."""
    named = {id_ for number in question.numbers for id_ in _numbered(kb, number)}
    indexed = [index_number_key(number) for number in question.index_numbers]
    if indexed:
        named |= kb.mentioning(indexed)[1]
    if not named:
        return wanted
    if wanted is not None and wanted.document_ids is not None:
        named &= wanted.document_ids
    return replace(wanted or Filter(), document_ids=frozenset(named))


def _numbered(kb: KnowledgeBase, number: str) -> list[str]:
    """The documents of a number that may have other words before it: 请问国发〔2019〕5号."""
    maker = re.match(r"[\u3400-\u9fff]*", number)
    starts = range(maker.end() if maker else 1)
    return next((found for start in starts if (found := kb.documents_numbered(number[start:]))), [])


def named_articles(
    kb: KnowledgeBase, question: Question, wanted: Filter | None
) -> list[Passage] | None:
    """The articles that the question names together with their law (民法典第一千二百五十四条).

    None where it names no article, or no law. Empty where the law is not here, is not admitted
    by ``wanted``, or has no such article: then nothing answers, least of all another article.
    """
    if not question.articles:
        return None
    documents = _named_documents(kb, question)
    if not documents:
        return [] if _OF_A_LAW.search(search_form(question.text)) else None
    if wanted is not None and wanted.document_ids is not None:
        documents &= wanted.document_ids
    only = replace(wanted or Filter(), document_ids=documents)
    return [
        passage
        for number, insertion in question.articles
        for passage in kb.articles(number, only)
        if _insertion(passage) == insertion
    ]


def same_question(question: Question, passages: Iterable[Passage]) -> list[Passage]:
    """Those of the passages that begin with a 问 which holds the question's own words."""
    asked = wording(question.text)
    if len(asked) < _SAME_QUESTION:
        return []
    return [
        passage
        for passage in passages
        if passage.kind is SectionKind.QUESTION and asked in wording(passage.text)
    ]


def _named_documents(kb: KnowledgeBase, question: Question) -> frozenset[str]:
    """The documents whose title the question names, with or without 中华人民共和国, or for short.

    Only the longest names count: 刑事诉讼法 does not also name 刑法 or 诉讼法.
    """
    form = search_form(question.text)
    titles = kb.short_titles()
    in_full = _names_in(titles, form)
    # 消保法; 职人员条例 is no short name where 文职人员条例 is named in full.
    short = kb.abbreviations().laws_in(form)
    meant = {long for word, long in short.items() if not any(word in n for n in in_full.values())}
    named = in_full | {
        id_: max(found, key=len) for id_, names in titles.items() if (found := names & meant)
    }
    every = set(named.values())
    return frozenset(
        id_
        for id_, name in named.items()
        if not any(name != other and name in other for other in every)
    )


def _names_in(titles: Mapping[str, frozenset[str]], form: str) -> dict[str, str]:
    """The longest name of each document that stands in a question, a title within it with or without 《》."""
    bare = _without_marks(form)
    return {
        id_: _without_marks(max(found, key=len))
        for id_, names in titles.items()
        if (
            found := [
                name
                for name in names
                if name in form or ("《" in name and _without_marks(name) in bare)
            ]
        )
    }


def _without_marks(name: str) -> str:
    return name.translate(_TITLE_MARKS)


def _insertion(passage: Passage) -> int:
    """2 for 第二百九十一条之二, 0 for 第二百九十一条."""
    _, _, inserted = passage.label.partition("条之")
    return chinese_number(inserted) if inserted else 0
