"""Filters as people type them: on the command line and on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import InvalidSetting
from index.places import places_called
from index.search_form import search_form
from index.types import Filter, Validity
from qa.periods import named_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from index.knowledge_base import KnowledgeBase

_DAY = re.compile(
    r"(?P<y>\d{4})(?:年|(?:[-/.年](?P<m>\d{1,2})(?:月|(?:[-/.月](?P<d>\d{1,2})[日号]?))?))?"
)
_VALIDITIES = {
    Validity.IN_FORCE: ("有效", "现行", "in_force", "valid"),
    Validity.REPEALED: ("废止", "repealed"),
    Validity.LAPSED: ("失效", "lapsed", "expired"),
    Validity.AMENDED: ("被修改", "已修改", "修改", "amended"),
    Validity.SUPERSEDED: ("历史", "旧版", "superseded"),
    Validity.NOT_YET: ("未生效", "not_yet"),
    Validity.UNKNOWN: ("未注明", "未知", "unknown"),
}
_BY_WORD = {
    word: validity
    for validity, words in _VALIDITIES.items()
    for word in (*words, search_form(validity.value), validity.name.lower())
    if word
}


def first_day(text: str, name: str = "since") -> date:
    """The first day of 2023, 2023-05 or 2023-05-01, also 2023年5月. Raises InvalidSetting."""
    return _days(text, name)[0]


def last_day(text: str, name: str = "until") -> date:
    """The last day of what ``text`` names, as ``first_day`` reads it. Raises InvalidSetting."""
    return _days(text, name)[1]


def named_validity(text: str) -> Validity:
    """现行有效, 有效, in_force, 已廢止 …. Raises InvalidSetting for another word."""
    found = _BY_WORD.get(search_form(text).strip().replace("-", "_"))
    if found is None:
        known = "、".join(validity.value or "未注明" for validity in Validity)
        raise InvalidSetting(f"不认识的效力“{text}”。可以是：{known}。")
    return found


def typed_filter(  # noqa: PLR0913 - one argument a field
    kb: KnowledgeBase,
    *,
    issuer: str = "",
    place: str = "",
    kind: str = "",
    since: str = "",
    until: str = "",
    validity: Iterable[str] = (),
    document: Iterable[str] = (),
    as_of: str = "",
) -> Filter | None:
    """The filter that was typed; None where nothing was.

    ``document`` are ids, 文号 or titles; ``as_of`` is the day whose law is asked for. Raises InvalidSetting for a date, a validity, a place or
    a document that there is not.
    """
    if place.strip() and not places_called(place):
        raise InvalidSetting(
            f"不认识的地区“{place}”。请写省、市、区县的名字，例如：广东、广州市、天河区。"
        )
    wanted = Filter(
        issuer=issuer.strip(),
        place=place.strip(),
        kind=kind.strip(),
        published_from=first_day(since) if since.strip() else None,
        published_to=last_day(until) if until.strip() else None,
        validity=frozenset(map(named_validity, validity)),
        document_ids=_documents(kb, list(document)),
        in_force_on=last_day(as_of, "as_of") if as_of.strip() else None,
    )
    first, last = wanted.published_from, wanted.published_to
    if first and last and first > last:
        raise InvalidSetting(
            f"起始日期 {first} 晚于截止日期 {last}，没有文件能符合。请对调或改正。"
        )
    return None if wanted == Filter() else wanted


def _days(text: str, name: str) -> tuple[date, date]:
    match = _DAY.fullmatch(search_form(text).strip())
    try:
        if match is not None:
            return named_days(match["y"], match["m"] or "", match["d"] or "")
    except ValueError:
        pass
    raise InvalidSetting(
        f"{name} 的日期“{text}”无法识别。请写成 2023、2023-05 或 2023-05-01，并且是真实的日期。"
    )


def _documents(kb: KnowledgeBase, names: list[str]) -> frozenset[str] | None:
    if not names:
        return None
    found: set[str] = set()
    for name in names:
        called = kb.documents_called(name)
        if not called:
            raise InvalidSetting(
                f"没有叫“{name}”的文件。请写编号、文号或标题（policy-qa list 列出全部）。"
            )
        found |= called
    return frozenset(found)
