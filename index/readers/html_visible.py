"""Which parts of a web page a reader would see as its text.

First everything invisible goes: scripts, hidden elements, text in white on white.
Then the page's furniture: navigation, footers, share buttons. Of what is left, the
main text is the element that content systems mark as such, else the innermost one
that still holds most of the text outside links (link density, Kohlschütter et al.,
WSDM 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bs4 import Comment, Tag
from soupsieve import SelectorSyntaxError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_NO_TEXT = (
    "script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "nav", "button",
    "select", "input", "textarea", "audio", "video", "map",
)  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![-\w])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|(?:text-indent|left|top)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_WHITE = r"(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\))"
_WHITE_TEXT = re.compile(rf"(?:^|[;\s])color\s*:\s*{_WHITE}", re.IGNORECASE)
_WHITE_BACKGROUND = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE}\s*(?:;|!|$)", re.IGNORECASE)
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
_STYLE_RULE = re.compile(r"([^{}@]{1,300})\{([^{}]{0,2000})\}")
_AT_BLOCK = re.compile(r"@[^{};]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,2000}\}")


def remove_invisible(page: BeautifulSoup) -> None:
    """Take out of ``page`` all that a browser would not show as text."""
    _remove_hidden_by_style_sheet(page)
    for node in page.find_all(string=lambda text: isinstance(text, Comment)):
        node.extract()
    for tag in page.find_all(_NO_TEXT):
        tag.decompose()
    for tag in page.find_all():
        # A page that is hidden as a whole is shown later by its own script.
        if not tag.decomposed and tag.name not in {"html", "body"} and _is_hidden(tag):
            tag.decompose()


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


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
        return True
    style = str(tag.get("style", ""))
    if not style:
        return False
    return _HIDING.search(style) is not None or (
        _WHITE_TEXT.search(style) is not None and not _has_background(tag)
    )


def _has_background(tag: Tag) -> bool:
    """Whether the element or one around it is painted in another colour than white, as far as the page says."""
    for around in (tag, *tag.parents):
        style = str(around.get("style", "")) if around.attrs else ""
        if around.get("bgcolor") or (
            "background" in style.lower() and not _WHITE_BACKGROUND.search(style)
        ):
            return True
    return False


def _remove_hidden_by_style_sheet(page: BeautifulSoup) -> None:
    whole = len(page.get_text(strip=True))
    for sheet in page.find_all("style"):
        rules = _STYLE_RULE.findall(_AT_BLOCK.sub("", sheet.get_text()))
        for selector in [names for names, body in rules if _HIDING.search(body)][:200]:
            try:
                found = page.select(selector.strip())
            except SelectorSyntaxError:
                continue
            for tag in found:
                is_most = len(tag.get_text(strip=True)) > _MOST_OF_THE_TEXT * whole
                if not tag.decomposed and tag.name not in {"html", "body"} and not is_most:
                    tag.decompose()


def _classes(tag: Tag) -> list[str]:
    return list(tag.get_attribute_list("class")) if tag.has_attr("class") else []
