"""Which of a table's first rows name its columns.

A name is short and no sentence. Digits are no name, unless they count a year, a month, a class
(2023年, 第一档), or stand above a column of nothing but numbers that look otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_COLUMNS = 2
_LONGEST_LABEL = 16  # characters of a column's name
_LONGEST_EXPLAINED = 40  # of the few that say more: 是否符合条件（符合填“是”，否则填“否”）
_MOST_ROWS = 3  # of names above one another
_ROWS_BELOW = 40  # that are compared with the first
_FEWEST_BELOW = 3  # rows that make a column of numbers
_COLUMN_NAME = re.compile(
    "(?:内容|標準|标准|金额|說明|说明|备注|備註|電話|电话|地址|时间|期限|条件|材料|要求|对象|范围|名称|方式|部门|单位|情形|补贴"
    "|价格?|数量|比例|日期|编号|编码|代码|职责|依据|结果|类型|类别|人数|次数|分值|得分|费用|总额|合计|税率|面积)"
    "(?:[（(][^（）()]{1,12}[）)])?$"
)
_COUNTED = re.compile(
    r"(?:(?:19|20)\d\d[年/.-]?(?:度|版|[上下]半年|第[一二三四1-4]季度|\d{1,2}月份?)?|(?:\d{1,2}|[一二三四五六七八九十]+)月份?"
    r"|第?[\d一二三四五六七八九十]+(?:档|级|类|季度|批次?|期|年级|年|组|区|周|阶段|等奖?|栏)"
    r"|(?:级别|档次|方案|阶段|类型|指标|档|类|级)[\da-zA-Z]{1,2})"
    r"(?:[\u3400-\u9fff]{0,8})(?:[（(][^（）()]{1,12}[）)])?"
)
_UNIT = re.compile(r"[（(][^（）()]*[）)]")
_NUMBER = re.compile(
    r"[¥￥$]?[-+]?\d[\d,，]*(?:\.\d+)?\s*(?:%|‰|[a-zA-Z\u3400-\u9fff]{1,3}(?:/[\u3400-\u9fff]{1,3}){0,2})?"
)
_EMPTY_VALUE = {"-", "—", "——", "/", "\\", "无", "*"}
_SENTENCE_END = ("：", ":", "。", "；")


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns, and how many of its rows say them."""

    names: tuple[str, ...]
    rows: int

    def named(self, row: Sequence[str]) -> str:
        """``列名：值`` for every cell of a row that is not empty."""
        parts = [
            f"{name}：{cell}" if name else cell
            for name, cell in zip_longest(self.names, row, fillvalue="")
            if cell
        ]
        return "；".join(parts)


def find_header(
    rows: Sequence[Sequence[str]], *, has_header: bool | None = None, in_sheet: bool = False
) -> Header | None:
    """The header of a table without empty rows; None where it has none, or no row below it.

    ``has_header`` True takes the first row for one however it looks, False takes none. ``in_sheet``:
    the table stands in a spreadsheet, where two columns are seldom names with their values.
    """
    if has_header is False or not rows:
        return None
    for depth in _depths(rows):
        names = _joined(rows[:depth])
        below = rows[depth:]
        if below and (has_header or _are_names(names, below[:_ROWS_BELOW], in_sheet=in_sheet)):
            return Header(tuple(names), depth)
    return None


