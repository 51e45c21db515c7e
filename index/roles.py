"""What each line of a document is: front matter, heading, article, question, point.

Lines are recognised by how they look and by where they stand; how they nest is read
in `index.structure`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.enumerations import Mark, mark_at
from index.margins import contact_lines, front_matter_lines
from index.numerals import NUMERAL, chinese_number
from index.search_form import search_form
from index.types import BlockKind, SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.lines import Line

LONGEST_HEADING = 50
LONGEST_QUESTION = 100
_LONGEST_PLAIN_HEADING = 30
_SHORTEST_TEXT_BELOW_IT = 50

# 条目 counts the parts of an amendment in the law database.
_ARTICLE = re.compile(
    rf"(?P<label>(?:第(?P<number>{NUMERAL}{{1,8}})条(?:之[一二三四五六七八九十]{{1,2}})?"
    rf"|条目(?P<item>{NUMERAL}{{1,4}})))(?P<after>.?)"
)
_PLAIN_HEADING = re.compile(
    r"(?=.*[\u4e00-\u9fff].*[\u4e00-\u9fff])(?![(（]|\d{1,2}[:.]|\d{4}年)[^。]{4,30}(?<=[\w”》）)])\Z"
)
_BARE_ATTACHMENT = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*\s*[:：]?\Z")
_ARTICLE_AT_END = re.compile(rf"第{NUMERAL}{{1,8}}条(?:之[一二三四五六七八九十]{{1,2}})?\Z")
_TABLE_ROW = re.compile(r"\||\+[-+]{3}|[^|]+\s\|(?:\s|\Z)")
_CHAPTER = re.compile(rf"第{NUMERAL}{{1,6}}(编|分编|章|节)(?=[\s\u4e00-\u9fff]|\Z)")
_CHAPTER_RANKS = {"编": 10, "分编": 15, "章": 20, "节": 30}
_MARK_RANK = 40  # 一、 and what stands below it
PLAIN_RANK = 90  # a short line with nothing but its place to tell that it is a heading

# These run on search forms: Simplified, half width, lower case.
_QUESTION = re.compile(r"(?:\d{1,2}[.、])?(?:问题?\d*|q\d*|提问|记者|网友)[:.]|问题?\d+[、 ]")
_ANSWER = re.compile(r"(?:答|a\d*|回答|答复)[:.]")
_ATTACHMENT = re.compile(
    r"附(?:件|表|录|图|注)?\s*[\d一二三四五六七八九十]*\s*(?:[:：]|\Z)|附[件表录图]\s?\d*\s"
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a line is. ``rank`` orders headings (smaller is higher), ``level`` is the block's."""

    kind: SectionKind
    label: str = ""
    mark: Mark | None = None
    rank: int = 0
    level: int = 0
    explicit: bool = False  # 问： and 答： rather than a line that ends in ？


def read_roles(text: str, lines: Sequence[Line], title: str) -> list[Role]:
    """The role of each of ``lines``, in their order."""
    roles = [_plain_role(text, line) for line in lines]
    _in_sequence(text, lines, roles)
    _tell_headings(text, lines, roles)
    _find_plain_headings(text, lines, roles)
    _find_articles(text, lines, roles)
    _find_titles(text, lines, roles, title)
    _find_questions(text, lines, roles)
    _demote_empty_headings(roles)
    for i in range(front_matter_lines(text, lines, roles, title)):
        roles[i] = Role(SectionKind.FRONT_MATTER)
    for i in contact_lines(text, lines, roles):
        roles[i] = Role(SectionKind.CONTACT)
    return roles


def article_number(label: str) -> int:
    """The number of an article's label: 第一百二十条之一 → 120. ValueError where it is none."""
    match = _ARTICLE.match(label)
    if match is None:
        raise ValueError(f"{label!r} names no article; expected one such as 第十九条")
    return chinese_number(match["number"] or match["item"])


