"""The list of attachments that stands under the text of an official document (附件说明).

附件：1.申请表
     2.承诺书
An attachment's own heading (附件1 on a line of its own) is no list, and neither is a mention of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LIST = re.compile(r"^(?:相关)?附\s{0,4}[件表]\s*(?P<number>\d{1,2})?\s*[:：]\s*(?P<first>.*)$")
_NEXT = re.compile(r"^(?:附件)?\s*(?P<number>\d{1,2})\s*(?:[.．、:：]|\s)\s*(?P<title>\S.*)$")
_SEVERAL = re.compile(r"\s*[;；\s]\s*(?=\d{1,2}[.．、])")
_LONGEST_TITLE = 120
_LONG = 40
_MOST = 60
_SENTENCE_END = re.compile(r"[。！？!?]$")
_NUMBERED = re.compile(r"^(?P<number>\d{1,2})\s*[.．、]\s*")
_BACK = re.compile(r"\s*[;；。，,]$")


def attachment_fact(lines: Sequence[str]) -> Iterator[Fact]:
    """The titles of the first list of attachments, one a line, as one fact."""
    for position, line in enumerate(lines):
        match = _LIST.match(line.strip())
        if match is None or len(line) > _LONGEST_TITLE * 4:
            continue
        titles = list(_titles(match, lines[position + 1 : position + 1 + _MOST]))
        if titles:
            yield Fact("attachments", "\n".join(titles), position, line.strip())
            return


def _titles(head: re.Match[str], following: Sequence[str]) -> Iterator[str]:
    expected = int(head["number"] or 0)
    for part in _SEVERAL.split(head["first"].strip()):
        if not part:
            continue
        number = _NUMBERED.match(part)
        if not _is_title(part):
            return
        expected = int(number["number"]) if number else max(expected, 1)
        yield _bare(part)
    if head["first"].strip() and not expected:
        return
    for line in following:
        match = _NEXT.match(line.strip())
        if match is None or int(match["number"]) != expected + 1 or not _is_title(match["title"]):
            return
        expected += 1
        yield _bare(match["title"])


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not _SENTENCE_END.search(text)


def _bare(title: str) -> str:
    title = _NUMBERED.sub("", title).strip()
    if len(title) > _LONG:  # the text runs on where its line breaks are lost
        title = title.split(maxsplit=1)[0]
    return _BACK.sub("", title).strip()
