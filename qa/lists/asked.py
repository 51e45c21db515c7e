"""Which list of the documents found is the one that a question asks for.

A list answers when what announces it says what is asked for: its announcement, the heading or
question right above, the headings further up. What its points say counts little: a question
that one point answers is not answered by its siblings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.search_form import bigrams, search_form
from index.types import SectionKind
from qa.evidence import covered
from qa.lists.found import REACH, lists_around
from qa.place import sections_around
from qa.understand import Wants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.types import Document, Hit
    from qa.evidence import ScoredSentence
    from qa.lists.listing import Listing
    from qa.understand import Question

# Lists are looked for around hits that score so much of the best.
NEAR_THE_BEST = 0.6
# What announces a list holds so much of what the best sentence holds; where that sentence is not
# in the list and no words name its kind, somewhat more than that.
ANNOUNCED = 0.65
ANNOUNCED_ALONE = 1.05
ANNOUNCED_ELSEWHERE = 1.15  # in another document than that sentence, laws aside
# How well a list fits that is said to hold another thing, and what the opposite of a question's
# 不得 takes off.
OTHER_KIND = -0.5
OPPOSITE = 1.0
# The hit that a list lies in counts in full, another one of its document so much.
_ELSEWHERE = 0.85
_OF_POINT = 40  # characters of each point that tell what it is about
_SHORT_NAME = 8  # bigrams; of a longer announcement the question must hold more
# What a question may ask for, and the words with which documents announce it.
_KINDS = tuple(
    (re.compile(asked), re.compile(announced))
    for asked, announced in (
        ("材料|资料|证件|手续|文件", "材料|资料|文件|证明|清单"),
        (
            "流程|程序|步骤|(?:怎么|如何|怎样)(?:办|申请|申领|申报)|几步",
            "流程|程序|步骤|办理|方式|方法",
        ),
        ("条件|资格|要求|满足|符合|具备", "条件|资格|要求|符合|具备"),
        ("情形|情况|什么时候|何种", "情形|情况|下列|之一|时间"),
        ("渠道|途径|方式|方法", "渠道|途径|方式|方法|办法"),
        (
            "措施|举措|政策|怎么|如何|怎样|支持|方面",
            "措施|举措|任务|政策|支持|加强|加大|方面|工作(?=[。:; ]|$)",
        ),
        ("哪些[^,。]{0,6}人|谁|对象|哪.?类人|范围|资助|补贴", "对象|范围|类别|人员:|人:"),
        ("职责|义务|责任", "职责|义务|责任"),
        ("补贴|资助|奖励|优惠|待遇", "补贴|资助|奖励|优惠|待遇"),
        ("注意|提醒", "注意|提醒"),
        ("事项|内容|写明|条款|包括|行为|哪些事", "事项|内容|条款|包括|行为|范围"),
        ("种类|类型|类别|哪.?类|哪.?种|分为|哪.?级", "种类|类型|类别|分为"),
        ("多少|几元|几块", "标准|金额|费用|租金"),
        ("哪里|地址|位置", "地址|位置|地点|分布|房源"),
    )
)
# What is announced in so many words need not name its kind.
_ANNOUNCES = re.compile("下列|以下|如下")
_NOT = re.compile(
    "不得|不能|不可|禁止|不予|不纳入|不属于|不认定|不批准|不报销|不享受|停发|停止|停领"
)
_PLAINLY = re.compile(
    "哪些|哪几|分别|有什么|条件|材料|流程|步骤|情形|渠道|任务是什么|(?:怎么|如何|怎样)(?:办理|申请|申领|申报)|"
    "什么(?:基本)?(?:条件|材料|情形|情况|要求|措施|流程|事项|手续|渠道)"
)


@dataclass(frozen=True, slots=True)
class Rated:
    """A list with its score.

    ``framed`` is the share of the question in what announces it; ``kind`` tells whether that
    names what is asked for: 1 yes, 0 unknown, below 0 it names another thing.
    """

    listing: Listing
    score: float
    framed: float
    kind: float


def asked_list(
    question: Question,
    hits: Sequence[Hit],
    scored: Sequence[ScoredSentence],
    rarity: Mapping[str, float],
) -> Listing | None:
    """The list that answers ``question``; None where it asks for none, or none is near enough."""
    if question.wants is not Wants.LIST:
        return None
    found = max(rated(question, hits, rarity), key=lambda r: r.score, default=None)
    best = scored[0]
    if found is None:
        return None
    elsewhere = found.listing.document is not best.hit.document and not _of_a_law(found.listing)
    if found.framed < (ANNOUNCED_ELSEWHERE if elsewhere else ANNOUNCED) * best.coverage:
        return None
    if not _PLAINLY.search(search_form(question.text)):
        fits = found.kind > 0 and found.framed >= best.coverage
    elif found.kind > 0:
        fits = True
    elif _ANNOUNCES.search(found.listing.name) and found.kind >= OTHER_KIND:
        fits = found.kind == 0 or found.framed >= best.coverage
    else:
        ahead = found.framed > ANNOUNCED_ALONE * best.coverage
        fits = found.kind == 0 and (ahead or within(found.listing, [best]) is not None)
    return found.listing if fits else None


def _of_a_law(listing: Listing) -> bool:
    around = sections_around(listing.document, listing.start, listing.end)
    return any(section.kind is SectionKind.ARTICLE for _, section in around)


def within(listing: Listing, scored: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """The best sentence of a list, or of its heading's line; None where none of it was found."""
    return next(
        (
            s
            for s in scored
            if s.hit.document is listing.document
            and listing.start <= s.sentence.end + 1
            and s.sentence.start < listing.end
        ),
        None,
    )


