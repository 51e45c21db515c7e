"""Sentences in which a document says from when to when it holds.

Only sentences about the document itself count: 本办法自 … 起施行, 有效期5年. What it says
about others (《…》同时废止) is none of its own dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.dates import find_date
from index.facts import Fact
from index.numerals import chinese_number
from index.types import Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_LINE = 2000
_LONGEST_REMARK = 60
_STATING = ("起", "有效期", "施行", "试行", "执行")
# 本办法自…起施行。有效期五年。 is one statement.
_SENTENCE = re.compile("[^。；\n]+(?:[。；](?=(?:有效期|试行期|試行期))[^。；\n]+)*")
_IN_FORCE = "(?:正式)?(?:施行|试行|試行|实施|實施|执行|執行|生效)"
_FROM_DAY = re.compile(rf"自\s*(?P<when>[^，。；自]{{6,16}}?)\s*起{_IN_FORCE}")
_FROM_PUBLICATION = re.compile(
    r"自(?:公布|发布|發布|公开发布|印发|印發|颁布|下发|签发|发文|发出)之日起"
    rf"(?:满?\s*(?P<count>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})\s*(?P<unit>日|天|个月|個月)后)?(?:开始)?{_IN_FORCE}"
)
_HEAD_DAY = re.compile(r"(?P<when>\d{4}年\d{1,2}月\d{1,2}日)\s*起?(?:施行|实施)")
_PRINTED = re.compile(r"(?P<when>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印[发發]\s*$")
_NUMERAL = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_FOR = re.compile(
    r"(?:有效期(?:限)?|试行期(?:限)?|試行期|试行|試行|暂行|执行期限|实施期限)(?:暂定)?(?:为|為)?"
    r"(?:自[^，。；]{2,12}之日起)?\s*"
    rf"(?P<count>{_NUMERAL})\s*(?P<unit>年|个月|個月)"
)
_DAY = r"(?P<when>[12]\d{3}\s*年[^，。；]{2,10}?日|[12]\d{3}[-./]\d{1,2}[-./]\d{1,2}|[一二]\S{3}年\S{2,6}日)"
_UNTIL = re.compile(
    rf"有效期(?:限)?(?:至|到|截至|截止到?)\s*{_DAY}|有效期(?:限)?(?:为|為)?自[^。；]{{4,20}}?(?:至|到)\s*{_DAY.replace('when', 'when2')}"
    rf"|(?:施行|实施|执行|试行|暂行)[，,]?\s*(?:期限)?(?:至|到)\s*{_DAY.replace('when', 'when3')}"
    rf"|[，,]\s*(?:执行|实施|施行|试行)?(?:至|到)\s*{_DAY.replace('when', 'when4')}\s*(?:止|结束|失效|终止|截止|废止|自行废止)"
)
_ITSELF = re.compile("^.{0,8}本(?!市|省|区|县|级|人|单位|次|年|着)")
_REPEALED = re.compile(
    r"^[（(【\[]?(?:本|此|该|該)(?:文件|通知|办法|辦法|规定|規定|意见|意見|细则|細則|条例|條例)[^，。]{0,30}?(?:废止|廢止|失效)[。）)】\]]*$"
    r"|^[【\[（(]?(?:已|全文)?(?:废止|廢止|失效)[】\])）]$"
)


def read_term(lines: Sequence[str], published: date | None) -> list[Fact]:
    """``effective``, ``expires`` and ``validity`` as far as the text states them.

    施行 from the day of publication counts from the day of printing where the page
    prints it, else from ``published``. A term of years ends on the same day.
    """
    found: dict[str, Fact] = {}
    printed = next((find_date(m["when"]) for line in lines if (m := _PRINTED.search(line))), None)
    for position, sentence in _own_sentences(lines):
        effective = _effective(sentence, printed or published)
        expires: date | None = None
        if match := _UNTIL.search(sentence):
            expires = find_date(next(filter(None, match.groups())))
        elif effective is not None and (match := _FOR.search(sentence)):
            months = chinese_number(match["count"]) * (12 if match["unit"] == "年" else 1)
            expires = _later(effective, months)
        for name, day in (("effective", effective), ("expires", expires)):
            if day is not None:
                found.setdefault(name, Fact(name, day, position, sentence.strip()))
    for position, line in enumerate(lines):
        if len(line) <= _LONGEST_REMARK and _REPEALED.match(line):
            found["validity"] = Fact("validity", Validity.REPEALED, position, line)
            break
    return list(found.values())


def _own_sentences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not any(word in line for word in _STATING):
            continue
        for match in _SENTENCE.finditer(line):
            sentence = re.sub(
                r"^\s*第[\d一二三四五六七八九十百千]+[条條]\s*|^[^：]{0,4}：", "", match[0]
            )
            is_short_statement = len(sentence) <= 60 and sentence.lstrip(
                " （(0123456789年月日"
            ).startswith(("自", "施行"))
            if (
                _ITSELF.match(sentence)
                or is_short_statement
                or _HEAD_DAY.fullmatch(sentence.strip("（）()"))
                or "现予公布" in sentence
                or "現予公布" in sentence
            ):
                yield position, sentence


def _effective(sentence: str, published: date | None) -> date | None:
    if match := _FROM_DAY.search(sentence):
        return find_date(match["when"])
    if match := _FROM_PUBLICATION.search(sentence):
        return _counted(published, match["count"], match["unit"])
    head = _HEAD_DAY.fullmatch(sentence.strip("（）() "))
    return find_date(head["when"]) if head else None


def _counted(start: date | None, count: str | None, unit: str | None) -> date | None:
    """The day that many days or months after ``start``."""
    if start is None or count is None:
        return start
    number = chinese_number(count)
    return start + timedelta(days=number) if unit in {"日", "天"} else _later(start, number)


def _later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
