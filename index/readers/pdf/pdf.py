"""PDF files: text through PDFium, pages that are pictures through OCR."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypdfium2 import PdfiumError

from index.errors import UnreadableFile
from index.metadata import Given, described
from index.properties import given_by_properties, title_of_properties
from index.readers.limits import Limits
from index.readers.ocr.image import scanned_title
from index.readers.ocr.ocr import recognised_document
from index.readers.pdf.annotations import page_as_printed
from index.readers.pdf.blocks import blocks_of
from index.readers.pdf.drawing import read_images, read_rules
from index.readers.pdf.file import opened_pdf, properties_of
from index.readers.pdf.flow import PageContent, flow
from index.readers.pdf.glyphs import read_glyphs
from index.readers.pdf.lines import lines_of, segments_of
from index.readers.pdf.paragraphs import Paragraph
from index.readers.pdf.picture import picture_of
from index.readers.pdf.tables import ruled_tables
from index.readers.pdf.title import confirmed_title, printed_title
from index.readers.signs import sign_of_life
from index.types import Block, Hidden, Skipped, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image
    from pypdfium2 import PdfDocument, PdfPage

    from index.readers.pdf.drawing import Drawing
    from index.readers.pdf.glyphs import PageText

_FEW = 20  # characters, stamps and page numbers on a page that is a picture
_COVERED = 0.3  # of such a page, by images
_OUTLINES = 400  # strokes of a page whose text was turned into drawings
_GARBLED = 0.3  # of the characters of a page: its text says nothing
_LARGE = 0.5  # of the page: an image that is a scan


def read_pdf(path: Path) -> Iterator[SourceDocument | Skipped]:
    """The one document of a PDF, and a ``Skipped`` for each page of it that is damaged.

    Raises ``UnreadableFile``, also where no text is found.
    """
    with opened_pdf(path) as pdf:
        reading = _Reading(path, pdf)
        reading.read_pages()
        yield reading.document()
        yield from reading.skipped


@dataclass(slots=True)
class _Reading:
    """What was read of a file so far."""

    path: Path
    pdf: PdfDocument
    texts: list[PageContent] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)  # positions of pages for OCR
    hidden: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)

    def read_pages(self) -> None:
        """Read the text of all pages; those that are pictures are put aside."""
        for position in range(len(self.pdf)):
            try:
                page, comments = page_as_printed(self.pdf, position)
            except PdfiumError:
                reason = (
                    f"{self.path.name}：第 {position + 1} 页已损坏，没有读取；其余各页不受影响。"
                )
                self.skipped.append(Skipped(f"{self.path.resolve()}#page={position + 1}", reason))
                continue
            if comments:
                self.hidden["comment"] += comments
            try:
                self._read_page(page, position)
            finally:
                page.close()
            sign_of_life(position + 1 - len(self.pictures), len(self.pdf), "页")

    def _read_page(self, page: PdfPage, position: int) -> None:
        width, height = page.get_size()
        drawing = read_images(page)
        large = [box for box in drawing.images if _share(box, width, height) >= _LARGE]
        text = read_glyphs(page, large)
        if _is_picture(text, drawing, width * height):
            self.pictures.append(position)
            return
        self.hidden += text.hidden
        tables, glyphs = ruled_tables(text.glyphs, read_rules(page, text.size.turn))
        sideways = [line for group in text.sideways for line in lines_of(segments_of(group))]
        self.texts.append(
            PageContent(position + 1, text.size, segments_of(glyphs), tables, sideways)
        )

    def document(self) -> SourceDocument:
        """The document of all pages."""
        found, body = flow(self.texts)
        pages = {content.number: content.size for content in self.texts}
        blocks: list[Block] = []
        pictures = self._recognised()
        starts_scanned = bool(self.pictures) and self.pictures[0] == 0
        for each in found:
            page = each.first.page if isinstance(each, Paragraph) else each.rows[0][0]
            while pictures and pictures[0][0] < page:
                blocks += pictures.pop(0)[1]
            blocks += blocks_of(each, pages)
        blocks += [block for _, own in pictures for block in own]
        if not blocks:
            raise UnreadableFile(
                f"{self.path.name}：没有可以读取的文字（共 {len(self.pdf)} 页）。"
                "请检查文件是否空白、扫描是否清晰，或重新导出后再导入。"
            )
        properties = properties_of(self.pdf)
        given = list(given_by_properties(properties))
        stated = title_of_properties(properties.get("Title", ""))
        title = confirmed_title(stated, found) or (
            scanned_title(blocks) if starts_scanned else printed_title(found, body)
        )
        if not title and (title := stated):
            given.append(Given("title", title, "properties Title", certain=False))
        title = title or self.path.stem
        metadata, read_from = described([block.text for block in blocks], given, title)
        hidden = tuple(Hidden(kind, number) for kind, number in sorted(self.hidden.items()))
        return SourceDocument(
            source=str(self.path.resolve()),
            title=title,
            blocks=tuple(blocks),
            metadata=metadata,
            read_from=read_from,
            hidden=hidden,
        )

    def _recognised(self) -> list[tuple[int, list[Block]]]:
        """For each run of pages that are pictures, the number of the first and what stands on them."""
        most = Limits.from_environment().scanned_pages
        if len(self.pictures) > most:
            raise UnreadableFile(
                f"{self.path.name}：有 {len(self.pictures)} 页扫描图像，超过上限 {most} 页。"
                "请拆分文件，或用环境变量 POLICY_QA_READ_SCANNED_PAGES 提高上限。"
            )
        runs: list[list[int]] = []
        for position in self.pictures:
            if runs and runs[-1][-1] == position - 1:
                runs[-1].append(position)
            else:
                runs.append([position])
        return [(run[0] + 1, recognised_document(self._images(run))) for run in runs]

    def _images(self, positions: list[int]) -> Iterator[tuple[int, Image.Image]]:
        done = len(self.pdf) - len(self.pictures)
        for position in positions:
            page = self.pdf[position]
            try:
                image = picture_of(page)
            finally:
                page.close()
            yield position + 1, image
            sign_of_life(done + self.pictures.index(position) + 1, len(self.pdf), "页")


def _is_picture(text: PageText, drawing: Drawing, area: float) -> bool:
    """Whether a page has nearly no text that can be read, but something to look at."""
    count = len(text.glyphs) + sum(map(len, text.sideways))
    if text.garbled > _GARBLED * max(count, 1) and count:
        return True
    if count >= _FEW:
        return False
    covered = sum(abs(x1 - x0) * abs(y1 - y0) for x0, y0, x1, y1 in drawing.images)
    return covered >= _COVERED * area or drawing.strokes >= _OUTLINES


def _share(box: tuple[float, float, float, float], width: float, height: float) -> float:
    x0, y0, x1, y1 = box
    across = min(x1, width) - max(x0, 0)
    down = min(y1, height) - max(y0, 0)
    return max(across, 0) * max(down, 0) / (width * height)
