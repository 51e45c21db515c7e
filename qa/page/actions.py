"""The quiet row under an answer or a refusal: judge it, copy it, pass it on."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from qa.page.escape import escape
from qa.page.judging import judging

if TYPE_CHECKING:
    from qa.page.asked import Asked
    from qa.page.strings import Words
    from qa.types import Answer


def actions(words: Words, answer: Answer, asked: Asked, *, turn: str, kept_as: str) -> str:
    """What can be done with an answer, as HTML.

    ``turn`` names it in the browser, ``kept_as`` is its id among the kept answers: "" where none
    are kept. Then nobody could read a judgement, and a link can only ask the question again.
    """
    judge = judging(words, kept_as, refused=answer.refused) if kept_as else ""
    return f'<div class="actions">{judge}{_passing_on(words, turn, _share(answer, asked, kept_as))}</div>'


def shared_actions(words: Words, *, turn: str, kept_as: str) -> str:
    """The same for an answer that somebody else was given: it is not for the reader to judge."""
    return f'<div class="actions">{_passing_on(words, turn, "answer/" + kept_as)}</div>'


def _passing_on(words: Words, turn: str, share: str) -> str:
    return (
        f'<p class="passing-on"><a class="action" href="#copy-answer/{turn}" title="{words("copy_answer_hint")}">'
        f'{words("copy_answer")}</a><a class="action" href="#share/{escape(share)}" title="{words("share_hint")}">'
        f"{words('share')}</a></p>"
    )


def _share(answer: Answer, asked: Asked, kept_as: str) -> str:
    """What leads to the answer as it is kept, or else asks the same question."""
    if kept_as:
        return "answer/" + kept_as
    whole = replace(asked, question=answer.understood or asked.question, after=None)
    values = asdict(whole) | {"ignore": sorted(whole.ignore)}
    return "ask/" + quote(json.dumps(values, ensure_ascii=False), safe="")
