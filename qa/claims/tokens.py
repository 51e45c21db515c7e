"""A text as clauses of tokens in one spelling, so that what two texts claim can be compared.

三十日 and 30日 become the same token, 百分之五 and 5%, 应当 and 应, 不得 and 禁止, 2020-02-03 and
二〇二〇年二月三日. A token of one character is a plain one; all others have a meaning that a
paraphrase must keep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.numerals import DIGITS, LARGE_UNITS, SMALL_UNITS, chinese_number
from index.search_form import HAN, search_form

# The first sign of a token says what it is.
NUMBER, WORD, TITLE = "#", "@", "《"
MUST, MAY, MUST_NOT, NEED_NOT = "!应当", "!可以", "!不得", "!无需"
NOT, ONLY, ALL, OR = "!不", "!仅", "!全部", "!或"
AT_MOST, AT_LEAST, OVER, UNDER = "~至多", "~至少", "~超过", "~不足"
BEFORE, AFTER = "~之前", "~之后"
NEGATIONS = frozenset({MUST_NOT, NEED_NOT, NOT})
# What a text may say less of, never more: 应当支付 and 支付 do not contradict each other.
WEAK = frozenset({MUST, ALL})

Clause = tuple[str, ...]

_HAN_NUMERAL = "[" + "".join([*DIGITS, *SMALL_UNITS, *LARGE_UNITS]) + "]"
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?(?:[百千]?万亿?|亿|千(?=[元人户米克瓦吨])|百(?=[元人户万]))?"
_UNIT = (
    "个?工作日|个?自然日|个?日历日|个月|个?小时|个?百分点|个?学时|平方公里|平方米|立方米|公里|千米|厘米|毫米|米|分钟|秒|周岁|岁"
    "|周年|年度|年|季度|月份|月|星期|周|日|天|号|元|人次|人|名|位|户|家|所|个|项|条|款|章|节|次|倍|成|份|张|件|套|辆|台|亩|吨|公斤"
    "|千克|克|斤|级|类|种|批|届|页|℃|度|分|点|时"
)
_UNITS_IN_ONE_SPELLING = {
    "个工作日": "工作日", "自然日": "日", "个自然日": "日", "日历日": "日", "个日历日": "日", "天": "日", "个小时": "小时",
    "个百分点": "百分点", "个学时": "学时", "月份": "月", "周岁": "岁", "年度": "年", "名": "人", "位": "人", "星期": "周", "千克": "公斤",
}  # fmt: skip
# Words that hold a sign of the lists below and do not mean it.
_PLAIN = (
    "未成年|未来|无人机|无线|无锡|无固定期限|非常|可能|许可|认可|可靠|可持续|可行(?!使|驶)|可见|应用|应急|应届|应聘|应税|适应|反应|相应|供应|响应|对应|效应"
    "|需求|必需|能力|功能|能源|职能|性能|节能|智能|技能|只有|是否|能否|可否|需要注意|以下简称|万一|千万|十分(?!之)|一次性"
)
_WORDS = (
    (AT_MOST, "不得超过|不能超过|不应超过|不超过|不得高于|不高于|不得多于|不多于|不大于|不迟于|不得晚于|不晚于|至多|最多|最高|最长|最迟|最晚"),
    (AT_LEAST, "不得少于|不应少于|不少于|不得低于|不应低于|不低于|不小于|不得小于|至少|最少|最低|最短"),
    (NEED_NOT, "无需|无须|不必|不需要|不需|毋须|毋需|不用|不要求"),
    (MUST_NOT, "不得|禁止|严禁|不准|不许|不允许|不能够|不能|不可以|不可|不应当|不应该|不应|切勿|请勿"),
    (OVER, "超过|超出|高于|多于|大于"),
    (UNDER, "低于|少于|不足|未满|小于|不满|不到"),
    (MUST, "应当|应该|必须|须|需要|需|应"),
    (MAY, "可以|能够|允许|可"),
    (NOT, "没有|尚未|从未|并未|并非|不|未|无|非|否"),
    (ONLY, "只能|仅限于?|仅|只"),
    (ALL, "所有|全部|全体|一律|任何|一切"),
    (OR, "或者|或是|或"),
    (BEFORE, "之前|以前|届满前"),
    (AFTER, "之后|以后|届满后"),
)  # fmt: skip
_MEANINGS = {
    word: meaning for meaning, words in _WORDS for word in words.replace("?", "").split("|")
}
_MEANINGS["仅限"] = ONLY
# After a number or a level (县级以上) only: 以下材料 compares nothing.
_COMPARISONS = {
    "以上": AT_LEAST, "及以上": AT_LEAST, "以下": AT_MOST, "及以下": AT_MOST, "以内": AT_MOST, "之内": AT_MOST, "内": AT_MOST, "前": BEFORE,
    "后": AFTER,
}  # fmt: skip

_SIGNS = re.compile(
    rf"(?P<title>《[^《》\n]{{1,60}}》)"
    rf"|[〔\[(]\s*(?P<year>(?:19|20)\d{{2}})\s*年?\s*[〕\])]\s*第?\s*0*(?P<serial>\d+)\s*号"
    rf"|第\s*[(（]?(?P<ordinal>\d+|{_HAN_NUMERAL}+)[)）]?\s*(?P<of>[条款项章节编批届次期类号季]|季度)"
    rf"|(?P<y>(?:19|20)\d{{2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)"
    rf"|(?P<long>\d{{3,4}}-\d{{7,8}}(?!\d)|\d+:\d{{2}}|(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w.-]+)"
    rf"|(?P<arabic_percent>{_ARABIC})\s*%|(?P<arabic_per_mille>{_ARABIC})\s*‰|百分之(?P<han_percent>{_HAN_NUMERAL}+(?:点{_HAN_NUMERAL}+)?)"
    rf"|千分之(?P<per_mille>{_HAN_NUMERAL}+)|(?P<fraction>{_HAN_NUMERAL}+分之{_HAN_NUMERAL}+)"
    rf"|(?P<plain>{_PLAIN})"
    rf"|(?P<number>{_ARABIC}|{_HAN_NUMERAL}+)(?=(?:\s*(?:[余多几]|[-—~至到]{{1,2}}\s*(?:\d[\d.]*|{_HAN_NUMERAL}+)))?\s*(?P<unit>{_UNIT})?)"
    rf"|(?P<latin>[^\W\d_{HAN}][^\W_{HAN}]*(?:[-_.][^\W_{HAN}]+)*|[≥≤><≠±=×÷])"
    rf"|(?P<meant>{'|'.join(words for _, words in _WORDS)})"
    rf"|(?P<han>[{HAN}])"
    r"|(?P<mark>[,;:!?。！？；：，()（）\n\t“”\"…—|›]+|\.(?!\d)|(?<=[^\s\d])\s{2,})"
)
_COMPARED = re.compile("|".join(sorted(_COMPARISONS, key=len, reverse=True)))
_END = re.compile(r"[;!?。\n]")
_FULL_STOP = re.compile("[!?。]")
# What counts a point is no part of what it says: （一）, 1., 二、
_LABEL = re.compile(
    rf"(?:^|(?<=[\n。;,:“ ]))\s*(?:[(（](?:\d{{1,2}}|{_HAN_NUMERAL}{{1,3}})[)）]|(?:\d{{1,2}}|{_HAN_NUMERAL}{{1,3}})(?:[、．)）]|\.(?!\d))|[-*•·])\s*"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """The clauses of a sentence; ``stopped``: it ends with a full stop, not a semicolon or its line."""

    clauses: tuple[Clause, ...]
    stopped: bool


@lru_cache(maxsize=512)  # a quote is compared with each sentence that cites it
def claimed(text: str) -> tuple[Claimed, ...]:
    """The sentences of ``text`` as clauses of tokens; marks, labels of points and spaces are gone."""
    form = _LABEL.sub("\n", search_form(text))
    sentences: list[Claimed] = []
    found: list[Clause] = []
    tokens: list[str] = []
    position = 0
    while (match := _SIGNS.search(form, position)) is not None:
        position = match.end()
        if match["mark"]:
            found += [tuple(tokens)] if tokens else []
            tokens = []
            if _END.search(match["mark"]):
                sentences.append(
                    Claimed(tuple(found), _FULL_STOP.search(match["mark"]) is not None)
                )
                found = []
            continue
        position = _read(match, tokens, form)
        if tokens[-2:-1] == tokens[-1:] and tokens[-1][0] == "~":  # 最长不得超过
            tokens.pop()
    sentences.append(Claimed((*found, *([tuple(tokens)] if tokens else [])), stopped=True))
    return tuple(sentence for sentence in sentences if sentence.clauses)


def unit_of(token: str) -> str:
    """The unit of a number's token: 日 of #30日, "" where it has none."""
    return token.lstrip("#0123456789.")


