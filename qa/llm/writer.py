"""A question and its evidence to an answer in a model's words, or the quotes as they are."""

from __future__ import annotations

import logging
from contextlib import aclosing, closing
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.llm.draft import Draft
from qa.llm.failure import EndpointFailure
from qa.llm.prompt import messages_for
from qa.llm.running import iterate
from qa.llm.sentences import SentenceReader
from qa.llm.settings import LLMSettings
from qa.llm.sources import MOST_CHARACTERS, sources_for
from qa.verify import GENERATED

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Sequence

    from index.types import Hit
    from qa.llm.sentences import WrittenSentence
    from qa.llm.sources import NumberedSource
    from qa.types import Answer, AnswerSentence

logger = logging.getLogger(__name__)

_GRACE = 2.0  # seconds that a request that is given up may take to end


class Writer:
    """Writes answers with a language model. Holds no state between answers.

    Whatever goes wrong, the last thing that ``stream`` gives is an answer: the model's, or the
    one that was to be written anew, with ``fallback`` saying why.
    """

    def __init__(self, settings: LLMSettings) -> None:
        self._settings = settings

    @classmethod
    def from_environment(cls) -> Writer | None:
        """The writer that POLICY_QA_LLM_… set; None where none is. Raises InvalidSetting."""
        settings = LLMSettings.from_environment()
        return None if settings is None else cls(settings)

    def stream(
        self, question: str, answer: Answer, hits: Sequence[Hit]
    ) -> Generator[AnswerSentence | Answer]:
        """Verified sentences as the model writes them, then the whole ``Answer``.

        ``answer`` is the extractive one, not refused; ``hits`` are what it was made from. Where
        the model fails after its first sentences, the ``Answer`` at the end does not have them.
        Closing the iterator cancels the request.
        """
        sources = sources_for(answer, hits)
        draft = Draft(sources)
        shown: list[AnswerSentence] = []
        reason = _unfit(answer, sources)
        if not reason:
            try:
                with closing(self._written(question, sources)) as sentences:
                    for written in sentences:
                        sentence = draft.add(written)
                        if sentence is not None:
                            shown.append(sentence)
                            yield sentence
                reason = draft.fault
            except EndpointFailure as failure:
                reason = str(failure)
            except TimeoutError:
                reason = f"大模型服务在 {self._settings.timeout:g} 秒内没有写完"
            except Exception:  # the quotes answer, whatever goes wrong behind them
                logger.exception("a model's answer failed")
                reason = "大模型模式出错"
        self._log(draft, reason)
        if reason:
            if not shown:
                yield from answer.sentences
            yield replace(answer, fallback=f"{reason}，以下为原文摘录。")
        else:
            yield replace(
                answer,
                mode=GENERATED,
                model=self._settings.model,
                replaced=draft.replaced,
                sentences=tuple(shown),
                citations=draft.citations,
            )

    def _log(self, draft: Draft, reason: str) -> None:
        logger.info(
            "asked a model",
            extra={
                "model": self._settings.model,
                "held": draft.held,
                "replaced": draft.replaced,
                "fallback": reason,
            },
        )

    def _written(
        self, question: str, sources: Sequence[NumberedSource]
    ) -> Generator[WrittenSentence]:
        from qa.llm.endpoint import written  # noqa: PLC0415 - loads the client, about a second

        async def sentences() -> AsyncGenerator[WrittenSentence, None]:
            reader = SentenceReader()
            messages = messages_for(question, sources)
            async with aclosing(written(self._settings, messages)) as pieces:
                async for piece in pieces:
                    for sentence in reader.read(piece):
                        yield sentence
            for sentence in reader.end():
                yield sentence

        return iterate(sentences, self._settings.timeout + _GRACE)


def _unfit(answer: Answer, sources: Sequence[NumberedSource]) -> str:
    """Why a model is not asked at all, in words for people; "" where it is."""
    if answer.contradictions:
        return "文件之间说法不一，按原文给出"
    if sum(len(source.citation.quote) for source in sources) > MOST_CHARACTERS:
        return "依据太长，没有交给大模型"
    return ""
