"""Small PDF files drawn stroke by stroke, each for one behaviour of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = A4
LEFT, RIGHT = 80.0, 500.0  # 35 characters
SIZE = 12


def drawn(
    path: Path,
    *pages: Callable[[Canvas], object],
    size: tuple[float, float] = A4,
    title: str = "",
    author: str = "",
) -> Path:
    """A PDF with a page for each function that draws one."""
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def line(
    canvas: Canvas, text: str, y: float, *, x: float = LEFT, size: float = SIZE, mode: int = 0
) -> None:
    """A line of text, ``y`` points below the top of the page."""
    words = canvas.beginText(x, canvas._pagesize[1] - y)
    words.setFont(FONT, size)
    words.setTextRenderMode(mode)
    words.textOut(text)
    words.setTextRenderMode(0)
    canvas.drawText(words)


def centred(canvas: Canvas, text: str, y: float, size: float = SIZE) -> None:
    """A line in the middle of the page."""
    canvas.setFont(FONT, size)
    canvas.drawCentredString(canvas._pagesize[0] / 2, canvas._pagesize[1] - y, text)


def paragraph(canvas: Canvas, text: str, y: float, *, indent: int = 2) -> float:
    """A paragraph broken into full lines; where the next would begin."""
    for number, piece in enumerate(broken(text, indent)):
        line(canvas, piece, y, x=LEFT + (0 if number else indent * SIZE))
        y += 20
    return y


def broken(text: str, indent: int = 2) -> list[str]:
    """``text`` as lines that fill the width, the first indented."""
    lines = [""]
    for character in text:
        room = RIGHT - LEFT - (0 if len(lines) > 1 else indent * SIZE)
        if pdfmetrics.stringWidth(lines[-1] + character, FONT, SIZE) > room + 0.1:
            lines.append("")
        lines[-1] += character
    return lines


def grid(
    canvas: Canvas, rows: Sequence[Sequence[str | None]], y: float, *, width: float = 100
) -> float:
    """A table with all its rules; None in a cell leaves out the rule above it. Where it ends."""
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            left, top = LEFT + column * width, HEIGHT - y - number * 22
            canvas.line(left, top, left, top - 22)
            if text is not None:
                canvas.line(left, top, left + width, top)
                line(canvas, text, y + number * 22 + 15, x=left + 4)
        canvas.line(LEFT + len(row) * width, top, LEFT + len(row) * width, top - 22)
    bottom = HEIGHT - y - len(rows) * 22
    canvas.line(LEFT, bottom, LEFT + len(rows[0]) * width, bottom)
    return y + len(rows) * 22
