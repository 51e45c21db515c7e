"""Forms: tables of labels with their values beside them (姓名 | 张三 | 性别 | 男)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_LABEL = 14  # characters
_FEWEST_ROWS = 2
_FEWEST_OF_TWO = 3  # rows of two columns, which may as well be a list
_KNOWN = re.compile(
    "(?:姓名|性别|民族|籍贯|年龄|学历|学位|职业|职务|职称|政治面貌|婚姻状况|国籍|专业|岗位|联系人|负责人|法定代表人|法人代表|经办人|申请人"
    "|申报人|身份证号码?|证件号码?|证件类型|信用代码|机构代码|注册号|编号|账号|帐号|开户行|开户银行|户名|出生年月|出生日期|日期|时间"
    "|电话|手机|传真|邮箱|邮编|邮政编码|网址|地址|住址|住所|地点|户籍所在地|单位|名称|项目名称|性质|类型|类别|规模|金额|面积|人数"
    "|事项|依据|条件|时限|期限|部门|机构|方式|范围|意见|理由|备注|简介|注册资本)$"
)
_NO_LABEL = re.compile(r"[\d。；，,？！|]")
_SPACES = re.compile(r"\s+")


def is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of a table are labels with values beside them, most labels well known ones."""
    pairs_by_row = [pairs for row in rows if (pairs := _pairs(row)) is not None]
    several = [row for row in rows if len(set(row)) > 1]
    if len(pairs_by_row) < max(_FEWEST_ROWS, 0.7 * len(several)):
        return False
    pairs = [pair for found in pairs_by_row for pair in found]
    if all(len(found) == 1 for found in pairs_by_row) and len(pairs) < _FEWEST_OF_TWO:
        return False
    labels = [label for label, _ in pairs]
    values = [value for _, value in pairs if value]
    known = sum(_is_known(label) for label in labels)
    return (
        2 * known >= len(labels)
        and len(set(labels)) > 0.8 * len(labels)
        and 2 * len(values) >= len(labels)
        and 5 * sum(_is_known(value) for value in values) <= len(values)
    )


def form_row(row: Sequence[str]) -> str:
    """``标签：值；标签：值``; a row that is no pairs has its cells joined by `` | ``."""
    pairs = _pairs(row)
    if pairs is None:
        return " | ".join(cell for cell in _once(row) if cell)
    return "；".join(f"{label.rstrip('：:')}：{value}" for label, value in pairs)


def _pairs(row: Sequence[str]) -> list[tuple[str, str]] | None:
    """The labels of a row with their values; None where it is no such row."""
    cells = _once(row)
    while len(cells) > 2 and not cells[-1] and not cells[-2]:
        cells = cells[:-2]
    if len(cells) % 2 or not cells or not all(_may_be_label(label) for label in cells[::2]):
        return None
    return list(zip(cells[::2], cells[1::2], strict=True))


def _once(row: Sequence[str]) -> list[str]:
    """The cells, one that spans several columns once."""
    return [cell for n, cell in enumerate(row) if n == 0 or not cell or row[n - 1] != cell]


def _may_be_label(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_LABEL and _NO_LABEL.search(cell) is None


def _is_known(cell: str) -> bool:
    plain = _SPACES.sub("", cell).rstrip("：:").replace("*", "")
    return len(plain) <= _LONGEST_LABEL and _KNOWN.search(plain) is not None
