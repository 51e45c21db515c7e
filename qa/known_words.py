"""What the documents at hand tell of words: which law they name, whether they belong together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.search_form import bigrams, search_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.knowledge_base import KnowledgeBase
    from index.types import Passage

_LOOKED_AT = 30  # passages
# How much of a topic, weighed by rarity, a passage must hold to be about it.
_ABOUT = 0.6
# A word at least so rare names a matter; 1 is a word that stands nowhere.
_RARE = 0.5
_NOWHERE = "\ue000"
_MANY = 4  # documents
_LAW = re.compile(r"(?:法|典|条例|办法|规定|细则|规则|决定|意见|通知|解释|方案)$")


def law_named(kb: KnowledgeBase, text: str) -> str:
    """The longest name of a document that ``text`` holds, in full or short; "" where there is none."""
    form = search_form(text)
    names = {name for short in kb.short_titles().values() for name in short if name in form}
    names = {name for name in names if _LAW.search(name)}
    for name, full in kb.abbreviations().laws_in(form).items():
        if not any(name in other for other in names):
            names.add(full)
    return max(sorted(names), key=len, default="")


def documents_named(kb: KnowledgeBase, name: str) -> frozenset[str]:
    """The ids of the documents that go by ``name``, in full or short."""
    form = search_form(name)
    return frozenset(id_ for id_, short in kb.short_titles().items() if form in short)


def stand_together(kb: KnowledgeBase, topic: str, words: str) -> frozenset[str]:
    """The documents in which a passage, with title and headings, holds ``words`` and is about ``topic``."""
    rarity = kb.rarity(bigrams(topic))
    whole = sum(rarity.values())
    return frozenset(
        passage.document_id
        for passage, text in _holding(kb, words, f"{topic} {words}")
        if sum(value for term, value in rarity.items() if term in text) >= _ABOUT * whole
    )


def widespread(kb: KnowledgeBase, words: str) -> bool:
    """Whether many documents hold ``words``, so that they are asked of many matters: 举证责任."""
    documents = {passage.document_id for passage, _ in _holding(kb, words, words)}
    return len(documents) >= _MANY


def names_a_matter(kb: KnowledgeBase, words: str) -> bool:
    """Whether ``words`` hold a rare word of the documents."""
    rarity = kb.rarity((*bigrams(words), _NOWHERE))
    rare = _RARE * rarity.pop(_NOWHERE, 0.0)
    return any(
        value >= rare and any(True for _ in _holding(kb, term, term))
        for term, value in rarity.items()
    )


def _holding(kb: KnowledgeBase, words: str, searched: str) -> Iterator[tuple[Passage, str]]:
    """The passages that hold each of ``words`` as it is written, among the best for ``searched``."""
    found = kb.lexical_passages(searched, _LOOKED_AT)
    titles = kb.titles()
    for passage in kb.passages(id_ for id_, _ in found).values():
        title = titles.get(passage.document_id, "")
        text = search_form(f"{title}\n{passage.heading}\n{passage.text}")
        if all(word in text for word in search_form(words).split()):
            yield passage, text
