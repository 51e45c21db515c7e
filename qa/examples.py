"""Questions for a page to offer: such as the documents at hand do answer."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from index.samples import sample_folder
from index.search_form import search_form
from qa.suggestions import headings_of, questions_of

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase

MOST = 6
_LONGEST = 40  # characters; a longer 问 is no example
_DOCUMENTS_READ = 20
_OF_ONE = 2
_SAMPLES = 3
_ASKS = re.compile("问答|問答|解答|问题|問題|答疑|[吗嗎?？]")
# A page asks for examples every few seconds; they change with the documents.
_KNOWN: WeakKeyDictionary[KnowledgeBase, tuple[dict[str, str], list[str]]] = WeakKeyDictionary()


def example_questions(kb: KnowledgeBase) -> list[str]:
    """At most ``MOST`` questions: a few of the samples' where they are here, and of the documents.

    Those are the 问 of the documents that came last and answer questions, and where there are too
    few, headings that say enough to be asked as they stand; of one document at most ``_OF_ONE``.
    """
    titles = kb.titles()
    known = _KNOWN.get(kb)
    if known is None or known[0] != titles:
        known = _KNOWN[kb] = (titles, _example_questions(kb, titles))
    return list(known[1])


def _example_questions(kb: KnowledgeBase, titles: dict[str, str]) -> list[str]:
    forms = [search_form(title) for title in titles.values()]
    samples = [
        question
        for question, document in _sample_questions()
        if any(document in form for form in forms)
    ]
    found, headings = samples[:_SAMPLES], samples[_SAMPLES:]
    # Those whose title speaks of questions first, of these and the others the last first.
    newest = list(reversed(titles))
    order = sorted(newest, key=lambda id_: _ASKS.search(titles[id_]) is None)
    for document_id in islice(order, _DOCUMENTS_READ):
        if len(found) >= MOST:
            break
        document = kb.document(document_id)
        asks = [q for q in questions_of(document) if len(q) <= _LONGEST]
        found += asks[:_OF_ONE]
        headings += [] if asks else islice(headings_of(document), 1)
    return list(dict.fromkeys([*found, *headings]))[:MOST]


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    """The samples' questions, each with its document's title in the search form."""
    table = tomllib.loads((sample_folder() / "examples.toml").read_text("utf-8"))
    return tuple((e["question"], search_form(e["document"])) for e in table["example"])
