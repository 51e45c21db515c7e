"""Every word that the page itself says, in each of its languages.

``wording/*.toml`` has one table a phrase, with ``zh`` (Simplified) and ``en``; Traditional
Chinese is made from the Simplified by OpenCC, so that the two cannot drift apart, except where
a phrase gives its own ``hant``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import gradio as gr
import opencc

from qa.page.notice import source_notice

SIMPLIFIED: Final = "zh-CN"
TRADITIONAL: Final = "zh-TW"
ENGLISH: Final = "en"
LANGUAGES: Final = (SIMPLIFIED, TRADITIONAL, ENGLISH)


class Words:
    """The page's words in one language: ``words("ask")`` is 提问, 提問 or Ask."""

    __slots__ = ("_phrases", "language")

    def __init__(self, language: str) -> None:
        """Raises KeyError for a language that is not among ``LANGUAGES``."""
        self._phrases = _tables()[language]
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key``, with ``values`` put in."""
        text = self._phrases[key]
        return text.format(**values) if values else text

    def phrases(self) -> dict[str, str]:
        """All of them, by key."""
        return dict(self._phrases)


@cache
def words_in(language: str) -> Words:
    """The words of ``language``, of ``SIMPLIFIED`` where it is none of ``LANGUAGES``."""
    return Words(language if language in LANGUAGES else SIMPLIFIED)


def traditional(text: str) -> str:
    """Simplified Chinese in the characters that are usual in Taiwan; its words stay."""
    return str(_converter().convert(text))


@cache
def labels() -> gr.I18n:
    """The words for labels that Gradio itself puts into the visitor's language.

    ``labels()(key)`` is what a component is given in place of a text. Those made here are HTML.
    """
    return gr.I18n(
        **{
            language: {
                **phrases,
                "header": _header(phrases["title"], phrases["tagline"]),
                "editor_header": _header(phrases["title"], phrases["editor_tagline"]),
                "source_empty": source_notice(phrases["script_source_empty"]),
                "chat_ways": _ways({"editor/": phrases["editor_link"]}),
                "editor_ways": _ways(
                    {"../": phrases["editor_to_chat"], "logout": phrases["editor_logout"]}
                ),
            }
            for language, phrases in _tables().items()
        }
    )


def _header(title: str, tagline: str) -> str:
    return f'<h1>{title}</h1><p class="tagline">{tagline}</p>'


def _ways(links: dict[str, str]) -> str:
    """Links from a page to its neighbours."""
    named = "".join(f'<a href="{address}">{name}</a>' for address, name in links.items())
    return f'<nav class="ways">{named}</nav>'


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Language → key → phrase. Raises ValueError where two files have the same key."""
    tables: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for file in sorted(files("qa.page").joinpath("wording").iterdir(), key=lambda each: each.name):
        for key, phrase in tomllib.loads(file.read_text("utf-8")).items():
            if key in tables[SIMPLIFIED]:
                raise ValueError(f"{file.name} has {key!r}, which another file has already")
            tables[SIMPLIFIED][key] = phrase["zh"]
            tables[TRADITIONAL][key] = phrase.get("hant") or traditional(phrase["zh"])
            tables[ENGLISH][key] = phrase["en"]
    return tables
