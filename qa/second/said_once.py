"""What two documents say in the same words, said once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.wording import wording

if TYPE_CHECKING:
    from qa.types import Answer, AnswerSentence


def said_once(answer: Answer) -> Answer:
    """``answer`` without what two documents have in the same words said twice.

    A sentence that the second has too cites both. Citations may then be out of order, or not
    used; ``verified`` puts them right.
    """
    document = {citation.number: citation.document_id for citation in answer.citations}
    kept: list[AnswerSentence] = []
    for sentence in answer.sentences:
        own, words = document[sentence.citations[0]], wording(sentence.text)
        others = [
            position
            for position, other in enumerate(kept)
            if own not in (document[number] for number in other.citations)
        ]
        held = [p for p in others if wording(kept[p].text) in words]
        rest = words
        for position in held:
            rest = rest.replace(wording(kept[position].text), "")
        again = any(words in wording(kept[position].text) for position in others)
        if not others or (rest and not again):
            kept.append(sentence)
            continue
        for position in held:
            both = (*kept[position].citations, *sentence.citations)
            kept[position] = replace(kept[position], citations=tuple(dict.fromkeys(both)))
    return replace(answer, sentences=tuple(kept))
