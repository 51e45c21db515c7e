"""What is embedded for a sentence."""

from __future__ import annotations

# Raise it with every change below: vectors made by another recipe do not mix.
RECIPE = 1

_TITLE_LENGTH = 60
_HEADING_LENGTH = 60


def embedding_text(title: str, heading: str, label: str, sentence: str) -> str:
    """A sentence with what tells where it stands: title, innermost heading, label.

    ``heading`` is a path joined by " › ". ``label`` ("第十九条") is left out where
    the sentence begins with it.
    """
    parts = [
        title[:_TITLE_LENGTH],
        heading.rpartition(" › ")[2][:_HEADING_LENGTH],
        "" if sentence.startswith(label) else label,
        sentence,
    ]
    return " ".join(part for part in parts if part)
