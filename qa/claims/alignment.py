"""Where a text says what one clause claims: see ``qa.claims.holding`` for the rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.search_form import HAN
from qa.claims.tokens import NEGATIONS, NUMBER, WEAK, claimed, is_plain, unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.claims.tokens import Clause

# Inside the aligned stretch as many tokens of the text may be left out at one place.
MOST_SKIPPED = 24
_MOST_CLAUSES = 12
_WINDOWS_LOOKED_AT = 8
_LONGEST_CLAUSE = 300  # tokens; a longer one is not compared
# Of what a clause says a window must have so much to be looked at.
_ENOUGH = 0.8
# A single character found alone counts where the next one found is so near.
_NEAR = 4
_BETWEEN = ","  # the clauses of a window
_OF = "的"

# What a paraphrase may add.
_CONNECTING = re.compile(
    "需要注意的是|值得注意的是|根据|依据|依照|按照|规定|有关|相关|上述|文件|通知|政策|其中|此外|另外|同时|因此|所以|具体|来说|来看|包括|如下|以下|分别|可见|对此|对于|关于|如果|的话"
    "|需要注意|值得注意|注意|也就是说|换句话说|总之|综上|还有|以及|并且|而且|指出|明确|要求|提出|显示|表示|内容|情形|情况下?|方面|方式|一个"
    "|下列|属于|应?为|即|也|还|则|并|且|和|与|及|在|自|由|将|向|对|从|到|至|的|了|着|过|之|其|该|本|此|这|那|些|您|你|请|是|有|等|按|所|者|会|就|都|均|以"
    "|于|而|因|把|被|给|让|使"
)
# At the start of a clause they are no part of the name that follows: 并且国务院.
_OPENING = re.compile("(?:并且|而且|同时|此外|另外|其中|因此|所以|对此|根据|依据|依照|按照|以及)+")
_SUFFIXES = (
    "委员会|人民政府|办公室|管委会|研究所|事务所|派出所|公司|银行|中心|政府|法院|检察院|协会|学会|学校|大学|学院|医院|集团|支队|大队|分局|街道"
    "|省|市|县|区|镇|乡|村|局|委(?![托派员任屈])|厅|部(?![门分署位件长级委])|院(?![内外前士长校])"
)
_NAME = re.compile(rf"[^在由向到和与及或对从经报是为将的给让请于 ]{{1,12}}?(?:{_SUFFIXES})")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊"
    "秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_PERSON = re.compile(
    rf"[{_SURNAMES}][{HAN}]{{1,2}}(?=同志|先生|女士|主任|局长|处长|科长|厅长|部长|市长|县长|省长|书记|委员|教授|院士|总理|主席|院长|律师|$)"
)
_NAME_REACH = 6  # characters before its last


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause was found: the sentences of the text it begins and ends in, and how.

    ``opens``: it has the first clause of its first sentence. ``closes``: the last of its last.
    """

    first: int
    last: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause of a text, the number of its sentence, and where in it the clause stands."""

    clause: Clause
    sentence: int
    opens: bool
    closes: bool
    full_stop: bool  # behind it


def places_of(clause: Clause, text: str) -> list[Place]:
    """Every place where ``text`` says what ``clause`` claims."""
    found: dict[Place, None] = {}
    for window in _windows(clause, text):
        tokens = tuple(token for part in window for token in (_BETWEEN, *part.clause))
        span = _agreed(clause, tokens)
        if span is not None:
            first, last = (window[tokens[1 : at + 1].count(_BETWEEN)] for at in span)
            found[Place(first.sentence, last.sentence, first.opens, last.closes)] = None
    return list(found)


def content(clause: Clause) -> list[str]:
    """The tokens of a clause without connecting words."""
    plain = _CONNECTING.sub("", "".join(token if is_plain(token) else " " for token in clause))
    return [*plain.replace(" ", ""), *(token for token in clause if not is_plain(token))]


def _windows(clause: Clause, text: str) -> list[Sequence[_Part]]:
    """The runs of the text's clauses that have most of what the clause says, best first."""
    wanted = Counter(content(clause))
    enough = _ENOUGH * wanted.total()
    longest = 3 * len(clause) + MOST_SKIPPED
    parts = _parts(text) if len(clause) <= _LONGEST_CLAUSE else []
    found: list[tuple[float, int, int]] = []
    for start in range(len(parts)):
        left, common, length = dict(wanted), 0, 0
        for end in range(start, min(start + _MOST_CLAUSES, len(parts))):
            length += 1 + len(parts[end].clause)
            if end > start and (length > longest or parts[end - 1].full_stop):
                break
            for token in parts[end].clause:
                if left.get(token, 0):
                    left[token] -= 1
                    common += 1
            if not common:  # a window that begins later is better
                break
            if common >= enough:
                found.append((common - 0.02 * length, start, end))
    found.sort(key=lambda each: -each[0])
    return [parts[start : end + 1] for _, start, end in found[:_WINDOWS_LOOKED_AT]]