def rated(question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]) -> Iterator[Rated]:
    """The lists around the hits, each with its score."""
    form, top = search_form(question.text), hits[0].score or 1.0
    seen: set[tuple[str, int, int]] = set()
    for document, start, end in _places([h for h in hits if h.score >= NEAR_THE_BEST * top]):
        for listing in lists_around(document, start, end):
            key = (document.id, listing.start, listing.end)
            if key not in seen:
                seen.add(key)
                yield _rated(question, form, listing, _near(listing, hits) / top, rarity)


def _places(hits: Sequence[Hit]) -> Iterator[tuple[Document, int, int]]:
    """Where to look for lists: around each hit, but not twice in the same stretch."""
    read: dict[str, list[int]] = {}
    for hit in hits:
        start, end = hit.passage.start, hit.passage.end
        looked = read.setdefault(hit.document.id, [])
        if all(abs(start - other) > REACH // 2 for other in looked):
            looked.append(start)
            yield hit.document, start, end


def _rated(
    question: Question, form: str, listing: Listing, near: float, rarity: Mapping[str, float]
) -> Rated:
    """The score of a list in a document that was found ``near``: 0…1."""
    document = listing.document
    name = set(bigrams(listing.name))
    further = set(bigrams(f"{listing.above} {document.title}"))
    above = name | further
    named = covered(question, name, rarity) if listing.name != document.title else 0.0
    framed = covered(question, above, rarity)
    said = (document.text[start : min(end, start + _OF_POINT)] for start, end in listing.points)
    whole = covered(question, above.union(bigrams("\n".join(said))), rarity)
    brief = len(name.intersection(question.terms)) / max(len(name), _SHORT_NAME)
    kind = _kind(form, search_form(listing.name))
    score = 0.3 * named + 0.22 * framed + 0.2 * whole + 0.6 * near + 0.2 * kind + 0.3 * brief
    score -= 0.08 * listing.loose
    if listing.inner:  # asked for only by what it says besides the list that it is in
        score += 0.05 if framed > covered(question, further, rarity) else -0.1
    return Rated(listing, score, framed, kind)


def _near(listing: Listing, hits: Sequence[Hit]) -> float:
    """The score of the hit that the list is in, or of the best of its document."""
    return max(
        hit.score
        if hit.passage.start < listing.end and listing.start < hit.passage.end
        else _ELSEWHERE * hit.score
        for hit in hits
        if hit.document is listing.document
    )


def _kind(question: str, name: str) -> float:
    """How well what is asked for (材料, 条件 …) is what a list is said to hold: -1.5…1."""
    heading, _, lead = name.partition(" ")
    last = lead.rstrip("。;").rpartition("。")[2]
    announced = f"{heading[-20:]} {last if len(last) <= 60 else ','.join(last.split(',')[-2:])}"
    wanted = {n for n, (asked, _) in enumerate(_KINDS) if asked.search(question)}
    held = {n for n, (_, words) in enumerate(_KINDS) if words.search(announced)}
    fits = 1.0 if wanted & held else OTHER_KIND if wanted and held else 0.0
    same = bool(_NOT.search(question)) == bool(_NOT.search(name))
    return fits if same else fits - OPPOSITE
