"""The day whose law a question asks for: 2015年时, 按2018年的规定, 2018年修正的公司法.

Precision comes first, as for every filter that is read from a question. A year in which a document
was issued (2023年发布的), a number (2020年第8号) and a year that something is about (2022年的目标)
are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.search_form import search_form
from qa.periods import named_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.knowledge_base import KnowledgeBase

_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零一二三四五六七八九]{3})"
_DAY = rf"(?P<y>{_YEAR})年(?:(?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})[日号])?)?"
_LAW = r"(?:规定|法律|法规|条例|办法|细则|规则|司法解释|《|[^,。?!;的]{1,14}?(?:法|条例)(?![院官人庭定]))"
# 1997年时谁创立了网易 asks for no law.
_OF_LAW = re.compile(
    r"规定|法律|法规|条例|办法|细则|规则|政策|标准|第\S{1,8}条|《|处罚|罚款"
    r"|(?<![方办做说看想用无设没])法(?=[,。?第\s的中里对]|$)"
)
# What says that the law of that time is meant.
_PATTERNS = (
    re.compile(
        rf"在?{_DAY}(?P<edge>年?底|年?末|年?初|当年)?"
        r"(?:的时候|当时|那时候?|那会儿|那年|之时|时(?![间长期段刻限代效节常速差评政尚装隔]))候?(?:的|,|\s)*"
    ),
    re.compile(
        rf"(?:按照?|根据|依照|依据|适用){_DAY}(?P<edge>年?底|年?末|年?初)?(?:时|当时)?的?(?={_LAW})"
    ),
    re.compile(
        rf"截[至止]到?{_DAY}(?P<edge>年?底|年?末|年?初)?(?:为止|时)?(?:仍然?|还)?(?:(?:有效|现行|适用)的|的|,|\s)*"
        rf"(?=[^。?!]{{0,30}}?(?:规定|第\S{{1,8}}条|《|条例|办法))"
    ),
    re.compile(
        rf"在?{_DAY}(?P<edge>年?底|年?末|年?初)?(?:仍然?|还|正在?)?(?:有效|现行|适用)的(?={_LAW})"
    ),
)
_LAW_NAMES = ("法", "法典", "条例")
_OF_A_YEAR = r"(?P<y>(?:19|20)\d{2})年?"
# 公司法(2018年修正), 2018年版公司法, 2018年修订的《公司法》, 2018年的公司法
_VERSION_AFTER = re.compile(
    rf"》?\s*[(\[【]?\s*{_OF_A_YEAR}的?(?:(?:修正|修订|修改)(?:版|本|文本)?|版|文本)[)\]】]?"
)
_VERSION_BEFORE = re.compile(
    rf"{_OF_A_YEAR}(?:的|(?:修正|修订|修改|版|公布|通过)(?:后)?的?)(?=(?:《|中华人民共和国|\s)*$)"
)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day and the words that it was read from, ``question[start:end]``."""

    day: date
    start: int
    end: int


def read_as_of(kb: KnowledgeBase, question: str) -> ReadDay | None:
    """The day whose law ``question`` asks for, where it says so plainly.

    Of a year that is its last day, of this year today; of a version that is named by its year the
    first day of that version.
    """
    form = search_form(question)
    for pattern in _PATTERNS:
        match = pattern.search(form)
        if match and (_OF_LAW.search(form) or next(_laws_named(kb, form), "")):
            day = _named(match, kb.today())
            if day is not None:
                return ReadDay(day, match.start(), match.end())
    return next(_versions(kb, form), None) or next(_before_its_time(kb, form), None)


def _laws_named(kb: KnowledgeBase, form: str) -> Iterator[str]:
    """The laws here that ``form`` names by a title or a short title."""
    for names in kb.short_titles().values():
        yield from (name for name in names if name.endswith(_LAW_NAMES) and name in form)


def _before_its_time(kb: KnowledgeBase, form: str) -> Iterator[ReadDay]:
    """A year's text of a law of which only a later one is here: 2018年的公司法."""
    if not re.search(rf"{_OF_A_YEAR}的", form):
        return
    standings, titles = kb.standings(), kb.short_titles()
    for name in set(_laws_named(kb, form)):
        match = _VERSION_BEFORE.search(form[: form.index(name)])
        if match is None:
            continue
        last = date(int(match["y"]), 12, 31)
        named = [id_ for id_, names in titles.items() if name in names]
        begins = [standings.by_id[id_].begins for id_ in named]
        made = [kb.document(id_).metadata.published for id_ in named]
        later = all(day is not None and day > last for day in begins)
        if later and all(day is None or day > last for day in made):
            yield ReadDay(last, match.start(), match.end())


def _named(match: re.Match[str], today: date) -> date | None:
    try:
        first, last = named_days(match["y"], match["m"] or "", match["d"] or "")
    except ValueError:
        return None
    if "初" in (match["edge"] or ""):
        return first
    return today if first <= today < last else last


def _versions(kb: KnowledgeBase, form: str) -> Iterator[ReadDay]:
    """The version of a title that the question tells from others by its year."""
    versions = _versions_by_name(kb, form)
    for name, days in sorted(versions.items(), key=lambda pair: -len(pair[0])):
        for at in re.finditer(re.escape(name), form):
            after = _VERSION_AFTER.match(form, at.end())
            before = _VERSION_BEFORE.search(form[: at.start()])
            for match in (after, before):
                if match and (day := days.get(int(match["y"]))):
                    start = match.start() + form[match.start() : match.end()].startswith("》")
                    yield ReadDay(day, start, match.end())


def _versions_by_name(kb: KnowledgeBase, form: str) -> dict[str, dict[int, date]]:
    """Of each title that the question names and that has versions: their first days by year.

    A version is of the year in which it was published; where none was, of that in which it began.
    """
    found: dict[str, dict[int, date]] = {}
    standings = kb.standings()
    if not standings.versioned or not re.search(_OF_A_YEAR, form):
        return found
    titles = kb.short_titles()
    for id_ in standings.versioned & titles.keys():
        name = max((name for name in titles[id_] if name in form), key=len, default="")
        if not name:
            continue
        begins = standings.by_id[id_].begins
        published = kb.document(id_).metadata.published
        if begins is None:
            continue
        days = found.setdefault(name, {})
        if published is not None:
            days[published.year] = begins
        days.setdefault(begins.year, begins)
    return found
