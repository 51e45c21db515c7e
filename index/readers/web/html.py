"""Saved web pages of government sites."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector

from index.clean import clean_lines, strip_invisible
from index.dates import find_date
from index.decode import decode
from index.errors import UnreadableFile
from index.labelled_lines import FIELD_OF_LABEL, is_labelled
from index.metadata import Given, described
from index.read_from import TEXT
from index.readers.source_file import read_bytes
from index.readers.web.blocks import blocks_of, shown
from index.readers.web.hidden import remove_hidden
from index.readers.web.visible import (
    flatten_depths,
    main_text,
    remove_furniture,
)
from index.types import Block, BlockKind, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bs4 import Tag

_DECLARATION_WITHIN = 4096  # bytes
_SITE_IN_TITLE = re.compile(
    r"\s*[-_|–—]+\s*[^-_|–—]{2,40}(?:网|网站|平台|门户|政府|委员会|局|厅|部)\s*$"
)
_SITE_SUFFIX = re.compile("(?:政府信息公开平台|门户网站|官方网站|官网|网站|政务网|网)$")
_AUTHORITY = re.compile("(?:政府|委员会|管委会|[局厅部署院委办处]|办公室|中心|国务院)(?:[（(].*)?$")
_LABEL_MARKS = re.compile(r"[\s:：【】\[\]]+")
_CELLS = {"td", "th", "dt", "li", "p", "tr", "body"}
_LONGEST_FACT = 80
Meta = dict[str, tuple[str, str]]
_ALSO_CALLED = re.compile(r"[（(]加?挂[^（）()]*牌子[）)]$")
_OWN_ADDRESS = re.compile(r'"gkml_url"\s*:\s*"(https?:[^"<>\s]{5,300})"')
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?:\S{5,500}) -->")
_OF_THE_PAGE = re.compile("发布(?:机构|日期|时间)")
_REPRINT = re.compile(r"^[（(\[【]?转[载发][）)\]】]?")


def read_html(path: Path) -> Iterator[SourceDocument]:
    """The one document of a saved page. Raises ``UnreadableFile``."""
    data = read_bytes(path)
    declared = EncodingDetector.find_declared_encoding(data[:_DECLARATION_WITHIN], is_html=True)
    written = strip_invisible(decode(data, path.name, declared or ""))
    page = _parsed(written)
    flatten_depths(page)
    meta = _meta_tags(page)
    address = list(_address(page, meta, written))
    unseen = remove_hidden(page)
    seen = page.get_text()
    named = _title(page, meta)
    facts = _labelled_facts(page)
    remove_furniture(page)
    main = main_text(page)
    blocks = tuple(
        Block(line, block.kind, block.level)
        for block in blocks_of(main)
        for line in clean_lines([block.text])
    )
    if not blocks:
        raise UnreadableFile(f"{path.name}：网页中没有正文。请确认保存的是完整网页。")
    title = named.value or path.stem
    if _bare(blocks[0].text) != _bare(title):
        blocks = (Block(title, BlockKind.HEADING, 1), *blocks)
    is_reprint = _REPRINT.match(title) is not None
    given = [*([named] if named.value else []), *address, *_given(meta, is_reprint=is_reprint)]
    # Of a reprint the page's own facts are those of who printed it again.
    printed = [line for line in facts if not (is_reprint and _OF_THE_PAGE.match(line))]
    metadata, read_from = described(
        [block.text for block in blocks], given, _REPRINT.sub("", title), printed
    )
    yield SourceDocument(
        str(path.resolve()),
        title,
        blocks,
        metadata,
        read_from=read_from,
        hidden=unseen.counted(main, seen),
    )


def _parsed(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # XHTML pages begin with an XML declaration; they are HTML all the same.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml")


def _meta_tags(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """The meta tags by lower-case name, with the name as written; the first that says something counts."""
    found: dict[str, tuple[str, str]] = {}
    for tag in page.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or "").strip()
        content = shown(str(tag.get("content", "")))
        if name and content:
            found.setdefault(name.lower(), (name, content))
    return found


def _title(page: BeautifulSoup, meta: Meta) -> Given:
    """The title, and what says it; empty where nothing does."""
    for name in ("articletitle", "og:title"):
        if name in meta and (title := _cleaned(meta[name][1])):
            return Given("title", title, f"meta {meta[name][0]}")
    for heading in page.find_all(["h1", "h2"]):
        if 4 <= len(text := shown(heading.get_text())) <= 150:
            return Given("title", _cleaned(text), TEXT)
    written = shown(page.title.get_text()) if page.title else ""
    return Given("title", _cleaned(_SITE_IN_TITLE.sub("", written)), "element title", written)


def _address(page: BeautifulSoup, meta: Meta, written: str) -> Iterator[Given]:
    """Where the page says that it was published; the surest first."""
    for name in ("url", "og:url"):
        if name in meta:
            yield Given("url", meta[name][1], f"meta {meta[name][0]}")
    if (link := page.select_one("link[rel=canonical][href]")) is not None:
        yield Given("url", shown(str(link["href"])), "link canonical")
    if match := _OWN_ADDRESS.search(written):
        yield Given("url", match[1].replace("\\/", "/"), "script gkml_url")
    if match := _SAVED_FROM.search(written[:_DECLARATION_WITHIN]):
        yield Given("url", match[1], "comment saved from url")


def _cleaned(text: str) -> str:
    return " ".join(clean_lines([text]))


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _labelled_facts(page: BeautifulSoup) -> list[str]:
    """``标签：值`` lines from the table or list of facts that many sites print above the text."""
    facts: list[str] = []
    for text in page.find_all(string=True):
        label = _LABEL_MARKS.sub("", text)
        if label in FIELD_OF_LABEL and text.parent is not None:
            value = _value_beside(text.parent, label)
            if value and len(value) <= _LONGEST_FACT:
                facts.append(f"{label}：{value}")
    return facts


def _value_beside(holder: Tag, label: str) -> str:
    """What stands behind a label in its own element, else in the element that follows."""
    while True:
        if own := shown(holder.get_text()).partition(label)[2].lstrip(" :：】]"):
            return own
        following = holder.find_next_sibling()
        if following is not None:
            beside = shown(following.get_text())
            return "" if is_labelled(beside) else beside
        if holder.name in _CELLS or holder.parent is None:
            return ""
        holder = holder.parent


def _given(meta: Meta, *, is_reprint: bool) -> Iterator[Given]:
    """What meta tags tell; the site itself is the issuer where nobody else is named."""
    if "pubdate" in meta:
        name, content = meta["pubdate"]
        yield Given(
            "published", find_date(content), f"meta {name}", content, certain=not is_reprint
        )
    if "contentsource" in meta:
        name, content = meta["contentsource"]
        source = _ALSO_CALLED.sub("", _SITE_SUFFIX.sub("", content))
        if _AUTHORITY.search(source):
            yield Given("issuer", source, f"meta {name}", content, certain=False)
    if "sitename" in meta:
        name, content = meta["sitename"]
        yield Given("issuer", _SITE_SUFFIX.sub("", content), f"meta {name}", content, certain=False)
