"""Questions for a page to offer: such as the documents at hand do answer."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from index.samples import sample_folder
from index.search_form import search_form
from index.types import SectionKind
from qa.suggestions import asked

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase

MOST = 6
_LONGEST = 40  # characters; a longer 问 is no example
_DOCUMENTS_READ = 50


def example_questions(kb: KnowledgeBase) -> list[str]:
    """At most ``MOST`` questions: the samples' where they are here, then what documents ask."""
    titles = [search_form(title) for title in kb.titles().values()]
    found = [
        question
        for question, document in _sample_questions()
        if any(document in title for title in titles)
    ]
    for document_id in islice(kb.titles(), _DOCUMENTS_READ):
        if len(found) >= MOST:
            break
        document = kb.document(document_id)
        found += [
            question
            for section in document.sections
            if section.kind is SectionKind.QUESTION
            and len(question := asked(document.text[section.start : section.end])) <= _LONGEST
        ]
    return list(dict.fromkeys(found))[:MOST]


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    """The samples' questions, each with its document's title in the search form.

    Read once: a page asks for examples every few seconds.
    """
    table = tomllib.loads((sample_folder() / "examples.toml").read_text("utf-8"))
    return tuple((e["question"], search_form(e["document"])) for e in table["example"])
