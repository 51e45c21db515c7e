"""Turn documents into something searchable."""

from __future__ import annotations

from index.background import BackgroundEncoder
from index.errors import (
    KnowledgeBaseError,
    ModelMismatch,
    ModelUnavailable,
    PolicyQAError,
    UnknownDocument,
    UnreadableFile,
    UnsupportedFormat,
)
from index.knowledge_base import KnowledgeBase
from index.samples import sample_paths
from index.types import (
    Correction,
    Document,
    Filter,
    Hit,
    ImportReport,
    ImportSummary,
    IndexState,
    Passage,
    Progress,
    Removed,
    Skipped,
)

__all__ = [
    "BackgroundEncoder",
    "Correction",
    "Document",
    "Filter",
    "Hit",
    "ImportReport",
    "ImportSummary",
    "IndexState",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "ModelMismatch",
    "ModelUnavailable",
    "Passage",
    "PolicyQAError",
    "Progress",
    "Removed",
    "Skipped",
    "UnknownDocument",
    "UnreadableFile",
    "UnsupportedFormat",
    "sample_paths",
]
