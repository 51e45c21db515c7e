"""The characters of a PDF page with their boxes, and which of them nobody sees.

Whether a character is seen is asked of the page as it is drawn, not of the many ways to hide one
(white on white, under a picture, in a layer that is switched off, clipped away): the page is
rendered small, and a run of characters that leaves no mark there is not seen.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from index.readers.pdf.radicals import meant
from index.readers.pdf.upright import Box, around, placing, turned_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pypdfium2 import PdfPage, PdfTextPage

GUESSED, WRITTEN = 1, 2
_SMALLEST = 1.0  # points: smaller characters are dust
_ASCENT, _DESCENT = 0.86, 0.14  # of the size: fonts' own figures do not agree
_DOTS = 1.0  # pixels a point of the small picture
_MOST_DOTS = 2500  # along a side of it
_CONTRAST = 14  # of 255
_LIGHT = 140
_BOLD = 600
_BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti")
_OBLIQUE = -1
_SLANT = 0.06  # of a quarter turn
_LONGEST_NAME = 200  # bytes of a font's name
_UNSEEN_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_OUTLINE_MODES = {pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP}
_WHITE = {0xA0, 0x3000, 0xFEFF, 0x200B}


class Glyph(NamedTuple):
    """A character on the page set upright: points, from its top left corner."""

    text: str
    x0: float
    x1: float
    base: float  # the line it stands on
    size: float
    bold: bool = False
    red: bool = False
    space: int = 0  # before it: ``WRITTEN``, ``GUESSED`` by PDFium, or 0

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.base - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.base + _DESCENT * self.size


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page set upright by its /Rotate and by the direction of most of its text.

    ``turn`` is by how many quarter turns clockwise the direction of the text adds to /Rotate.
    """

    width: float
    height: float
    turn: int = 0

    def share(self, box: Box) -> Box:
        """``box`` on the upright page as shares of the page as a viewer shows it."""
        width, height = self.width, self.height
        x0, y0, x1, y1 = turned_box(box, width, height, (4 - self.turn) % 4)
        if self.turn % 2:
            width, height = height, width
        return _share(x0, width), _share(y0, height), _share(x1, width), _share(y1, height)


@dataclass(frozen=True, slots=True)
class PageText:
    """What is written on a page.

    ``sideways`` is text in other directions than most of it, each set upright by itself.
    ``garbled`` counts characters without a meaning, such as those of a font without a table.
    """

    size: PageSize
    glyphs: tuple[Glyph, ...]
    sideways: tuple[tuple[Glyph, ...], ...]
    hidden: Counter[str]
    garbled: int


def read_glyphs(page: PdfPage, pictures: Sequence[Box]) -> PageText:
    """What is written on a page. ``pictures`` are its large images' boxes as shown, in points."""
    text = page.get_textpage()
    try:
        return _Reader(page, text, pictures).read()
    finally:
        text.close()


class _Run(NamedTuple):
    """What the characters of one text object share."""

    number: int
    size: float
    wide: float  # how wide a full-width character is
    turn: int  # quarter turns clockwise on the page as shown, or ``_OBLIQUE``
    bold: bool
    red: bool
    grey: int  # brightness of the fill; -1 where it has none
    unseen: bool


class _Character(NamedTuple):
    """A character in the page's own coordinates, and its box as shown."""

    text: str
    space: int
    run: _Run
    origin: tuple[float, float]
    corner: tuple[float, float]
    opposite: tuple[float, float]
    shown: Box


