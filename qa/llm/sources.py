"""The evidence that a model is given: numbered, and harmless as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.compose import citation_of
from qa.extract import Evidence
from qa.place import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Hit
    from qa.types import Answer, AnswerSentence, Citation

# A further hit is given too where its score is so near the best one's.
NEARLY = 0.8
MOST_FURTHER = 2
MOST_CHARACTERS = 6_000

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# What chat templates are made of: <|im_start|>, [INST], </s>, and [1], which only the model may write.
_BRACKETS = str.maketrans({"<": "＜", ">": "＞", "[": "〔", "]": "〕"})
_NUMBERED = re.compile(r"【(\s*\d+\s*)】|［(\s*\d+\s*)］")
_ROLE = re.compile(
    r"(?im)^(\W*)(s)(?=ystem\b)|^(\W*)(a)(?=ssistant\b)|^(\W*)(u)(?=ser\b)|^(\W*)(h)(?=uman\b)|^(\W*)(d)(?=eveloper\b)|^(\W*)(i)(?=nstruction\b)"
)
_FULL_WIDTH = 0xFEE0
# A sentence that speaks to the model is no evidence.
_COMMAND = re.compile(
    r"(?i)(?:忽略|无视|忘记|不要理会|绕过).{0,16}(?:指示|指令|提示|规则|设定|限制)"
    r"|(?:ignore|disregard|forget)\W+(?:\w+\W+){0,4}(?:instructions?|prompts?|rules?)"
    r"|system\s*prompt|系统提示词?|(?:你|您)(?:现在)?(?:是|扮演).{0,12}(?:助手|模型|机器人)"
    r"|请(?:你|直接|务必|只)?(?:回答|回复|输出|返回)[:：“\"「『]"
)
_ENDS = re.compile(r"(?<=[。！？!?\n])")


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A citation that a model may use, with its number.

    ``pieces`` are the sentences that can stand for one of the model's; a further hit has none,
    because nothing but the model has said that it answers.
    """

    citation: Citation
    pieces: tuple[AnswerSentence, ...]

    @property
    def number(self) -> int:
        """What the model writes for it: [1] is 1."""
        return self.citation.number


def sources_for(answer: Answer, hits: Sequence[Hit]) -> tuple[NumberedSource, ...]:
    """What ``answer`` cites, then the best further hits while there is room."""
    given = [
        NumberedSource(c, tuple(s for s in answer.sentences if c.number in s.citations))
        for c in answer.citations
    ]
    room = MOST_CHARACTERS - sum(len(source.citation.quote) for source in given)
    best = max((hit.score for hit in hits), default=0.0)
    for hit in hits:
        if len(given) - len(answer.citations) == MOST_FURTHER:
            break
        named = "exact" in hit.parts
        if named or hit.score < NEARLY * best or _cited(hit, given) or len(hit.passage.text) > room:
            continue
        source = _further(hit, len(given) + 1)
        room -= len(source.citation.quote)
        given.append(source)
    return tuple(given)


def harmless(text: str) -> str:
    """``text`` without what could steer a model: signs of chat templates, numbers of citations.

    What is exchanged has the same search form or means the same to ``qa.claims.holding``.
    """
    plain = _INVISIBLE.sub("", text)
    plain = _NUMBERED.sub(lambda m: f"〔{m[1] or m[2]}〕", plain).translate(_BRACKETS)
    return _ROLE.sub(lambda m: _role_in_full_width(m.group()), plain)


def evidence_text(quote: str) -> str:
    """A quote as it is given to a model: harmless, and without sentences that speak to it."""
    return harmless("".join(part for part in _ENDS.split(quote) if not _COMMAND.search(part)))


def without_commands(citation: Citation) -> Citation:
    """``citation`` as its sentences are compared: what speaks to a model supports nothing."""
    parts = _ENDS.split(citation.quote)
    if not any(_COMMAND.search(part) for part in parts):
        return citation
    return replace(citation, quote="".join(part for part in parts if not _COMMAND.search(part)))


def _role_in_full_width(text: str) -> str:
    return text[:-1] + chr(ord(text[-1]) + _FULL_WIDTH)


def _cited(hit: Hit, given: Sequence[NumberedSource]) -> bool:
    """Whether the passage, or a document with the same text, is given already."""
    ids = {hit.document.id, *hit.copies}
    return any(
        (c.document_id in ids and hit.passage.start < c.end and c.start < hit.passage.end)
        or c.document_id in hit.copies
        for c in (source.citation for source in given)
    )


def _further(hit: Hit, number: int) -> NumberedSource:
    spans = tuple((s.start, s.end) for s in hit.passage.sentences) or (
        (hit.passage.start, hit.passage.end),
    )
    run = Evidence(hit.document, place_of(hit.document, *spans[0]), spans)
    return NumberedSource(citation_of(number, run), pieces=())
