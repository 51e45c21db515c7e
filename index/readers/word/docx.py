"""Word documents (DOCX, DOCM, DOTX), from their XML (ECMA-376 part 1, 17)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from index.clean import clean_lines
from index.document_number import is_document_number
from index.errors import UnreadableFile
from index.metadata import Given, described
from index.properties import given_by_properties, title_of_properties
from index.readers.source_file import check_file
from index.readers.unpack import open_archive
from index.readers.word.embedded import embedded_pages, read_page
from index.readers.word.package import Package, R, W
from index.readers.word.properties import properties_of
from index.readers.word.runs import deleted_text
from index.readers.word.story import Story
from index.readers.word.styles import ANY_FILL
from index.readers.word.title import find_title
from index.red_head import number_with_signer, squeezed
from index.types import Block, BlockKind, Hidden, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from index.readers.word.line import Line
    from index.types import Skipped

_RED_HEADS: Final = ("文件", "令")  # what the mark of an issuer ends in
_LONGEST_MARK: Final = 60  # characters
_MOST_IN_HEADER: Final = 6  # lines; a longer header is no red head
_FIRST_PAGE: Final = 12  # lines in which a table may hold the number of the document


def read_docx(path: Path, *, articles_run_on: bool = False) -> Iterator[SourceDocument | Skipped]:
    """The one document of a file. Raises ``UnreadableFile``. For the option see ``Numbering``."""
    check_file(path)
    hidden: Counter[str] = Counter()
    with open_archive(path) as archive:
        package = Package(archive, path.name)
        lines = _lines(package, hidden, path.name, articles_run_on=articles_run_on)
        properties = properties_of(package)
        if not lines and (pages := embedded_pages(package)):
            yield from read_page(package, pages[0], path)
            return
    if not lines:
        raise UnreadableFile(_without_text(path.name, package))
    title, blocks = _titled(lines)
    given = list(given_by_properties(properties))
    if not title and (title := title_of_properties(properties.get("Title", ""))):
        given.append(Given("title", title, "properties title"))
    title = title or path.stem
    metadata, read_from = described([block.text for block in blocks], given, title)
    yield SourceDocument(
        source=str(path.resolve()),
        title=title,
        blocks=blocks,
        metadata=metadata,
        read_from=read_from,
        hidden=tuple(Hidden(kind, count) for kind, count in sorted(hidden.items())),
    )


def _lines(
    package: Package, hidden: Counter[str], name: str, *, articles_run_on: bool
) -> list[Line]:
    body = package.document.root.find(f"{W}body")
    if body is None:
        raise UnreadableFile(
            f"{name}：不是完整的 Word 文件，里面没有正文（word/document.xml）。"
            "请用 Word 或 WPS 打开并另存为 .docx 后再导入。"
        )
    try:
        story = Story(package, hidden, articles_run_on=articles_run_on)
        lines = [*_red_head(package, body), *story.read(body, _behind(package))]
    except RecursionError as error:
        raise UnreadableFile(
            f"{name}：内容一层套一层，嵌套过深，没有读取。请用原软件打开并另存后再导入。"
        ) from error
    comments = package.related("comments")
    if comments is not None and (count := len("".join(deleted_text(comments.root).split()))):
        hidden["comment"] += count
    cleaned = [replace(line, text=text) for line in lines for text in clean_lines([line.text])]
    return [each for line in cleaned[:_FIRST_PAGE] for each in _number_apart(line)] + cleaned[
        _FIRST_PAGE:
    ]


def _behind(package: Package) -> str:
    """The colour of the page, as far as it matters: known to be white, or some other."""
    settings = package.related("settings")
    shown = None if settings is None else settings.root.find(f"{W}displayBackgroundShape")
    has_colour = package.document.root.find(f"{W}background") is not None
    return ANY_FILL if shown is not None and has_colour else ""


def _red_head(package: Package, body: _Element) -> list[Line]:
    """The lines of the first page's header, where it names the issuer or the number of the document."""
    section = next(body.iter(f"{W}sectPr"), None)
    if section is None:
        return []
    wanted = "default" if section.find(f"{W}titlePg") is None else "first"
    for reference in section.iterchildren(f"{W}headerReference"):
        _, member = package.document.targets.get(reference.get(f"{R}id") or "", ("", ""))
        header = package.xml(member) if member else None
        if reference.get(f"{W}type") == wanted and header is not None:
            lines = Story(package, Counter()).read(header)
            if len(lines) <= _MOST_IN_HEADER and any(_is_red_head(line.text) for line in lines):
                return lines
    return []


def _is_red_head(text: str) -> bool:
    words = squeezed(text)
    return (
        is_document_number(words)
        or bool(number_with_signer(text))
        or (words.endswith(_RED_HEADS) and len(words) <= _LONGEST_MARK)
    )


def _number_apart(line: Line) -> list[Line]:
    """The cells of a row that only puts the number of the document beside something else."""
    cells = line.text.split(" | ")
    if line.kind is not BlockKind.TABLE_ROW or not any(map(_is_red_head, cells)):
        return [line]
    return [replace(line, text=cell, kind=BlockKind.PARAGRAPH) for cell in cells]


def _titled(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """The title ("" where the text has none) and the blocks, the title's lines as the highest heading."""
    title = find_title(lines)
    if title is None:
        return "", tuple(Block(line.text, line.kind, line.level) for line in lines)
    blocks = [
        Block(line.text, line.kind, line.level + int(line.kind is BlockKind.HEADING))
        for line in lines
    ]
    blocks[title.start : title.end] = [Block(title.text, BlockKind.HEADING, 1)]
    return title.text, tuple(blocks)


def _without_text(name: str, package: Package) -> str:
    """Why there are no lines, in words for the user."""
    document = package.document
    if next(document.root.iter(f"{W}altChunk"), None) is not None:
        return (
            f"{name}：正文以其他格式嵌在文件里，无法读取。请用 Word 打开并另存为 .docx 后再导入。"
        )
    if any(kind == "image" for kind, _ in document.targets.values()):
        return (
            f"{name}：只有图片，没有文字。请把扫描图片导出为 PDF 或图片文件后再导入，以便识别文字。"
        )
    return f"{name}：没有可见的文字。请检查文件内容。"
