"""The telephone numbers in a document that one may call with a question, and whose they are.

Only a number that the text calls a telephone is one: a fax, a postcode, an account or a date
stands as near to the words that were searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Document

# Signs for signs, so that positions stay what they are.
_PLAIN = str.maketrans("０１２３４５６７８９（）：－—–‐／", "0123456789():----/")
_LOCAL = r"[2-9]\d{6,7}(?:-\d{1,5}|[转轉]\d{1,5})?"
_NUMBER = re.compile(
    r"(?<![\w.@/-])(?:"
    rf"\(?0\d{{2,3}}\)?\s?-{{0,2}}\s?(?:{_LOCAL}|12\d{{3}})"
    r"|[48]00-?\d{3,4}-?\d{3,4}|1[3-9]\d{9}"
    rf"|(?!20[0-3]\d[01]\d[0-3]\d(?!\d)){_LOCAL}"
    r"|12[1-4]\d\d(?:-\d)?|95\d{3}|96\d{3,4}"
    r")(?![\d@%‰-]|\.\w|\s?(?:[元万亿人户件个份吨年月日天号號]|平方))",
    re.ASCII,
)
_TELEPHONE = r"(?:电\s*话|電\s*話|热\s*线|熱\s*線|专线|專線|联系方式|聯[系繫]方式)"
# What a number is called; of several names the last before it counts.
_CALLED = re.compile(
    rf"(?P<yes>{_TELEPHONE}\s*[(/及和、]\s*(?:传\s*真|傳\s*真)\)?)"
    rf"|(?P<no>(?:传\s*真|傳\s*真|[Ff]ax)\)?(?:{_TELEPHONE}|号码)?|邮政?编码?|郵政?編碼?|[账帐賬]\s*[号號]"
    r"|卡号|税号|代码|编\s*号|文号|[Qq]{2}|邮箱|郵箱|信箱|网址|面积|金额)"
    r"|(?P<report>(?:举报|舉報|投诉|投訴|监督|監督|报警|報警|急救|维权)"
    rf"[^,，。;；:\n]{{0,8}}?{_TELEPHONE})"
    rf"|(?P<telephone>{_TELEPHONE}|拨打|撥打|致电|致電|来电|來電)"
)
_CALLED_AFTER = re.compile(
    r"\s*\(\s*(?P<no>传\s*真|傳\s*真|[Ff]ax)"
    rf"|[”\"]?[^,，。；;:()\s\d]{{0,14}}?(?:{_TELEPHONE}|举报|舉報|投诉|投訴)"
)
_REPORTING = re.compile("举报|舉報|投诉|投訴|监督|監督|报警|報警")
_STOP = re.compile(r"[。!！?？\n]")
_ORGAN = re.compile(
    r"(?![我本该各])[\u3400-\u9fff]{0,40}(?:税务局|管委会|管委會|委员会|委員會|海关|中心|办公室|辦公室|窗口|平台|"
    r"机构|公司|大学|学校|医院|政府|[银分支]行|[委府组部融信]办|(?<![社机])会|(?<!网)站|(?<!大)院|(?<![全内外])部|(?<![产场])所|"
    r"[局厅廳委處处科署馆館队隊组組司會街镇鎮])(?![室目技普学研员长门訊讯场分伍])"
)
_BETWEEN = re.compile(
    r"[，,、:()\s\d.。；;|｜/\"“”<>]|拨打|撥打|致电|致電|[向由请請至到]|先?与(?=[^，。\n]{2,15}联系)|"
    r"联系人|聯[系繫]人|解[读讀]人|(?:咨询|諮詢|咨詢|联系|聯[系繫]|服务|服務|办公|办事|值班|受理|预约|政策|技术)*"
    r"(?:电\s*话|電\s*話|热线|熱線|联系方式|聯[系繫]方式)"
)
_NAMED_LINE = re.compile(r"([\u3400-\u9fff]{2,20}(?:热线|熱線|专线|專線))(?:电话)?[“\"(:\s]*$")
_CALLING = re.compile("拨打|撥打|致电|致電|通过|开通|设立|^[和及或]")
_PERSON = re.compile(
    r"(?:联系人|聯[系繫]人|解[读讀]人)\s*:\s*([^\s，,；;。()\d:]{2,20})(?=[\s，,；;。(\d]|$)"
)
_CONTACT_LINE = re.compile(
    r"[ \t\u3000(【]*(?:联系|聯[系繫]|咨询|諮詢|解[读讀]|科室|单位|部门|责任|地址)[^。\n]{0,60}\n"
)
# A text without this has no telephone: laws are long, and seldom have any digits.
_DIGITS = re.compile(r"\d{5}|\d{3,4}\D{1,4}\d{3}")
_TOGETHER = re.compile(r"[、，,/和及或\s]{1,3}")
_BEFORE, _NEAR, _LINES_ABOVE, _MOST_TOGETHER = 160, 80, 3, 2
_NATIONAL = re.compile(r"12[1-4]\d\d")
# The telephones that are the same in the whole country.
_HOTLINES = {
    "12345": "政务服务便民热线",
    "12333": "人力资源和社会保障服务热线",
    "12366": "纳税缴费服务热线",
    "12329": "住房公积金热线",
    "12320": "卫生健康热线",
    "12315": "消费者投诉举报热线",
    "12348": "公共法律服务热线",
    "12328": "交通运输服务热线",
    "12360": "海关服务热线",
    "12393": "医疗保障服务热线",
}


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number to call. ``text[start:end]`` of its document is the line or sentence that gives it.

    ``unit`` and ``person`` are "" where the text does not say whose it is. ``reports``: it takes
    reports and complaints. Numbers that stand side by side are one, with 、 between.
    """

    number: str
    unit: str
    person: str
    start: int
    end: int
    reports: bool


