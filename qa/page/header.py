"""What stands at the head of every page."""

from __future__ import annotations

from typing import Final

from qa.page.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, words_in

# Keys of their names: each is called the same in all of them.
_NAMES: Final = {
    SIMPLIFIED: "language_simplified",
    TRADITIONAL: "language_traditional",
    ENGLISH: "language_english",
}


def language_switch() -> str:
    """Links that show this page in each language; the style sheet marks the one it is in."""
    words = words_in(SIMPLIFIED)
    links = "".join(
        f'<a href="?lang={language}" lang="{language}" hreflang="{language}">{words(key)}</a>'
        for language, key in _NAMES.items()
    )
    return f'<nav class="languages" aria-label="{words("language_label")}">{links}</nav>'