@lru_cache(maxsize=512)
def _parts(text: str) -> list[_Part]:
    return [
        _Part(
            clause,
            number,
            opens=position == 0,
            closes=(last := position == len(sentence.clauses) - 1),
            full_stop=last and sentence.stopped,
        )
        for number, sentence in enumerate(claimed(text))
        for position, clause in enumerate(sentence.clauses)
    ]


@lru_cache(maxsize=4096)
def _agreed(clause: Clause, window: Clause) -> tuple[int, int] | None:
    """The first and last position in the window of what it says of the clause.

    None where the clause says more than the window, or something else.
    """
    pairs = _aligned(clause, window)
    heard, said = [a for a, _ in pairs], {b for _, b in pairs}
    agreed = (
        bool(said)
        and any(token[0] not in "!~" for token in content(clause))  # 可以 alone says nothing
        and all(is_plain(token) or n in said for n, token in enumerate(clause))
        and _nothing_turned(window, heard)
        and _nothing_exchanged(window, pairs)
        and _nothing_added(clause, said)
    )
    return (heard[0], heard[-1]) if agreed else None


def _aligned(clause: Clause, window: Clause) -> list[tuple[int, int]]:
    """The positions in the window and in the clause of the tokens that they share, in order."""
    matcher = SequenceMatcher(None, window, clause, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    kept = [
        block
        for n, block in enumerate(blocks)
        if block.size > 1
        or len(clause) == 1
        or not is_plain(clause[block.b])
        or (n and block.a - (blocks[n - 1].a + blocks[n - 1].size) < _NEAR)
        or (n + 1 < len(blocks) and blocks[n + 1].a - block.a <= _NEAR)
    ]
    return [(block.a + n, block.b + n) for block in kept for n in range(block.size)]


def _nothing_turned(window: Clause, heard: Sequence[int]) -> bool:
    """Whether what is left out around and between the tokens heard does not turn their meaning.

    Looked at are the whole clauses in which the stretch begins and ends.
    """
    first, last = heard[0], heard[-1]
    while window[first] != _BETWEEN:
        first -= 1
    while last < len(window) and window[last] != _BETWEEN:
        last += 1
    for before, after in pairwise((first, *heard, last)):
        gap = window[before + 1 : after]
        if any(token[0] in "!~" and not (token in WEAK and len(gap) <= 2) for token in gap):
            return False
        if gap[-1:] == (_OF,) and after != last:  # 符合条件的 is left out before 毕业生
            return False
        if window[before] in NEGATIONS and after != last and content(gap):
            return False  # 不得重复申请 is not 不得申请
        inside = before != first and after != last
        if inside and (len(gap) > MOST_SKIPPED or _passes_figure(gap, window[after])):
            return False
    return True


def _nothing_exchanged(window: Clause, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether no connecting sign stands where the window has another word: 就业 for 创业."""
    for (a, b), (next_a, next_b) in pairwise(pairs):
        gap = window[a + 1 : next_a]
        if next_b - b > 1 and _BETWEEN not in gap and content(gap):
            return False
    return True


def _passes_figure(gap: Clause, taken: str) -> bool:
    """Whether a figure of the unit of the one taken was passed over: 甲类5元，乙类10元 gives no 甲类10元."""
    return taken[0] == NUMBER and any(
        token[0] == NUMBER and unit_of(token) == unit_of(taken) for token in gap
    )


def _nothing_added(clause: Clause, said: Collection[int]) -> bool:
    """Whether what the window lacks of the clause are connecting words, none of them in a name."""
    text = "".join(token if is_plain(token) else " " for token in clause)
    begin = len(opening.group()) if (opening := _OPENING.match(text)) else 0
    missing = {n for n in range(begin, len(clause)) if n not in said}
    for pattern in (_NAME, _PERSON):
        for match in pattern.finditer(text):
            start = max(match.start(), match.end() - _NAME_REACH)
            if not missing.isdisjoint(range(start, match.end())):
                return False
    runs = "".join(sign if n in missing else " " for n, sign in enumerate(text))
    return not _CONNECTING.sub("", runs).strip()