def is_plain(token: str) -> bool:
    """Whether a token is a character without a meaning of its own kind."""
    return len(token) == 1


def _read(match: re.Match[str], tokens: list[str], form: str) -> int:
    """Add what ``match`` means to ``tokens``; where to read on."""
    if match["number"]:
        return _number(match, tokens, form)
    if match["y"]:
        tokens += [f"#{match['y']}年", f"#{int(match['m'])}月", f"#{int(match['d'])}日"]
    elif match["plain"] or match["han"]:
        tokens += match.group()
    else:
        tokens.append(_token(match))
    if tokens[-1][0] == NUMBER or tokens[-1] == "级":
        return _compared(form, match.end(), tokens)
    return match.end()


def _token(match: re.Match[str]) -> str:
    """The one token that a match means."""
    if match["title"]:
        return TITLE + match["title"][1:-1]
    if match["serial"]:
        return f"#〔{match['year']}〕{match['serial']}号"
    if match["ordinal"]:
        return f"#第{_value(match['ordinal'])}{match['of']}"
    if percent := match["arabic_percent"] or match["han_percent"]:
        return f"#{_value(percent)}%"
    if per_mille := match["arabic_per_mille"] or match["per_mille"]:
        return f"#{_value(per_mille)}‰"
    return _MEANINGS.get(match.group(), WORD + match.group())