def _plain_role(text: str, line: Line) -> Role:
    """What the line's own look says, before its neighbours are asked."""
    if line.kind is BlockKind.TABLE_ROW or _TABLE_ROW.match(text, line.start, line.end):
        return Role(SectionKind.TABLE_ROW)
    if _BARE_ATTACHMENT.match(text, line.start, line.end):
        return Role(SectionKind.HEADING, rank=_CHAPTER_RANKS["章"], level=line.level)
    chapter = _CHAPTER.match(text, line.start, line.end)
    short = line.end - line.start <= LONGEST_HEADING
    if chapter and short and text[line.end - 1] not in "。；，：":
        rank = _CHAPTER_RANKS[chapter[1]]
        return Role(SectionKind.HEADING, chapter[0], rank=rank, level=line.level)
    mark = mark_at(text, line.start, line.end)
    label = "" if mark is None else text[mark.start : mark.end].strip()
    if line.kind is BlockKind.HEADING:
        rank = 0 if mark is None else _MARK_RANK + mark.rank
        return Role(SectionKind.HEADING, label, mark, rank, line.level)
    if mark is not None or line.kind is BlockKind.LIST_ITEM:
        return Role(SectionKind.POINT, label, mark, level=line.level)
    return Role(SectionKind.PARAGRAPH)


def _in_sequence(text: str, lines: Sequence[Line], roles: list[Role]) -> None:
    """Take back marks that do not count on from an earlier one, or begin at one.

    Questions are counted apart: an answer may hold a list of its own.
    """
    last: dict[tuple[str, str, bool], int] = {}
    for i, role in enumerate(roles):
        if role.mark is None or role.kind is not SectionKind.POINT:
            continue
        key = (role.mark.style, role.mark.prefix, _asks(text, lines[i]))
        before = last.get(key, 0)
        if role.mark.number == 1 or before < role.mark.number <= before + 2:
            last[key] = role.mark.number
        else:
            roles[i] = Role(SectionKind.PARAGRAPH)


def _tell_headings(text: str, lines: Sequence[Line], roles: list[Role]) -> None:
    """A short marked line above text of another kind is a heading, not a point."""
    for i, role in enumerate(roles[:-1]):
        line, mark, below = lines[i], role.mark, roles[i + 1]
        if role.kind is not SectionKind.POINT or mark is None:
            continue
        if line.end - line.start > LONGEST_HEADING or text[line.end - 1] in "。；;，,：:":
            continue
        above = roles[i - 1] if i else Role(SectionKind.PARAGRAPH)
        in_list = _counts_alike(below, mark) or (
            above.kind is SectionKind.POINT and _counts_alike(above, mark)
        )
        if not in_list and mark.style in {"一、", "（一）", "1.", "1.1", "（1）"}:
            roles[i] = replace(role, kind=SectionKind.HEADING, rank=_MARK_RANK + mark.rank)


def _counts_alike(role: Role, mark: Mark) -> bool:
    return role.mark is not None and role.mark.style == mark.style


def _find_plain_headings(text: str, lines: Sequence[Line], roles: list[Role]) -> None:
    """A short line without a stop, above a whole paragraph, is a heading; so is one above it."""
    below_is_text = below_is_heading = False
    for i in range(len(lines) - 1, -1, -1):
        role, line = roles[i], lines[i]
        length = line.end - line.start
        plain = role.kind is SectionKind.PARAGRAPH
        short = length <= _LONGEST_PLAIN_HEADING
        if (
            plain
            and short
            and _PLAIN_HEADING.match(text, line.start, line.end)
            and (below_is_text or below_is_heading)
        ):
            roles[i] = Role(SectionKind.HEADING, rank=PLAIN_RANK + int(below_is_text))
        below_is_heading = below_is_text and roles[i].rank == PLAIN_RANK + 1
        below_is_text = plain and length >= _SHORTEST_TEXT_BELOW_IT and text[line.end - 1] in "。；"


