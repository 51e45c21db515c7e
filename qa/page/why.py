"""Why these documents were found, in this order: what the source panel shows when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.explain import PARTICLES
from qa.page.address import SourceAddress
from qa.page.asked import WHY, Asked
from qa.page.escape import escape, isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.explain import Explained, Signal
    from qa.page.strings import Words

HITS: Final = 5  # explained
_LONGEST_QUOTE = 120
_LONGEST_QUESTION = 300
_LEAST: Final = 0.005  # shown as 0.00 below it


def why_link(words: Words, asked: Asked) -> str:
    """A link that has the source panel explain what was found for ``asked``."""
    return f'<a class="why" href="{escape(asked.link(WHY))}">{words("why")}</a>'


def why_view(words: Words, asked: Asked, understood: str, found: Sequence[Explained]) -> str:
    """The panel with the reasons for each of ``found``; ``understood`` is what was searched for."""
    entries = "".join(_entry(words, n, each, _longest(found)) for n, each in enumerate(found, 1))
    question = escape(shorten(understood or asked.question, _LONGEST_QUESTION))
    body = f"<ol>{entries}</ol>{_meanings(words, found)}" if found else ""
    note = words("why_note" if found else "why_nothing")
    return (
        f'<article class="source why-view" data-address="{escape(asked.link(WHY))}" tabindex="-1"'
        f' aria-label="{words("why")}">'
        f'<div class="bar"><a class="back" href="#back">{words("source_back")}</a>'
        f'<p class="bar-title">{words("why")}</p><p class="bar-facts"><bdi>{question}</bdi></p></div>'
        f'<p class="why-note">{note}</p>{body}</article>'
    )


def _entry(words: Words, number: int, explained: Explained, longest: float) -> str:
    hit = explained.hit
    address = SourceAddress(hit.document.id, hit.passage.start, hit.passage.end)
    around = [parent.text for parent in explained.parents[1:]]
    above = " › ".join(_shortened(part) for part in (*around, hit.passage.label) if part)
    facts = [
        ("why_matched", "、".join(explained.matched)),
        ("why_missing", "、".join(each for each in explained.missing if each not in PARTICLES)),
        ("why_sentence", _shortened(explained.sentence.text) if explained.sentence else ""),
        ("why_copies", str(len(hit.copies)) if hit.copies else ""),
    ]
    rows = "".join(
        f"<div><dt>{words(key)}</dt><dd><bdi>{escape(value)}</bdi></dd></div>"
        for key, value in facts
        if value
    )
    place = f'<p class="why-place">{isolated(above)}</p>' if above else ""
    return (
        f'<li class="why-hit"><p class="why-title"><span class="why-number">{number}</span>'
        f'<a class="source-link" href="{escape(str(address))}"><bdi lang="zh">{escape(hit.document.title)}</bdi></a></p>'
        f"{place}{_scores(words, explained.signals, hit.score, longest)}"
        f'<dl class="why-facts">{rows}</dl></li>'
    )


def _scores(words: Words, signals: Iterable[Signal], score: float, longest: float) -> str:
    """The parts that count, each with a bar as long as what it adds, and their sum."""
    rows = "".join(
        f'<tr><th scope="row">{words(_key(signal))}</th><td class="why-bar">'
        f'<span style="width:{_width(signal.product, longest)}%"></span></td>'
        f"<td>{signal.product:.2f}</td></tr>"
        for signal in signals
        if abs(signal.product) >= _LEAST
    )
    return (
        f'<table class="why-scores"><tbody>{rows}<tr class="why-sum"><th scope="row">'
        f"{words('why_score')}</th><td></td><td>{score:.2f}</td></tr></tbody></table>"
    )


def _meanings(words: Words, found: Iterable[Explained]) -> str:
    """What the parts are that were shown, in plain words."""
    shown = {
        _key(signal): None
        for each in found
        for signal in each.signals
        if abs(signal.product) >= _LEAST
    }
    rows = "".join(f"<dt>{words(key)}</dt><dd>{words(f'{key}_note')}</dd>" for key in shown)
    return (
        f'<section class="why-meanings"><h3>{words("why_meanings")}</h3><dl>{rows}</dl></section>'
    )


def _key(signal: Signal) -> str:
    return "why_signal_" + signal.name.replace(" ", "_")


def _longest(found: Iterable[Explained]) -> float:
    """The most that a part adds, but for exact wording, which stands above all."""
    products = (s.product for each in found for s in each.signals if s.name != "exact")
    return max((abs(product) for product in products), default=0.0) or 1.0


def _width(product: float, longest: float) -> int:
    return round(100 * min(abs(product) / longest, 1.0))


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"
