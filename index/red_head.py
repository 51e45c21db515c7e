"""The red head and the end of an official document, as GB/T 9704-2012 lays them out.

Above the red line stand the mark of the issuer (××省人民政府文件, or its name alone in a letter), the
number of the document and who signs it; an order has its issuer's name with 令 and 第…号 below. Under
the text stand the signature (发文机关署名) and the date of writing (成文日期), and at the foot of the
last page who printed the document and when (印发机关和印发日期).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from index.dates import DATE, find_date
from index.document_number import is_document_number
from index.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = 12  # lines in which the mark of the issuer stands
_LONGEST_ISSUER = 60
_LONGEST_DATE_LINE = 20
_MOST_ISSUERS = 12  # that issue one document together, one below the other
_AUTHORITY = (
    "(?:人民政府|人民政府办公厅|人民政府办公室|办公厅|辦公廳|办公室|辦公室|委员会|委員會|管委会|管委會|国务院|國務院|"
    "办事处|辦事處|人民法院|法院|检察院|中心|总局|總局|[局厅廳部署委院会會办组組]|银行|學校|学校|大学|集团|总队|总工会|联合会)"
)
_NO_NAME = "(?!关于|印发|转发|批转|發布|发布)"
ISSUER = re.compile(rf"(?:{_NO_NAME}[\u3400-\u9fff（）()、]){{2,40}}{_AUTHORITY}|国务院|國務院")
_MARK = re.compile(rf"(?P<issuer>(?:{_NO_NAME}[\u3400-\u9fff（）()、]){{2,60}}?)文件")
_ORDER = re.compile(r"(?P<issuer>[\u3400-\u9fff]{2,30})令")
_ORDER_SERIAL = re.compile(r"第\s?[\d〇一二三四五六七八九十百]{1,6}\s?[号號]")
_SIGNER = re.compile(r"签\s{0,4}发\s{0,4}人\s*[:：]")
_PRINTED = re.compile(
    r"(?P<printer>[\u3400-\u9fff]{2,40}?)\s*(?P<when>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印\s*[发發]\s*$"
)
_OTHER_MARK = re.compile(
    r"\d{6}|(?:№|[Nn][Oo][.．])?\d{6,7}|(?:绝密|机密|秘密)(?:★.{0,6})?|特急|加急|平急|特提"
)
_PROMULGATED = re.compile(r"《([^《》]{4,60})》.{0,80}(?:公布|发布|施行)")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,18}(?:省|市|区|县|镇|乡|州|盟|旗|街道)")
_STATE = "中华人民共和国"
_BETWEEN = re.compile(r"[\s、]+")


def squeezed(line: str) -> str:
    """A line without the spaces by which a short one is spread over the width of the page."""
    return re.sub(r"\s+", "", line)


def head_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """Issuer and number from the mark of the issuer or the head of an order."""
    head = [squeezed(line) for line in lines[:_HEAD]]
    for position, line in enumerate(head):
        following = head[position + 1] if position + 1 < len(head) else ""
        if (order := _ORDER.fullmatch(line)) and _ORDER_SERIAL.fullmatch(following):
            yield Fact("document_number", f"{line} {following}", position, lines[position].strip())
            yield Fact("issuer", order["issuer"].removeprefix(_STATE), position, lines[position])
            return
        if (mark := _MARK.fullmatch(line)) and _is_above_number(head, position):
            names = [*_above(head, position), mark["issuer"]]
            first = position - len(names) + 1
            yield Fact("issuer", "、".join(names), first, _quoted(lines[first : position + 1]))
            return
        if ISSUER.fullmatch(line) and is_document_number(_without_signer(following)):
            yield Fact("issuer", line, position, lines[position].strip())
            return


def red_head_end(lines: Sequence[str]) -> int:
    """How many lines the red head has: up to the number, and who signs; 0 where there is none."""
    head = [squeezed(line) for line in lines[:_HEAD]]
    for position, line in enumerate(head):
        following = head[position + 1] if position + 1 < len(head) else ""
        is_letter = ISSUER.fullmatch(line) and is_document_number(_without_signer(following))
        if not is_letter and not (_MARK.fullmatch(line) and _is_above_number(head, position)):
            continue
        end = position + 1
        while end < len(head) and (is_head_mark(head[end]) or is_document_number(head[end])):
            end += 1
        return end
    return 0


def is_head_mark(line: str) -> bool:
    """Whether a line is a mark of a red head and nothing else: 000123, 机密★1年, 特急, 签发人：张三."""
    words = squeezed(line)
    return _OTHER_MARK.fullmatch(words) is not None or (
        _SIGNER.search(words) is not None
        and (not _without_signer(words) or bool(number_with_signer(words)))
    )


def promulgated_title(lines: Sequence[str]) -> str:
    """The title of what an order promulgates, where it stands on a line below; "" otherwise."""
    head = [squeezed(line) for line in lines[:_HEAD]]
    for position, (line, following) in enumerate(pairwise(head)):
        if _ORDER.fullmatch(line) and _ORDER_SERIAL.fullmatch(following):
            for below in head[position + 2 : position + 5]:
                if (match := _PROMULGATED.search(below)) and match[1] in map(squeezed, lines):
                    return match[1]
    return ""


def number_with_signer(line: str) -> str:
    """The number of a line that also names who signed: 粤府〔2023〕5号  签发人：张三; "" for others."""
    if not _SIGNER.search(line):
        return ""
    number = _without_signer(line)
    return number if is_document_number(number) else ""


def signature_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """Issuer and date from the first signature: what is attached below has signatures of its own."""
    for position in range(2, len(lines)):
        if len(lines[position]) > _LONGEST_ISSUER:
            continue
        date_line = squeezed(lines[position])
        if len(date_line) > _LONGEST_DATE_LINE or not DATE.fullmatch(date_line):
            continue
        names = _signers(lines, position)
        if names and (day := find_date(date_line)):
            first = position - len(names)
            joined = "、".join(name for line in names for name in _names(line))
            if _PLACE.fullmatch(names[0]):  # a long name over two lines
                joined = names[0] + joined
            yield Fact("issuer", joined, first, _quoted(names))
            yield Fact("published", day, position, lines[position].strip())
            return


def printed_fact(lines: Sequence[str]) -> Iterator[Fact]:
    """The day of printing, for a document that states no other."""
    for position in range(len(lines) - 1, -1, -1):
        if len(lines[position]) <= _LONGEST_ISSUER and (match := _PRINTED.search(lines[position])):
            yield Fact("published", find_date(match["when"]), position, match.group().strip())
            return


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines)


def _signers(lines: Sequence[str], position: int) -> list[str]:
    """The lines above a date that name its issuers and nothing else, in order."""
    found: list[str] = []
    for line in reversed(lines[max(1, position - _MOST_ISSUERS) : position]):
        if len(line) > _LONGEST_ISSUER or not (_names(line) or (found and _PLACE.fullmatch(line))):
            break
        found.insert(0, line)
    return found


def _names(line: str) -> list[str]:
    """The issuers that a line names: several beside one another, or one spread by spaces."""
    parts = _BETWEEN.split(line.strip())
    if all(ISSUER.fullmatch(part) for part in parts):
        return parts
    whole = squeezed(line)
    return [whole] if ISSUER.fullmatch(whole) else []


def _above(head: Sequence[str], position: int) -> list[str]:
    """The issuers in the lines right above the mark of one of them, in order."""
    found: list[str] = []
    for line in reversed(head[:position]):
        if not ISSUER.fullmatch(line):
            break
        found.insert(0, line)
    return found


def _is_above_number(head: Sequence[str], position: int) -> bool:
    return any(
        is_document_number(_without_signer(line)) for line in head[position + 1 : position + 4]
    )


def _without_signer(line: str) -> str:
    return _SIGNER.split(line)[0].strip()
