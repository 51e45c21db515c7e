"""What the source panel says where there is no document to show."""

from __future__ import annotations

from qa.page.escape import escape


def source_notice(text: str) -> str:
    """The panel with one sentence in it."""
    return f'<div class="source-notice"><p>{escape(text)}</p></div>'