def _find_articles(text: str, lines: Sequence[Line], roles: list[Role]) -> None:
    last = 0
    inside = False
    for i, line in enumerate(lines):
        role = roles[i]
        match = _ARTICLE.match(text, line.start, line.end)
        if match is not None:
            number, after = chinese_number(match["number"] or match["item"]), match["after"]
            spaced = not after or after in " \t\u3000\xa0:：【[（("
            if spaced or (number == last + 1 and after not in "第规之的至和、款所中"):
                roles[i] = Role(SectionKind.ARTICLE, match["label"])
                last, inside = number, True
                continue
        if role.kind is SectionKind.HEADING:
            marked = role.mark is not None and line.kind is not BlockKind.HEADING
            if inside and marked:
                roles[i] = replace(role, kind=SectionKind.POINT)
            elif inside and role.rank >= PLAIN_RANK:
                roles[i] = Role(SectionKind.PARAGRAPH)
            else:
                inside = False
        elif inside and _ATTACHMENT.match(text, line.start, line.end):
            roles[i], inside = Role(SectionKind.HEADING, rank=_CHAPTER_RANKS["章"]), False


def _find_titles(text: str, lines: Sequence[Line], roles: list[Role], title: str) -> None:
    """The title above the text is a heading; a title that names an article makes it one."""
    if lines and text[lines[0].start : lines[0].end] == title:
        roles[0] = Role(SectionKind.HEADING, rank=1, level=lines[0].level)
    named = _ARTICLE_AT_END.search(title)
    if lines and named and all(role.kind is not SectionKind.ARTICLE for role in roles):
        first = min(int(roles[0].kind is SectionKind.HEADING), len(lines) - 1)
        roles[first] = Role(SectionKind.ARTICLE, named[0])
        for i in range(first + 1, len(roles)):
            if roles[i].kind is SectionKind.HEADING:
                roles[i] = Role(SectionKind.PARAGRAPH)


def _find_questions(text: str, lines: Sequence[Line], roles: list[Role]) -> None:
    asked: list[int] = []
    for i, line in enumerate(lines):
        role = roles[i]
        if role.kind in {SectionKind.ARTICLE, SectionKind.TABLE_ROW}:
            continue
        head = search_form(text[line.start : min(line.end, line.start + 16)])
        if match := _QUESTION.match(head):
            label = text[line.start : line.start + match.end()].rstrip(":：. 、")
            roles[i] = replace(role, kind=SectionKind.QUESTION, label=label, explicit=True)
        elif match := _ANSWER.match(head):
            label = text[line.start : line.start + match.end()].rstrip(":：.")
            roles[i] = Role(SectionKind.ANSWER, label, explicit=True)
        elif _asks(text, line) and i + 1 < len(lines):
            asked.append(i)
    certain = len(asked) > 1
    for i in asked:
        answered = roles[i + 1].kind is not SectionKind.HEADING
        marked = roles[i].mark is not None or lines[i].kind is BlockKind.HEADING
        if (certain or marked) and answered:
            roles[i] = replace(roles[i], kind=SectionKind.QUESTION)


def _asks(text: str, line: Line) -> bool:
    return 6 <= line.end - line.start <= LONGEST_QUESTION and text[line.end - 1] in "？?"


def outranks(new: Role, old: Role) -> bool:
    """Whether a heading with role ``new`` ends the part that ``old`` heads."""
    if new.rank and old.rank:
        return new.rank <= old.rank
    if new.level and old.level:
        return new.level <= old.level
    return new.rank <= old.rank


def _demote_empty_headings(roles: list[Role]) -> None:
    """A heading above nothing but other headings is a line of a table of contents."""
    pending: list[int] = []
    for i, role in enumerate(roles):
        if role.kind is not SectionKind.HEADING:
            pending.clear()
            continue
        while pending and outranks(role, roles[pending[-1]]):
            roles[pending.pop()] = Role(SectionKind.PARAGRAPH)
        pending.append(i)
