"""Under an answer, closed until it is opened: why these documents were found, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.explain import SIGNAL_LABELS
from qa.page.address import SourceAddress
from qa.page.escape import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.explain import Explained, Signal
    from qa.page.strings import Words

HITS = 5  # explained under an answer
_LONGEST_QUOTE = 120


def why_disclosure(words: Words, found: Sequence[Explained]) -> str:
    """The reasons for each of the hits, as one line of HTML; "" where there are none."""
    if not found:
        return ""
    entries = "".join(_entry(words, number, each) for number, each in enumerate(found, 1))
    return (
        f'<details class="why"><summary>{words("why")}</summary>'
        f'<p class="why-note">{words("why_note")}</p>{entries}</details>'
    )


def _entry(words: Words, number: int, explained: Explained) -> str:
    hit = explained.hit
    address = SourceAddress(hit.document.id, hit.passage.start, hit.passage.end)
    around = [parent.text for parent in explained.parents[1:]]
    above = " › ".join(_shortened(part) for part in (*around, hit.passage.label) if part)
    facts = [
        (words("why_above"), above),
        (words("why_matched"), "、".join(explained.matched)),
        (words("why_missing"), "、".join(explained.missing)),
        (words("why_sentence"), _sentence(words, explained)),
        (words("why_copies"), "、".join(hit.copies)),
    ]
    rows = "".join(
        f"<tr><th>{label}</th><td>{escape(value)}</td></tr>" for label, value in facts if value
    )
    return (
        f'<div class="why-hit"><p class="why-title">{number}. '
        f'<a class="source-link" href="{escape(str(address))}"><bdi>{escape(hit.document.title)}</bdi></a></p>'
        f"<table><tbody>{_scores(words, explained.signals, hit.score)}{rows}</tbody></table></div>"
    )


def _scores(words: Words, signals: Iterable[Signal], score: float) -> str:
    """The parts that count, each as what it adds: 段落字词 1.00 + 语义相近 0.63."""
    added = " + ".join(
        f"{SIGNAL_LABELS.get(signal.name, signal.name)} {signal.product:.2f}"
        for signal in signals
        if abs(signal.product) >= 0.005
    )
    return f"<tr><th>{words('why_score')}</th><td>{score:.2f} = {escape(added or '0')}</td></tr>"


def _sentence(words: Words, explained: Explained) -> str:
    if explained.sentence is None:
        return ""
    quote = _shortened(explained.sentence.text)
    return words("why_cosine", cosine=explained.sentence.cosine, sentence=quote)


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"
