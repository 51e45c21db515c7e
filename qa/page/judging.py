"""Was this answer useful? What a visitor says of it, and how that is shown."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

import gradio as gr

from index.errors import PolicyQAError
from qa.activity import Judgement
from qa.page.language import words_for
from qa.page.talk import changed_news

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.page.strings import Words

logger = logging.getLogger(__name__)

_WITHDRAW: Final = "withdraw"
_ADDRESS = re.compile(r"([A-Za-z0-9_-]{22})/([a-z_]{1,20})(/refused)?")
# A refusal cites nothing that could be outdated or incomplete.
_REASONS = (Judgement.NOT_FOUND, Judgement.WRONG, Judgement.OUTDATED, Judgement.INCOMPLETE)
_REASONS_OF_A_REFUSAL = (Judgement.NOT_FOUND, Judgement.WRONG)


def judging(words: Words, id_: str, *, refused: bool, chosen: Judgement | None = None) -> str:
    """The links that judge the kept answer ``id_``, as HTML; what was chosen is said in words."""
    kind = "/refused" if refused else ""
    reasons = _REASONS_OF_A_REFUSAL if refused else _REASONS

    def link(judgement: Judgement) -> str:
        name = words(f"judge_{judgement.name.lower()}")
        if judgement is chosen:
            return f'<strong class="action chosen">{name}<span class="aloud">{words("judge_chosen")}</span></strong>'
        return (
            f'<a class="action" href="#judge/{id_}/{judgement.name.lower()}{kind}"'
            f' title="{words("judge_hint")}">{name}</a>'
        )

    opened = " open" if chosen in reasons else ""
    offered = "".join(map(link, reasons))
    thanks = (
        f'<span class="judged">{words("judge_thanks")} <a class="action" href="#judge/{id_}/{_WITHDRAW}{kind}">'
        f"{words('judge_withdraw')}</a></span>"
        if chosen
        else f'<span class="judged">{words("judge_hint")}</span>'
    )
    return (
        f'<div class="{marker(id_)} judging"><span class="judge-yes">{link(Judgement.USEFUL)}</span>'
        f'<details class="judge-no"{opened}><summary class="action">{words("judge_not_useful")}</summary>'
        f'<span class="reasons">{offered}</span></details>{thanks}</div>'
    )


def marker(id_: str) -> str:
    """The class by which the page finds the judging of an answer."""
    return f"j-{id_}"


class JudgingHandlers:
    """What happens when a visitor judges. Nothing about him is kept, only what he says."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def judge(self, event: gr.EventData, request: gr.Request) -> str:
        """Keep or take back a judgement; returns what has changed on the page."""
        words = words_for(request)
        activity = self._assistant.activity
        read = _ADDRESS.fullmatch(str(event.judged))
        chosen = None if read is None or read[2] == _WITHDRAW else _named(read[2])
        if read is None or activity is None or (chosen is None and read[2] != _WITHDRAW):
            logger.warning("no judgement: %s", ascii(str(event.judged)[:80]))  # a visitor wrote it
            return ""
        id_ = read[1]
        try:
            if chosen is None:
                activity.withdraw(id_)
            else:
                activity.judge(id_, chosen)
        except PolicyQAError:
            gr.Warning(words("judge_gone"), title=words("title"), duration=6)
            return ""
        return changed_news(
            marker(id_), judging(words, id_, refused=read[3] is not None, chosen=chosen)
        )


def _named(name: str) -> Judgement | None:
    return next((each for each in Judgement if each.name.lower() == name), None)
