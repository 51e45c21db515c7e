"""Filters that a question states itself, such as 2023年以来国务院发布的 and 现行有效的.

Precision comes first: a filter that was not meant makes the right document unfindable. So a
year, a body or a place is a filter only where the question says that a document was issued then,
by it, or there; elsewhere they are words to search for. 2020年至2022年的目标 and 在广州落户 read
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.places import places_called, places_in
from index.search_form import search_form
from index.types import OUT_OF_FORCE, Validity
from qa.periods import DATES, Period, read_period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date


class FilterField(StrEnum):
    """What a filter restricts."""

    ISSUER = "issuer"
    PLACE = "place"
    KIND = "kind"
    PUBLISHED = "published"
    VALIDITY = "validity"
    AS_OF = "as_of"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """A filter and the words of the question that it was read from, ``question[start:end]``."""

    field: FilterField
    value: str | Period | date | frozenset[Validity]
    words: str
    start: int
    end: int


# Not known to be out of force: most local documents do not say whether they are.
IN_FORCE = frozenset({Validity.IN_FORCE, Validity.UNKNOWN})

_KIND = "通知|通告|公告|条例|批复|决议|司法解释|行政法规|法律|规章"
_DOCUMENT = (
    "规范性文件|法律法规|行政法规|司法解释|法律|法规|规章|文件|政策|规定|通知|通告|公告|公报|条例|办法|意见|方案|规划|"
    "计划|决定|决议|批复|措施|举措|指南|指引|细则|标准|解读|令"
)
# 国务院[近日][联合]印发[的 | 了哪些]
_ISSUED = re.compile(
    r"(?:近日|日前|近期|最近|最新|联合|共同|统一|正式|专门|已经|新)*"
    r"(?:发布|印发|出台|公布|颁布|颁发|下发|制发|签发|发出|制定)(?:实施|施行|并实施)?"
    rf"(?P<link>的|(?:了|过)?(?:哪些|什么)(?=(?:{_KIND}|文件|法规|规范性文件)[?。!\s]*$))"
)
_OF_A_DOCUMENT = re.compile(rf"[^,。?!;]{{0,30}}?(?:《|{_DOCUMENT})")
_DATED_DOCUMENT = re.compile(rf"的(?:{_DOCUMENT})")
_BREAK = re.compile(r"[,。?!;:、\s]")
_FRAME = re.compile(
    r"(?:请问|您好|你好|我想(?:知道|了解|问)|查询|查找|查一下|查|列出|找出|找|介绍|告诉我|根据|按照|依据|由|在|有没有|有|请)+"
)
_MINISTRIES = (
    "外交|国防|教育|科技|科学技术|工业和信息化|工信|公安|国家安全|民政|司法|财政|人力资源和?社会保障|人社|自然资源|"
    "生态环境|环境保护|住房和?城乡建设|住建|交通运输|交通|水利|农业农村|农业|商务|文化和旅游|文旅|退役军人事务|应急管理"
)
_BODY = "(?:人民政府|政府|委员会|管委会|委|局|厅|署|办|办公厅|办公室)(?:办公厅|办公室)?"
_NATIONAL = re.compile(
    r"国务院(?:办公厅|办)?|国办|中共中央(?:办公厅)?|中央|全国人(?:大|民代表大会)(?:常委会|常务委员会)?|"
    rf"最高(?:人民)?(?:法院|检察院)|最高[法检]|(?:{_MINISTRIES})部(?:办公厅)?|"
    rf"国家[\u4e00-\u9fff]{{2,14}}?(?:总局|局|委员会|委|办公室|署)(?:办公厅)?|"
    r"(?:税务|市场监管|市场监督管理|金融监管)总局|海关总署|审计署|(?:中国)?人民银行|央行|(?:证|银保|银)监会|"
    r"发改委|卫健委|国资委|网信办|医保局|药监局|知识产权局"
)
_LOCAL = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,12}}?)(?:[省市县区旗州]|自治区)[\u4e00-\u9fff]{{0,14}}?{_BODY}"
)
_NOT_A_NAME = re.compile(
    "[的了对给向为把被将从与及就也都]|各级|有关|相关|所在|当地|地方|哪|某|我|他|该|本|几"
)
_AND_OTHERS = re.compile(r"等[\u4e00-\u9fff\d]{0,3}(?:部门|部委|单位)$")
_WITH_AND = re.compile(
    r"(?<=工业)和(?=信息)|(?<=资源)和|(?<=住房)和|(?<=发展)和|(?<=卫生)和|(?<=文化)和"
)
_OUT_OF_FORCE = re.compile(
    r"(?:已经?|现已|早已)(?:被)?(?:废止|失效)的"
    r"(?=《|(?:(?!合同(?!法)|协议|遗嘱|判决|按照|根据|违反|可以|是否|怎|如何)[\u4e00-\u9fff]){1,14}?"
    r"(?:法(?!律|院|规|人|定|官|庭)|条例|办法|规定|细则)|(?:法律|法规|文件|规章|政策)(?:里|中|有哪些|$))"
)
_IN_FORCE = re.compile(
    rf"(?:现行有效|目前有效|仍然有效|仍有效|现行|正在施行)的(?=[^,。?!]{{0,12}}?(?:法|{_DOCUMENT}))"
)
_KINDS = (
    re.compile(rf"(?P<kind>{_KIND}|意见|办法|决定|规定|方案|规划|函)类的?(?=文件|公文|政策)"),
    re.compile(rf"(?<=哪些)(?P<kind>{_KIND})(?=[?。!\s]*$)"),
    re.compile(rf"(?<=的)(?P<kind>{_KIND})(?=(?:都|分别)?(?:有哪些|有什么)[?。!\s]*$)"),
)
_SAYS_NOTHING = re.compile(
    rf"{_DOCUMENT}|哪几个|[哪那]些|什么|几个|内容|方面|要求|说明|主要|包括|具体|关于|发布|印发|出台|公布|都|有|[的了是中里\W]"
)
_GENERIC = re.compile(
    rf"^[\s,]*(?:(?:关于|有关|涉及))?(?P<matter>.+?)(?:方面)?的(?:{_DOCUMENT})(?:都|分别)?(?P<asked>(?:有哪些|有什么|是什么|怎么说)?[?。!\s]*)$"
)


def read_filters(question: str, today: date) -> tuple[ReadFilter, ...]:
    """The filters that ``question`` states, in its order, at most one a field.

    ``today`` is what 今年, 去年 and 近三年 are counted from.
    """
    form = search_form(question)
    found: dict[FilterField, ReadFilter] = {}
    issued = list(_issued(form, today))
    for field, value, start, end in (*issued, *_dated(form, today), *_said(form, bool(issued))):
        found.setdefault(field, ReadFilter(field, value, question[start:end], start, end))
    return tuple(sorted(found.values(), key=lambda each: each.start))


def without_words(
    question: str, read: tuple[ReadFilter, ...], unsettled: Collection[FilterField] = ()
) -> str:
    """What is left to search of ``question`` once those filters are read; all of it where nothing is.

    2023年以来国务院发布的关于职业教育的规定 leaves 职业教育. Of the ``unsettled`` fields, in which
    the filter also admits documents that say nothing, the name is still searched for.
    """
    if not read:
        return question
    left = question
    for each in sorted(read, key=lambda each: -each.start):
        name = _ISSUED.sub("", search_form(each.words) + "《") if each.field in unsettled else "《"
        left = left[: each.start] + name.removesuffix("《") + left[each.end :]
    match = _GENERIC.match(search_form(left))
    if match is not None:
        left = left[match.start("matter") : match.end("matter")] + left[match.start("asked") :]
    bare = _SAYS_NOTHING.sub("", search_form(left))
    return left.strip() if bare else question


_Read = tuple[FilterField, "str | Period | frozenset[Validity]", int, int]


def _issued(form: str, today: date) -> Iterator[_Read]:
    """When, by whom or where a document was issued: 2023年以来国务院发布的, 上海出台的."""
    for verb in _ISSUED.finditer(form):
        if not _OF_A_DOCUMENT.match(form, verb.end()):
            continue
        start = max((m.end() for m in _BREAK.finditer(form, 0, verb.start())), default=0)
        if frame := _FRAME.match(form, start, verb.start()):
            start = frame.end()
        end = verb.start()
        when = DATES.match(form, start, end)
        if when is not None:
            start = when.end()
        else:  # 国务院2019年发布的
            when = next((m for m in DATES.finditer(form, start, end) if m.end() == end), None)
            end = when.start() if when else end
        who = _who(form[start:end]) if start < end else None
        if start < end and (who is None or form[start - 1 : start] == "、"):
            continue  # not a body's name, or one of several
        # The verb goes with what stands right before it.
        issued = verb.end() if verb["link"] == "的" else verb.start("link")
        verb_is_of_date = when is not None and when.end() == verb.start()
        if when is not None and (period := read_period(when, today)):
            last = issued if verb_is_of_date else when.end()
            yield FilterField.PUBLISHED, period, when.start(), last
        if who is not None:
            yield *who, start, end if verb_is_of_date else issued


def _who(name: str) -> tuple[FilterField, str] | None:
    """The body or the place that ``name`` is, and nothing else."""
    if places := places_called(name):
        return FilterField.PLACE, places[0] if len(places) == 1 else name
    name = _AND_OTHERS.sub("", name)
    if _NOT_A_NAME.search(name) or "和" in _WITH_AND.sub("", name):
        return None
    if _NATIONAL.fullmatch(name) or _LOCAL.fullmatch(name):
        return FilterField.ISSUER, name
    if len(places_in(name)) == 1 and re.search(rf"{_BODY}$", name):  # 上海教委
        return FilterField.ISSUER, name
    return None


def _dated(form: str, today: date) -> Iterator[_Read]:
    """近三年的政策, 2023年以来的通知: a period right before a kind of document."""
    for when in DATES.finditer(form):
        if when["since"] or when["before"] or when["recent"]:
            period = read_period(when, today)
            if period and _DATED_DOCUMENT.match(form, when.end()):
                yield FilterField.PUBLISHED, period, when.start(), when.end() + 1


def _said(form: str, issued: bool) -> Iterator[_Read]:
    """Validity and kind, where the question says so in as many words."""
    if match := _OUT_OF_FORCE.search(form):
        yield FilterField.VALIDITY, OUT_OF_FORCE, match.start(), match.end()
    if match := _IN_FORCE.search(form):
        yield FilterField.VALIDITY, IN_FORCE, match.start(), match.end()
    for pattern in _KINDS:
        match = pattern.search(form)
        if match and (issued or pattern is _KINDS[0] or "关于" in form[: match.start()]):
            yield FilterField.KIND, match["kind"], match.start(), match.end()