class _Reader:
    """Reads one page."""

    def __init__(self, page: PdfPage, text: PdfTextPage, pictures: Sequence[Box]) -> None:
        self._page, self._text, self._pictures = page, text, pictures
        self._at = placing(page)
        self._runs: dict[int | None, _Run] = {}
        self._hidden: Counter[str] = Counter()
        self._garbled = 0
        self._width, self._height = page.get_size()

    def read(self) -> PageText:
        groups: dict[int, list[_Character]] = {}
        for character in self._seen(list(self._characters())):
            if character.run.turn != _OBLIQUE:  # oblique text is a watermark
                groups.setdefault(character.run.turn, []).append(character)
        main = max(groups, key=lambda turn: len(groups[turn]), default=0)
        upright = {turn: self._upright(found, turn) for turn, found in groups.items()}
        glyphs = upright.pop(main, ())
        width, height = self._width, self._height
        if main % 2:
            width, height = height, width
        size = PageSize(width, height, (4 - main) % 4)
        return PageText(size, glyphs, tuple(upright.values()), self._hidden, self._garbled)

    def _characters(self) -> Iterator[_Character]:
        raw = self._text.raw
        box = pdfium.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        high, space = 0, 0
        for i in range(self._text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(raw, i)
            if 0xD800 <= code < 0xDC00:
                high = code - 0xD800
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + (high << 10) + code - 0xDC00
            if code <= 0x20 or code in _WHITE or pdfium.FPDFText_IsGenerated(raw, i) == 1:
                self._garbled += code == 0
                guessed = pdfium.FPDFText_IsGenerated(raw, i) == 1
                space = max(space, GUESSED if guessed else WRITTEN)
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, i, box)
            pdfium.FPDFText_GetCharOrigin(raw, i, x, y)
            corner, opposite = (box.left, box.top), (box.right, box.bottom)
            shown = around(self._at(*corner), self._at(*opposite))
            text = meant(chr(code))
            self._garbled += _is_meaningless(text)
            origin = (x.value, y.value)
            yield _Character(text, space, self._run(i), origin, corner, opposite, shown)
            space = 0

    def _run(self, i: int) -> _Run:
        handle = pdfium.FPDFText_GetTextObject(self._text.raw, i)
        key = ctypes.cast(handle, ctypes.c_void_p).value
        run = self._runs.get(key)
        if run is None:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
            run = self._runs[key] = self._new_run(i, mode)
        return run

    def _new_run(self, i: int, mode: int) -> _Run:
        raw = self._text.raw
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(raw, i, matrix)
        size = pdfium.FPDFText_GetFontSize(raw, i)
        red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
        is_filled = pdfium.FPDFText_GetFillColor(raw, i, red, green, blue, opaque)
        is_filled = is_filled and mode not in _OUTLINE_MODES
        grey = (red.value * 30 + green.value * 59 + blue.value * 11) // 100
        return _Run(
            number=len(self._runs),
            size=size * math.hypot(matrix.c, matrix.d),
            wide=size * math.hypot(matrix.a, matrix.b),
            turn=self._turn(matrix.a, matrix.b),
            bold=mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE or self._is_bold(i),
            red=bool(is_filled) and red.value > 150 and max(green.value, blue.value) < 100,
            grey=grey if is_filled else -1,
            unseen=mode in _UNSEEN_MODES,
        )

    def _turn(self, a: float, b: float) -> int:
        """Quarter turns clockwise, as shown, of text that runs in the direction ``a``, ``b``."""
        if not (a or b):
            return 0
        (x0, y0), (x1, y1) = self._at(0, 0), self._at(a, b)
        turns = math.atan2(y1 - y0, x1 - x0) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _SLANT else _OBLIQUE

    def _is_bold(self, i: int) -> bool:
        raw = self._text.raw
        if pdfium.FPDFText_GetFontWeight(raw, i) >= _BOLD:
            return True
        name = ctypes.create_string_buffer(_LONGEST_NAME)
        pdfium.FPDFText_GetFontInfo(raw, i, name, _LONGEST_NAME, ctypes.c_int())
        shown = name.value.decode("utf-8", "replace").lower()
        return any(word in shown for word in _BOLD_NAMES)

    def _seen(self, found: list[_Character]) -> list[_Character]:
        """Those that a reader of the page sees; the others are counted."""
        stretches: dict[tuple[int, int], list[_Character]] = {}
        for character in found:
            if kind := self._why_not(character):
                self._hidden[kind] += 1
            else:
                line = round(character.origin[character.run.turn % 2 == 0])
                stretches.setdefault((character.run.number, line), []).append(character)
        if not stretches:
            return []
        picture = self._small_picture()
        kept: list[_Character] = []
        for stretch in stretches.values():
            if stretch[0].run.unseen or self._is_marked(picture, stretch):
                kept += stretch
            else:
                self._hidden["white on white"] += len(stretch)
        return kept

    def _why_not(self, character: _Character) -> str:
        if character.run.size < _SMALLEST:
            return "zero size"
        x0, y0, x1, y1 = character.shown
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (0 <= x <= self._width and 0 <= y <= self._height):
            return "off page"
        # Over a picture of the page it is the text of a scan.
        if character.run.unseen and not any(
            left <= x <= right and top <= y <= bottom for left, top, right, bottom in self._pictures
        ):
            return "hidden text"
        return ""

    def _small_picture(self) -> NDArray[np.uint8]:
        """The page as shown, in grey."""
        scale = min(_DOTS, _MOST_DOTS / max(self._width, self._height))
        bitmap = self._page.render(scale=scale, grayscale=True, may_draw_forms=False)
        try:
            grey: NDArray[np.uint8] = bitmap.to_numpy()
            return grey.reshape(bitmap.height, bitmap.width).copy()
        finally:
            bitmap.close()

    def _is_marked(self, picture: NDArray[np.uint8], stretch: list[_Character]) -> bool:
        """Whether a stretch of characters left a mark on the page."""
        height, width = picture.shape
        across, down = width / self._width, height / self._height
        left = max(int(min(c.shown[0] for c in stretch) * across), 0)
        top = max(int(min(c.shown[1] for c in stretch) * down), 0)
        right = math.ceil(max(c.shown[2] for c in stretch) * across)
        bottom = math.ceil(max(c.shown[3] for c in stretch) * down)
        part = picture[top : max(bottom, top + 1), left : max(right, left + 1)]
        if part.size == 0 or int(part.max()) - int(part.min()) < _CONTRAST:
            return False
        grey = stretch[0].run.grey
        # Light text needs a ground that is darker; a mark beside it is that of another text.
        return grey < _LIGHT or abs(grey - float(np.median(part))) >= _CONTRAST

    def _upright(self, found: list[_Character], turn: int) -> tuple[Glyph, ...]:
        at = placing(self._page, (4 - turn) % 4)
        glyphs: list[Glyph] = []
        for text, space, run, origin, corner, opposite, _ in found:
            x, base = at(*origin)
            end = around(at(*corner), at(*opposite))[2]
            if _is_wide(text):
                end = max(end, x + run.wide)
            glyphs.append(Glyph(text, x, end, base, run.size, run.bold, run.red, space))
        return tuple(glyphs)


@lru_cache(maxsize=8192)
def _is_wide(text: str) -> bool:
    return len(text) == 1 and unicodedata.east_asian_width(text) in "WF"


@lru_cache(maxsize=8192)
def _is_meaningless(text: str) -> bool:
    return text == "\ufffd" or unicodedata.category(text[0]) in {"Co", "Cn", "Cc"}


def _share(value: float, side: float) -> float:
    return round(min(max(value / side, 0.0), 1.0), 4)
