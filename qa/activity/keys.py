"""When two questions are the same."""

from __future__ import annotations

import hashlib

from index.wording import wording


def question_key(question: str) -> str:
    """16 hexadecimal digits that two questions share that differ only in how they are typed."""
    return hashlib.sha256(wording(question).encode("utf-8", "replace")).hexdigest()[:16]
