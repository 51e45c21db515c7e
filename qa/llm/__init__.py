"""Answers written by a language model from the evidence, each sentence verified.

Works with any endpoint that speaks OpenAI's chat completions. What the model writes is
never trusted: see ``qa.claims.holding``.
"""

from qa.llm.settings import LLMSettings
from qa.llm.writer import Writer

__all__ = ["LLMSettings", "Writer"]