def telephones(document: Document) -> Iterator[Telephone]:
    """The telephones that ``document`` names, in reading order."""
    if not _DIGITS.search(document.text):
        return
    text = document.text.translate(_PLAIN)
    run: list[re.Match[str]] = []
    reports = False
    for match in _NUMBER.finditer(text):
        called = _called(text, match)
        if not called:
            continue
        if run and not _TOGETHER.fullmatch(text, run[-1].end(), match.start()):
            yield _telephone(text, run, reports=reports)
            run = []
        if not run:
            reports = called == "report"
        run.append(match)
    if run:
        yield _telephone(text, run, reports=reports)


def _called(text: str, match: re.Match[str]) -> str:
    """What the number is called: "telephone", "report", or "" where it is neither."""
    start, end = _sentence(text, match)
    after = _CALLED_AFTER.match(text, match.end(), end)
    if after and (after["no"] or _REPORTING.search(after[0])):
        return "" if after["no"] else "report"
    names = list(_CALLED.finditer(text, start, match.start()))
    if not names:
        return "telephone" if after else ""
    kind = names[-1].lastgroup
    return {"no": "", "report": "report"}.get(str(kind), "telephone")


def _telephone(text: str, run: list[re.Match[str]], *, reports: bool) -> Telephone:
    start, end = _sentence(text, run[0])
    end = max(end, run[-1].end())
    above = text[_above(text, start) : run[0].start()]
    numbers = [_written(match[0]) for match in run[:_MOST_TOGETHER]]
    persons = _PERSON.findall(above)
    hotline = numbers[0].rpartition("-")[2]
    national = _HOTLINES.get(hotline, f"{hotline} 热线") if _NATIONAL.fullmatch(hotline) else ""
    unit = _unit(above, national)
    return Telephone(
        number="、".join(dict.fromkeys(numbers)),
        unit=unit,
        person=persons[-1].removeprefix(unit) if persons else "",
        start=start + len(text[start:end]) - len(text[start:end].lstrip()),
        end=end,
        reports=reports,
    )


def _sentence(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The sentence of the number, as far as it lies within reach."""
    start = max(0, match.start() - _BEFORE)
    for stop in _STOP.finditer(text, start, match.start()):
        start = stop.end()
    after = _STOP.search(text, match.end(), match.end() + _BEFORE)
    return start, after.start() if after else min(len(text), match.end() + _BEFORE)


def _above(text: str, start: int) -> int:
    """Where the lines begin that belong to the number's line: 解读单位：… above 联系电话：…."""
    for _ in range(_LINES_ABOVE):
        if start == 0 or text[start - 1] != "\n":
            break
        above = text.rfind("\n", 0, start - 1) + 1
        if not _CONTACT_LINE.fullmatch(text, above, start):
            break
        start = above
    return start


def _unit(words: str, national: str) -> str:
    """The last body named in ``words`` near their end, or the name of the line.

    Of a ``national`` line only the words just before it say whose it is.
    """
    pieces = [piece for piece in _BETWEEN.split(words[-_NEAR:]) if piece]
    for piece in reversed(pieces[-1:] if national else pieces):
        organ = _ORGAN.match(piece)
        if organ and len(organ[0]) > 2:  # 银行 and 平台 are anybody's
            return organ[0]
    named = _NAMED_LINE.search(_CALLING.split(words)[-1])
    return national or (named[1] if named else "")


def _written(number: str) -> str:
    """A number in one spelling: (020) 38622512 and 020--38622512 are 020-38622512."""
    plain = re.sub(r"[\s()]+", "-", number.strip("( ").replace("转", "-").replace("轉", "-"))
    return re.sub(r"-{2,}", "-", plain).strip("-")
