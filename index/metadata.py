"""What a page says about itself: numbers, issuer, dates, validity, contact, and where it says so.

``described`` is what the readers of all formats call. What a reader knows for certain (a meta tag,
a database column) is never overwritten by what was inferred.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from index.attachments import attachment_fact
from index.dates import DATE, find_date
from index.document_number import (
    is_document_number,
    is_index_number,
    normalise_document_number,
    promulgating_order,
)
from index.facts import OF_TITLE, Fact, Given
from index.labelled_lines import is_labelled, labelled_facts, read_validity
from index.read_from import Lines
from index.red_head import (
    head_facts,
    is_head_mark,
    number_with_signer,
    printed_fact,
    signature_facts,
)
from index.term import read_term
from index.types import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.types import Document, ReadFrom

__all__ = [
    "Given",
    "described",
    "is_front_matter",
    "kind_of_title",
    "normalise_document_number",
    "read_metadata",
    "read_validity",
]

_HEAD = 15  # non-empty lines in which a document names itself
_LONGEST_HEAD_LINE = 120
_LONGEST_DATE_LINE = 20
_BRACKETS = "（）() \u3000"
_DISCLOSURE = re.compile(
    "(?:主动|主動|依申请|依申請|不予)公[开開]|此件(?:主动|主動)?公[开開](?:[发發]布)?"
)
_SOURCE = re.compile(r"^(?:信息)?(?:来源|來源|作者|稿源)\s*[:：]")
_TITLE_ISSUER = re.compile(
    r"^(?:[（(【\[][^）)】\]]{1,12}[）)】\]])?"
    r"(?P<issuer>(?:(?!转发|轉發|批转|印发|关于)[\u3400-\u9fff、 ]){2,40}?(?:人民政府|国务院|办公厅|办公室|委员会|管委会|管委會|[委厅局部署院行会會]|"
    r"办事处|党组|指挥部|领导小组|中心|工作组))(?:等\d*(?:个)?部门)?\s*(?:关于|關於|關于|印发|印發|发布|转发|批转|对(?!外).{2,80}(?:答复|复函|规定|决定)$|令)"
)
_LONE_ISSUER = re.compile(
    "[\u3400-\u9fff]{2,28}(?:人民政府|办公厅|辦公廳|办公室|辦公室|委员会|委員會|管委会|管委會|局|厅|廳|国务院|國務院|"
    "办事处|辦事處|法院|检察院|中心)|国务院|國務院"
)
INTERPRETATION = "政策解读"
_INTERPRETING = re.compile("解[读讀]|一[图圖][读讀]懂")
_BRACKETED = re.compile(r"[（(\[【〔][^（）()\[\]【】〔〕]*[）)\]】〕]\s*")
_NUMBERED_KIND = re.compile(
    r"(公告|通告|公报|令)\s?(?:\d{4}年)?第?[\d〇一二三四五六七八九十百]+[号號]$"
)
_KINDS = (
    "实施细则", "实施办法", "实施意见", "指导意见", "实施方案", "工作方案", "行动计划", "管理办法", "条例", "條例",
    "办法", "辦法", "规定", "規定", "细则", "細則", "规则", "規則", "意见", "意見", "通知", "通告", "公告", "公报",
    "决定", "決定", "决议", "批复", "函", "命令", "请示", "报告", "纪要", "方案", "规划", "計劃", "计划", "措施",
    "指南", "指引", "解释", "解釋", "修正案", "法典", "法",
)  # fmt: skip


def described(
    lines: Sequence[str],
    given: Sequence[Given] = (),
    title: str = "",
    printed: Sequence[str] = (),
) -> tuple[Metadata, tuple[ReadFrom, ...]]:
    """What is known of a document, and where each field of it and its title were read.

    ``lines`` are its blocks' texts; ``printed`` are lines that its pages show outside of them (a
    table of facts above the text, the head of a page). What is given for certain comes first, then
    what is printed and written, then what was given as likely. A ``Given`` "title" says where the
    title is from; without it, it is from the text where it stands there, else from the file's name.
    """
    text = Lines(lines, printed)
    certain = [each for each in given if each.certain and each.field != "title"]
    likely = [each for each in given if not each.certain and each.field != "title"]
    found: dict[str, Given | Fact] = {}
    _add(found, certain, _facts(text.all, title), likely)
    if not ("kind" in found and found["kind"].value == INTERPRETATION):
        published = found["published"].value if "published" in found else None
        # What an interpretation says of a term is of what it interprets.
        _add(found, read_term(text.all, published))
    metadata = Metadata(**{name: each.value for name, each in found.items()})
    named = next((each for each in given if each.field == "title"), None)
    read = [text.title_read(title, named)] if title else []
    return metadata, (*read, *(text.read(each, title) for each in found.values()))


def read_metadata(lines: Sequence[str], given: Metadata, title: str = "") -> Metadata:
    """``given`` with its empty fields filled from the lines of the document and from its title."""
    known = [
        Given(field.name, value, "")
        for field in fields(Metadata)
        if (value := getattr(given, field.name))
    ]
    return described(lines, known, title)[0]


def missing_term(document: Document) -> dict[str, Any]:
    """What the text of a document tells of its dates and its validity that is not known of it yet."""
    known = document.metadata
    if known.kind == INTERPRETATION:
        return {}
    filled = [line for line in map(str.strip, document.text.split("\n")) if line]
    found = read_term(filled, known.published)
    return {each.field: each.value for each in found if not getattr(known, each.field)}


def is_front_matter(line: str) -> bool:
    """Whether a line only states a number, a date, a disclosure kind, a source or a labelled fact."""
    plain = line.strip()
    bare = plain.strip(_BRACKETS)
    return (
        is_labelled(plain)
        or is_index_number(bare)
        or is_document_number(bare)
        or is_head_mark(plain)
        or _DISCLOSURE.fullmatch(bare) is not None
        or _SOURCE.match(plain) is not None
        or (len(plain) <= _LONGEST_DATE_LINE and DATE.match(plain) is not None)
    )


def kind_of_title(title: str) -> str:
    """通知, 办法, 政策解读 … by the end of the title; "" where it says nothing."""
    if _INTERPRETING.search(title) and "关于印发" not in title:
        return INTERPRETATION
    core = _BRACKETED.sub("", title).strip(" 》")
    if match := _NUMBERED_KIND.search(core):
        return match[1]
    return next((kind for kind in _KINDS if core.endswith(kind)), "")


def _add(found: dict[str, Given | Fact], *sources: Iterable[Given | Fact]) -> None:
    """The fields that are still empty, from the first source that has something for them."""
    for source in sources:
        for each in source:
            if each.value:
                found.setdefault(each.field, each)


def _facts(lines: Sequence[str], title: str) -> Iterator[Fact]:
    """What the lines and the title say, the surest first."""
    yield from labelled_facts(lines)
    yield from head_facts(lines)
    yield from _unlabelled(lines)
    yield from _from_title(title)
    yield from signature_facts(lines)
    yield from printed_fact(lines)
    yield from attachment_fact(lines)


def _unlabelled(lines: Sequence[str]) -> Iterator[Fact]:
    """Lines that are nothing but a disclosure kind, or in the head a number, a date or an issuer."""
    for position, line in enumerate(lines):  # it may stand below the signature
        if len(line) <= _LONGEST_DATE_LINE and _DISCLOSURE.fullmatch(line.strip(_BRACKETS)):
            yield Fact("disclosure", line.strip(_BRACKETS), position, line)
    head = lines[:_HEAD]
    for position, line in enumerate(head):
        if len(line) > _LONGEST_HEAD_LINE:
            continue
        for name, value in _stated(line.strip(_BRACKETS)):
            yield Fact(name, value, position, line)
        following = head[position + 1] if position + 1 < len(head) else ""
        # On pages whose table of facts has lost its labels the issuer stands above the date.
        if (
            _LONE_ISSUER.fullmatch(line)
            and not (position and _LONE_ISSUER.fullmatch(head[position - 1]))
            and len(following) <= _LONGEST_DATE_LINE
            and DATE.match(following)
        ):
            yield Fact("issuer", line, position, line)


def _stated(line: str) -> Iterator[tuple[str, Any]]:
    if is_index_number(line):
        yield "index_number", line
    elif is_document_number(line):
        yield "document_number", line
    elif number := number_with_signer(line):
        yield "document_number", number
    elif len(line) <= _LONGEST_DATE_LINE and DATE.match(line):
        yield "published", find_date(line)
    elif order := promulgating_order(line):
        order = re.sub(r"^.*(?=中华人民共和国)", "", order)
        yield "document_number", order
        yield "issuer", order.partition("令")[0].removeprefix("中华人民共和国")


def _from_title(title: str) -> Iterator[Fact]:
    kind = kind_of_title(title)
    if kind:
        yield Fact("kind", kind, OF_TITLE, kind if kind in title else title)
    match = _TITLE_ISSUER.match(title)
    if match is not None and kind != INTERPRETATION:
        yield Fact("issuer", match["issuer"].strip(), OF_TITLE, match["issuer"].strip())
