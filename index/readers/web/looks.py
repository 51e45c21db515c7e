"""How the elements of a web page look, by what they and the page's own style sheets say of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from soupsieve import SelectorSyntaxError

from index.readers.web.style import (
    WHITE,
    background,
    colour,
    declarations,
    hiding,
    is_alike,
    rules_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup, Tag

    from index.readers.web.style import Colour

_MOST_OF_THE_TEXT = 0.4  # a style sheet never hides more of a page than this: its script shows that
_MOST_SELECTORS = 400  # that are more than a name
_MOST_TESTS = 500_000  # elements tried against selectors
_SIMPLE = re.compile(r"[.#]?[\w-]+")
Look = dict[int, dict[str, str]]


def looks_of(page: BeautifulSoup) -> Look:
    """The style of each element that has one: what style sheets set, in their order, then its own."""
    looks: Look = {}
    whole = len(page.get_text(strip=True))
    tags = page.find_all()
    named = _by_name(tags)
    left = min(_MOST_SELECTORS, _MOST_TESTS // max(1, len(tags)))
    for selector, style in _telling_rules(page):
        if _SIMPLE.fullmatch(selector):
            found = named.get(selector, [])
        elif left:
            left -= 1
            found = _selected(page, selector)
        else:
            continue
        for tag in found:
            is_most = hiding(style) and len(tag.get_text(strip=True)) > _MOST_OF_THE_TEXT * whole
            if not is_most:
                looks.setdefault(id(tag), {}).update(style)
    for tag in page.find_all(style=True):
        looks.setdefault(id(tag), {}).update(declarations(str(tag["style"])))
    for tag in page.find_all(["font", "body", "table", "tr", "td", "th"]):
        for attribute, name in (("color", "color"), ("bgcolor", "background-color")):
            if tag.get(attribute):
                looks.setdefault(id(tag), {}).setdefault(name, str(tag[attribute]).lower())
    return looks


def _by_name(tags: Iterable[Tag]) -> dict[str, list[Tag]]:
    """The elements by their name, id and classes, as selectors write them."""
    found: dict[str, list[Tag]] = {}
    for tag in tags:
        classes = tag.get_attribute_list("class") if tag.has_attr("class") else []
        for name in (tag.name, f"#{tag.get('id', '')}", *(f".{each}" for each in classes)):
            found.setdefault(name, []).append(tag)
    return found


def _selected(page: BeautifulSoup, selector: str) -> list[Tag]:
    try:
        return list(page.select(selector))
    except (SelectorSyntaxError, NotImplementedError):  # ::before and the like
        return []


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
                parts = [selector] if "(" in selector else selector.split(",")
                yield from ((part.strip(), style) for part in parts)


def how_hidden(tag: Tag, looks: Look) -> str:
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
