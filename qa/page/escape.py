"""Text that was written by others, made safe to stand inside the page's HTML."""

from __future__ import annotations

import html

# C0 and C1 controls except tab and newline: browsers show them as boxes or drop them.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))

# Gradio's template and Markdown steps give these a meaning in some places.
_TEMPLATE_SIGNS = str.maketrans(
    {"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;", "\r": " "}
)


def escape(text: str) -> str:
    """``text`` as HTML that shows exactly these characters, in content and in attributes."""
    return html.escape(text.translate(_CONTROLS), quote=True).translate(_TEMPLATE_SIGNS)


def isolated(text: str) -> str:
    """``text`` so that no sign of direction in it turns round what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def shorten(text: str, longest: int) -> str:
    """The first ``longest`` characters of ``text``, with …… where it is longer."""
    return text if len(text) <= longest else text[:longest] + "……"


def escape_lines(text: str) -> str:
    """Like ``escape``, with line breaks kept as ``<br>``: the result is a single line.

    A single line that opens with a block element is passed through by Markdown
    untouched, so that no ``*`` or ``#`` in the text is read as formatting.
    """
    return "<br>".join(escape(line) for line in text.split("\n"))
