"""A follow-up question completed from what was asked before it, by rules that can be read.

那工资呢? after 试用期最长多久? means 试用期 工资; 第二条呢? after 民法典第十条 means 民法典第二条.
What begins a new subject is left as it was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.numerals import chinese_number
from index.places import places_in, short_names_in
from index.types import Filter
from qa import follow_up
from qa.as_of import read_as_of
from qa.filters import FilterField
from qa.follow_up import plain
from qa.known_words import (
    documents_named,
    law_named,
    names_a_matter,
    stand_together,
    widespread,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from index.knowledge_base import KnowledgeBase
    from qa.conversation import Conversation

REMEMBERED = 8  # turns
_LONGEST = 100  # characters; a longer question says itself what it is about
_FEW = 4  # characters of its own that a question may have and still ask of something said before
_WHOLE = 3  # characters that name the matter of a whole question, at least
_BRIEF = 10  # characters of a whole question that may leave out its subject
_LONGEST_TITLE = 30  # characters; of a longer one what stands in 《》 is its name
_NO_MORE = re.compile(
    r"还有|别的|其他|更多|继续|详细|具体|一点|一下|说说|什么|哪些|为什么|呢|吗|[有没么]"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """A question in full, what it is about, and the only documents that it asks of, if any.

    ``led_to`` is the id of the document that answered it, None while that is not known. ``as_of``
    is the day whose law it asks for where its own words no longer say so.
    """

    question: str
    topic: str
    documents: frozenset[str] = frozenset()
    led_to: str | None = None
    as_of: date | None = None


def carried(meant: Meant, wanted: Filter | None, ignore: Collection[str]) -> Filter | None:
    """``wanted``, and only the day and the documents that a follow-up asks of, as far as it admits them."""
    if meant.as_of and FilterField.AS_OF not in ignore and not (wanted and wanted.in_force_on):
        wanted = replace(wanted or Filter(), in_force_on=meant.as_of)
    documents = meant.documents
    if not documents or FilterField.DOCUMENT in ignore:
        return wanted
    wanted = wanted or Filter()
    if wanted.document_ids is not None:
        documents &= wanted.document_ids
    return replace(wanted, document_ids=documents)


def in_full(question: str, meant: Meant, ignore: Collection[str]) -> str:
    """``question`` completed; as it stands where the document that it was narrowed to is not wanted."""
    narrowed = meant.documents and FilterField.DOCUMENT in ignore
    return question if narrowed else meant.question


class Reader:
    """Reads questions one after another. ``lead`` finds the id of the document that answers one.

    ``lead`` gives "" where none does; it is only called for turns whose answer is not known.
    """

    def __init__(self, kb: KnowledgeBase, lead: Callable[[Meant], str]) -> None:
        self._kb = kb
        self._lead = lead

    def read(self, question: str, conversation: Conversation) -> Meant:
        """What ``question`` means; its text stays as it is where it stands by itself."""
        before: Meant | None = None
        for turn in conversation.turns[-REMEMBERED:]:
            before = replace(self._next(turn.question, before), led_to=turn.document)
        return self._next(question, before)

    def _next(self, question: str, before: Meant | None) -> Meant:
        form = plain(question)
        if len(form) > _LONGEST:
            return Meant(question, follow_up.topic(form[:_LONGEST]))
        meant = None
        if before is not None and follow_up.core(form) and not self._names_a_law(form):
            meant = (
                self._of_an_article(form, before)
                or self._of_a_document(form, before)
                or self._elsewhere(form, before)
                or _of_another_year(form, before)
                or self._of_the_topic(form, before)
            )
        elif before is not None and not follow_up.core(form):
            meant = before
        if meant is None or before is None:
            return Meant(question, follow_up.topic(form))
        return replace(meant, as_of=self._day(question, before, meant))

    def _names_a_law(self, form: str) -> bool:
        return follow_up.names_a_law(form) or bool(law_named(self._kb, form))

    def _day(self, question: str, before: Meant, meant: Meant) -> date | None:
        """The day that the question or the one before it asks for, unless ``meant`` says it itself."""
        if read_as_of(self._kb, meant.question):
            return None
        for asked in (question, before.question):
            if (read := read_as_of(self._kb, asked)) is not None:
                return read.day
        return before.as_of

    def _of_an_article(self, form: str, before: Meant) -> Meant | None:
        """第二条呢?, 下一条?, 第二款呢?: of the law that was asked of last."""
        earlier = follow_up.article(plain(before.question))
        named = follow_up.article(form)
        if step := follow_up.neighbour(form):
            named = _next_article(earlier, step)
        elif earlier and (part := follow_up.part_of_article(form)):
            named = re.sub(r"(条(?:之[^第]+)?).*", r"\1", earlier) + part
        if not named or len(follow_up.content(form)) >= _FEW:
            return None
        title, documents = self._document(before)
        whole = title + named
        return replace(before, question=whole, topic=whole, documents=documents) if title else None

    def _of_a_document(self, form: str, before: Meant) -> Meant | None:
        """它什么时候生效?, 这个办法谁制定的?: of the document that was asked of last."""
        pointer = follow_up.pointer(form)
        asked = follow_up.aspect(form)
        told = follow_up.OF_A_DOCUMENT.search(asked)
        if pointer is None or not (pointer["document"] or told):
            return None
        if len(follow_up.content(asked)) >= _FEW:
            return None
        of_the_topic = told and not (pointer["document"] or law_named(self._kb, before.question))
        if told and of_the_topic and stand_together(self._kb, before.topic, told.group()):
            return None  # 劳动合同 … 它什么时候生效?
        title, documents = self._document(before)
        question = f"{title} {asked.replace('生效', '施行')}"  # laws say 施行
        return Meant(question, before.topic, documents) if title else None

    def _elsewhere(self, form: str, before: Meant) -> Meant | None:
        """在杭州也一样吗?: the last question, of another place."""
        rest = follow_up.without_places(form)
        if not places_in(form) or len(follow_up.content(rest)) > 1:
            return None
        here = "".join(short_names_in(form))
        topic = f"{here} {follow_up.without_places(plain(before.topic))}"
        asked = follow_up.aspect(rest).strip("的在 ")
        if re.search(r"[^一样也都是在相同适用]{2}", asked):
            return Meant(f"{topic} {asked}", topic)
        return Meant(
            f"{here} {follow_up.without_places(follow_up.core(plain(before.question)))}", topic
        )

    def _of_the_topic(self, form: str, before: Meant) -> Meant | None:
        """那申请材料呢?, 不交会怎么样?: something else, of the same matter."""
        own, asked = follow_up.content(form), follow_up.aspect(form)
        if follow_up.article(form) or follow_up.neighbour(form):
            return None  # of no law that could be known
        if follow_up.points_back(form):
            whole = follow_up.pointer(form) is None and len(own) >= _FEW
            return None if whole else _about(before, asked)
        marked = follow_up.leads_on(form)
        if len(own) <= 1:
            return _about(before, asked) if marked or len(form) <= follow_up.SHORT else None
        if marked or len(form) <= _BRIEF:
            return self._of_own_words(form, before, marked=marked)
        return None

    def _of_own_words(self, form: str, before: Meant, *, marked: bool) -> Meant | None:
        """那加班工资怎么算?: of the topic or its document, unless its words are a new matter."""
        own, asked = follow_up.content(form), follow_up.aspect(form)
        together = stand_together(self._kb, before.topic, own)
        if follow_up.only_names(form):
            return self._named_only(own, asked, before, together)
        if follow_up.asks(form) and len(own) >= _WHOLE and names_a_matter(self._kb, own):
            return None
        if together and len(own) <= _FEW:
            return self._about_in(before, asked, together)
        found = self._in_the_document(own, asked, before)
        return found or (_about(before, asked) if marked else None)

    def _named_only(
        self, own: str, asked: str, before: Meant, together: frozenset[str]
    ) -> Meant | None:
        """那工资呢?: of the topic, else of its document; a new subject where it is neither's."""
        if together:
            return self._about_in(before, asked, together)
        if meant := self._in_the_document(own, asked, before):
            return meant
        new = names_a_matter(self._kb, own) and not widespread(self._kb, own)
        return None if new else _about(before, asked)

    def _in_the_document(self, own: str, asked: str, before: Meant) -> Meant | None:
        """What the document tells that was asked of last, though not together with the topic."""
        title, documents = self._document(before)
        if not documents & stand_together(self._kb, title, own):
            return None
        value = "" if follow_up.asks(asked) else follow_up.value_asked(plain(before.question))
        return Meant(f"{title} {asked} {value}".strip(), asked, documents)

    def _about_in(self, before: Meant, asked: str, together: frozenset[str]) -> Meant:
        """The topic with something else asked of it, by the document's name where it tells of both."""
        meant = _about(before, asked)
        title, documents = self._document(before)
        if documents & together and not law_named(self._kb, before.topic):
            topic = "" if before.topic in title else f"{before.topic} "
            return replace(meant, question=f"{title} {topic}{asked}".strip())
        return meant

    def _document(self, before: Meant) -> tuple[str, frozenset[str]]:
        """The document that the last question named, or was answered from: its name and ids."""
        if named := law_named(self._kb, before.question):
            return plain(named), documents_named(self._kb, named)
        found = self._lead(before) if before.led_to is None else before.led_to
        title = self._kb.titles().get(found, "")
        inner = re.search(r"《([^《》]+)》", title)
        if inner and len(title) > _LONGEST_TITLE:
            return plain(inner[1]), frozenset({found})
        return title.removeprefix("中华人民共和国"), frozenset({found} if title else ())


def _about(before: Meant, asked: str) -> Meant:
    """The topic with something else asked of it; the last question where nothing else is said."""
    if not _NO_MORE.sub("", asked):
        return before
    return Meant(f"{before.topic} {asked}", before.topic, before.documents)


def _of_another_year(form: str, before: Meant) -> Meant | None:
    """那2022年呢?: the last question, of another year."""
    named, earlier = follow_up.years(form), plain(before.question)
    if not named or not follow_up.years(earlier):
        return None
    if follow_up.content(follow_up.with_year(form, "")):
        return None
    topic = follow_up.with_year(before.topic, named[-1])
    return Meant(follow_up.with_year(earlier, named[-1]), topic)


def _next_article(article: str, step: int) -> str:
    """第十条, 1 → 第11条; "" where there is none before the first."""
    numeral = article.removeprefix("第").partition("条")[0]
    number = chinese_number(numeral) + step if numeral else 0
    return f"第{number}条" if number > 0 else ""
