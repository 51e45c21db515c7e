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
from typing import TYPE_CHECKING

from bs4 import Comment, Tag
from bs4.element import PreformattedString

from index.readers.web.looks import how_hidden, looks_of
from index.types import Hidden

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4 import BeautifulSoup


_NO_TEXT = (
    "script", "style", "noscript", "iframe", "object", "svg", "canvas", "nav", "button", "select", "input",
    "textarea", "audio", "video", "map", "noframes", "noembed", "datalist",
)  # fmt: skip
_MARKUP = re.compile(r"<[^<>]{0,2000}>|^\[if.*|\[endif\].*", re.DOTALL)
# What people who make a page note in it: <!-- footer Start -->, <!-- 导航 -->.
_MARK = re.compile(
    r"^[\s\-/=*.#:：]*(?:[a-z0-9_\s\-.]{0,30}|\w{0,8})[\s\-/=*.#:：]*$|(?:start|begin|end|开始|结束)\s*/?\s*$",
    re.IGNORECASE,
)
_MOST_PARTS = 5000  # of what is hidden, that are looked for in what is shown
_PART = re.compile(r"[^，。；：！？…]{4,}?(?=\.{2,}|[，。；：！？…]|$)")
_WORDS = re.compile(r"[\w\u3400-\u9fff]")
_COUNTED_ELEMENTS = {"table", "tr", "td", "th", "li", "ul", "ol", "caption"}
_MOSTLY_LINKS = 0.5


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
        left = _MOST_PARTS
        for kind, texts, parent in self.found:
            inside = any(tag is main for tag in (parent, *parent.parents))
            if inside or (kind != "comment" and not parent.decomposed and id(parent) in above):
                for part in (part for text in texts for part in _PART.findall(text)):
                    left -= 1
                    if left < 0 or part not in everything:
                        counts[kind] += len(part)
        return tuple(Hidden(kind, characters) for kind, characters in counts.items() if characters)


def remove_hidden(page: BeautifulSoup) -> Unseen:
    """Take out of ``page`` all that a browser would not show as text."""
    unseen = Unseen()
    looks = looks_of(page)
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
        if kind := how_hidden(tag, looks):
            if not _is_menu(tag):
                unseen.add(kind, list(tag.stripped_strings), tag.parent)
            _empty(tag)
    return unseen


def _empty(tag: Tag) -> None:
    """Take an element's content out; what is left of it shows nothing and breaks no line.

    To take out the element itself takes as long as it has siblings.
    """
    if tag.name in _COUNTED_ELEMENTS:
        tag.decompose()
    else:
        tag.clear(decompose=True)
        tag.name = "span"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _remove_comments(page: BeautifulSoup, unseen: Unseen) -> None:
    for node in page.find_all(string=lambda text: isinstance(text, PreformattedString)):
        text = _MARKUP.sub("", str(node)).strip()
        if isinstance(node, Comment) and _WORDS.search(text) and not _MARK.search(text):
            unseen.add("comment", [text], node.parent)
        node.extract()


def _is_menu(tag: Tag) -> bool:
    """Whether something hidden is links above all: it opens where somebody points."""
    whole = len(tag.get_text(strip=True))
    return sum(len(link.get_text(strip=True)) for link in tag.find_all("a")) > _MOSTLY_LINKS * whole
