"""The values that a text states, each with the words that say what it is the value of.

「申请人应当自离职之日起六十日内提出申请」 states a duration of 60 days, at most, of 自离职之日起 提出
申请. Two texts that say the same of another value disagree (``qa.second.contradictions``).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from index.numerals import chinese_number
from index.search_form import search_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Document
    from qa.whole import Span


class StatedKind(StrEnum):
    """What sort of value is stated, in words for people."""

    MONEY = "金额"
    PERCENTAGE = "比例"
    DURATION = "期限"
    DATE = "日期"
    TELEPHONE = "电话"
    COUNT = "数目"
    DUTY = "要求"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value stated in a sentence of a document.

    ``value`` is comparable between those of one ``kind``: equal values are written equally.
    ``start`` and ``end`` are the words as positions in the document. ``bound`` is "most", "least"
    or "". ``frame`` is the clause with this value as ◆ and others as #, ``context`` the sentence
    up to the end of that clause, in the search form, under the line that announces it where it is a
    point, and ``conditions`` are the other values in it.
    """

    kind: StatedKind
    value: tuple[str, ...]
    start: int
    end: int
    bound: str
    frame: str
    conditions: frozenset[tuple[str, ...]]
    context: str


OWN = "◆"  # the value itself in its frame
_N = r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)"
_BIG = r"[千万亿]*"
_TO = r"(?:-|—+|~|至|到)"
_MONEY_UNIT = r"(?:元|块钱|美元|港元)"
_TIME_UNIT = r"(?:个?工作日|个?自然日|个月|年|日|天|周(?!岁)|个?星期|个?小时|分钟)"
_COUNT_UNIT = (
    r"(?:周岁|岁|平方米|公里|人次|个百分点|个|名|人|户|家|套|次|份|吨|张|米|学时|分|例|件|辆|床|倍)"
)
_TELEPHONE = (
    r"(?<!\d)(?:\(?0\d{2,3}\)?[-— ]?\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|[2-9]\d{7}|12\d{3}|9[56]\d{3,4})"
    r"(?![\d号元年万亿%,.])"
)
_YEAR = r"(?:\d{4}|[一二][〇零一二三四五六七八九]{3})年"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
_VALUE = re.compile(
    rf"(?P<telephone>{_TELEPHONE})"
    rf"|(?P<date>{_YEAR}{_MONTH}{_DAY}|{_MONTH}{_DAY}|{_YEAR}{_MONTH}份?|(?<!\d){_YEAR}(?:度)?(?!\d)|(?<![\d个]){_MONTH}(?:份|(?![\d度]))"
    r"|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    rf"|(?P<percentage>(?:{_N}%?{_TO})?\d+(?:\.\d+)?%|[百千]分之{_N}(?:点{_N})?)"
    rf"|(?P<money>(?:{_N}{_BIG}元?{_TO})?{_N}{_BIG}{_MONEY_UNIT})"
    rf"|(?P<duration>(?:{_N}{_TIME_UNIT}?{_TO})?{_N}{_TIME_UNIT}(?!至|份|度|级))"
    rf"|(?P<count>(?:{_N}{_COUNT_UNIT}?{_TO})?{_N}{_BIG}{_COUNT_UNIT})"
)
_DUTY = re.compile(
    r"(?P<need_not>可以不|可不|无须|无需|不必|不需要?|不用)|(?P<not>不得(?!超|低|少|高|多)|禁止|严禁|不可以|不能|不予|不准)"
    r"|(?P<must>应当|必须|(?<![所必无])须(?!知)|务必)|(?P<may>可以|允许|可(?=[\u4e00-\u9fff]))"
)
_MOST = re.compile(r"(?:不得?超过|最高|最多|最长|上限为?|至多|不高于|不多于|不大于)[^#]{0,3}$")
_LEAST = re.compile(r"(?:不得?低于|不得?少于|最低|最少|最短|至少|下限为?|不小于)[^#]{0,3}$")
_MOST_AFTER = re.compile(r"^(?:及|\(含\))?(?:以内|以下|之内|内|前|以前|之前)")
_LEAST_AFTER = re.compile(r"^(?:及|\(含\))?(?:以上|起步)")
_SENTENCE = re.compile(r"[^。?!\n]+")
# 档次:第一档;标准:600元 — a row of a table is read as one, other sentences by their parts.
_ROW = re.compile(r"[^,;:]{1,20}:[^;]*;[^,;:]{1,20}:")
_PART = re.compile(r"[^;]+")
# What counts an article or a point says nothing of the matter.
_LABEL = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百千\d]+[条款项]|[(]?[一二三四五六七八九十\d]+[)、.])(?!\d)\s*"
)
_CLAUSE_END = ",、:。;?!\n"
_SHORT = 4  # a frame with fewer characters takes the clause before it
_FAR = 800  # characters before a point in which its announcement is looked for
_LONGEST = 400  # characters of a sentence that is read
_UNITS = {"日": "天", "自然日": "天", "星期": "周", "块钱": "元"}
_MOST_YEARS = 20  # a period of fewer is counted in months: 1年, 12个月
_SCALE = {"千": 1000, "万": 10**4, "亿": 10**8}


