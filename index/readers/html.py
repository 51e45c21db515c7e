"""Saved web pages of government sites."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector

from index.clean import clean_lines, strip_invisible
from index.dates import find_date
from index.decode import decode
from index.errors import UnreadableFile
from index.labelled_lines import FIELD_OF_LABEL, is_labelled
from index.metadata import read_metadata
from index.readers.html_blocks import blocks_of, shown
from index.readers.html_visible import flatten_depths, main_text, remove_furniture, remove_invisible
from index.readers.source_file import read_bytes
from index.types import Block, BlockKind, Metadata, SourceDocument

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
_REPRINT = re.compile(r"^[（(\[【]?转[载发][）)\]】]?")


def read_html(path: Path) -> Iterator[SourceDocument]:
    """The one document of a saved page. Raises ``UnreadableFile``."""
    data = read_bytes(path)
    declared = EncodingDetector.find_declared_encoding(data[:_DECLARATION_WITHIN], is_html=True)
    page = _parsed(strip_invisible(decode(data, path.name, declared or "")))
    flatten_depths(page)
    meta = _meta_tags(page)
    remove_invisible(page)
    title = _title(page, meta)
    facts = _labelled_facts(page)
    remove_furniture(page)
    blocks = tuple(
        Block(line, block.kind, block.level)
        for block in blocks_of(main_text(page))
        for line in clean_lines([block.text])
    )
    if not blocks:
        raise UnreadableFile(f"{path.name}：网页中没有正文。请确认保存的是完整网页。")
    title = title or path.stem
    if _bare(blocks[0].text) != _bare(title):
        blocks = (Block(title, BlockKind.HEADING, 1), *blocks)
    lines = [*facts, *(block.text for block in blocks)]
    yield SourceDocument(str(path.resolve()), title, blocks, _metadata(meta, title, lines))


def _parsed(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # XHTML pages begin with an XML declaration; they are HTML all the same.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml")


def _meta_tags(page: BeautifulSoup) -> dict[str, str]:
    """The meta tags by lower-case name; the first that says something counts."""
    found: dict[str, str] = {}
    for tag in page.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or "").strip().lower()
        content = shown(str(tag.get("content", "")))
        if name and content:
            found.setdefault(name, content)
    return found


def _title(page: BeautifulSoup, meta: dict[str, str]) -> str:
    if title := meta.get("articletitle") or meta.get("og:title"):
        return _cleaned(title)
    for heading in page.find_all(["h1", "h2"]):
        if 4 <= len(text := shown(heading.get_text())) <= 150:
            return _cleaned(text)
    written = shown(page.title.get_text()) if page.title else ""
    return _cleaned(_SITE_IN_TITLE.sub("", written))


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


def _metadata(meta: dict[str, str], title: str, lines: list[str]) -> Metadata:
    """Meta tags first, then what is printed; the site itself is the issuer where nobody else is named."""
    given = Metadata(published=find_date(meta.get("pubdate", "")), url=meta.get("url", ""))
    is_reprint = _REPRINT.match(title) is not None
    found = read_metadata(
        [line for line in lines if not (is_reprint and line.startswith("发布机构"))],
        given,
        _REPRINT.sub("", title),
    )
    if found.issuer:
        return found
    source = _SITE_SUFFIX.sub("", meta.get("contentsource", ""))
    site = _SITE_SUFFIX.sub("", meta.get("sitename", ""))
    return replace(found, issuer=source if _AUTHORITY.search(source) else site)
