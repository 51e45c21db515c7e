"""What an exported file is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa.export.exchange import Exchange
    from qa.page.strings import Words

_LONGEST = 30  # characters of a question in a file's name
_NOT_IN_NAMES = re.compile(r"[^\w]+")


def file_name(words: Words, exchanges: Sequence[Exchange], day: date, ending: str) -> str:
    """Letters, digits and - only, so that every system takes it: 政策问答-试用期最长多久-2026-11-23.docx."""
    first = exchanges[0].question if exchanges else ""
    asked = _NOT_IN_NAMES.sub("-", first[:_LONGEST]).strip("-_")
    parts = (words("title"), asked, day.isoformat())
    return "-".join(_NOT_IN_NAMES.sub("-", part) for part in parts if part) + f".{ending}"
