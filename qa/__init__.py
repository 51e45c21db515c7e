"""Turn a question into an answer with citations.

>>> from index import KnowledgeBase
>>> from qa import Assistant
>>> with KnowledgeBase.open("my-documents") as kb:
...     kb.add(["policies/"])
...     answer = Assistant(kb).ask("劳动者试用期最长多久？")
"""

from index.errors import InvalidQuestion, PolicyQAError
from index.types import Document, Filter, Hit, IndexState
from qa.assistant import Assistant
from qa.conversation import Conversation
from qa.explain import Explained, Explanation
from qa.filters import FilterField
from qa.opening import ask, open_assistant
from qa.types import (
    Answer,
    AnswerSentence,
    AppliedFilter,
    Citation,
    Contact,
    Contradiction,
    NearDocument,
)

__all__ = [
    "Answer",
    "AnswerSentence",
    "AppliedFilter",
    "Assistant",
    "Citation",
    "Contact",
    "Contradiction",
    "Conversation",
    "Document",
    "Explained",
    "Explanation",
    "Filter",
    "FilterField",
    "Hit",
    "IndexState",
    "InvalidQuestion",
    "NearDocument",
    "PolicyQAError",
    "ask",
    "open_assistant",
]
