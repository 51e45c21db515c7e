"""What the rows of a table stand under: the line above it, its unit, a group's name inside it.

A long table gives many passages, and only the first lies below the caption; so each is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.types import SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document, Section

BETWEEN = " › "
_LONGEST = 60  # characters of a caption
_MOST_FACTS = 3  # lines between a caption and its table: who filled it in, when, in what unit
_UNIT = re.compile(
    r"[（(]?\s*(?:计量|计价|货币|金额)?单位\s*[：:]\s*(?P<unit>[^：:；。）)]{1,20})[）)]?\Z"
)
_FACT = re.compile(
    r"[^：:]{1,12}[：:]|[（(]?(?:19|20)\d\d\s?[年/.-]\s?\d{1,2}[月/.-]?\s?(?:\d{1,2}日?)?[）)]?\Z"
)
_NUMBERED = re.compile(r"(?:附件|附表|附录|表)\s*[\d一二三四五六七八九十]")
_NO_CAPTION = ("。", "；", "？", "！", "，", ".", ";")


def table_captions(document: Document) -> dict[int, str]:
    """What each table row stands under besides its headings, by the row's start; "" is left out."""
    found: dict[int, str] = {}
    text, sections = document.text, document.sections
    above = group = ""
    end = -1  # of the row before
    for i, section in enumerate(sections):
        if section.kind is not SectionKind.TABLE_ROW:
            continue
        if end < 0 or text[end : section.start].strip():
            above, group = _above(document, i), ""
        end = section.end
        if caption := _joined(above, group):
            found[section.start] = caption
        said = text[section.start : section.end]
        if len(said) <= _LONGEST and _is_name(said) and not said.endswith(_NO_CAPTION):
            group = said
    return found


def with_caption(heading: str, caption: str) -> str:
    """The path of headings with a row's caption behind it; a mere unit joins the innermost heading."""
    if caption.startswith("（") and heading:
        return heading + caption
    innermost = heading.rpartition(BETWEEN)[2].removesuffix("…")  # a long one was cut
    if innermost and caption.startswith(innermost):
        return heading
    return BETWEEN.join(part for part in (heading, caption) if part)


def _joined(above: str, group: str) -> str:
    if _NUMBERED.match(group):  # the table's own caption, as a row
        return group
    if above.startswith("（") and group:
        return group + above
    return BETWEEN.join(part for part in (above, group) if part)


def _is_name(said: str) -> bool:
    """Whether a row is no cells beside each other and no rule drawn with signs."""
    return "：" not in said and "|" not in said and any(sign.isalnum() for sign in said)


def _above(document: Document, row: int) -> str:
    """The caption above the table that begins with section ``row``, with its unit in brackets."""
    sections = document.sections
    parent = sections[row].parent
    lowest = 0 if parent is None else sections[parent].start
    end = sections[row].start
    unit = ""
    for _ in range(_MOST_FACTS + 1):
        start, end = _line_before(document.text, lowest, end)
        said = document.text[start:end]
        if not said or _is_heading(sections, row, start):
            return unit
        if match := _UNIT.match(said):
            unit = unit or f"（单位：{match['unit'].strip()}）"
        elif len(said) <= _LONGEST and not said.endswith(_NO_CAPTION):
            if not _FACT.match(said) or said.endswith(("：", ":")):
                return said.rstrip("：:") + unit
        else:
            return unit
        end = start
    return unit


def _line_before(text: str, lowest: int, end: int) -> tuple[int, int]:
    """The line that is not blank before ``end``, trimmed; empty where there is none above ``lowest``."""
    while end > lowest and text[end - 1].isspace():
        end -= 1
    start = max(lowest, text.rfind("\n", 0, end) + 1)
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _is_heading(sections: Sequence[Section], before: int, start: int) -> bool:
    """Whether the line at ``start`` is a heading: it is in the path of headings already."""
    for section in reversed(sections[max(0, before - _MOST_FACTS - 1) : before]):
        if section.start == start:
            return section.kind is SectionKind.HEADING
    return False
