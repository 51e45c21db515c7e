"""What a page says about itself: numbers, issuer, dates, validity, contact.

``read_metadata`` fills only what is still empty, so that what a reader knows for
certain (a meta tag, a database column) is never overwritten by what was inferred.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from index.dates import DATE, find_date
from index.types import Metadata, Validity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_HEAD = 15  # non-empty lines in which a document names itself
_LONGEST_HEAD_LINE = 120
_LONGEST_CONTACT = 60
_LONGEST_CLAUSE = 400
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

_NUMBER = re.compile(
    r"(?P<agency>[\u3400-\u9fff]{1,14})\s?[〔\[［【(（﹝]\s?(?P<year>(?:19|20)\d{2})\s?年?\s?[〕\]］】)）﹞]"
    r"\s?第?\s?(?P<serial>\d{1,5})\s?[号號]"
)
_ORDER = re.compile(
    r"(?:(?:中华人民共和国|[\u3400-\u9fff]{2,20}(?:省|市|自治区|人民政府|委员会|局|部|署))[\u3400-\u9fff]{0,16}|国务院|主席)?"
    r"(?:令|公告)\s?(?:[(（〔]?(?:19|20)\d{2}年?[)）〕]?)?\s?第\s?[\d〇一二三四五六七八九十百]{1,6}\s?[号號]"
)
_INDEX_NUMBER = re.compile(
    r"(?<![\w/-])[0-9A-Z]{8,18}[-/](?:[0-9A-Z]{1,9}[-/])?(?:19|20)\d{2}[-/]?\d{3,8}(?!\w)"
)
_DISCLOSURE = re.compile(
    "(?:主动|主動|依申请|依申請|不予)公[开開]|此件公[开開][发發]布|此件主动公开|此件主動公開"
)

_LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "索引號"),
    "document_number": ("文号", "文號", "发文字号", "發文字號", "发文文号", "文件编号", "文件編號"),
    "issuer": (
        "发文机关",
        "發文機關",
        "发布机构",
        "發布機構",
        "发文单位",
        "發文單位",
        "发布单位",
        "制发机关",
        "公开主体",
        "发文部门",
        "发文机构",
        "发布机关",
    ),
    "published": (
        "发布日期",
        "發布日期",
        "发布时间",
        "發布時間",
        "成文日期",
        "生成日期",
        "公开日期",
        "发文日期",
        "印发日期",
        "公布日期",
    ),
    "effective": ("生效日期", "实施日期", "施行日期", "生效时间", "實施日期"),
    "expires": ("失效日期", "废止日期", "失效时间", "有效期至"),
    "disclosure": ("公开方式", "公開方式", "公开属性", "公开类别", "公开形式"),
    "validity": ("有效性", "效力状态", "时效性", "是否有效", "时效状态"),
    "kind": ("公文种类", "文种", "体裁分类"),
    "interpreting_unit": ("解读单位", "解讀單位", "解读机关", "解读机构", "解读部门"),
    "interpreter": ("解读人", "解讀人", "解读人员"),
    "telephone": (
        "联系电话",
        "聯系電話",
        "聯繫電話",
        "咨询电话",
        "諮詢電話",
        "政策咨询电话",
        "解读电话",
    ),
}
_FIELD = {label: name for name, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(
    r"^[\s【\[]*(?P<label>"
    + "|".join(sorted(_FIELD, key=len, reverse=True))
    + r")[\s】\]]*[:：]\s*(?P<value>.+)$"
)
_NEXT_LABEL = re.compile(r"[\s;；|｜]+[\u3400-\u9fff]{2,6}\s*[:：]")
_CONTACT_FIELDS = frozenset({"interpreting_unit", "interpreter", "telephone"})
_PHONE = re.compile(
    r"(?:\+?86-?)?(?:0\d{2,3}[-－—\s]?)?\d{7,8}(?:-\d{1,5})?|1[3-9]\d{9}|\b1\d{4}\b|400-?\d{3}-?\d{4}"
)

_EFFECTIVE = re.compile(
    r"自\s*(?P<when>[^，。；自]{6,16}?)\s*起(?:正式)?(?:施行|实施|執行|执行|生效|實施)"
)
_SINCE_PUBLISHED = re.compile(
    r"自(?:公布|发布|發布|印发|印發|颁布)之日起(?:正式)?(?:施行|实施|执行|生效|實施)"
)
_TERM = re.compile(r"有效期(?:限)?(?:为|為)?\s*(?P<n>[0-9一二两三四五六七八十]{1,2})\s*年")
_UNTIL = re.compile(r"有效期(?:限)?(?:至|到)\s*(?P<when>[^，。；]{6,16})")
_SELF_REPEALED = re.compile(
    "^[（(【\\[]?(?:本(?:文件|通知|办法|規定|规定|意见|细则|條例|条例)|此文件|该文件|該文件)(?:现|已|業|业|現)?(?:经|被|於|于|由)?.{0,30}?(?:废止|廢止|失效)[。）)】\\]]?$"
    "|^[【\\[（(]?(?:已|全文)?(?:废止|廢止|失效)[】\\])）]$"
)
_ISSUER_SUFFIX = (
    "人民政府办公厅|人民政府办公室|人民政府|国务院办公厅|国务院|办公厅|办公室|委员会|管理委员会|管委会|管委會|委|厅|局|部|署|院|行|"
    "街道办事处|党组|指挥部|领导小组|中心|工作组|总局|會|会"
)
_TITLE_ISSUER = re.compile(
    rf"^(?:[（(【\[][^）)】\]]{{1,12}}[）)】\]])?(?P<issuer>[\u3400-\u9fff、 ]{{2,40}}?(?:{_ISSUER_SUFFIX}))(?:等\d*部门)?"
    r"\s*(?:关于|關於|關于|印发|印發|发布|令)"
)
_LONE_ISSUER = re.compile(
    "[\u3400-\u9fff]{2,28}(?:人民政府|办公厅|辦公廳|办公室|辦公室|委员会|委員會|管委会|管委會|局|厅|廳|国务院|國務院|办事处|辦事處|法院|检察院)"
)
_INTERPRETATION = re.compile("(?:政策)?解[读讀]|一[图圖][读讀]懂")
_KINDS = (
    "实施细则", "实施办法", "实施意见", "指导意见", "实施方案", "工作方案", "行动计划", "管理办法", "条例", "條例",
    "办法", "辦法", "规定", "規定", "细则", "細則", "规则", "規則", "意见", "意見", "通知", "通告", "公告", "公报",
    "决定", "決定", "决议", "批复", "函", "命令", "请示", "报告", "纪要", "方案", "规划", "計劃", "计划", "措施",
    "指南", "指引", "解释", "解釋", "修正案", "法典", "法",
)  # fmt: skip
_STATUS = {
    "有效": Validity.IN_FORCE, "现行有效": Validity.IN_FORCE, "是": Validity.IN_FORCE,
    "现行": Validity.IN_FORCE, "废止": Validity.REPEALED, "已废止": Validity.REPEALED,
    "失效": Validity.LAPSED, "已失效": Validity.LAPSED, "无效": Validity.LAPSED, "否": Validity.LAPSED,
    "已被修改": Validity.AMENDED, "已修改": Validity.AMENDED, "修改": Validity.AMENDED,
    "历史版本": Validity.SUPERSEDED, "尚未生效": Validity.NOT_YET, "尚未施行": Validity.NOT_YET,
    "未生效": Validity.NOT_YET,
}  # fmt: skip


def normalise_document_number(text: str) -> str:
    """A document number in its one spelling: 国发[２０１９]５ 号 → 国发〔2019〕5号; other text only without spaces."""
    plain = re.sub(r"\s+", "", text.translate(_HALF_WIDTH))
    return re.sub(r"[〔\[［【(（﹝](\d{4})年?[〕\]］】)）﹞]第?0*(\d+)[号號]", r"〔\1〕\2号", plain)


def find_document_number(text: str) -> str:
    """The first document number in ``text`` as published, "" where there is none."""
    match = _NUMBER.search(text.translate(_HALF_WIDTH))
    return text[match.start() : match.end()] if match else ""


def find_index_number(text: str) -> str:
    """The first index number (索引号) such as 330782000000/2023-528872, "" where there is none."""
    match = _INDEX_NUMBER.search(text)
    return match[0] if match else ""


def read_validity(text: str) -> Validity:
    """What a database or page calls the state of a document; ``UNKNOWN`` for any other word."""
    return _STATUS.get(text.strip(" 。【】[]"), Validity.UNKNOWN)


def is_front_matter(line: str) -> bool:
    """Whether a line only states a number, a date, a disclosure kind or a labelled fact."""
    plain = line.strip()
    return bool(
        _LABELLED.match(plain)
        or _INDEX_NUMBER.fullmatch(plain)
        or _DISCLOSURE.fullmatch(plain.strip("（）()"))
        or (DATE.match(plain.translate(_HALF_WIDTH)) and len(plain) <= 20)
        or _NUMBER.fullmatch(plain.translate(_HALF_WIDTH))
        or re.match(r"^(?:来源|來源|作者|信息来源|稿源)\s*[:：]", plain)
    )


def read_metadata(lines: Sequence[str], given: Metadata, title: str = "") -> Metadata:
    """``given`` with its empty fields filled from the lines of the document and from its title."""
    filled = [line.strip() for line in lines if line.strip()]
    found: dict[str, Any] = {}
    for source in (
        _labelled(filled),
        _unlabelled(filled),
        _from_title(title),
        _in_the_text(filled),
    ):
        for name, value in source.items():
            found.setdefault(name, value)
    for field in fields(Metadata):
        if getattr(given, field.name) or not found.get(field.name):
            found.pop(field.name, None)
    metadata = replace(given, **found)
    return _with_term(metadata, filled)


def _labelled(lines: list[str]) -> dict[str, Any]:
    """``标签：值`` lines; facts of the document from its head, contact lines from anywhere."""
    found: dict[str, Any] = {}
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_HEAD_LINE or not (match := _LABELLED.match(line)):
            continue
        name = _FIELD[match["label"]]
        is_contact = name in _CONTACT_FIELDS
        if position >= _HEAD + 10 and not is_contact:
            continue
        value = _NEXT_LABEL.split(match["value"])[0].strip(" \t\u3000;；")
        if value and len(value) <= _LONGEST_CONTACT and (parsed := _parsed(name, value)):
            found.setdefault(name, parsed)
    return found


def _parsed(name: str, value: str) -> str | date | Validity | None:
    if name in {"published", "effective", "expires"}:
        return find_date(value)
    if name == "validity":
        return read_validity(value)
    if name == "telephone":
        return value if _PHONE.search(value) else None
    return value if value not in {"无", "無", "-", "--", "/"} else None


def _unlabelled(lines: list[str]) -> dict[str, Any]:
    """Lines of the head that are nothing but a number, a date, an issuer or a disclosure kind."""
    found: dict[str, Any] = {}
    head = [line for line in lines[:_HEAD] if len(line) <= _LONGEST_HEAD_LINE]
    for position, line in enumerate(head):
        plain = line.strip("（）() ")
        if _INDEX_NUMBER.fullmatch(plain):
            found.setdefault("index_number", plain)
            if position + 2 < len(head) and _LONE_ISSUER.fullmatch(head[position + 2]):
                found.setdefault("issuer", head[position + 2])
        elif _NUMBER.fullmatch(plain.translate(_HALF_WIDTH)) or _ORDER.fullmatch(plain):
            found.setdefault("document_number", plain)
        elif _DISCLOSURE.fullmatch(plain):
            found.setdefault("disclosure", plain)
        elif len(plain) <= 20 and DATE.match(plain.translate(_HALF_WIDTH)):
            found.setdefault("published", find_date(plain))
    return found | _signature(lines)


def _signature(lines: list[str]) -> dict[str, Any]:
    """The issuer's and the date's lines under an official document: 国务院办公厅 / 2018年12月30日."""
    for position in range(len(lines) - 1, 0, -1):
        line = lines[position]
        dated = len(line) <= 16 and DATE.fullmatch(line.translate(_HALF_WIDTH).replace(" ", ""))
        if dated and _LONE_ISSUER.fullmatch(lines[position - 1]):
            return {"issuer": lines[position - 1], "published": find_date(line.replace(" ", ""))}
    return {}


def _from_title(title: str) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind_of_title(title)}
    is_own_title = not _INTERPRETATION.search(title)
    if is_own_title and (match := _TITLE_ISSUER.match(title)):
        found["issuer"] = match["issuer"].strip()
    return found


def kind_of_title(title: str) -> str:
    """通知, 办法, 政策解读 … by the end of the title; "" where it says nothing."""
    core = re.sub(r"[（(\[【〔][^（）()\[\]【】〔〕]*[）)\]】〕]\s*", "", title).strip(" 》")
    if _INTERPRETATION.search(title):
        return "政策解读"
    if match := re.search("(公告|通告|公报|令)第?[^\u3400-\u9fff]*[号號]$", core):
        return match[1]
    return next((kind for kind in _KINDS if core.endswith(kind)), "")


def _in_the_text(lines: list[str]) -> dict[str, Any]:
    """Sentences in which a document speaks of itself: 自…起施行, 有效期至 …, 已废止."""
    found: dict[str, Any] = {}
    for line in lines:
        if len(line) > _LONGEST_CLAUSE:
            continue
        if ("起" in line) and (match := _EFFECTIVE.search(line)) and _speaks_of_itself(line, match):
            found.setdefault("effective", find_date(match["when"]))
        if "有效期" in line and (match := _UNTIL.search(line)) and _speaks_of_itself(line, match):
            found.setdefault("expires", find_date(match["when"]))
        if len(line) <= 60 and _SELF_REPEALED.match(line):
            found.setdefault("validity", Validity.REPEALED)
    return {name: value for name, value in found.items() if value}


def _speaks_of_itself(line: str, match: re.Match[str]) -> bool:
    """A sentence about 本办法, 本通知 …, or one that names no other document at all."""
    start = max(line.rfind("。", 0, match.start()), line.rfind("；", 0, match.start())) + 1
    before = line[start : match.start()]
    return "本" in before or ("《" not in before and len(before) <= 12)


def _with_term(metadata: Metadata, lines: list[str]) -> Metadata:
    """有效期5年 counts from the day it takes effect, and ends on the day before."""
    if metadata.effective is None and _takes_effect_when_published(lines):
        metadata = replace(metadata, effective=metadata.published)
    start = metadata.effective
    if metadata.expires is not None or start is None:
        return metadata
    for line in lines:
        if len(line) <= _LONGEST_CLAUSE and (match := _TERM.search(line)):
            years = _years(match["n"])
            return replace(metadata, expires=_years_later(start, years)) if years else metadata
    return metadata


def _takes_effect_when_published(lines: list[str]) -> bool:
    short = [line for line in lines[-40:] if len(line) <= _LONGEST_CLAUSE]
    return any(_SINCE_PUBLISHED.search(line) and "本" in line for line in short)


def _years(written: str) -> int:
    han = {
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "十": 10,
    }
    return int(written) if written.isdigit() else han.get(written, 0)


def _years_later(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
