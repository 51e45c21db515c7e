"""How the index is: what is in it, how far its vectors are, and what came in last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.editor.upload_view import size_shown, time_shown
from qa.page.escape import escape
from qa.page.status import is_settled
from qa.page.translated import said_html

if TYPE_CHECKING:
    from pathlib import Path

    from qa.assistant import Assistant
    from qa.page.strings import Words


def index_state(words: Words, assistant: Assistant) -> str:
    """The state of the index now, as HTML. Raises KnowledgeBaseError."""
    state = assistant.state()
    share = 100 * state.encoded_sentences // state.sentences if state.sentences else 100
    facts = [
        ("state_of_documents", f"{state.documents:,}"),
        ("state_of_passages", f"{state.passages:,}"),
        ("state_of_sentences", f"{state.sentences:,}"),
        ("state_of_vectors", f"{share}%"),
        ("state_of_model", escape(state.model) or words("state_of_no_model")),
        ("state_of_size", size_shown(_size(assistant.knowledge_base.folder))),
    ]
    rows = "".join(f"<div><dt>{words(key)}</dt><dd>{value}</dd></div>" for key, value in facts)
    meter = ""
    if not is_settled(state) and state.sentences:
        label = words("state_of_vectors")
        meter = f'<progress max="100" value="{share}" aria-label="{label}"></progress>'
    return (
        f'<h2>{words("state_of_index")}</h2><dl class="counts">{rows}</dl>{meter}'
        f"{_last_import(words, assistant)}{_failure(words, assistant)}"
    )


def _last_import(words: Words, assistant: Assistant) -> str:
    report = assistant.knowledge_base.last_import()
    if report is None:
        return ""
    summary = report.summary
    text = words(
        "state_of_last_import",
        when=report.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        time=time_shown(words, report.seconds),
        added=len(summary.added),
        replaced=len(summary.replaced),
        skipped=len(summary.skipped),
    )
    return f'<p class="last-import">{text}</p>'


def _failure(words: Words, assistant: Assistant) -> str:
    failure = assistant.failure()
    if failure is None:
        return ""
    reason = said_html(words, str(failure))
    return f'<p class="run-failed" role="alert">{words("state_of_failure", reason=reason)}</p>'


def _size(folder: Path) -> int:
    """Bytes on disk of all that the knowledge base keeps."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # a cache is written anew
            continue
    return size
