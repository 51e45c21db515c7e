"""Where what a document says holds: in the whole country, in a place, or not known."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.issuers import issuer_form
from index.places import document_places, lineage_of, places_in
from index.search_form import search_form

if TYPE_CHECKING:
    from index.types import Document

# Bodies of the state as a whole; a place in the name (国家税务总局广州市税务局) makes a body local.
_MINISTRIES = (
    "外交|国防|教育|科学技术|科技|工业信息化|公安|国家安全|民政|司法|财政|人力资源社会保障|自然资源|生态环境|"
    "住房城乡建设|交通运输|水利|农业农村|农业|商务|文化旅游|退役军人事务|应急管理|铁道|环境保护|国土资源"
)
_OF_THE_STATE = re.compile(
    rf"^(?:中共中央|中央|国务院|国家|全国人民代表大会|最高人民|中华人民共和国|中国人民银行|审计署|海关总署|"
    rf"[^省市县区]{{0,6}}总局|(?:{_MINISTRIES})部)"
)
_HEAD = 600  # characters in which a page without an issuer says whose it is
_TAIL = 200
_CLEARLY = 0.7  # of the names of places, for the place that a text is about


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a document holds.

    ``national`` is what a body of the state as a whole issued. ``places`` are written from the
    province down (广东省广州市); of a national document those that its title is about.
    """

    national: bool
    places: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the document says where it holds."""
        return self.national or bool(self.places)

    def meets(self, other: Reach) -> bool:
        """Whether both hold in one place: it is the same, or one contains the other.

        Two that say nothing are taken to belong together (the rules of one house); one that
        says nothing and one of a place are not.
        """
        if not self.known or not other.known:
            return self.known == other.known
        if not self.places or not other.places:
            return True
        return any(
            one.startswith(another) or another.startswith(one)
            for one in self.places
            for another in other.places
        )


def reach(document: Document) -> Reach:
    """As issuer, title and 索引号 say; else the issuer's rank; else the place that the text names most."""
    known = document.metadata
    return _reach(
        known.issuer,
        document.title,
        known.index_number,
        document.text[:_HEAD],
        document.text[-_TAIL:],
    )


def is_of_the_state(issuer: str) -> bool:
    """Whether an issuer is a body of the state as a whole: 国务院办公厅, 财政部 税务总局."""
    return not places_in(issuer) and _OF_THE_STATE.match(issuer_form(issuer)) is not None


@lru_cache(maxsize=512)  # asked of the same few documents for each sentence
def _reach(issuer: str, title: str, index_number: str, head: str, tail: str) -> Reach:
    places = document_places(issuer, title, index_number)
    national = is_of_the_state(issuer) or search_form(title).startswith("中华人民共和国")
    if places or national:
        return Reach(national, places)
    named = Counter(
        lineage_of(place)[0] for line in f"{head}\n{tail}".splitlines() for place in places_in(line)
    )
    if not named:
        return Reach(national=False)
    place, times = named.most_common(1)[0]
    clearly = times >= _CLEARLY * named.total()
    return Reach(national=False, places=(place,) if clearly else ())


def holds_in(document: Document, places: tuple[str, ...]) -> bool:
    """Whether a document holds in one of the places that a question names; in any where it names none."""
    return not places or reach(document).meets(Reach(national=False, places=places))
