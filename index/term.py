"""Sentences in which a document says from when to when it holds.

Only sentences about the document itself count: 本办法自 … 起施行, 有效期5年. What it says
about others (《…》同时废止) is none of its own dates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.dates import find_date
from index.numerals import chinese_number
from index.types import Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

_LONGEST_LINE = 2000
_LONGEST_REMARK = 60
_SENTENCE = re.compile("[^。；\n]+")
_IN_FORCE = "(?:正式)?(?:施行|实施|實施|执行|執行|生效)"
_FROM_DAY = re.compile(rf"自\s*(?P<when>[^，。；自]{{6,16}}?)\s*起{_IN_FORCE}")
_FROM_PUBLICATION = re.compile(rf"自(?:公布|发布|發布|印发|印發|颁布)之日起{_IN_FORCE}")
_HEAD_DAY = re.compile(r"(?P<when>\d{4}年\d{1,2}月\d{1,2}日)\s*起?(?:施行|实施)")
_PRINTED = re.compile(r"(?P<when>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印[发發]\s*$")
_YEARS = re.compile(
    r"有效期(?:限)?(?:为|為)?\s*(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*年"
)
_UNTIL = re.compile(r"有效期(?:限)?(?:至|到)\s*(?P<when>[^，。；]{6,16})")
_ITSELF = re.compile("^.{0,8}本(?!市|省|区|县|级|人|单位|次|年|着)")
_REPEALED = re.compile(
    r"^[（(【\[]?(?:本|此|该|該)(?:文件|通知|办法|辦法|规定|規定|意见|意見|细则|細則|条例|條例)[^，。]{0,30}?(?:废止|廢止|失效)[。）)】\]]*$"
    r"|^[【\[（(]?(?:已|全文)?(?:废止|廢止|失效)[】\])）]$"
)


def read_term(lines: Sequence[str], published: date | None) -> dict[str, Any]:
    """``effective``, ``expires`` and ``validity`` as far as the text states them.

    施行 from the day of publication counts from the day of printing where the page
    prints it, else from ``published``. A term of years ends on the same day.
    """
    found: dict[str, Any] = {}
    printed = next((find_date(m["when"]) for line in lines if (m := _PRINTED.search(line))), None)
    for sentence in _own_sentences(lines):
        effective = _effective(sentence, printed or published)
        if effective is not None:
            found.setdefault("effective", effective)
            if match := _YEARS.search(sentence):
                found.setdefault("expires", _later(effective, chinese_number(match["years"])))
        if match := _UNTIL.search(sentence):
            found.setdefault("expires", find_date(match["when"]))
    if any(len(line) <= _LONGEST_REMARK and _REPEALED.match(line) for line in lines):
        found["validity"] = Validity.REPEALED
    return found


def _own_sentences(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > _LONGEST_LINE or not ("起" in line or "有效期" in line or "施行" in line):
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
                yield sentence


def _effective(sentence: str, published: date | None) -> date | None:
    if match := _FROM_DAY.search(sentence):
        return find_date(match["when"])
    if _FROM_PUBLICATION.search(sentence):
        return published
    head = _HEAD_DAY.fullmatch(sentence.strip("（）() "))
    return find_date(head["when"]) if head else None


def _later(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
