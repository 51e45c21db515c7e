"""Questions for a page to offer: such as the documents at hand do answer."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from index.samples import sample_folder
from index.search_form import search_form
from qa.suggestions import headings_of, questions_of

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase

MOST = 6
_LONGEST = 40  # characters; a longer 问 is no example
_DOCUMENTS_READ = 50
_OF_ONE = 2


def example_questions(kb: KnowledgeBase) -> list[str]:
    """At most ``MOST`` questions: the samples' where they are here, then in the documents' words.

    Those are the 问 of documents that answer questions, and where there are too few, headings
    that say enough to be asked as they stand; of one document at most ``_OF_ONE``.
    """
    titles = [search_form(title) for title in kb.titles().values()]
    found = [
        question
        for question, document in _sample_questions()
        if any(document in title for title in titles)
    ]
    headings: list[str] = []
    for document_id in islice(kb.titles(), _DOCUMENTS_READ):
        if len(found) >= MOST:
            break
        document = kb.document(document_id)
        asks = [q for q in questions_of(document) if len(q) <= _LONGEST]
        found += asks[:_OF_ONE]
        headings += [] if asks else islice(headings_of(document), 1)
    return list(dict.fromkeys([*found, *headings]))[:MOST]


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    """The samples' questions, each with its document's title in the search form.

    Read once: a page asks for examples every few seconds.
    """
    table = tomllib.loads((sample_folder() / "examples.toml").read_text("utf-8"))
    return tuple((e["question"], search_form(e["document"])) for e in table["example"])
