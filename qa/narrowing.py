"""The filter that holds for a question: what was given, and what the question itself states.

A filter that is given holds as it stands. One that was read from the question gives way where
the caller has set the same field or says so, and where the question stands in a document word for
word. Where many documents do not name their issuer, place or kind, what was read leaves out only
those that are known to be otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from index.types import OUT_OF_FORCE, Filter, Validity
from qa.as_of import read_as_of
from qa.exact import mentioned
from qa.filters import FilterField, ReadFilter, read_filters, without_words
from qa.periods import Period
from qa.types import AppliedFilter
from qa.understand import Question, understand
from qa.vocabulary import abbreviated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from index.knowledge_base import KnowledgeBase

_NAMES = {
    FilterField.ISSUER: "发文机关",
    FilterField.PLACE: "地区",
    FilterField.KIND: "类型",
    FilterField.PUBLISHED: "发布日期",
    FilterField.VALIDITY: "效力",
    FilterField.AS_OF: "时点",
    FilterField.DOCUMENT: "文件",
}
_OUR_FIELDS = {
    FilterField.ISSUER: ("issuer",),
    FilterField.PLACE: ("place",),
    FilterField.KIND: ("kind",),
    FilterField.PUBLISHED: ("published_from", "published_to"),
    FilterField.VALIDITY: ("validity",),
    FilterField.AS_OF: ("in_force_on",),
    FilterField.DOCUMENT: ("document_ids",),
}
_MAY_BE_UNSAID = frozenset({FilterField.ISSUER, FilterField.PLACE, FilterField.KIND})
_UNSAID = "未注明"
# The share of documents that may say nothing in a field for it still to be taken at its word.
SELDOM = 0.05


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A question as it is searched, the filter that holds for it, and what that consists of."""

    question: Question
    filter: Filter | None
    applied: tuple[AppliedFilter, ...]


def narrow(
    kb: KnowledgeBase,
    question: str,
    given: Filter | None,
    ignore: Collection[str],
    today: date,
) -> Narrowing:
    """What ``question`` is searched for, and where.

    ``ignore`` names the fields (``FilterField``) in which nothing is to be read from the
    question: their words are searched for instead. Raises InvalidQuestion.
    """
    understood = understand(question)
    taken = {*ignore, *_set_fields(given)}
    read = tuple(r for r in _read(kb, question, today) if r.field not in taken)
    if read and any(mentioned(kb, understood, given)):
        read = ()
    unsaid = _often_unsaid(kb, read)
    if read:
        text = without_words(question, read, unsaid)
        understood = replace(understand(text), text=understood.text)
    wanted = _with_read(given, read, unsaid)
    words = {each.field: each.words for each in read}
    applied = tuple(
        AppliedFilter(field.value, _label(kb, wanted, field), words.get(field, ""))
        for field in _set_fields(wanted)
    )
    return Narrowing(_with_abbreviations(kb, understood), wanted, applied)


def _read(kb: KnowledgeBase, question: str, today: date) -> list[ReadFilter]:
    """What the question states; a day whose law it asks for is no day of publication."""
    read = list(read_filters(question, today))
    day = read_as_of(kb, question)
    if day is None:
        return read
    words = question[day.start : day.end].strip(" ,，")
    as_of = ReadFilter(FilterField.AS_OF, day.day, words, day.start, day.end)
    others = (each for each in read if each.end <= as_of.start or as_of.end <= each.start)
    return sorted([as_of, *others], key=lambda each: each.start)


def _with_abbreviations(kb: KnowledgeBase, question: Question) -> Question:
    """The question with what the documents, and none but they, tell of its words."""
    known = abbreviated(question.text, kb.abbreviations())
    return replace(question, expansions=(*question.expansions, *known))


