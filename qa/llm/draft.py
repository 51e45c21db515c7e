"""What a model has written so far, with only what the evidence holds in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.numerals import NUMERAL
from index.search_form import bigrams, search_form
from qa.claims.holding import Source, held_by
from qa.llm.sources import without_commands
from qa.types import AnswerSentence
from qa.verify import holds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.llm.sentences import WrittenSentence
    from qa.llm.sources import NumberedSource
    from qa.types import Citation

# Of a sentence that names no source at all, a quote stands for it where it has so much of it.
ENOUGH_ALIKE = 0.3
_ARTICLE = re.compile(rf"^第{NUMERAL}+条\s*")
_HEADING = re.compile(r"[^。！？!?；;]{1,20}")


class Draft:
    """Takes sentences one by one. Each is shown, or a quote stands for it, or it is left out.

    ``held`` counts the sentences that the evidence holds, ``replaced`` those that it does not.
    """

    def __init__(self, sources: Sequence[NumberedSource]) -> None:
        self._sources = {source.number: source for source in sources}
        self._supports = {s.number: without_commands(s.citation) for s in sources}
        self._shown: dict[int, int] = {}  # the number of a source → its number in the answer
        self._said: dict[str, str] = {}  # the form of what is shown → the text
        self.held = self.replaced = self._cited = self._read = 0

    def add(self, written: WrittenSentence) -> AnswerSentence | None:
        """What is shown for a sentence; None where it, or the quote for it, is there already.

        A heading, short and without a source or a full stop, is passed over.
        """
        self._read += 1
        if not written.numbers and _HEADING.fullmatch(written.text):
            return None
        self._cited += bool(written.numbers)
        if self._holds(written):
            self.held += 1
            return self._show(AnswerSentence(written.text, written.numbers))
        self.replaced += 1
        quote = self._quote_for(written)
        return None if quote is None else self._show(quote)

    @property
    def fault(self) -> str:
        """Why what was written is no answer, in words for people; "" where it is one."""
        if not self._read:
            return "大模型没有写出内容"
        if not self._cited:
            return "大模型的回答没有注明出处"
        return "" if self.held else "大模型写的内容在依据中找不到支持"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources that are cited so far, numbered in the order of their first citation."""
        return tuple(
            replace(self._sources[number].citation, number=shown)
            for number, shown in self._shown.items()
        )

    def _holds(self, written: WrittenSentence) -> bool:
        known = [self._supports[n] for n in written.numbers if n in self._supports]
        return len(known) == len(written.numbers) > 0 and holds(written.text, known)

    def _quote_for(self, written: WrittenSentence) -> AnswerSentence | None:
        """The sentence of the sources named, else of all, that is most alike and not said yet."""
        known = [self._sources[n] for n in written.numbers if n in self._sources]
        named = [source for source in known if source.pieces]
        wanted = set(bigrams(written.text))
        best, most = None, -1.0 if named else ENOUGH_ALIKE
        for source in named or self._sources.values():
            for piece in source.pieces:
                alike = _share(wanted, bigrams(piece.text))
                if alike > most and not self._says(piece.text):
                    best, most = piece, alike
        return best

    def _says(self, text: str) -> bool:
        """Whether what is shown says the same, in these or in other words."""
        if _form(text) in self._said:
            return True
        return held_by(_ARTICLE.sub("", text), [Source("\n".join(self._said.values()))])

    def _show(self, sentence: AnswerSentence) -> AnswerSentence | None:
        form = _form(sentence.text)
        if form in self._said:
            return None
        self._said[form] = sentence.text
        for number in sentence.citations:
            self._shown.setdefault(number, len(self._shown) + 1)
        return replace(sentence, citations=tuple(self._shown[n] for n in sentence.citations))


def _share(wanted: Collection[str], held: Sequence[str]) -> float:
    return len(set(wanted) & set(held)) / len(wanted) if wanted else 0.0


def _form(text: str) -> str:
    """A text without what is no letter or digit: whether it was said already."""
    return "".join(sign for sign in search_form(text) if sign.isalnum() or sign in "%‰")
