"""Which of two documents takes precedence, as far as the law says so.

The order is that of the Legislation Law of the People's Republic of China (立法法, as amended
on 13 March 2023), Arts. 98–106:

- 宪法 above all (98); 法律 above 行政法规, 地方性法规 and 规章; 行政法规 above the latter two (99);
- 地方性法规 above the 规章 of governments of the same place and of places in it; a province's 规章
  above those of its towns (100); a province's 地方性法规 above its towns' (81);
- 部门规章 and 地方政府规章 have equal force (102); between 地方性法规 and 部门规章 the State Council
  gives its opinion (106): here no rank decides;
- of one maker the special rule goes before the general one and the new before the old (103);
  where a new general and an old special rule differ, the maker decides (105, 106).

What is no law in this sense (规范性文件: 通知, 意见, 办法 without 令) stands below all law that binds
its maker, and among itself in the order of the makers (Constitution Arts. 89, 108, 110: the State
Council directs ministries and governments, each government its departments and those below it).

Kind and maker are read from issuer, number and title. A name ending in 条例 with a place in
front is a 地方性法规, for no 规章 may be called 条例 (规章制定程序条例, Art. 7); a 规章 is known by its
令. Whether a rule is special to another cannot be read from names, and is not guessed: where
ranks are equal or unknown only dates are left. Judicial interpretations, 解读 and 指南 have no rank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.issuers import issuer_form
from index.places import lineage_of, places_in
from index.search_form import search_form
from qa.second.reach import is_of_the_state, reach

if TYPE_CHECKING:
    from index.types import Document
    from qa.second.reach import Reach


class Norm(StrEnum):
    """What a document is, in the words of the Legislation Law; "" where that is not known."""

    CONSTITUTION = "宪法"
    LAW = "法律"
    ADMINISTRATIVE = "行政法规"
    LOCAL = "地方性法规"
    DEPARTMENT_RULES = "部门规章"
    GOVERNMENT_RULES = "地方政府规章"
    NORMATIVE = "规范性文件"
    UNKNOWN = ""


class Reason(StrEnum):
    """Why one document goes before another, in words for people."""

    LEVEL = "发文机关层级较高的优先"
    NEWER = "较新的规定优先"
    NONE = ""


# A smaller number is higher. Those of one number are compared by ``_within`` or not at all.
_TIER = {
    Norm.CONSTITUTION: 0,
    Norm.LAW: 1,
    Norm.ADMINISTRATIVE: 2,
    Norm.LOCAL: 3,
    Norm.DEPARTMENT_RULES: 3,
    Norm.GOVERNMENT_RULES: 3,
    Norm.NORMATIVE: 4,
}
_GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公[厅室])?$")
_TOWNSHIP = re.compile(r"镇人民政府|乡人民政府|街道办事处")
_STATE_COUNCIL = re.compile(r"^(?:(?:中共)?中央(?:办公厅)?)?国务院(?:办公厅)?$")
_CONSTITUTION = re.compile(r"^(?:中华人民共和国)?宪法(?:修正案)?(?:[(].*)?$")
_LAW = re.compile(r"^中华人民共和国.{1,40}(?<!办)(?:法|法典)(?:[(].*)?$")
_LEGISLATURE = "人民代表大会"
_RULES_KIND = re.compile(r"(?:办法|规定|规则|细则|决定)(?:[(].*)?$")
_REGULATION = re.compile(r"条例(?:[(].*)?$")
_ORDER = re.compile(r"^(?P<maker>.{2,30}?)令第?.{0,3}\d*.{0,8}号$")
_COUNCIL_ORDER = re.compile(r"^(?:中华人民共和国)?(?:国务院令|国令)")
_COUNCIL_NUMBER = re.compile(r"^国(?:发|办发|函|办函|发明电|办发明电)〔")
_NOTHING_SET = re.compile(r"解读|问答|指南|指引|须知|攻略|一图")
_NORMATIVE = re.compile(
    r"通知|意见|办法|规定|细则|规则|方案|措施|决定|公告|通告|批复|函|规划|计划|标准"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """What a document is and who made it.

    ``level`` is the rank of the maker among administrative bodies: 0 the State Council, 1 ministries and
    provinces, 2 towns and departments of provinces, 3 counties and departments of towns, 4 below
    them; None where that is not known.
    """

    norm: Norm
    level: int | None
    reach: Reach

    def above(self, other: Authority) -> bool | None:
        """Whether it goes before ``other``; None where the law or what is known does not decide."""
        if Norm.UNKNOWN in (self.norm, other.norm) or not self.reach.meets(other.reach):
            return None
        one, another = _TIER[self.norm], _TIER[other.norm]
        if Norm.NORMATIVE in (self.norm, other.norm) and one != another:
            law, below = (self, other) if one < another else (other, self)
            return (law is self) if _binds(law, below) else None
        return one < another if one != another else self._within(other)

    def _within(self, other: Authority) -> bool | None:
        """The order among norms of one tier."""
        local = {Norm.LOCAL, Norm.GOVERNMENT_RULES}
        if _TIER[self.norm] == _TIER[Norm.LOCAL]:
            if not {self.norm, other.norm} <= local:
                return None  # 102, 106
            if self.norm is not other.norm:
                upper, lower = (self, other) if self.norm is Norm.LOCAL else (other, self)
                reaches = upper.level is not None and lower.level is not None
                return (upper is self) if reaches and _at_or_above(upper, lower) else None
        if self.norm not in {*local, Norm.NORMATIVE} or None in (self.level, other.level):
            return None
        return None if self.level == other.level else (self.level or 0) < (other.level or 0)


def authority(document: Document) -> Authority:
    """The authority of a document as issuer, number, kind and title tell it."""
    holds = reach(document)
    issuer = issuer_form(document.metadata.issuer)
    norm = _norm(document, issuer, holds)
    return Authority(norm, _level(issuer, norm, holds), holds)


def precedence(one: Document, other: Document, *, by_date: bool = False) -> tuple[int, str]:
    """Which of two documents goes before the other, 0 or 1, and why; −1 where nothing tells.

    Authority decides where the law does (not with ``by_date``); else the newer, where both are
    dated. The reason is a ``Reason``, or names the two kinds of norm.
    """
    first, second = authority(one), authority(other)
    above = None if by_date else first.above(second)
    if above is not None:
        upper, lower = (first, second) if above else (second, first)
        same = upper.norm is lower.norm
        return int(not above), Reason.LEVEL if same else f"{upper.norm}的效力高于{lower.norm}"
    days = [d.metadata.published or d.metadata.effective for d in (one, other)]
    if days[0] is None or days[1] is None or days[0] == days[1]:
        return -1, Reason.NONE
    return int(days[0] < days[1]), Reason.NEWER


def _norm(document: Document, issuer: str, holds: Reach) -> Norm:
    title, kind = search_form(document.title), document.metadata.kind
    number = search_form(document.metadata.document_number).replace(" ", "")
    if _CONSTITUTION.match(title):
        return Norm.CONSTITUTION
    if _NOTHING_SET.search(title) or kind == "政策解读" or "最高人民" in issuer:
        return Norm.UNKNOWN
    law = _law(title, number, issuer, holds)
    if law is not Norm.UNKNOWN:
        return law
    council = _COUNCIL_NUMBER.match(number) is not None
    if council or (issuer and _NORMATIVE.search(kind)):
        return Norm.NORMATIVE
    return Norm.UNKNOWN


def _law(title: str, number: str, issuer: str, holds: Reach) -> Norm:
    """Which law in the sense of the Legislation Law a document is, if any."""
    legislature, regulation = _LEGISLATURE in issuer, _REGULATION.search(title)
    if holds.national and (legislature or _LAW.match(title)):
        return Norm.LAW
    if _COUNCIL_ORDER.match(number) or (_STATE_COUNCIL.match(issuer) and regulation):
        return Norm.ADMINISTRATIVE
    if (
        not holds.national
        and holds.places
        and (legislature or (regulation and places_in(title[:12])))
    ):
        return Norm.LOCAL
    if (order := _ORDER.match(number)) and _RULES_KIND.search(title):
        return Norm.GOVERNMENT_RULES if "政府" in order["maker"] else Norm.DEPARTMENT_RULES
    return Norm.UNKNOWN


def _level(issuer: str, norm: Norm, holds: Reach) -> int | None:
    if _STATE_COUNCIL.match(issuer):
        return 0
    named = places_in(issuer)
    if not named and is_of_the_state(issuer):
        return 1
    places = named or holds.places
    if not places or not (issuer or norm is Norm.LOCAL):
        return None
    if _TOWNSHIP.search(issuer):
        return 4
    whole = norm is Norm.LOCAL or _GOVERNMENT.search(issuer) is not None
    return min(len(lineage_of(places[0])) + (0 if whole else 1), 4)


def _binds(law: Authority, below: Authority) -> bool:
    """Whether the maker of a 规范性文件 is bound by a law, regulation or rule."""
    if law.norm in (Norm.CONSTITUTION, Norm.LAW, Norm.ADMINISTRATIVE):
        return True
    if below.level is None or law.level is None or below.reach.national:
        return False  # 国务院 and ministries are not bound by 地方性法规 and 规章 of others
    return law.reach.national or _at_or_above(law, below)


def _at_or_above(upper: Authority, lower: Authority) -> bool:
    """Whether the place of ``lower`` is that of ``upper`` or lies in it."""
    return any(
        mine.startswith(theirs) for theirs in upper.reach.places for mine in lower.reach.places
    )
