"""What a web page holds and does not show: taken out, and counted.

Elements that a browser would hide or paint so that nobody sees them, comments, and what only a
script could bring to sight. A menu that opens on a click, a share button or a script's own text is
no hidden text of the document: what was found is counted where its surroundings turn out to belong
to the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bs4 import Comment, Tag
from bs4.element import PreformattedString
from soupsieve import SelectorSyntaxError

from index.readers.html_style import (
    WHITE,
    background,
    colour,
    declarations,
    hiding,
    is_alike,
    rules_of,
)
from index.types import Hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup

from index.readers.html_style import Colour

_NO_TEXT = (
    "script", "style", "noscript", "iframe", "object", "svg", "canvas", "nav", "button", "select", "input",
    "textarea", "audio", "video", "map", "noframes", "noembed", "datalist",
)  # fmt: skip
_MOST_OF_THE_TEXT = 0.4  # a style sheet never hides more of a page than this: its script shows that
_MOST_SELECTORS = 400
_MARKUP = re.compile(r"<[^<>]{0,2000}>|^\[if.*|\[endif\].*", re.DOTALL)
# What people who make a page note in it: <!-- footer Start -->, <!-- 导航 -->.
_MARK = re.compile(
    r"^[\s\-/=*.#:：]*(?:[a-z0-9_\s\-.]{0,30}|\w{0,8})[\s\-/=*.#:：]*$|(?:start|begin|end|开始|结束)\s*/?\s*$",
    re.IGNORECASE,
)
_PART = re.compile(r"[^，。；：！？…]{4,}?(?=\.{2,}|[，。；：！？…]|$)")
_WORDS = re.compile(r"[\w\u3400-\u9fff]")
_MOSTLY_LINKS = 0.5
Look = dict[int, dict[str, str]]


@dataclass(slots=True)
class Unseen:
    """What was taken out of a page: of what kind, its texts, and out of which element."""

    found: list[tuple[str, list[str], Tag]] = field(default_factory=list)

    def add(self, kind: str, texts: Iterable[str], around: Tag | None) -> None:
        """Note texts that were taken out of the element ``around``."""
        if around is not None:
            self.found.append((kind, [_squeezed(text) for text in texts], around))

    def counted(self, main: Tag, seen: str) -> tuple[Hidden, ...]:
        """How much was hidden in the main text or beside it, where no furniture was around it.

        What can be seen elsewhere in the page is not hidden: a copy for printing, a summary.
        """
        counts: Counter[str] = Counter()
        above = {id(tag) for tag in (main, *main.parents)}
        everything = _squeezed(seen)
        for kind, texts, parent in self.found:
            inside = any(tag is main for tag in (parent, *parent.parents))
            if inside or (kind != "comment" and not parent.decomposed and id(parent) in above):
                parts = [part for text in texts for part in _PART.findall(text)]
                counts[kind] += sum(len(part) for part in parts if part not in everything)
        return tuple(Hidden(kind, characters) for kind, characters in counts.items() if characters)


def remove_hidden(page: BeautifulSoup) -> Unseen:
    """Take out of ``page`` all that a browser would not show as text."""
    unseen = Unseen()
    looks = _looks(page)
    _remove_comments(page, unseen)
    for tag in page.find_all("template"):
        unseen.add("template", tag.stripped_strings, tag.parent)
        tag.decompose()
    for tag in page.select(", ".join(_NO_TEXT)):
        tag.decompose()
    for tag in page.find_all():
        # A page that is hidden as a whole is shown later by its own script.
        if tag.decomposed or tag.name in {"html", "body"}:
            continue
        if kind := _how_hidden(tag, looks):
            if not _is_menu(tag):
                unseen.add(kind, list(tag.stripped_strings), tag.parent)
            tag.decompose()
    return unseen


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _remove_comments(page: BeautifulSoup, unseen: Unseen) -> None:
    for node in page.find_all(string=lambda text: isinstance(text, PreformattedString)):
        text = _MARKUP.sub("", str(node)).strip()
        if isinstance(node, Comment) and _WORDS.search(text) and not _MARK.search(text):
            unseen.add("comment", [text], node.parent)
        node.extract()


def _looks(page: BeautifulSoup) -> Look:
    """The style of each element that has one: what style sheets set, in their order, then its own."""
    looks: Look = {}
    whole = len(page.get_text(strip=True))
    for selector, style in islice(_telling_rules(page), _MOST_SELECTORS):
        try:
            found = page.select(selector)
        except (SelectorSyntaxError, NotImplementedError):  # ::before and the like
            continue
        for tag in found:
            is_most = len(tag.get_text(strip=True)) > _MOST_OF_THE_TEXT * whole
            if not (hiding(style) and is_most):
                looks.setdefault(id(tag), {}).update(style)
    for tag in page.find_all(style=True):
        looks.setdefault(id(tag), {}).update(declarations(str(tag["style"])))
    for tag in page.find_all(["font", "body", "table", "tr", "td", "th"]):
        for attribute, name in (("color", "color"), ("bgcolor", "background-color")):
            if tag.get(attribute):
                looks.setdefault(id(tag), {}).setdefault(name, str(tag[attribute]).lower())
    return looks


def _telling_rules(page: BeautifulSoup) -> Iterator[tuple[str, dict[str, str]]]:
    """The rules that can hide text or bring it to sight again."""
    hidden: set[str] = set()
    for sheet in page.find_all("style"):
        for selector, style in rules_of(sheet.get_text()):
            painted = colour(style.get("color", ""))
            if hiding(style):
                hidden.add(selector)
            if (
                selector in hidden
                or background(style) is not None
                or (painted is not None and is_alike(painted, WHITE))
            ):
                yield selector, style


def _how_hidden(tag: Tag, looks: Look) -> str:
    """In what way an element is hidden, "" where it is seen."""
    closed = tag.name == "dialog" and not tag.has_attr("open")
    if tag.has_attr("hidden") or tag.has_attr("popover") or closed:
        return "display:none"
    if str(tag.get("aria-hidden", "")).lower() == "true":
        return "aria-hidden"
    style = looks.get(id(tag), {})
    return hiding(style) or _unseen_colour(tag, style, looks)


def _unseen_colour(tag: Tag, style: dict[str, str], looks: Look) -> str:
    painted = colour(style.get("color", ""))
    behind = _behind(tag, looks) if painted else None
    if painted is None or behind is None or not is_alike(painted, behind):
        return ""
    return "white on white" if is_alike(behind, WHITE) else "same colour"


def _behind(tag: Tag, looks: Look) -> Colour | None:
    """The colour of the page behind an element, as far as the page says; None for a picture."""
    for around in (tag, *tag.parents):
        painted = background(looks.get(id(around), {}))
        if isinstance(painted, tuple):
            return painted
        if painted is not None or around.get("background"):
            return None
    return WHITE


def _is_menu(tag: Tag) -> bool:
    """Whether something hidden is links above all: it opens where somebody points."""
    whole = len(tag.get_text(strip=True))
    return sum(len(link.get_text(strip=True)) for link in tag.find_all("a")) > _MOSTLY_LINKS * whole
