"""What the words that answer look like, read from how the question asks for them."""

from __future__ import annotations

import re
from itertools import takewhile

from index.search_form import search_form
from qa.understand import Question, ValueKind

# What a question asks with. The words around it are looked for around the answer.
ASKING = re.compile(
    r"哪(?:些|几|个|所|家|种|类|项|里|一?[天年日月]|儿)?|什么(?:时候|时间|样)?|多少|多[久长大高]|几|"
    r"谁|何[时地处种]|如何|怎么?样?|为何|是否|能否|可否|可以.*吗"
)
_NAME = re.compile(
    r"谁|哪里|哪[个所家]|何地|几|哪一?[天年日月]|"
    r"什么[^?]{0,4}(?:文件|通知|表格|部门|机构|单位|平台|系统)"
)
_MANNER = re.compile(r"措施|举措|要求|如何|怎么|怎样|政策|规定|条件|做法|工作")
_PAPER = re.compile(
    r"什么(?:文件|通知|公告|办法|意见|方案|表格|政策文件|指南)|哪[些个](?:文件|通知)"
)
# Characters of the noun that an asking word is followed by.
LONGEST_HEAD = 4
# The kind of a body, as its name ends with it.
_KIND = re.compile(r"\w*[局厅委部处院所站室心司行校会办队馆店厂]")
_LONGEST_KIND = 8


def asks(question: Question) -> bool:
    """Whether a question has a word to ask with."""
    return ASKING.search(search_form(question.text)) is not None


def sought(question: Question) -> str:
    """Whether a name or a value, a way of doing something, or something else is asked for."""
    form = search_form(question.text)
    if question.value is not ValueKind.NONE or _NAME.search(form):
        return "name"
    return "manner" if _MANNER.search(form) else "other"


def asks_for_paper(question: Question) -> bool:
    """Whether the title of a document is asked for: 什么文件, 哪些通知."""
    return _PAPER.search(search_form(question.text)) is not None


def noun_after(asked: str) -> str:
    """The characters after the asking word: of 哪所医院作为 … 医院作为."""
    asking = ASKING.search(asked)
    return re.sub(r"\W", "", asked[asking.end() :])[:LONGEST_HEAD] if asking else ""


def heads_of(asked: str) -> list[str]:
    """The nouns that a name asked for may end with: 医院."""
    noun = noun_after(asked)
    return [noun[:length] for length in range(2, len(noun) + 1)]


def in_common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def head_after(question: Question, text: str, position: int) -> int:
    """Where a name that ends at ``position`` ends with its kind: 第三人民 | 医院, asked 哪所医院."""
    asked = search_form(question.text)
    asking = ASKING.search(asked)
    if asking is None or sought(question) != "name" or question.value is not ValueKind.NONE:
        return position
    after = asked[asking.end() :][:_LONGEST_KIND]
    kind = _KIND.match(after[: in_common(after, search_form(text)[position:])])
    return position + (kind.end() if kind else 0)