def _number(match: re.Match[str], tokens: list[str], form: str) -> int:
    """A number with its unit; 一般, 三农 and the like stay the characters that they are."""
    written, unit = match["number"], match["unit"] or ""
    value = _value(written)
    lone = len(written) == 1 and not written.isdecimal()
    article = unit == "个" and value == "1"
    no_numeral = value == written and not written[0].isdecimal()
    if no_numeral or (lone and not unit) or article:
        tokens += written[0]
        return match.start() + 1
    tokens.append(f"#{value}{_UNITS_IN_ONE_SPELLING.get(unit, unit)}")
    end = match.end()
    rest = re.compile(rf"\s*[余多几]?\s*{unit}").match(form, end) if unit else None
    return _compared(form, rest.end() if rest else end, tokens)


def _compared(form: str, position: int, tokens: list[str]) -> int:
    """Add 以上, 以内, 前 after a number; where to read on."""
    match = _COMPARED.match(form, position)
    if match is None:
        return position
    tokens.append(_COMPARISONS[match.group()])
    return match.end()


@lru_cache(maxsize=4096)
def _value(written: str) -> str:
    """A numeral in plain digits, 50万 → 500000; as written where it is none."""
    whole, point, part = written.partition("点")
    scale = re.search("[百千万亿]+$", written)
    if written[0].isdecimal():
        number = Decimal(written[: scale.start() if scale else None].replace(",", ""))
        for sign in scale.group() if scale else "":
            number *= SMALL_UNITS.get(sign) or LARGE_UNITS[sign]
        return f"{number.normalize():f}"
    try:
        decimals = "".join(str(DIGITS[sign]) for sign in part)
        return f"{chinese_number(whole)}{'.' + decimals if point else ''}"
    except (ValueError, KeyError):  # 千万 as an everyday word, 十百
        return written
