"""What stands at the head of every page."""

from __future__ import annotations

from typing import Final

from qa.page.strings import ENGLISH, SIMPLIFIED, TRADITIONAL

# Each in its own language, for whoever cannot read the others.
_NAMES: Final = {SIMPLIFIED: "简体", TRADITIONAL: "繁體", ENGLISH: "English"}


def language_switch() -> str:
    """Links that show this page in each language; the style sheet marks the one it is in."""
    links = "".join(
        f'<a href="?lang={language}" lang="{language}" hreflang="{language}">{name}</a>'
        for language, name in _NAMES.items()
    )
    return f'<nav class="languages" aria-label="语言 Language">{links}</nav>'
