"""What stands above and below the text proper: number, issuer, date; whom to ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.lines import Line
    from index.roles import Role

_LONGEST_LINE = 90
_LINES = 15  # so many at the top and at the bottom are looked at

# These run on search forms: Simplified, half width, lower case.
_DATE = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}"
_NUMBER = r"[〔\[(]\d{4}[〕\])]\s?第?\d+号|第\d+号令?"
_FRONT = re.compile(
    rf"\d{{6,}}/\d{{4}}-\d+|[(【\[]?{_DATE}|(?:主动公开|依申请公开|不予公开)$|.*(?:{_NUMBER})\W*$"
    r"|(?:.{0,4}发布(?:时间|日期|机构|单位)|发文(?:机关|字号|日期)|文号|索\s?引\s?号|(?:成文|生成|印发)日期"
    r"|(?:信息)?来源|公开(?:方式|类别|时限)|主\s?题\s?(?:分类|词)|时效性?|有效性|(?:访问|浏览|点击|阅读)(?:次数|量)"
    r"|作者|标\s*题|(?:施行|实施|生效|失效|废止|公布)日期|效力|字体|字号)[^:]{0,6}[:?]"
)
_CONTACT = re.compile(
    r"(?:(?:政策)?解读(?:单位|机关|人|部门)|联系(?:人|电话|方式|单位|部门|地址)|(?:咨询|监督|服务|投诉|举报|办公)(?:电话|热线|方式)"
    r"|电\s*话|传\s*真|地\s*址|邮\s*编|邮政编码|(?:电子)?邮箱|办公(?:地址|时间)|网\s*址|承办单位)[^:]{0,8}[:]"
)


def front_matter_lines(text: str, lines: Sequence[Line], roles: Sequence[Role], title: str) -> int:
    """How many lines stand above the text: down to the last that is a number, a date or the like."""
    count = 0
    for i, line in enumerate(lines[:_LINES]):
        shown = text[line.start : line.end]
        begins_text = (
            roles[i].kind in {SectionKind.ARTICLE, SectionKind.QUESTION, SectionKind.TABLE_ROW}
            or (roles[i].kind is SectionKind.HEADING and roles[i].rank > 1)
            or len(shown) > _LONGEST_LINE
            or shown[-1] in "。；，"
        )
        if begins_text and shown != title:
            break
        if _FRONT.match(search_form(shown)):
            count = i + 1
    return count if count < len(lines) else 0


def contact_lines(text: str, lines: Sequence[Line], roles: Sequence[Role]) -> Iterator[int]:
    """The positions of the run of contact lines nearest to the bottom, from below."""
    found = False
    for i in range(len(lines) - 1, max(0, len(lines) - _LINES) - 1, -1):
        line = lines[i]
        if roles[i].kind in {SectionKind.FRONT_MATTER, SectionKind.HEADING, SectionKind.TABLE_ROW}:
            return
        head = search_form(text[line.start : min(line.end, line.start + 24)])
        if line.end - line.start <= _LONGEST_LINE and _CONTACT.match(head.lstrip("(（")):
            found = True
            yield i
        elif found:
            return
