"""``标签：值`` lines: the facts that a page prints about its document, in either script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.dates import find_date
from index.facts import Fact
from index.types import Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    "subject_words": ("主题词", "主題詞"),
}  # fmt: skip
FIELD_OF_LABEL = {label: name for name, labels in _LABELS.items() for label in labels}
# 索 引 号: labels are spaced out to stand below one another.
_SPACED = "|".join(
    r"\s{0,4}".join(label) for label in sorted(FIELD_OF_LABEL, key=len, reverse=True)
)
_LABEL = re.compile(rf"(?:^|(?<=[\s;；|｜】\])）]))[\s【\[]*(?P<label>{_SPACED})[\s】\]]*[:：]\s*")
_LABELLED = re.compile(rf"^[\s【\[]*(?:{_SPACED})[\s】\]]*[:：]")
# 来源：… 发布日期：…
_BEGINS_WITH_LABEL = re.compile(
    r"^[\s【\[]*[\u3400-\u9fff](?:\s{0,4}[\u3400-\u9fff]){1,7}[\s】\]]*[:：]"
)
_NEXT_LABEL = re.compile(r"[\s;；|｜]+[\u3400-\u9fff]{2,6}\s*[:：]")
_AROUND = " \t\u3000;；|｜"
# These stand below the text too.
_ANYWHERE = frozenset(
    {"interpreting_unit", "interpreter", "telephone", "disclosure", "subject_words"}
)
_DATES = frozenset({"published", "signed", "effective", "expires"})
_PHONE = re.compile(
    r"400-?\d{3}-?\d{4}|(?<!\d)1[3-9]\d{9}(?!\d)|(?:0\d{2,3}[-－—\s]?)?(?<!\d)[1-9]\d{6,7}(?:[-转]\d{1,5})?(?!\d)|(?<!\d)[19]\d{4}(?!\d)"
)
_WITHIN = 25  # non-empty lines from the top
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


def labelled_facts(lines: Sequence[str]) -> list[Fact]:
    """What labelled lines say, in reading order; of a field the first that says something counts.

    A date of publication stands before the date of signing, wherever each is.
    """
    found: list[Fact] = []
    signed: list[Fact] = []
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        if not (_LABELLED if position >= _WITHIN else _BEGINS_WITH_LABEL).match(line):
            continue
        for match, value in _values(line, lines[position + 1 : position + 2]):
            name = FIELD_OF_LABEL[_closed(match["label"])]
            if position >= _WITHIN and name not in _ANYWHERE:
                continue
            parsed = _parsed(name, value) if len(value) <= _LONGEST_VALUE else None
            if not parsed:
                continue
            beside = value in line[match.end() :]
            quote = (
                line[match.start("label") : line.index(value, match.end()) + len(value)]
                if beside
                else value
            )
            here = position if beside else position + 1
            if name == "signed":
                signed.append(Fact("published", parsed, here, quote))
            else:
                found.append(Fact(name, parsed, here, quote))
    return found + signed


def _values(line: str, following: Sequence[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each label of a line with what stands behind it; behind a label alone stands the next line."""
    labels = list(_LABEL.finditer(line))
    ends = [match.start() for match in labels[1:]] + [len(line)]
    for match, end in zip(labels, ends, strict=False):  # without a label, one end too many
        value = _NEXT_LABEL.split(line[match.end() : end])[0].strip(_AROUND)
        if value or len(labels) > 1:
            yield match, value
        elif following and not _LABEL.match(following[0]):
            yield match, following[0].strip(_AROUND)


def _closed(label: str) -> str:
    return re.sub(r"\s+", "", label)


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
