"""The line that says how far the index is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import IndexState
    from qa.page.strings import Words


def is_settled(state: IndexState) -> bool:
    """Whether every sentence has its vector, and there is something to ask about."""
    return state.documents > 0 and state.encoded_sentences >= state.sentences


def status_line(words: Words, state: IndexState, failure: Exception | None = None) -> str:
    """How much there is and how much of it has vectors, as HTML.

    ``failure`` is what keeps the background work from going on; the log has its details.
    """
    if state.documents == 0 and failure is None:
        return _line(words("state_empty"), "busy")
    parts = [
        words("state_documents", documents=state.documents),
        words("state_sentences", sentences=state.sentences),
    ]
    if is_settled(state):
        return _line(" · ".join([*parts, words("state_ready")]), "ready")
    if failure is not None:
        return _line(" · ".join([*parts, words("state_stopped")]), "failed")
    # Rounded down, so that 100 % is never shown before the last sentence is done.
    percent = 100 * state.encoded_sentences // state.sentences
    parts += [words("state_encoding", percent=percent), words("state_encoding_note")]
    return _line(" · ".join(parts), "busy")


def status_failure(words: Words) -> str:
    """The line where the state cannot be read."""
    return _line(words("state_failed"), "failed")


def _line(text: str, style: str) -> str:
    return f'<p class="status {style}" role="status">{text}</p>'
