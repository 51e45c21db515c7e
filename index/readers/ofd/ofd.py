"""OFD, the national format for documents of fixed layout (GB/T 33190-2016): a ZIP file of XML.

Lines, paragraphs and tables are put together by what puts them together for PDF (``pdf_flow``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile
from index.facts import Given
from index.labelled_lines import labelled_facts
from index.metadata import described
from index.properties import given_by_properties, title_of_properties
from index.readers.limits import Limits
from index.readers.ocr.ocr import recognised_document
from index.readers.ofd.document import OfdDocument, bodies
from index.readers.ofd.package import Package
from index.readers.ofd.page import read_page
from index.readers.ofd.picture import drawn_page, is_scan
from index.readers.pdf.blocks import blocks_of
from index.readers.pdf.flow import PageContent, flow
from index.readers.pdf.lines import lines_of, segments_of
from index.readers.pdf.tables import ruled_tables
from index.readers.pdf.title import printed_title
from index.readers.signs import sign_of_life
from index.readers.source_file import check_file
from index.readers.unpack import open_archive
from index.types import Block, BlockKind, Hidden, Skipped, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

    from index.readers.ofd.page import OfdPage

_STATED: Final = ("Author", "Creator", "Keywords")


def read_ofd(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The documents of a file, mostly one; several are ``path#1``, ``path#2`` ….

    Raises ``UnreadableFile``; where there are several, what is wrong with one is ``Skipped``.
    """
    check_file(path)
    limits = Limits.from_environment()
    source = str(path.resolve())
    with open_archive(path, limits) as archive:
        package = Package(archive, path.name, limits)
        found = list(bodies(package))
        if len(found) == 1:
            yield _read(OfdDocument(package, found[0]), package, source, path.stem)
            return
        for number, body in enumerate(found, 1):
            try:
                document = OfdDocument(package, body)
                yield _read(document, package, f"{source}#{number}", f"{path.stem} {number}")
            except UnreadableFile as error:
                yield Skipped(f"{source}#{number}", str(error))


@dataclass(slots=True)
class _Pages:
    """What was read, page by page."""

    written: list[PageContent] = field(default_factory=list)
    scanned: list[tuple[int, OfdPage]] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)


def _read(document: OfdDocument, package: Package, source: str, name: str) -> SourceDocument:
    pages = _pages(document, package)
    found, body = flow(pages.written)
    sizes = {page.number: page.size for page in pages.written}
    blocks = [block for each in found for block in blocks_of(each, sizes)]
    title = printed_title(found, body)
    if pages.scanned:
        recognised = recognised_document(_pictures(pages, document, package))
        blocks = sorted([*blocks, *recognised], key=_page_of)
    if not blocks:
        raise UnreadableFile(
            f"{package.name}：OFD 里没有可读的文字。请确认不是空白文件；"
            "若文字已转成曲线，请用原文件或扫描件导入。"
        )
    given = list(_given(document.info))
    stated = title_of_properties(document.info.get("Title", ""))
    if not title and stated:
        title = stated
        given.append(Given("title", title, "properties title"))
    if not title:
        title = next((each.text for each in blocks if each.kind is BlockKind.HEADING), name)
    metadata, read_from = described([each.text for each in blocks], given, title)
    return SourceDocument(
        source=source,
        title=title,
        blocks=tuple(blocks),
        metadata=metadata,
        read_from=read_from,
        hidden=tuple(Hidden(kind, n) for kind, n in sorted(pages.hidden.items()) if n),
    )


def _pages(document: OfdDocument, package: Package) -> _Pages:
    limits = Limits.from_environment()
    total = len(document.pages)
    if total > limits.pages:
        raise UnreadableFile(
            f"{package.name}：有 {total} 页，超过上限 {limits.pages} 页。"
            "请拆分文件，或用环境变量 POLICY_QA_READ_PAGES 提高上限。"
        )
    pages = _Pages()
    for number in range(1, total + 1):
        sign_of_life(number, total, "页")
        page = read_page(document.page(number - 1), document.resources, package.name)
        pages.hidden += page.text.hidden
        if is_scan(page):
            pages.scanned.append((number, page))
            continue
        tables, glyphs = ruled_tables(page.text.glyphs, page.drawing)
        sideways = [line for each in page.text.sideways for line in lines_of(segments_of(each))]
        pages.written.append(
            PageContent(number, page.text.size, segments_of(glyphs), tables, sideways)
        )
    if len(pages.scanned) > limits.scanned_pages:
        raise UnreadableFile(
            f"{package.name}：有 {len(pages.scanned)} 页扫描图像，超过上限 {limits.scanned_pages} 页。"
            "请拆分文件，或用环境变量 POLICY_QA_READ_SCANNED_PAGES 提高上限。"
        )
    return pages


def _pictures(
    pages: _Pages, document: OfdDocument, package: Package
) -> Iterator[tuple[int, Image.Image]]:
    for at, (number, page) in enumerate(pages.scanned, 1):
        sign_of_life(at, len(pages.scanned), "页")
        yield number, drawn_page(page, document.resources.pictures, package)


def _page_of(block: Block) -> int:
    return block.places[0][1].page if block.places else 0


def _given(info: dict[str, str]) -> Iterator[Given]:
    """What DocInfo tells: its custom data by their labels (文号 …), then who made the file."""
    for name, value in info.items():
        for fact in labelled_facts([f"{name}：{value}"]):
            yield Given(fact.field, fact.value, f"properties {name}", value)
    yield from given_by_properties({name: info[name] for name in _STATED if name in info})
