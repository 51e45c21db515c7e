"""Whether two claims are of the same matter, read from the words around their values."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from index.places import places_in
from qa.second.groups import differ
from qa.second.stated import OWN, Stated, StatedKind, words_of

# Of 1, in common of two clauses without their values; a duty is told by its clause alone.
ALIKE = 0.62
ALIKE_DUTY = 0.8
ALIKE_CONTEXT = 0.5  # in common of the sentences up to there: 处◆罚款 says not for what
_BESIDE = 2  # characters next to the value
_LEAST_WORDS = 2  # a clause that says less says not what its value is of

_SAME = tuple(
    (re.compile(words), word)
    for words, word in (
        (r"应当|应该|必须|务必|须(?!知)|应(?![急用对届聘])", "应"),
        (r"最多|最高|最长|不得?超过|至多|上限|不高于|不多于", "最高"),
        (r"最少|最低|最短|不得?低于|不得?少于|至少|下限", "最低"),
        (r"期限|时限|时间|时长|日期", "期"),
        (r"截止|截至", "截止"),
        (r"救助金|补助金?|津贴|补贴金?", "补贴"),
        (r"金额|标准|额度|数额", "标准"),
        (r"提出申请|申请办理|进行申请|提交申请|申领|办理申请|提出", "申请"),
        (r"(?:咨询|联系|服务|热线|办公)(?:电话|热线)|热线|联系方式", "电话"),
        (r"比率|比重|百分比", "比例"),
        (r"受理地点|办理地点", "地点"),
        (r"报送|提交|递交", "提交"),
        (r"办结|办理完毕", "办结"),
    )
)
_EMPTY = re.compile(
    rf"[^\u4e00-\u9fff#{OWN}]|予以|给予|可以|一律|统一|具体|确定|执行|按照|规定|其中|以内|之内|以上|以下|以前|之前|"
    r"人民币|最高|最低|标准|调整|[的为是按由将向到在于其该本等了和或与并从自起内前后对以则即均可应每人元]"
)
_REPORTED = re.compile(
    r"累计|截[至止](?:目前|#|.{0,3}月)|目前|已(?!满|婚)|同比|环比|增长|下降|新增|昨日|今日|记者|以来|去年|共有|达到|预计|力争|突破"
)
# A date is a deadline or an appointment, not that of a text or of its signature.
_DATED = re.compile(r"截止|[前起止至到]|开始|时间|期(?!刊)|定于|举行|报名|考试")
_OF_ITSELF = re.compile(r"施行|生效|起执行|起实施|印发|废止|发布|公布|[发成行]文|生成|索引|制发")
_TERM = re.compile(r"本.{0,8}有效|^有效期")


def same_matter(one: Stated, other: Stated, headings: tuple[str, str]) -> bool:
    """Whether two claims of one kind say of what the value is in the same words.

    Not where something is seen for which both may hold: another group or place, other figures as a
    condition, what has been done rather than what holds, a text's own dates. ``headings`` stand
    above the claims, and are read where a clause says nothing by itself (每人每月600元).
    """
    if not _conditions_agree(one, other) or _is_no_rule(one) or _is_no_rule(other):
        return False
    if differ(plain(one.context), plain(other.context)) or _elsewhere(one, other):
        return False
    if likeness(_core(one.context), _core(other.context)) < ALIKE_CONTEXT:
        return False
    least = ALIKE_DUTY if one.kind is StatedKind.DUTY else ALIKE
    frames = [
        _core(claim.frame if len(words_of(claim.frame)) >= _LEAST_WORDS else heading + claim.frame)
        for claim, heading in zip((one, other), headings, strict=True)
    ]
    if min(len(_letters(frame)) for frame in frames) < _LEAST_WORDS:
        return False
    return likeness(*frames) >= least and _beside_the_same(*frames) and not _replaced(*frames)


@lru_cache(maxsize=4096)  # each claim is compared with many
def plain(text: str) -> str:
    """A text in its search form with one word for what is said in several: 时限, 期限."""
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return text


@lru_cache(maxsize=4096)
def _core(frame: str) -> str:
    return _EMPTY.sub("", plain(frame)) or frame


def likeness(one: str, other: str) -> float:
    """0…1, how much two frames have in common."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _beside_the_same(one: str, other: str) -> bool:
    """Whether the values have the same words before or after them."""
    (left, _, right), (before, _, after) = one.partition(OWN), other.partition(OWN)
    ends = bool(left and before) and left[-_BESIDE:] == before[-_BESIDE:]
    return ends or (bool(right and after) and right[:_BESIDE] == after[:_BESIDE])


def _replaced(one: str, other: str) -> bool:
    """Whether a word of one frame has another in its place: 受理◆, 审批◆."""
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return any(
        tag == "replace"
        and _letters(one[a:b])
        and _letters(other[c:d])
        and max(len(_letters(one[a:b])), len(_letters(other[c:d]))) > 1
        for tag, a, b, c, d in changes
    )


def _letters(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


def _conditions_agree(one: Stated, other: Stated) -> bool:
    """Whether the other values in both sentences are the same: ages, years; 2月 is 2020年2月."""
    bare = [
        {
            value[1:] if len(value) > 1 and value[0].startswith("y") else value
            for value in claim.conditions
        }
        for claim in (one, other)
    ]
    years = [
        {value[0] for value in claim.conditions if value[0].startswith("y") and value[0] != "y"}
        for claim in (one, other)
    ]
    return bare[0] == bare[1] and (not years[0] or not years[1] or years[0] == years[1])


def _is_no_rule(claim: Stated) -> bool:
    if _REPORTED.search(claim.context):
        return True
    own = claim.kind in (StatedKind.DATE, StatedKind.DURATION)
    if own and _TERM.search(claim.frame):
        return True
    is_date = claim.kind is StatedKind.DATE
    return is_date and bool(_OF_ITSELF.search(claim.frame) or not _DATED.search(claim.frame))


def _elsewhere(one: Stated, other: Stated) -> bool:
    """Whether the sentences name places of which none contains the other, or only one names one."""
    mine, theirs = places_in(one.context), places_in(other.context)
    if not mine and not theirs:
        return False
    return not any(a.startswith(b) or b.startswith(a) for a in mine for b in theirs)