def _depths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How many rows the header may have: more than one below names that span several columns."""
    depth = 1
    while depth < min(_MOST_ROWS, len(rows) - 1) and _is_divided(rows[depth - 1], rows[depth]):
        depth += 1
    return [depth] if depth == 1 else [depth, 1]


def _is_divided(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether ``lower`` names the columns that a name in ``upper`` spans."""
    spans = [n for n, (left, right) in enumerate(pairwise(upper)) if left and left == right]
    if not spans:
        return False
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    if any(a == b for a, b in pairs if a):
        return True
    divided = {lower[k] for n in spans for k in (n, n + 1) if k < len(lower)}
    return len(divided) > 1 and all(is_label(cell) for cell in divided)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names above one another put together; one that spans rows once."""
    names: list[str] = []
    for column in zip_longest(*rows, fillvalue=""):
        parts = [
            cell for n, cell in enumerate(column) if cell and (n == 0 or cell != column[n - 1])
        ]
        names.append("".join(parts))
    return names


def is_label(cell: str) -> bool:
    """Whether a cell by itself may be the name of a column."""
    has_digit = any(character.isdigit() for character in _UNIT.sub("", cell))
    short = 0 < len(cell) <= _LONGEST_LABEL
    return (
        short
        and not cell.endswith(_SENTENCE_END)
        and (not has_digit or _COUNTED.fullmatch(cell) is not None)
    )


def _are_names(names: Sequence[str], below: Sequence[Sequence[str]], *, in_sheet: bool) -> bool:
    filled = [n for n, name in enumerate(names) if name]
    if not _are_enough(names, filled, below):
        return False
    if len({names[n] for n in filled}) < len(filled) and not _is_doubled(names):
        return False
    plain = [n for n in filled if is_label(names[n])]
    others = [n for n in filled if n not in plain]
    if not plain or not all(_may_name(names, n, below) for n in others):
        return False
    if all(_COUNTED.fullmatch(names[n]) for n in plain) and not _are_counts(plain, below):
        return False
    # Two columns are as often a name and its value in every row.
    return (
        len(names) > FEWEST_COLUMNS
        or _COLUMN_NAME.search(names[-1]) is not None
        or _is_numeric(_column(below, 1))
        or (in_sheet and len(below) >= FEWEST_COLUMNS)
    )


def _are_counts(columns: Sequence[int], below: Sequence[Sequence[str]]) -> bool:
    """Whether the columns hold numbers, and no years or classes like their names."""
    cells = [cell for n in columns for cell in _column(below, n)]
    return all(_NUMBER.fullmatch(cell) and not _COUNTED.fullmatch(cell) for cell in cells)


def _are_enough(
    names: Sequence[str], filled: Sequence[int], below: Sequence[Sequence[str]]
) -> bool:
    """Whether all columns have names, or nearly all where a column of numbers tells names apart."""
    if len(filled) == len(names):
        return True
    most = max(1, len(names) // 5)
    enough = FEWEST_COLUMNS <= len(filled) >= len(names) - most
    return enough and _has_numbers_below(names, below)


def _may_name(names: Sequence[str], n: int, below: Sequence[Sequence[str]]) -> bool:
    """Whether a long name, or one with digits, names the column ``n`` all the same."""
    name = names[n]
    if name.endswith(_SENTENCE_END) or len(name) > _LONGEST_EXPLAINED:
        return False
    column = _column(below, n)
    if any(character.isdigit() for character in name):
        return _is_numeric(column) and _NUMBER.fullmatch(name) is None
    explained = ("（" in name or "(" in name) and len(names) > FEWEST_COLUMNS
    return explained or _is_numeric(column)


def _has_numbers_below(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a column that has a name holds nothing but numbers."""
    return any(
        name
        and (_COUNTED.fullmatch(name) or not _NUMBER.fullmatch(name))
        and _is_numeric(_column(below, n))
        for n, name in enumerate(names)
    )


def _column(rows: Sequence[Sequence[str]], n: int) -> list[str]:
    cells = [row[n] for row in rows if n < len(row) and len(set(row)) > 1]
    return [cell for cell in cells if cell and cell not in _EMPTY_VALUE]


def _is_numeric(column: Sequence[str]) -> bool:
    return len(column) >= _FEWEST_BELOW and all(_NUMBER.fullmatch(cell) for cell in column)


def _is_doubled(names: Sequence[str]) -> bool:
    """Whether a long table is set in two or three beside one another, under the same names."""
    for times in (2, 3):
        size, rest = divmod(len(names), times)
        if not rest and size > 1 and all(names[n] == names[n % size] for n in range(len(names))):
            return len(set(names[:size])) == size
    return False
