"""A question with the filters that a visitor set for it, as a link in the page carries it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from qa.filter_values import typed_filter
from qa.filters import FilterField

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase
    from index.types import Filter

WITHOUT = "#without/"  # asks again without a filter
WHY = "#why/"  # tells why these documents were found
_LONGEST_VALUE = 200  # characters of a filter
_LONGEST_LINK = 60_000  # characters; nothing longer is read


@dataclass(frozen=True, slots=True)
class Typed:
    """The filters on the page as they stand there; "" where nothing is chosen."""

    issuer: str = ""
    place: str = ""
    kind: str = ""
    validity: str = ""
    since: str = ""
    until: str = ""
    as_of: str = ""

    @classmethod
    def of(cls, *values: object) -> Typed:
        """From the values of the page's controls, in the order of the fields."""
        return cls(*(str(value or "").strip()[:_LONGEST_VALUE] for value in values))

    def values(self) -> tuple[str, ...]:
        """The values of the page's controls."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def filter(self, kb: KnowledgeBase) -> Filter | None:
        """What it means for a search. Raises InvalidSetting."""
        validity = [self.validity] if self.validity else []
        return typed_filter(
            kb,
            issuer=self.issuer,
            place=self.place,
            kind=self.kind,
            since=self.since,
            until=self.until,
            validity=validity,
            as_of=self.as_of,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the filters set for it, and the fields in which none is read from it.

    ``after`` is how many turns of the talk it followed when it was first asked: asked again, it
    is completed from the same ones. None where it follows all there are.
    """

    question: str
    typed: Typed = Typed()
    ignore: frozenset[FilterField] = frozenset()
    after: int | None = None

    def without(self, field: FilterField) -> Asked:
        """The same question without the filter in ``field``, whether set or read."""
        names = ("since", "until") if field is FilterField.PUBLISHED else (field.value,)
        cleared = {name: "" for name in names if hasattr(self.typed, name)}
        typed = replace(self.typed, **cleared)
        return replace(self, typed=typed, ignore=self.ignore | {field})

    def link(self, verb: str = WITHOUT) -> str:
        """A link that asks this when it is followed, or (``WHY``) has its answer explained."""
        values = asdict(self) | {"ignore": sorted(self.ignore)}
        values["typed"] = {name: value for name, value in values["typed"].items() if value}
        return verb + quote(json.dumps(values, ensure_ascii=False), safe="")


def read_asked(link: object, verb: str = WITHOUT) -> Asked:
    """What ``link``, which comes from a browser, asks; ValueError where it asks nothing."""
    if not isinstance(link, str) or not link.startswith(verb) or len(link) > _LONGEST_LINK:
        raise ValueError(f"found {str(link)[:80]!r}, expected {verb}<question and filters>")
    try:
        values = json.loads(unquote(link.removeprefix(verb)))
        typed = Typed.of(*(values["typed"].get(field.name) for field in fields(Typed)))
        ignore = frozenset(map(FilterField, values["ignore"]))
        question = "".join([values["question"]])  # TypeError where it is no text
        after = None if values["after"] is None else int(values["after"])
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"{error!r} in a link, expected question, typed, ignore, after") from error
    return Asked(question, typed, ignore, after if after is None else max(after, 0))
