"""The text of a model, as it comes, cut into sentences with the numbers that they cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:\^|资料|证据|来源)?\s*\d{1,3}"
_MARK = re.compile(rf"\s*[\[［【]\s*({_NUMBER}(?:\s*[,，、;；\-–~至]\s*{_NUMBER})*)\s*[\]］】]")
_BEGUN_MARK = re.compile(r"\s*[\[［【][^\]］】\n]{0,40}$")
_END = re.compile(r"[。！？!?][。！？!?]*[”’」』）)\"]*|[；;](?=\s*[\[［【])|(?<=[\]］】])[；;]|\n")
_LEADS_ON = (":", "：")
_BULLET = re.compile(
    r"^\s*(?:[-*•·●]\s+|\(?\d{1,2}[.、．)](?!\d)\s*|（\d{1,2}）\s*|#+\s+)+|^\s*[•·●]\s*"
)
_MARKDOWN = re.compile(r"\*\*|__|`+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_THOUGHT, _END_OF_THOUGHT = "<think>", "</think>"
_RANGE = re.compile(r"(\d+)\s*[-–~至]\s*(?:\^|资料|证据|来源)?\s*(\d+)")
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of a model without its marks; ``numbers`` are the sources that it names."""

    text: str
    numbers: tuple[int, ...]


class SentenceReader:
    """Cuts a stream into sentences; what a model thinks aloud before it answers is left out."""

    def __init__(self) -> None:
        self._text = ""
        self._begun = False  # whether the answer itself has begun

    def read(self, piece: str) -> list[WrittenSentence]:
        """The sentences that ``piece`` completes."""
        self._text += piece
        return self._sentences(last=False)

    def end(self) -> list[WrittenSentence]:
        """What is left when nothing more comes."""
        return self._sentences(last=True)

    def _sentences(self, *, last: bool) -> list[WrittenSentence]:
        if not self._begun and not self._answer_begins():
            return []
        found = []
        searched = 0
        while (match := _END.search(self._text, searched)) is not None:
            end = self._end_of_marks(match.end(), last=last)
            if end is None:
                break
            if match.group() == "\n" and self._text[: match.start()].rstrip().endswith(_LEADS_ON):
                searched = match.end()  # 申请材料： goes with its first point
                continue
            found.append(_sentence(self._text[:end]))
            self._text = self._text[end:]
            searched = 0
        if last:
            found.append(_sentence(self._text))
            self._text = ""
        return [sentence for sentence in found if sentence.text]

    def _answer_begins(self) -> bool:
        start = self._text.lstrip()
        if start.startswith(_THOUGHT):
            _, closed, answer = start.partition(_END_OF_THOUGHT)
            if not closed:
                return False
            self._text = answer
        elif _THOUGHT.startswith(start):  # perhaps it is on its way
            return False
        self._begun = True
        return True

    def _end_of_marks(self, position: int, *, last: bool) -> int | None:
        """Where the marks after the end of a sentence end; None while more of them may come."""
        while (match := _MARK.match(self._text, position)) is not None:
            position = match.end()
        rest = self._text[position:]
        waiting = not rest.strip(" ") or _BEGUN_MARK.match(rest) is not None
        newline = position and self._text[position - 1] == "\n"
        return None if waiting and not last and not newline else position


def _sentence(text: str) -> WrittenSentence:
    numbers: dict[int, None] = {}
    for match in _MARK.finditer(text):
        numbers.update(dict.fromkeys(_numbers(match[1])))
    bare = _INVISIBLE.sub("", _MARKDOWN.sub("", _MARK.sub("", text)))
    lines = (" ".join(_BULLET.sub("", line).split()) for line in bare.splitlines())
    return WrittenSentence("".join(lines), tuple(numbers))


def _numbers(marks: str) -> list[int]:
    """1-3 means 1, 2 and 3."""
    found: list[int] = []
    for match in _RANGE.finditer(marks):
        first, last = int(match[1]), int(match[2])
        if 0 <= last - first <= _LONGEST_RANGE:
            found += range(first, last + 1)
    return [*found, *map(int, re.findall(r"\d+", _RANGE.sub(" ", marks)))] or [0]
