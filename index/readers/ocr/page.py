"""A page as the scanner gave it: put upright, cleaned, its lines found and read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from index.readers.ocr.cells import in_cells
from index.readers.ocr.corrections import corrected
from index.readers.ocr.engine import are_upside_down, detected, recognised
from index.readers.ocr.pictures import plain
from index.readers.ocr.ruling import Grid, find_grids
from index.readers.ocr.seals import without_seals

if TYPE_CHECKING:
    from PIL import Image

_LEAST_SCORE = 0.6  # below, two characters of three are wrong: dirt, a signature (docs/formats.md)
_SUREST = 0.999  # 1 is text that was not recognised but read
_MOST_SIDE = 3000  # pixels: 9 point type at 250 dpi; more is not read better
_LEAST_SIDE = 1000
_TALL = 1.5  # times higher than wide: a line that runs down the page
_MOSTLY = 0.6
_ASKED = 12  # lines asked whether they stand on their heads
_LONG = 5  # times wider than high: its slope is that of the page
_STEEPEST = 15.0  # degrees
_TILE = 32
_SPECK = 60  # grey values between a pixel and its surroundings
_SPECKLED = 0.002  # share of the pixels of an empty tile


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Characters that stand together on a line.

    ``left`` … ``bottom`` are pixels of the straightened page; ``box``
    is the same as shares of the page as it was given. ``confidence`` is 0 to 1.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    box: tuple[float, float, float, float]
    confidence: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Pixels from the top of the page to the middle of the line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page put straight: its size in pixels, its lines in no certain order, the ruling of its tables."""

    width: int
    height: int
    lines: tuple[RecognisedLine, ...]
    grids: tuple[Grid, ...]


def recognised_page(image: Image.Image) -> RecognisedPage:
    """Read a page. It may lie on its side, stand on its head, or be askew by a few degrees."""
    page = without_seals(_without_specks(_sized(_colours(image))))
    corners, cut_out = detected(page)
    turns = _turns(corners, cut_out)
    if turns:
        page = np.ascontiguousarray(np.rot90(page, turns))
        corners, cut_out = detected(page)
    straight, matrix = _straightened(page, _slope(corners))
    grids = find_grids(straight)
    found = [(_upright(quad, matrix), line) for quad, line in zip(corners, cut_out, strict=True)]
    found = in_cells(found, straight, grids)
    back = cv2.invertAffineTransform(matrix)
    height, width = page.shape[:2]
    lines = []
    for (box, _), (text, score) in zip(found, recognised([line for _, line in found]), strict=True):
        if text and score >= _LEAST_SCORE:
            left, top, right, bottom = box
            corner = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
            given = _box(_moved(corner, back), width, height, turns)
            lines.append(
                RecognisedLine(corrected(text), *box, given, min(round(score, 3), _SUREST))
            )
    return RecognisedPage(width, height, tuple(lines), tuple(grids))


def _colours(image: Image.Image) -> np.ndarray:
    """Blue, green, red from 0 to 255."""
    values = np.asarray(plain(image, _MOST_SIDE).convert("RGB"))
    return np.ascontiguousarray(values[..., ::-1])


def _sized(page: np.ndarray) -> np.ndarray:
    """The page in a size that is read well and soon."""
    height, width = page.shape[:2]
    side = max(height, width)
    if side > _MOST_SIDE:
        factor, way = _MOST_SIDE / side, cv2.INTER_AREA
    elif side < _LEAST_SIDE:
        factor, way = min(2.0, _LEAST_SIDE / side), cv2.INTER_CUBIC
    else:
        return page
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(page, size, interpolation=way)


def _without_specks(page: np.ndarray) -> np.ndarray:
    """The page through a median filter, if even its empty parts are full of specks."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    specks = cv2.absdiff(grey, cv2.medianBlur(grey, 3)) > _SPECK
    rows, columns = (n // _TILE for n in specks.shape)
    if not rows or not columns:
        return page
    tiles = specks[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)
    emptiest = np.percentile(tiles.mean(axis=(1, 3)), 30)  # margins and space between lines
    return cv2.medianBlur(page, 3) if emptiest > _SPECKLED else page


def _turns(corners: list[np.ndarray], cut_out: list[np.ndarray]) -> int:
    """By how many quarters anticlockwise the page must be turned to be upright."""
    if not corners:
        return 0
    sizes = [(np.ptp(quad[:, 0]), np.ptp(quad[:, 1])) for quad in corners]
    down = sum(height for width, height in sizes if height > _TALL * width)
    across = sum(width for width, height in sizes if height <= _TALL * width)
    is_lying = bool(down > _MOSTLY * (down + across))
    widest = sorted(cut_out, key=lambda line: -line.shape[1])[:_ASKED]
    is_head_down = sum(are_upside_down(widest)) > _MOSTLY * len(widest)
    return is_lying + 2 * is_head_down


def _slope(corners: list[np.ndarray]) -> float:
    """By how many degrees the lines go down to the right: the median of the long ones."""
    slopes = []
    for quad in corners:
        across, down = (quad[1] - quad[0] + quad[2] - quad[3]) / 2
        if across > _LONG * np.linalg.norm(quad[3] - quad[0]):
            slopes.append(math.degrees(math.atan2(down, across)))
    slope = float(np.median(slopes)) if slopes else 0.0
    return slope if abs(slope) < _STEEPEST else 0.0


def _straightened(page: np.ndarray, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """The page turned back by its slope, and the matrix that does so."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), slope, 1.0)
    if abs(slope) < 0.1:
        return page, matrix
    return cv2.warpAffine(page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), matrix


def _upright(quad: np.ndarray, matrix: np.ndarray) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line on the straightened page."""
    corners = _moved(quad, matrix)
    # The mean, not the farthest: the corners of a line that is still a little askew stick out.
    left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
    top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
    return float(left), float(top), float(right), float(bottom)


def _moved(quad: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.transform(quad[None].astype(np.float32), matrix)[0])


def _box(
    quad: np.ndarray, width: int, height: int, turns: int
) -> tuple[float, float, float, float]:
    """Where a line stands on the page as it was given, in shares, before it was turned."""
    points = quad / (width, height)
    for _ in range(turns):  # a quarter clockwise each
        points = np.stack([1 - points[:, 1], points[:, 0]], axis=1)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    within = [round(min(1.0, max(0.0, float(share))), 4) for share in (left, top, right, bottom)]
    return within[0], within[1], within[2], within[3]
