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
from qa.explain import Explained, Explanation
from qa.opening import ask, open_assistant
from qa.types import Answer, AnswerSentence, Citation, Contact

__all__ = [
    "Answer",
    "AnswerSentence",
    "Assistant",
    "Citation",
    "Contact",
    "Document",
    "Explained",
    "Explanation",
    "Filter",
    "Hit",
    "IndexState",
    "InvalidQuestion",
    "PolicyQAError",
    "ask",
    "open_assistant",
]
