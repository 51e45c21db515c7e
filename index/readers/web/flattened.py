"""Where the lines of a text were, when somebody has put it all on one line.

Only wide gaps are read here: Chinese indents each paragraph by two ideographic
spaces, so such a gap can be nothing else. Single spaces may stand inside a line;
``index.lines`` judges those.
"""

from __future__ import annotations

import re

_WIDE_GAP = re.compile(r"[\u3000\xa0 \t]{2,}|\u3000")


def former_lines(text: str) -> list[str]:
    """The lines that ``text`` was made of, without the white space around them.

    Nothing but white space is lost. Real line breaks, where there are any, are the only ones.
    """
    parts = text.splitlines()
    if len(parts) == 1:
        parts = _WIDE_GAP.split(text)
    return [line for part in parts if (line := part.strip())]
