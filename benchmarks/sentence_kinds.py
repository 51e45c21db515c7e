"""True and false sentences made from real quotes, each of a named kind, as a model might write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.numerals import chinese_number, in_han
from index.places import short_names_in
from index.search_form import search_form

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_NUMERAL = "[一二三四五六七八九十百千]"
_UNIT = "(?:个工作日|工作日|个月|小时|分钟|周岁|万元|亿元|元|日|天|年|月|人|名|户|家|次|倍|%|％)"
_FIGURE = re.compile(rf"(?<![\d第.])(\d+(?:\.\d+)?|{_NUMERAL}+)({_UNIT})")
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(19|20)(\d{2})年")
_NUMBER = re.compile(r"([〔\[(（]\d{4}[〕\])）])(\d+)号")
_BODY = re.compile(
    r"(财政|教育|公安|民政|司法|卫生健康|商务|税务|审计|交通运输|农业农村|应急管理|生态环境|人力资源社会保障|人力资源和社会保障|市场监督管理|住房城乡建设|自然资源|发展改革)"
)
_BODIES = ("财政", "教育", "公安", "民政", "司法", "卫生健康", "商务", "税务", "审计", "交通运输", "农业农村", "应急管理", "生态环境")  # fmt: skip
_PLACES = ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京", "西安", "重庆", "苏州", "青岛", "厦门", "长沙")  # fmt: skip
_UNITS = {
    "元": "万元", "万元": "元", "亿元": "万元", "日": "个月", "天": "个月", "个月": "年", "月": "年", "年": "个月", "小时": "天", "个工作日": "个月",
    "工作日": "个月", "%": "‰", "％": "‰", "人": "户", "户": "人", "名": "户", "家": "人", "倍": "%", "次": "年", "分钟": "小时", "周岁": "个月",
}  # fmt: skip
_TURNED = (
    ("不得", "可以"), ("应当", "不得"), ("必须", "无需"), ("可以", "不得"), ("严禁", "允许"), ("禁止", "允许"), ("不予", "予以"), ("不需要", "需要"),
    ("没有", "具有"), ("不再", "继续"), ("未经", "经"), ("不能", "可以"), ("不", ""), ("未", "已"),
)  # fmt: skip
_MODAL = (
    ("应当", "可以"),
    ("可以", "应当"),
    ("必须", "可以"),
    ("应", "可"),
    ("可", "必须"),
    ("要", "可以"),
)
_BOUNDS = (
    ("以上", "以下"), ("以下", "以上"), ("不超过", "超过"), ("不得超过", "可以超过"), ("不少于", "少于"), ("不低于", "低于"), ("以前", "以后"), ("之前", "之后"),
    ("以内", "以外"), ("以后", "以前"), ("之后", "之前"), ("至少", "至多"), ("最高", "最低"), ("日内", "日后"),
)  # fmt: skip
_LIGHT = (
    ("应当", "应"),
    ("应当", "应该"),
    ("必须", "须"),
    ("可以", "可"),
    ("不得", "不能"),
    ("严禁", "禁止"),
    ("没有", "无"),
)
_CONNECTING = (
    "根据规定，",
    "根据有关规定，",
    "此外，",
    "具体来说，",
    "对此，",
    "需要注意的是，",
    "同时，",
    "其中，",
)
_INVENTED = (
    "申请人可以登录省政务服务网在线提交申请，审核通过后补贴资金直接发放到社会保障卡。",
    "逾期未办理的，由主管部门责令限期改正，并处二千元以上一万元以下的罚款。",
    "符合条件的家庭每月还可以领取三百元的生活补助，最长不超过二十四个月。",
    "该项工作由省级人民政府统一组织实施，每年第四季度向社会公布考核结果。",
    "申请材料齐全的，窗口工作人员当场受理，并在十五个工作日内办结。",
    "企业应当建立专门台账，保存期限不少于五年，以备检查。",
    "本办法自二〇二一年一月一日起施行，有效期五年。",
    "对弄虚作假骗取资金的单位，三年内取消其申报资格，并记入信用档案。",
    "经办机构会在收到材料后通过短信通知申请人审核结果。",
    "外地户籍人员凭居住证同样享受上述优惠，无须另行申请。",
    "专家评审委员会由七人组成，评审结果公示不少于十日。",
    "涉及跨区域事项的，由上一级主管机关协调解决。",
)  # fmt: skip
_MARKS = re.compile(r"(?<=[。；！？;!?\n])")
_LABEL = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|\d{1,2}[.．](?!\d))\s*")
_ENOUGH = 8  # characters of a sentence
_TURNING = re.compile("[不未无非除但若如]|的$|之前|以前|以后|之后|[以之]内|仅|只|或")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence with the numbers it cites, and whether the evidence holds it."""

    text: str
    numbers: tuple[int, ...]
    true: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes of one answer, the first is [1], and a quote of another document."""

    quotes: tuple[str, ...]
    title: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class _Case:
    sentence: str
    rng: random.Random
    evidence: Evidence


def sentences_of(quote: str) -> list[str]:
    """The whole sentences of a quote, without the marks at their ends."""
    parts = [_LABEL.sub("", part).strip().rstrip("。；！？;!?") for part in _MARKS.split(quote)]
    return [part for part in parts if len(part) >= _ENOUGH and "\n" not in part]


def true_sentences(evidence: Evidence, rng: random.Random) -> list[Written]:
    """One true sentence of each kind that the quotes allow."""
    made = []
    for kind, maker in _TRUE.items():
        candidates = [(n, s) for n, q in enumerate(evidence.quotes, 1) for s in sentences_of(q)]
        rng.shuffle(candidates)
        for number, sentence in candidates:
            if (text := maker(_Case(sentence, rng, evidence))) is not None:
                made.append(Written(text + "。", (number,), true=True, kind=kind))
                break
    return made + _joined(evidence, rng)


def false_sentences(evidence: Evidence, rng: random.Random) -> list[Written]:
    """One false sentence of each kind that the quotes allow; none that a quote has as it is."""
    whole = "\n".join(evidence.quotes)
    made = []
    for kind, maker in _FALSE.items():
        candidates = [(n, s) for n, q in enumerate(evidence.quotes, 1) for s in sentences_of(q)]
        rng.shuffle(candidates)
        for number, sentence in candidates:
            text = maker(_Case(sentence, rng, evidence))
            if text is not None and text != sentence and text not in whole:
                made.append(Written(text + "。", (number,), true=False, kind=kind))
                break
    return made + _miscited(evidence, rng)


def _joined(evidence: Evidence, rng: random.Random) -> list[Written]:
    found = [(n, s) for n, q in enumerate(evidence.quotes, 1) for s in sentences_of(q)]
    if len(found) < 2:
        return []
    (one, first), (other, second) = rng.sample(found, 2)
    text = f"{first}{rng.choice(('，', '；', '，同时，', '，并且'))}{second}。"
    return [Written(text, tuple(dict.fromkeys((one, other))), true=True, kind="two joined")]


def _miscited(evidence: Evidence, rng: random.Random) -> list[Written]:
    found = [(n, s) for n, q in enumerate(evidence.quotes, 1) for s in sentences_of(q)]
    if not found:
        return []
    number, sentence = rng.choice(found)
    beyond = len(evidence.quotes) + rng.randint(3, 8)
    made = [Written(sentence + "。", (beyond,), true=False, kind="citation that does not exist")]
    others = [
        n
        for n, q in enumerate(evidence.quotes, 1)
        if n != number and search_form(sentence) not in search_form(q)
    ]
    if others:
        made.append(
            Written(sentence + "。", (rng.choice(others),), true=False, kind="another's citation")
        )
    return made


def _verbatim(case: _Case) -> str | None:
    return case.sentence


def _clause(case: _Case) -> str | None:
    clauses = [c for c in case.sentence.split("，") if len(c) >= _ENOUGH]
    return case.rng.choice(clauses) if len(clauses) > 1 else None


def _without_middle(case: _Case) -> str | None:
    clauses = case.sentence.split("，")
    free = [n for n in range(1, len(clauses) - 1) if not _TURNING.search(clauses[n])]
    if not free:
        return None
    left_out = case.rng.choice(free)
    return "，".join(c for n, c in enumerate(clauses) if n != left_out)


def _respelled(case: _Case) -> str | None:
    match = _FIGURE.search(re.sub("《[^》]*》|一次性", lambda m: "·" * len(m[0]), case.sentence))
    if match is None or "." in match[1]:
        return None
    if match[2] in {"%", "％"}:
        return (
            _put(case.sentence, match, f"百分之{in_han(int(match[1]))}")
            if match[1].isdecimal() and int(match[1]) <= 99
            else None
        )
    if match[1].isdecimal():
        return (
            _put(case.sentence, match, in_han(int(match[1])) + match[2])
            if int(match[1]) < 10_000
            else None
        )
    try:
        return _put(case.sentence, match, f"{chinese_number(match[1])}{match[2]}")
    except ValueError:
        return None


def _light(case: _Case) -> str | None:
    return _exchanged(case.sentence, _LIGHT, case.rng)


def _reordered(case: _Case) -> str | None:
    clauses = case.sentence.split("，")
    if len(clauses) < 2:
        return None
    at = case.rng.randrange(1, len(clauses))
    return "，".join(clauses[at:] + clauses[:at])


def _connected(case: _Case) -> str | None:
    return case.rng.choice((*_CONNECTING, f"根据《{case.evidence.title}》，")) + case.sentence


def _figure(case: _Case) -> str | None:
    matches = [m for m in _FIGURE.finditer(case.sentence) if m[1].isdecimal()]
    if not matches:
        matches = list(_FIGURE.finditer(case.sentence))
    if not matches:
        return None
    match = case.rng.choice(matches)
    if match[1].isdecimal():
        return _put(
            case.sentence, match, f"{int(match[1]) + case.rng.choice((1, 2, 5, 10))}{match[2]}"
        )
    other = case.rng.choice([n for n in ("二", "三", "五", "六", "十五", "二十") if n != match[1]])
    return _put(case.sentence, match, other + match[2])


def _figure_of_another(case: _Case) -> str | None:
    match = _FIGURE.search(case.sentence)
    if match is None:
        return None
    others = {
        m[1] for q in case.evidence.quotes for m in _FIGURE.finditer(q) if m[2] == match[2]
    } - {match[1]}
    return (
        _put(case.sentence, match, case.rng.choice(sorted(others)) + match[2]) if others else None
    )


def _unit(case: _Case) -> str | None:
    match = _FIGURE.search(case.sentence)
    return None if match is None else _put(case.sentence, match, match[1] + _UNITS[match[2]])


def _body(case: _Case) -> str | None:
    match = _BODY.search(case.sentence)
    if match is None:
        return None
    return _put(case.sentence, match, case.rng.choice([b for b in _BODIES if b != match[1]]))


def _place(case: _Case) -> str | None:
    names = short_names_in(case.sentence)
    if not names or names[0] not in case.sentence:
        return None
    return case.sentence.replace(
        names[0], case.rng.choice([p for p in _PLACES if p not in case.sentence])
    )


def _title(case: _Case) -> str | None:
    found = re.search(r"《[^》]+》", case.sentence)
    return None if found is None else _put(case.sentence, found, "《安全生产监督管理条例》")


def _date(case: _Case) -> str | None:
    if match := _DATE.search(case.sentence):
        day = (int(match[2]) + case.rng.randint(1, 20)) % 28 + 1
        return _put(case.sentence, match, f"{match[1]}月{day}日")
    if match := _YEAR.search(case.sentence):
        return _put(case.sentence, match, f"{match[1]}{(int(match[2]) + 3) % 100:02d}年")
    return None


def _document_number(case: _Case) -> str | None:
    match = _NUMBER.search(case.sentence)
    return None if match is None else _put(case.sentence, match, f"{match[1]}{int(match[2]) + 7}号")


def _turned(case: _Case) -> str | None:
    return _exchanged(case.sentence, _TURNED, case.rng)


def _modality(case: _Case) -> str | None:
    return _exchanged(case.sentence, _MODAL, case.rng)


def _bound(case: _Case) -> str | None:
    return _exchanged(case.sentence, _BOUNDS, case.rng)


def _consequence_of_another(case: _Case) -> str | None:
    clauses = case.sentence.split("，")
    first = clauses[0]
    others = [
        other.split("，")
        for quote in case.evidence.quotes
        for other in sentences_of(quote)
        if other != case.sentence and "，" in other and not other.startswith(first)
    ]
    if len(clauses) < 2 or len(first) < _ENOUGH or not others:
        return None
    return f"{first}，{case.rng.choice(others)[-1]}"


def _elsewhere(case: _Case) -> str | None:
    found = sentences_of(case.evidence.elsewhere)
    return case.rng.choice(found) if found else None


def _invented(case: _Case) -> str | None:
    return case.rng.choice(_INVENTED).rstrip("。")


def _exchanged(sentence: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """``sentence`` with one of its words exchanged; a word of two signs goes before its parts."""
    fitting = [pair for pair in pairs if pair[0] in sentence]
    if not fitting:
        return None
    longest = max(len(old) for old, _ in fitting)
    old, new = rng.choice([pair for pair in fitting if len(pair[0]) == longest])
    if len(old) == 1 and not re.search(rf"(?<![^\W]){old}|{old}(?=[\u4e00-\u9fff])", sentence):
        return None
    return sentence.replace(old, new, 1)


def _put(sentence: str, match: re.Match[str], text: str) -> str:
    return sentence[: match.start()] + text + sentence[match.end() :]


_TRUE: dict[str, Callable[[_Case], str | None]] = {
    "verbatim": _verbatim,
    "one clause": _clause,
    "middle clause left out": _without_middle,
    "number spelt otherwise": _respelled,
    "应当 to 应 and the like": _light,
    "clauses reordered": _reordered,
    "connecting phrase": _connected,
}
_FALSE: dict[str, Callable[[_Case], str | None]] = {
    "figure changed": _figure,
    "figure of another clause": _figure_of_another,
    "unit changed": _unit,
    "name of a body changed": _body,
    "place changed": _place,
    "title changed": _title,
    "date changed": _date,
    "文号 changed": _document_number,
    "negation turned": _turned,
    "modality turned": _modality,
    "bound turned": _bound,
    "consequence of another sentence": _consequence_of_another,
    "claim of another document": _elsewhere,
    "invented": _invented,
}
