"""``标签：值`` lines: the facts that a page prints about its document, in either script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.dates import find_date
from index.types import Validity

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "索引號"),
    "document_number": ("文号", "文號", "发文字号", "發文字號", "发文文号", "文件编号", "文件編號"),
    "issuer": (
        "发文机关", "發文機關", "发布机构", "發布機構", "发文单位", "發文單位", "发布单位", "發布單位",
        "制发机关", "公开主体", "发文部门", "发文机构", "发布机关", "發布機關",
    ),
    "published": ("发布日期", "發布日期", "发布时间", "發布時間", "公布日期", "公开日期", "發佈日期"),
    "signed": ("成文日期", "生成日期", "发文日期", "發文日期", "印发日期"),
    "effective": ("生效日期", "实施日期", "施行日期", "生效时间", "實施日期"),
    "expires": ("失效日期", "废止日期", "失效时间", "有效期至"),
    "disclosure": ("公开方式", "公開方式", "公开属性", "公开类别", "公开形式"),
    "validity": ("有效性", "效力状态", "时效性", "是否有效", "时效状态", "文件状态"),
    "kind": ("公文种类", "文种", "体裁分类"),
    "interpreting_unit": ("解读单位", "解讀單位", "解读机关", "解讀機關", "解读机构", "解读部门"),
    "interpreter": ("解读人", "解讀人", "解读人员", "解讀人員"),
    "telephone": (
        "联系电话", "聯系電話", "聯繫電話", "咨询电话", "諮詢電話", "政策咨询电话", "解读电话", "解讀電話",
    ),
}  # fmt: skip
FIELD_OF_LABEL = {label: name for name, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(
    r"^[\s【\[]*(?P<label>"
    + "|".join(sorted(FIELD_OF_LABEL, key=len, reverse=True))
    + r")[\s】\]]*[:：]\s*(?P<value>.+)$"
)
_NEXT_LABEL = re.compile(r"[\s;；|｜]+[\u3400-\u9fff]{2,6}\s*[:：]")
_CONTACT = frozenset({"interpreting_unit", "interpreter", "telephone"})
_DATES = frozenset({"published", "signed", "effective", "expires"})
_PHONE = re.compile(
    r"400-?\d{3}-?\d{4}|(?<!\d)1[3-9]\d{9}(?!\d)|(?:0\d{2,3}[-－—\s]?)?(?<!\d)[1-9]\d{6,7}(?:[-转]\d{1,5})?(?!\d)|(?<!\d)[19]\d{4}(?!\d)"
)
_WITHIN = 25  # non-empty lines from the top; contact lines stand below the text
_LONGEST_LINE = 120
_LONGEST_VALUE = 60
_STATUS = {
    "有效": Validity.IN_FORCE, "是": Validity.IN_FORCE, "现行": Validity.IN_FORCE,
    "废止": Validity.REPEALED, "失效": Validity.LAPSED, "无效": Validity.LAPSED, "否": Validity.LAPSED,
    "已修改": Validity.AMENDED, "修改": Validity.AMENDED, "尚未施行": Validity.NOT_YET,
    "未生效": Validity.NOT_YET,
}  # fmt: skip


def read_validity(text: str) -> Validity:
    """What a database or page calls the state of a document; ``UNKNOWN`` for any other word."""
    word = text.strip(" 。【】[]")
    return Validity(word) if word in set(Validity) else _STATUS.get(word, Validity.UNKNOWN)


def is_labelled(line: str) -> bool:
    """Whether the line states a labelled fact."""
    return _LABELLED.match(line) is not None


def labelled_facts(lines: Sequence[str]) -> dict[str, Any]:
    """Fields of ``Metadata`` by name; the first line that states one counts.

    A date of publication is taken before the date of signing.
    """
    found: dict[str, Any] = {}
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not (match := _LABELLED.match(line)):
            continue
        name = FIELD_OF_LABEL[match["label"]]
        if position >= _WITHIN and name not in _CONTACT | {"disclosure"}:
            continue
        value = _NEXT_LABEL.split(match["value"])[0].strip(" \t\u3000;；")
        if len(value) <= _LONGEST_VALUE and (parsed := _parsed(name, value)):
            found.setdefault(name, parsed)
    signed = found.pop("signed", None)
    return found if signed is None else {"published": signed, **found}


def _parsed(name: str, value: str) -> object:
    if name in _DATES:
        return find_date(value)
    if name == "validity":
        return read_validity(value)
    if name == "telephone":
        return "、".join(_PHONE.findall(value))
    if name == "document_number" and not re.search("[号號令]", value):
        return None
    return value if value.strip("-/无無") and not is_labelled(value) else None
