"""Which parts of a web page a reader would see as its text.

Of a page without what is hidden (html_hidden.py) the furniture goes: navigation, footers, share
buttons. Of what is left, the main text is the element that content systems mark as such, else the innermost one
that still holds most of the text outside links (link density, Kohlschütter et al.,
WSDM 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bs4 import Tag

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_FURNITURE_NAME = re.compile(
    r"(?:^|[-_])(?:foot(?:er|box|warp)?\d*|header|head|top[-_]?nav|(?:main)?nav(?:bar|igation)?|menu|"
    r"bread(?:crumbs?)?|crumbs?|curb|location\d*|position|share\w*|side(?:bar)?|ewm|qr-?code|search\w*|"
    r"copyright|pop-?box|print|toolbar|op-row|related|pages?(?:common|slide)|quicknav|extended|slide|"
    r"friend-?links?|accessib\w*|content_extended)(?:$|[-_])",
    re.IGNORECASE,
)
_MOST_OF_THE_TEXT = 0.4  # furniture never holds more of the page than this
_MAIN = (
    "ucapcontent, #UCAP-CONTENT, #zoomcon, #zoom, #Zoom, #detailCon, [class*=TRS_], .article-content, "
    ".content_article, .pages_content, .Custom_UnionStyle, .newsMain, #vsb_content, .v_news_content, "
    "#js_content, .article-body, [itemprop=articleBody], article, main, [role=main]"
)
_MAIN_SHARE = 0.3  # of the text outside links, for a marked element to be believed
_DESCENT = 0.75  # share that the one child must hold for the search to go on inside it
_DEEPEST = 200
_ENDS_DESCENT = {"p", "table", "ul", "ol", "dl", "blockquote", "pre"}


def remove_furniture(page: BeautifulSoup) -> None:
    """Take out navigation, footers and the like, by their names, unless they hold much of the text."""
    whole = text_weight(page)
    for tag in page.find_all():
        if tag.decomposed or tag.name in {"html", "body", "article", "main"}:
            continue
        names = [tag.name, str(tag.get("id", "")), *_classes(tag)]
        if (
            any(_FURNITURE_NAME.search(name) for name in names)
            and text_weight(tag) <= _MOST_OF_THE_TEXT * whole
            and tag.find(["h1", "article", "main"]) is None
            and tag.select_one(_MAIN) is None
        ):
            tag.decompose()


def main_text(page: BeautifulSoup) -> Tag:
    """The element that holds the main text of a page that was cleared before."""
    body = page.body or page
    weights = _weights(body)
    least = max(1, _MAIN_SHARE * weights[id(body)])
    marked = [tag for tag in body.select(_MAIN) if weights[id(tag)] >= least]
    if marked:
        return max(marked, key=lambda tag: weights[id(tag)])
    current: Tag = body
    while True:
        children = [child for child in current.children if isinstance(child, Tag)]
        best = max(children, key=lambda tag: weights[id(tag)], default=None)
        least = max(1, _DESCENT * weights[id(current)])
        if best is None or best.name in _ENDS_DESCENT or weights[id(best)] < least:
            return current
        if any(_is_like(child, best) and weights[id(child)] for child in children):
            return current  # a text in several parts, as Word's sections are saved
        current = best


def flatten_depths(page: BeautifulSoup) -> None:
    """Turn what is nested deeper than any real page into plain text, so that the rest may recurse."""
    depths = {id(page): 0}
    for tag in page.find_all():
        depth = depths.get(id(tag.parent), _DEEPEST) + 1
        depths[id(tag)] = depth
        if depth == _DEEPEST:
            tag.string = tag.get_text("\n")


def _weights(body: Tag) -> Counter[int]:
    """``text_weight`` of ``body`` and of every element in it, by the element's id."""
    weights: Counter[int] = Counter()
    for text in body.find_all(string=True):
        around = list(text.parents)
        if not any(tag.name == "a" for tag in around):
            weights.update(dict.fromkeys(map(id, around), len(text.strip())))
    return weights


def text_weight(tag: Tag) -> int:
    """Characters of text outside links, white space not counted."""
    weight = len(tag.get_text(strip=True))
    return weight - sum(len(link.get_text(strip=True)) for link in tag.find_all("a"))


def _is_like(tag: Tag, other: Tag) -> bool:
    return tag is not other and tag.name == other.name and _classes(tag) == _classes(other)


def _classes(tag: Tag) -> list[str]:
    return list(tag.get_attribute_list("class")) if tag.has_attr("class") else []
