"""What is written of an exchange, line by line, before it is put into a format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa.page.sureness import Sureness, sureness
from qa.page.translated import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.export.exchange import Exchange, Reference
    from qa.page.strings import Words


class Style(StrEnum):
    """What a line is, for a format to show it as."""

    NOTE = "note"  # on the answer as a whole
    SENTENCE = "sentence"
    HEADING = "heading"  # above the references
    REFERENCE = "reference"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; it may hold line breaks of its own."""

    style: Style
    text: str


def lines_of(words: Words, exchange: Exchange, *, quotes: bool = False) -> Iterator[Line]:
    """The answer or refusal below its question; with ``quotes`` the words that are cited.

    A quote that is a sentence of the answer is not written twice.
    """
    yield from (Line(Style.NOTE, note) for note in _notes(words, exchange))
    shown = {sentence.text for sentence in exchange.sentences}
    for sentence in exchange.sentences:
        numbers = "".join(f"[{number}]" for number in sentence.references)
        yield Line(Style.SENTENCE, f"{sentence.text} {numbers}" if numbers else sentence.text)
    if exchange.refused:
        yield from _refusal(words, exchange)
    if exchange.references:
        key = "export_nearest" if exchange.refused else "references"
        yield Line(Style.HEADING, words(key))
    for reference in exchange.references:
        yield Line(Style.REFERENCE, f"[{reference.number}] {_facts(words, reference)}")
        if quotes and reference.quote and reference.quote not in shown:
            yield Line(Style.QUOTE, reference.quote)


def _notes(words: Words, exchange: Exchange) -> Iterator[str]:
    if exchange.understood:
        yield words("understood", question=exchange.understood)
    if exchange.confidence is not None and sureness(exchange.confidence) is Sureness.TO_CHECK:
        yield words("sure_to_check_note")
    if exchange.model:
        yield words("generated", model=exchange.model)
    yield from exchange.notes


def _refusal(words: Words, exchange: Exchange) -> Iterator[Line]:
    yield Line(Style.SENTENCE, words("refusal_title"))
    if exchange.searched:
        searched = "、".join(exchange.searched)
        yield Line(Style.NOTE, words("refusal_words", words=searched))
    if exchange.contact:
        yield Line(Style.NOTE, words("contact") + exchange.contact)


def _facts(words: Words, reference: Reference) -> str:
    if not reference.validity:
        return reference.line
    return reference.line + words("export_validity", validity=said(words, reference.validity))
