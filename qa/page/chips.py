"""The filters that held for an answer, as chips above it that can be taken away.

Those that were read from the question say from which of its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.filters import FilterField
from qa.page.escape import escape, isolated
from qa.page.translated import said_html

if TYPE_CHECKING:
    from qa.page.asked import Asked
    from qa.page.strings import Words
    from qa.types import Answer, AppliedFilter


def filter_chips(words: Words, answer: Answer, asked: Asked) -> str:
    """A link for each filter, which asks again without it; "" where none held."""
    if not answer.filters:
        return ""
    chips = "".join(_chip(words, each, asked) for each in answer.filters)
    return f'<div class="chips"><span class="chips-title">{words("filters")}</span>{chips}</div>'


def emptied_note(words: Words, answer: Answer) -> str:
    """Which filters leave no document, as a paragraph; "" where some are left."""
    if not answer.emptied_by:
        return ""
    labels = words("between").join(
        f"<bdi>{said_html(words, each.label)}</bdi>" for each in answer.emptied_by
    )
    key = "emptied_together" if len(answer.emptied_by) > 1 else "emptied"
    return f'<p class="emptied">{words(key, filters=labels)}</p>'


def _chip(words: Words, applied: AppliedFilter, asked: Asked) -> str:
    link = asked.without(FilterField(applied.field)).link()
    origin = (
        f'<span class="read-from">{words("read_from", words=isolated(applied.read_from))}</span>'
        if applied.read_from
        else ""
    )
    return (
        f'<a class="chip" href="{escape(link)}" title="{words("chip_hint")}">'
        f'<bdi>{said_html(words, applied.label)}</bdi>{origin}<span class="remove">{words("remove")}</span></a>'
    )
