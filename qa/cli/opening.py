"""Open the knowledge base that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder
    from index.knowledge_base import KnowledgeBase


def open_knowledge_base(
    home: Path | None, model: str | None = None, *, any_model: bool = False
) -> KnowledgeBase:
    """The knowledge base in ``home``, to be used in a with statement; no model is loaded yet.

    ``any_model`` opens it whatever model made its vectors.
    """
    from index.knowledge_base import KnowledgeBase  # noqa: PLC0415 - loads FAISS

    return KnowledgeBase.open(home, encoder=make_encoder(model), any_model=any_model)


def make_encoder(model: str | None) -> Encoder:
    """The encoder for ``--model``; nothing is loaded yet."""
    from index.encoder import Encoder  # noqa: PLC0415 - loads numpy

    return Encoder(model)
