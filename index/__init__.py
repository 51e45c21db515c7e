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
from index.types import Document, Filter, Hit, ImportSummary, IndexState, Passage, Progress, Skipped

__all__ = [
    "BackgroundEncoder",
    "Document",
    "Filter",
    "Hit",
    "ImportSummary",
    "IndexState",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "ModelMismatch",
    "ModelUnavailable",
    "Passage",
    "PolicyQAError",
    "Progress",
    "Skipped",
    "UnknownDocument",
    "UnreadableFile",
    "UnsupportedFormat",
    "sample_paths",
]
