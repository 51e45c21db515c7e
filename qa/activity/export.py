"""Evaluation data from judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qa.activity.values import Judged


def export_dataset(judged: Iterable[Judged], folder: Path) -> Path:
    """See ``Activity.export``."""
    raise NotImplementedError
