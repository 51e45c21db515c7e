"""What an answer has to say of the validity of its sources, and of the laws that it was asked of."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import Filter, Validity
from index.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from index.knowledge_base import KnowledgeBase
    from index.standing import Repealed, Standing
    from qa.types import Answer
    from qa.understand import Question

# 合同法 in 劳动合同法 and in 合同法律关系 is no name of a law.
_BEFORE_A_NAME = re.compile(
    r"(?:^|[\W\d_a-z]|[国原旧老在的和与及据照按是由问查对]|以前|现行|共和国)$"
)
_NO_NAME_AFTER = re.compile(r"^(?:[律院官人庭定治理制学]|规(?!定))")
_SHORTEST_NAME = 3  # characters
_MOST_NOTES = 4


def with_validity(
    kb: KnowledgeBase, question: Question, answer: Answer, as_of: date | None
) -> Answer:
    """``answer`` with its ``as_of`` and its ``notes``: sentences for people, the weightiest first."""
    day = as_of or kb.today()
    notes = [
        *_of_named(kb, question, answer, day),
        *([f"以下按 {as_of} 有效的规定回答。"] if as_of and not answer.refused else []),
        *_of_cited(kb, answer),
    ]
    return replace(answer, as_of=as_of, notes=tuple(dict.fromkeys(notes))[:_MOST_NOTES])


def _of_cited(kb: KnowledgeBase, answer: Answer) -> Iterator[str]:
    """Which of the documents cited are not in force today, or will be replaced."""
    standings, titles, today = kb.standings().by_id, kb.titles(), kb.today()
    for id_ in dict.fromkeys(citation.document_id for citation in answer.citations):
        standing = standings.get(id_)
        if standing is None or id_ not in titles:
            continue
        if not standing.holds(today):
            yield _told(titles[id_], standing, today, titles)
        elif standing.after and standing.ends and standing.by:
            yield f"{_in_marks(titles[id_])}的这一文本到 {standing.ends} 为止，以后有新的规定。"


def _of_named(kb: KnowledgeBase, question: Question, answer: Answer, day: date) -> Iterator[str]:
    """The laws that the question names and that are not in force on the day, by any name of theirs."""
    form = search_form(question.text)
    if not _may_name_one(kb, form, day):
        return
    titles, standings = kb.titles(), kb.standings().by_id
    named = _documents_named(kb, form)
    cited = {citation.document_id for citation in answer.citations}
    for ids in named.values():
        known = [id_ for id_ in sorted(ids) if id_ in standings and id_ in titles]
        if not known or cited & ids or kb.admitted(known, Filter(in_force_on=day)):
            continue
        by_age = sorted(known, key=lambda id_: (standings[id_].begins or day.min, id_))
        begun = [id_ for id_ in by_age if (standings[id_].begins or day.min) <= day]
        if begun:
            yield _told(titles[begun[-1]], standings[begun[-1]], day, titles) + _instead(answer)
        else:
            first = standings[by_age[0]].begins
            title = _in_marks(titles[by_age[0]])
            yield f"没有收录{title}在 {day} 有效的文本，收录的最早一版自 {first} 起。"
    for name, repealed in kb.standings().repealed.items():
        gone = repealed.day is None or repealed.day <= day
        if name not in named and gone and _names(form, name, named):
            yield _told_of_stranger(repealed, titles) + _instead(answer)


def _may_name_one(kb: KnowledgeBase, form: str, day: date) -> bool:
    """Whether the name of anything that is not in force stands in the question."""
    standings, names = kb.standings(), kb.short_titles()
    out = standings.not_in_force(day, kb.today())
    return any(name in form for name in standings.repealed if name) or any(
        name in form for number in out for name in names.get(standings.ids[number], ())
    )


def _documents_named(kb: KnowledgeBase, form: str) -> dict[str, set[str]]:
    """The documents whose names stand in the question, by name; of names in one another the longest."""
    found: dict[str, set[str]] = defaultdict(set)
    for id_, names in kb.short_titles().items():
        for name in names:
            if len(name) >= _SHORTEST_NAME and name in form:
                found[wording(name)].add(id_)
    return {
        name: ids
        for name, ids in found.items()
        if not any(name != other and name in other for other in found)
    }


def _names(form: str, name: str, longer: dict[str, set[str]]) -> bool:
    """Whether a question in its search form names a law that is not here."""
    if len(name) < _SHORTEST_NAME or any(name in other for other in longer):
        return False
    return any(
        _BEFORE_A_NAME.search(form[: at.start()]) and not _NO_NAME_AFTER.match(form[at.end() :])
        for at in re.finditer(re.escape(name), form)
    )


def _told(title: str, standing: Standing, day: date, titles: dict[str, str]) -> str:
    """《婚姻法》已于 2021-01-01 废止（见《民法典》）, and the like."""
    validity = standing.on(day)
    if validity is Validity.NOT_YET:
        since = f"，自 {standing.begins} 起施行" if standing.begins else ""
        return f"{_in_marks(title)}的这一文本在 {day} 尚未生效{since}。"
    first = f"于 {standing.ends + timedelta(days=1)} " if standing.ends else ""
    by = titles.get(standing.by, "")
    if validity is Validity.SUPERSEDED:
        return f"{_in_marks(title)}的这一文本已{first}被新的文本取代，是历史版本。"
    end = "失效" if validity is Validity.LAPSED else "废止"
    cause = f"（见{_in_marks(by)}）" if by else ""
    if validity is Validity.LAPSED and standing.ends and not by:
        cause = f"（有效期至 {standing.ends}）"
    return f"{_in_marks(title)}已{first}{end}{cause}。"


def _told_of_stranger(repealed: Repealed, titles: dict[str, str]) -> str:
    first = f"于 {repealed.day} " if repealed.day else ""
    by = titles.get(repealed.by, "")
    return f"{_in_marks(repealed.title)}已{first}废止" + (
        f"（见{_in_marks(by)}）。" if by else "。"
    )


def _instead(answer: Answer) -> str:
    return "" if answer.refused else "以下是其他文件的规定。"


def _in_marks(title: str) -> str:
    return title if title.startswith("《") and title.endswith("》") else f"《{title}》"
