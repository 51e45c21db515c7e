"""What may be missing: questions without a good answer, documents that no answer cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from qa.page.address import SourceAddress
from qa.page.editor.tables import table
from qa.page.escape import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from index.rows import DocumentRow
    from qa.activity import Activity, Unanswered
    from qa.page.strings import Words

CHAT: Final = "/"
_LONGEST = 200  # characters of a question or title
_DOCUMENTS = 100  # listed


def without_good_answer(words: Words, questions: Sequence[Unanswered]) -> str:
    """The questions as a table; a click asks one of them in the chat."""
    heading = words("week_unanswered")
    about = f'<p class="quality-note">{words("week_unanswered_about")}</p>'
    if not questions:
        return f"<h4>{heading}</h4><p>{words('week_unanswered_none')}</p>"
    headers = [words(f"week_{name}") for name in ("question", "times", "last_asked", "why")]
    rows = [
        (
            _asking(each.question),
            f"{each.count:,}",
            f"{each.latest.asked_at.astimezone():%Y-%m-%d %H:%M}",
            _why(words, each),
        )
        for each in questions
    ]
    return f"<h4>{heading}</h4>{about}{table(heading, headers, rows)}"


def asking_link(question: str) -> str:
    """The address that asks ``question`` in the chat, escaped."""
    return escape(f"{CHAT}?ask={quote(question, safe='', errors='replace')}")


def _asking(question: str) -> str:
    return (
        f'<a href="{asking_link(question)}" target="_blank" rel="noopener"><bdi lang="zh">'
        f"{escape(shorten(question, _LONGEST))}</bdi></a>"
    )


def _why(words: Words, question: Unanswered) -> str:
    reasons = []
    if question.refused:
        reasons.append(words("week_reason_refused"))
    if question.refused < question.count and not question.judgements:
        reasons.append(words("week_reason_unsure"))
    reasons += [words(f"judged_{each.value}") for each in question.judgements]
    return " · ".join(dict.fromkeys(reasons))


def never_cited(
    words: Words,
    period: str,
    documents: Sequence[DocumentRow],
    activity: Activity,
    since: datetime,
) -> str:
    """The documents that no answer of the period cites, with links to them."""
    heading = f"<h4>{words('week_never_cited')}</h4>"
    titles = {row.id: row.title for row in documents}
    unused = activity.never_cited(titles, since)
    if not unused:
        return f"{heading}<p>{words('week_never_cited_none')}</p>" if titles else ""
    about = words("week_never_cited_about", period=period, count=len(unused), total=len(titles))
    items = "".join(f"<li>{_opening(id_, titles[id_])}</li>" for id_ in unused[:_DOCUMENTS])
    left = len(unused) - _DOCUMENTS
    more = f'<p class="quality-note">{words("week_more", count=left)}</p>' if left > 0 else ""
    return (
        f'{heading}<p class="quality-note">{about}</p><details class="measured-more">'
        f'<summary>{words("week_list")}</summary><ul class="never-cited">{items}</ul>{more}</details>'
    )


def _opening(document_id: str, title: str) -> str:
    link = escape(CHAT + str(SourceAddress(document_id, 0, 0)))
    return (
        f'<a href="{link}" target="_blank" rel="noopener"><bdi lang="zh">'
        f"{escape(shorten(title or document_id, _LONGEST))}</bdi></a>"
    )
