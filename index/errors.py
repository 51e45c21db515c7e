"""The errors that ``index`` and ``qa`` raise: one small tree.

Each message says what was found, what was expected, and what to do.
"""

from __future__ import annotations


class PolicyQAError(Exception):
    """Any error that this project raises on purpose."""


class InvalidSetting(PolicyQAError):
    """An environment variable or option has a value that cannot be used."""


class UnreadableFile(PolicyQAError):
    """A file or record cannot be turned into a document."""


class UnsupportedFormat(UnreadableFile):
    """No reader is known for this kind of file."""


class ModelMismatch(PolicyQAError):
    """The index was made by another embedding model than the one asked for."""


class ModelUnavailable(PolicyQAError):
    """The embedding model cannot be loaded."""


class KnowledgeBaseError(PolicyQAError):
    """The knowledge base's folder cannot be used."""


class UnknownDocument(PolicyQAError):
    """No document has this id."""


class InvalidCorrection(PolicyQAError):
    """What a document is to say instead cannot be so."""


class InvalidQuestion(PolicyQAError):
    """The question cannot be answered as it stands: empty, or far too long."""


class UnknownAnswer(PolicyQAError):
    """No answer is kept under this id, or no longer."""


class ActivityUnavailable(PolicyQAError):
    """What was asked and answered cannot be read or written."""


class InvalidDataset(PolicyQAError):
    """An evaluation folder lacks a file or holds a malformed line."""