def emptied_by(kb: KnowledgeBase, narrowing: Narrowing) -> tuple[AppliedFilter, ...]:
    """The fewest filters that together admit no document; empty where some document is left.

    Where only documents are left that are no longer in force, this names that as well.
    """
    wanted = narrowing.filter or Filter()
    parts = {each: _only(wanted, FilterField(each.field)) for each in narrowing.applied}
    if not (wanted.validity or wanted.in_force_on) and narrowing.question.in_force_only:
        label = f"{_NAMES[FilterField.VALIDITY]}：不含{_listed(OUT_OF_FORCE)}"
        today = Filter(in_force_on=kb.today())
        parts[AppliedFilter(FilterField.VALIDITY.value, label)] = today
    if not narrowing.applied or kb.count(_together(parts.values())) or not kb.count():
        return ()
    return next(
        some
        for size in range(1, len(parts) + 1)
        for some in combinations(parts, size)
        if not kb.count(_together(parts[each] for each in some))
    )


def _often_unsaid(kb: KnowledgeBase, read: Collection[ReadFilter]) -> frozenset[FilterField]:
    """The fields among those read in which more than ``SELDOM`` of the documents say nothing."""
    found = set()
    for each in read:
        if each.field in _MAY_BE_UNSAID:
            known = _with_read(None, [each], frozenset()) or Filter()
            either = replace(known, unknown_too=frozenset({each.field.value}))
            if kb.count(either) - kb.count(known) > SELDOM * kb.count():
                found.add(each.field)
    return frozenset(found)


def _set_fields(wanted: Filter | None) -> list[FilterField]:
    """The fields in which a filter restricts, in their order."""
    empty = Filter()
    return [
        field
        for field, names in _OUR_FIELDS.items()
        if wanted and any(getattr(wanted, name) != getattr(empty, name) for name in names)
    ]


def _with_read(
    given: Filter | None, read: Collection[ReadFilter], unsaid: frozenset[FilterField]
) -> Filter | None:
    wanted = given
    for each in read:
        wanted = wanted or Filter()
        if isinstance(each.value, Period):
            wanted = replace(wanted, published_from=each.value.first, published_to=each.value.last)
        else:
            (name,) = _OUR_FIELDS[each.field]
            wanted = replace(wanted, **{name: each.value})  # type: ignore[arg-type]  # by field
        if each.field in unsaid:
            wanted = replace(wanted, unknown_too=wanted.unknown_too | {each.field.value})
    return wanted


def _only(wanted: Filter, field: FilterField) -> Filter:
    """``wanted`` in one field alone."""
    kept = {name: getattr(wanted, name) for name in _OUR_FIELDS[field]}
    return Filter(**kept, unknown_too=wanted.unknown_too & {field.value})


def _together(parts: Iterable[Filter]) -> Filter:
    """All restrictions of filters that restrict different fields."""
    together = Filter()
    empty = Filter()
    for part in parts:
        values = {f.name: getattr(part, f.name) for f in fields(Filter)}
        values = {name: v for name, v in values.items() if v != getattr(empty, name)}
        values["unknown_too"] = together.unknown_too | part.unknown_too
        together = replace(together, **values)
    return together


def _label(kb: KnowledgeBase, wanted: Filter | None, field: FilterField) -> str:
    assert wanted is not None  # noqa: S101 - a field of it is set
    values = {
        FilterField.ISSUER: wanted.issuer,
        FilterField.PLACE: wanted.place,
        FilterField.KIND: wanted.kind,
        FilterField.PUBLISHED: _period(wanted.published_from, wanted.published_to),
        FilterField.VALIDITY: _listed(wanted.validity),
        FilterField.AS_OF: f"{wanted.in_force_on} 有效的规定",
        FilterField.DOCUMENT: _documents(kb, wanted.document_ids or frozenset()),
    }
    unsaid = f"或{_UNSAID}" if field.value in wanted.unknown_too else ""
    return f"{_NAMES[field]}：{values[field]}{unsaid}"


def _period(first: date | None, last: date | None) -> str:
    if first == last and first is not None:
        return first.isoformat()
    if last is None:
        return f"{first} 起"
    return f"{last} 止" if first is None else f"{first} 至 {last}"


def _listed(validity: Collection[Validity]) -> str:
    order = list(Validity)
    return "、".join(v.value or _UNSAID for v in sorted(validity, key=order.index))


def _documents(kb: KnowledgeBase, ids: frozenset[str]) -> str:
    if len(ids) == 1:
        (id_,) = ids
        try:
            return f"《{kb.document(id_).title}》"
        except UnknownDocument:
            return id_
    return f"{len(ids)} 篇"
