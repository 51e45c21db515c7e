"""A question in, an answer with its citations out."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from index.errors import InvalidQuestion
from index.types import Filter
from qa.answering import answer_question, documents_of
from qa.completion import Meant, Reader, carried, in_full
from qa.conversation import NEW
from qa.examples import example_questions
from qa.explain import Explained, Explanation, explain, explain_hit
from qa.narrowing import Narrowing, emptied_by, narrow
from qa.retrieve import retrieve
from qa.threshold import checked_threshold
from qa.timing import timed
from qa.types import Answer
from qa.validity import with_validity
from qa.verify import verified
from qa.weights import REFUSE_BELOW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.background import BackgroundEncoder
    from index.choices import Choices
    from index.knowledge_base import KnowledgeBase
    from index.types import Document, Hit, IndexState
    from qa.activity import Activity
    from qa.conversation import Conversation
    from qa.llm import Writer
    from qa.types import AnswerSentence, AppliedFilter
    from qa.understand import Question

logger = logging.getLogger(__name__)


class Assistant:
    """Answers questions from one knowledge base. Holds no state between questions.

    ``wait_for_model``: whether the first question may wait for the embedding model to be
    loaded (seconds). A page says no, and answers by words alone until it is there.
    ``llm`` writes the answers that are not refused; without one they are quotes.
    ``refuse_below``: answers less likely right than this become refusals (0…1, else
    InvalidSetting). ``worker`` is ended by ``close``, and ``activity`` closed: where those who
    show answers may note them; ``ask`` notes nothing by itself. ``today`` is what 去年 and 近三年 in a
    question are counted from, and the day on which a document must be in force.
    """

    def __init__(  # noqa: PLR0913 - each part can be chosen
        self,
        kb: KnowledgeBase,
        *,
        wait_for_model: bool = True,
        refuse_below: float = REFUSE_BELOW,
        llm: Writer | None = None,
        worker: BackgroundEncoder | None = None,
        activity: Activity | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._kb = kb if today is date.today else kb.with_clock(today)
        self._wait_for_model = wait_for_model
        self._refuse_below = checked_threshold(refuse_below, "refuse_below")
        self._llm = llm
        self._worker = worker
        self._activity = activity
        self._today = today

    @property
    def knowledge_base(self) -> KnowledgeBase:
        """What it answers from."""
        return self._kb

    @property
    def activity(self) -> Activity | None:
        """The record of what was asked and answered, where there is one."""
        return self._activity

    def measured(self) -> Assistant:
        """The same for an evaluation: it quotes, waits for the model, and closes nothing."""
        return Assistant(self._kb, refuse_below=self._refuse_below, today=self._today)

    def close(self) -> None:
        """End the background work and give back the knowledge base's files."""
        if self._worker is not None:
            self._worker.stop()
        if self._activity is not None:
            self._activity.close()
        self._kb.close()

    def ask(  # noqa: PLR0913 - each narrows the question in its own way
        self,
        question: str,
        *,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
        k: int = 10,
    ) -> Answer:
        """Answer ``question`` from its ``k`` best passages, or refuse.

        What the question itself states (2023年以来国务院发布的) narrows the search like
        ``filter``, except in the fields that ``filter`` sets or ``ignore`` names. A follow-up
        question is completed from ``conversation``. ``as_of`` asks for the law of that day: it
        sets ``Filter.in_force_on``, which a question can also state (2015年时).

        Raises:
            InvalidQuestion: it is empty or far too long.
        """
        parts = self.stream(
            question, filter=filter, ignore=ignore, conversation=conversation, as_of=as_of, k=k
        )
        return next(part for part in parts if isinstance(part, Answer))

    def stream(  # noqa: PLR0913 - each narrows the question in its own way
        self,
        question: str,
        *,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
        k: int = 10,
    ) -> Iterator[AnswerSentence | Answer]:
        """The sentences of the answer one by one, all verified, then the whole ``Answer``.

        Where a model writes and fails midway (``Answer.fallback``), the ``Answer`` does not have
        the sentences given before it. Closing the iterator ends the model's work.
        """
        with closing(
            self.stream_explained(
                question, filter=filter, ignore=ignore, conversation=conversation, as_of=as_of, k=k
            )
        ) as parts:
            for part in parts:
                if not isinstance(part, Explained):
                    yield part

    def stream_explained(  # noqa: PLR0913 - each narrows the question in its own way
        self,
        question: str,
        *,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
        k: int = 10,
        explain: int = 0,
    ) -> Generator[AnswerSentence | Answer | Explained, None, None]:
        """As ``stream``, and last why the first ``explain`` of the hits were found."""
        timings: dict[str, float] = {}
        with timed(timings, "total"):
            narrowing = self.narrowing(
                question, filter=filter, ignore=ignore, conversation=conversation, as_of=as_of
            )
            answer, hits = self._quoted(narrowing, question.strip(), k, timings)
            answer = self._dated(narrowing, answer)
        if self._llm is None or answer.refused:
            yield from answer.sentences
        else:
            with (
                timed(timings, "generate"),
                closing(self._llm.stream(narrowing.question.text, answer, hits)) as parts,
            ):
                for part in parts:
                    if isinstance(part, Answer):
                        sound = verified(part, documents_of(self._kb, part))
                        answer = self._dated(narrowing, sound)
                    else:
                        yield part
            timings["total"] += timings["generate"]
        logger.info(
            "answered",
            extra={"refused": answer.refused, "confidence": answer.confidence, "ms": timings},
        )
        yield answer
        yield from self._explained(narrowing.question, hits[:explain])

    def search(  # noqa: PLR0913 - each narrows the question in its own way
        self,
        question: str,
        *,
        k: int = 10,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
    ) -> list[Hit]:
        """The hits that ``ask`` would answer from, best first, each with its explained score."""
        narrowing = self.narrowing(
            question, filter=filter, ignore=ignore, conversation=conversation, as_of=as_of
        )
        return self._retrieve(narrowing.question, k, narrowing.filter, {})

    def explain(
        self,
        question: str,
        document_id: str,
        *,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        as_of: date | None = None,
    ) -> Explanation:
        """Why a document ranks where it does, found or not. Raises InvalidQuestion, UnknownDocument."""
        narrowing = self.narrowing(question, filter=filter, ignore=ignore, as_of=as_of)
        vector = self._vector(narrowing.question)
        return explain(self._kb, narrowing.question, vector, document_id, narrowing.filter)

    def explain_hits(  # noqa: PLR0913 - each narrows the question in its own way
        self,
        question: str,
        *,
        k: int = 10,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
    ) -> list[Explained]:
        """What ``search`` finds, each hit with the reasons for its score."""
        narrowing = self.narrowing(
            question, filter=filter, ignore=ignore, conversation=conversation, as_of=as_of
        )
        return self.explain_narrowed(narrowing, k=k)

    def explain_narrowed(self, narrowing: Narrowing, *, k: int = 10) -> list[Explained]:
        """What is found for a question that is narrowed already, with the reasons."""
        hits = self._retrieve(narrowing.question, k, narrowing.filter, {})
        return self._explained(narrowing.question, hits)

    def narrowing(
        self,
        question: str,
        *,
        filter: Filter | None = None,
        ignore: Collection[str] = (),
        conversation: Conversation = NEW,
        as_of: date | None = None,
    ) -> Narrowing:
        """What ``ask`` would search for, and the filters that would hold. Raises InvalidQuestion."""
        filter = _on_the_day(filter, as_of)
        wanted = filter
        if conversation.turns and question.strip():
            meant = self._meant(question, conversation, filter)
            question, wanted = in_full(question, meant, ignore), carried(meant, filter, ignore)
        return narrow(self._kb, question, wanted, ignore, self._today())

    def emptied_by(self, narrowing: Narrowing) -> tuple[AppliedFilter, ...]:
        """The fewest filters of ``narrowing`` that together admit no document; else none."""
        return emptied_by(self._kb, narrowing)

    def document(self, document_id: str) -> Document:
        """A document as it is cited. Raises UnknownDocument."""
        return self._kb.document(document_id)

    def state(self) -> IndexState:
        """How far the index is."""
        return self._kb.state()

    def failure(self) -> Exception | None:
        """What keeps the background work from going on; None while all is well."""
        return self._worker.error if self._worker is not None else None

    def importing(self) -> bool:
        """Whether documents are still coming in, so that a refusal may be too early."""
        progress = self._worker.progress if self._worker is not None else None
        return progress is not None and progress.stage == "read"

    def examples(self) -> list[str]:
        """A few questions that the documents at hand answer, for a page to offer."""
        return example_questions(self._kb)

    def choices(self) -> Choices:
        """What a filter can be set to with the documents at hand, for a page to offer."""
        return self._kb.choices()

    def _meant(self, question: str, conversation: Conversation, wanted: Filter | None) -> Meant:
        def lead(earlier: Meant) -> str:
            try:
                narrowing = narrow(
                    self._kb, earlier.question, carried(earlier, wanted, ()), (), self._today()
                )
                answer, _ = self._quoted(narrowing, earlier.question, 10, {})
            except InvalidQuestion:
                return ""
            return answer.citations[0].document_id if answer.citations else ""

        return Reader(self._kb, lead).read(question, conversation)

    def _quoted(
        self, narrowing: Narrowing, asked: str, k: int, timings: dict[str, float]
    ) -> tuple[Answer, list[Hit]]:
        """The extractive answer, and the hits that it was made from."""
        understood = narrowing.question
        hits = self._retrieve(understood, k, narrowing.filter, timings)
        answer = replace(
            answer_question(self._kb, understood, hits, self._refuse_below, timings),
            question=asked,
            understood="" if understood.text == asked else understood.text,
            asked_on=self._today(),
            filters=narrowing.applied,
            emptied_by=() if hits else emptied_by(self._kb, narrowing),
        )
        return answer, hits

    def _explained(self, question: Question, hits: Sequence[Hit]) -> list[Explained]:
        rarity = self._kb.rarity(question.terms) if hits else {}
        return [explain_hit(question, hit, rarity) for hit in hits]

    def _dated(self, narrowing: Narrowing, answer: Answer) -> Answer:
        """``answer`` with what is to be said on the validity of what it cites."""
        day = narrowing.filter.in_force_on if narrowing.filter else None
        return with_validity(self._kb, narrowing.question, answer, day)

    def _retrieve(
        self, question: Question, k: int, wanted: Filter | None, timings: dict[str, float]
    ) -> list[Hit]:
        with timed(timings, "encode"):
            vector = self._vector(question)
        with timed(timings, "retrieve"):
            return retrieve(self._kb, question, vector, k=k, wanted=wanted)

    def _vector(self, question: Question) -> NDArray[np.float32] | None:
        encoder = self._kb.encoder
        if not self._kb.has_vectors() or not (self._wait_for_model or encoder.ready):
            return None
        return encoder.encode_query(question.text)


def _on_the_day(wanted: Filter | None, as_of: date | None) -> Filter | None:
    return wanted if as_of is None else replace(wanted or Filter(), in_force_on=as_of)
