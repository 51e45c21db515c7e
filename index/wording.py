"""The words of a text and nothing else: what two texts share that differ only in how they are typed."""

from __future__ import annotations

import re

from index.search_form import search_form

_NO_WORDS = re.compile(r"[^\w%]+")


def wording(text: str) -> str:
    """The text in its search form without punctuation and white space: 「５％，对吗？」 → 5%对吗."""
    return _NO_WORDS.sub("", search_form(text))