def stated_in(document: Document, spans: tuple[Span, ...]) -> list[Stated]:
    """What the sentences in ``spans`` of a document state, in reading order."""
    found: list[Stated] = []
    for start, end in spans:
        form = search_form(document.text[start:end])
        for line in _SENTENCE.finditer(form):
            parts = [line] if _ROW.match(line.group()) else _PART.finditer(form, *line.span())
            for part in parts:
                label = _LABEL.match(part.group())
                text = part.group()[label.end() if label else 0 :]
                at = start + part.end() - len(text)
                above = _announcement(document.text, at) if label else ""
                found += _of_sentence(text[:_LONGEST], at, above)
    return found


def _announcement(text: str, position: int) -> str:
    """The line above ``position`` that announces its point (有下列情形之一的), values masked, or ""."""
    lines = search_form(text[max(0, position - _FAR) : position]).split("\n")[:-1]
    return next((masked(line[-_LONGEST:]) for line in reversed(lines) if line.endswith(":")), "")


def _of_sentence(sentence: str, offset: int, above: str) -> Iterator[Stated]:
    row = _ROW.match(sentence) is not None
    values = [
        (match.start(), match.end(), kind, value)
        for match in _VALUE.finditer(sentence)
        if (value := _normal(kind := StatedKind[str(match.lastgroup).upper()], match.group()))
    ]
    duties = [
        (match.start(), match.end(), StatedKind.DUTY, (str(match.lastgroup),))
        for match in _DUTY.finditer(sentence)
    ]
    for start, end, kind, value in values + duties:
        left, right = _clause(sentence, start, end)
        until = len(sentence) if row else right
        yield Stated(
            kind=kind,
            value=value,
            start=offset + start,
            end=offset + end,
            bound=_bound(sentence[:start], sentence[end:]),
            frame=masked(sentence[left:start]) + OWN + masked(sentence[end:right]),
            conditions=frozenset(v for at, to, _, v in values if at != start and to <= until),
            context=above + masked(sentence[:start]) + OWN + masked(sentence[end:until]),
        )


def masked(text: str) -> str:
    """``text`` with # for each value."""
    return _VALUE.sub("#", text)


def words_of(text: str) -> str:
    """The Han characters of a frame that tell what its value is of."""
    return re.sub(r"[^\u4e00-\u9fff]|[每的为是按人月年]", "", masked(text))


def _clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a value, with the clauses before it while it says too little by itself."""
    left = _left_of(sentence, start)
    right = min((p for s in ",:;" if (p := sentence.find(s, end)) >= 0), default=len(sentence))
    while left > 0 and len(words_of(sentence[left:start] + sentence[end:right])) < _SHORT:
        left = _left_of(sentence, left - 1)
    return left, right


def _left_of(sentence: str, position: int) -> int:
    return max(sentence.rfind(sign, 0, position) for sign in _CLAUSE_END) + 1


def _bound(before: str, after: str) -> str:
    if _MOST.search(before) or _MOST_AFTER.match(after):
        return "most"
    return "least" if _LEAST.search(before) or _LEAST_AFTER.match(after) else ""


def _normal(kind: StatedKind, text: str) -> tuple[str, ...]:
    """``text`` as values are compared; () where it cannot be read."""
    if kind is StatedKind.TELEPHONE:
        return ("".join(re.findall(r"\d", text)),)
    if kind is StatedKind.DATE:
        return _date(text)
    numbers = [
        (_number(number), scale)
        for number, scale in re.findall(rf"({_N}(?:点{_N})?)({_BIG})", _without_of(text))
    ]
    read = [number * _factor(scale) for number, scale in numbers if number is not None]
    if not read or len(read) < len(numbers):
        return ()
    if kind is StatedKind.PERCENTAGE:
        return tuple(f"{n / (10 if text[0] == '千' else 1):f}%" for n in map(_short, read))
    if len(read) == 2 and kind is StatedKind.MONEY:  # 3至5万元: the scale belongs to both
        scale, first = re.search(rf"([万亿]+){_MONEY_UNIT}$", text), numbers[0][1]
        if scale and not first and "元" not in text[:-1]:
            read[0] *= _factor(scale[1])
    unit = re.search(rf"(?:{_MONEY_UNIT}|{_TIME_UNIT}|{_COUNT_UNIT})$", text)
    name = unit.group() if unit else ""
    if kind is StatedKind.DURATION:
        name = name.removeprefix("个")
        if name == "年" and max(read) < _MOST_YEARS:
            read, name = [n * 12 for n in read], "月"
    return (*(f"{_short(n):f}" for n in read), _UNITS.get(name, name))


def _date(text: str) -> tuple[str, ...]:
    parts = [_number(part) for part in re.findall(r"\d+|[〇零一二三四五六七八九十]+", text)]
    read = [int(part) for part in parts if part is not None]
    year = read.pop(0) if "年" in text or len(read) == 3 else ""
    return (f"y{year}", *(str(n) for n in read))


def _without_of(text: str) -> str:
    return re.sub(r"^[百千]分之", "", text)


def _short(number: Decimal) -> Decimal:
    return number.normalize()


def _factor(scale: str) -> int:
    factor = 1
    for sign in scale:
        factor *= _SCALE[sign]
    return factor


def _number(text: str) -> Decimal | None:
    plain = text.replace(",", "")
    with suppress(InvalidOperation):
        return Decimal(plain)
    whole, _, part = plain.partition("点")
    with suppress(ValueError):
        digits = "".join(str(chinese_number(sign)) for sign in part)
        return Decimal(f"{chinese_number(whole)}.{digits or 0}")
    return None
