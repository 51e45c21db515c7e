"""What comes from below the page in Chinese, in the visitor's language.

Filters, notes on validity, contradictions and errors are finished Chinese sentences when they
reach the page: they are also what the command line prints and what a kept answer holds. ``said/``
has a template for each, ``《{title}》已[于 {day} ]废止``, and the same in English; a text that fits
one is said anew with the same values. Values are what documents or visitors wrote: they stay as
they are. A text that fits none stays Chinese.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from qa.page.escape import escape
from qa.page.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, traditional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.page.strings import Words

CHINESE: Final = "zh"  # of documents and visitors: of either script
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile("([、，；])")
_ENGLISH_BETWEEN: Final = {"、": ", ", "，": ", ", "；": "; "}
_TOKEN = re.compile(r"\{\{|\}\}|\{\w+\}|\[|\]|[^\[\]{}]+")
# A field is matched up to the first place where what follows it stands: never backwards again,
# so that no text, however it was made, takes longer than its length.
_ANYTHING: Final = ".+?"
_TYPED: Final = {"day": r"\d{4}-\d{2}-\d{2}", "number": r"[\d.,:-]+"}

Part = tuple[str, bool]  # a text, and whether others wrote it


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One way to say a thing: the pattern of the Chinese, and the same in other languages."""

    pattern: re.Pattern[str]
    others: dict[str, tuple[str, ...]]
    said: frozenset[str]
    weight: int  # characters of its own: of several that fit, the fullest is meant


def said(words: Words, text: str) -> str:
    """``text``, which comes from below the page, in the language of ``words``."""
    return "".join(part for part, _ in _parts(words.language, text))


def said_html(words: Words, text: str) -> str:
    """The same as HTML; what documents say in it is marked as Chinese, for who reads it aloud."""
    return "".join(
        f'<span lang="{CHINESE}">{escape(part)}</span>'
        if foreign and words.language != SIMPLIFIED and _HAN.search(part)
        else escape(part)
        for part, foreign in _parts(words.language, text)
    ).replace("\n", "<br>")


def templates() -> tuple[str, ...]:
    """Every Chinese phrase and word that can be said in other languages."""
    return (*(zh for zh, _, _ in _catalogue()[0]), *_catalogue()[1])


def _parts(language: str, text: str) -> Iterator[Part]:
    if language == SIMPLIFIED:
        yield text, False
        return
    known = _catalogue()[1].get(text)
    if known is not None:
        yield (traditional(text) if language == TRADITIONAL else known), False
        return
    for phrase in _phrases():
        if match := phrase.pattern.fullmatch(text):
            yield from _filled(language, phrase, match)
            return
    yield text, True


def _filled(language: str, phrase: _Phrase, match: re.Match[str]) -> Iterator[Part]:
    for token in phrase.others[language]:
        name = token[1:-1] if token.startswith("{") and len(token) > 2 else ""
        if not name:
            yield token.replace("{{", "{").replace("}}", "}"), False
        elif name in phrase.said:
            yield from _listed(language, match[name])
        else:
            yield match[name], True


def _listed(language: str, text: str) -> Iterator[Part]:
    """A phrase or a word in a phrase, or several of them in a row."""
    whole = list(_parts(language, text))
    if whole != [(text, True)]:
        yield from whole
        return
    for part in _BETWEEN.split(text):
        if language == ENGLISH and part in _ENGLISH_BETWEEN:
            yield _ENGLISH_BETWEEN[part], False
        elif part:
            yield from _parts(language, part)


@cache
def _catalogue() -> tuple[list[tuple[str, str, frozenset[str]]], dict[str, str]]:
    """The phrases, Chinese and English with the fields that are said too; and the single words."""
    phrases: list[tuple[str, str, frozenset[str]]] = []
    single: dict[str, str] = {}
    for file in sorted(files("qa.page").joinpath("said").iterdir(), key=lambda each: each.name):
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
        single |= table.get("words", {})
        phrases += [
            (phrase["zh"], phrase["en"], frozenset(phrase.get("said", ())))
            for phrase in table.get("phrase", ())
        ]
    return phrases, single


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """The phrases with and without each of their optional parts, the fullest first."""
    found = [phrase for zh, en, nested in _catalogue()[0] for phrase in _variants(zh, en, nested)]
    return tuple(sorted(found, key=lambda phrase: -phrase.weight))


def _variants(zh: str, en: str, nested: frozenset[str]) -> Iterator[_Phrase]:
    for chosen in product((True, False), repeat=zh.count("[")):
        tokens = _chosen(zh, chosen)
        own = sum(len(token) for token in tokens if not token.startswith("{"))
        others = {
            TRADITIONAL: tuple(
                token if token.startswith("{") else traditional(token) for token in tokens
            ),
            ENGLISH: _chosen(en, chosen),
        }
        yield _Phrase(_pattern(tokens), others, nested, own)


def _chosen(template: str, chosen: tuple[bool, ...]) -> tuple[str, ...]:
    """The tokens of a template with those of its optional parts, [ … ], that are chosen."""
    tokens, here, count = [], True, 0
    for sign in _TOKEN.findall(template):
        if sign == "[":
            here, count = chosen[count], count + 1
        elif sign == "]":
            here = True
        elif here:
            tokens.append(sign)
    return tuple(tokens)


def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    """A field and what follows it are one atom, which is never tried at a second place."""
    pattern, field = "", ""
    for token in tokens:
        if token.startswith("{") and token not in {"{{", "}}"}:
            kind = token[1:-1].partition("_")[0]
            field = f"(?P<{token[1:-1]}>{_TYPED.get(kind, _ANYTHING)})"
        else:
            literal = re.escape(token.replace("{{", "{").replace("}}", "}"))
            pattern += f"(?>{field}{literal})" if field else literal
            field = ""
    return re.compile(pattern + field, re.DOTALL)
