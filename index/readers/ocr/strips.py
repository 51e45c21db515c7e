"""Long pictures, such as a web page kept by a telephone, in pieces that are read like pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

_LONG = 3.0  # times higher than wide
_PIECE = 1.5
_LEAST_HEIGHT = 2400  # pixels: less is read as it is
_LOOKED_AT = 0.4  # of a piece, for the emptiest row to cut at
_BAND = 5  # rows


def strips(image: Image.Image) -> Iterator[tuple[float, float, Image.Image]]:
    """The pieces of a picture, each with its upper and lower edge as shares of the whole."""
    width, height = image.size
    if height < max(_LONG * width, _LEAST_HEIGHT):
        yield 0.0, 1.0, image
        return
    restless = _restless(image)
    piece = round(max(_PIECE * width, _LEAST_HEIGHT / 2))
    top = 0
    while top < height:
        bottom = min(height, top + piece)
        if height - bottom < piece / 3:
            bottom = height
        else:
            first = bottom - round(_LOOKED_AT * piece)
            quiet = restless[first:bottom]
            # The last of the emptiest rows.
            bottom = first + int(np.flatnonzero(quiet <= quiet.min() + 1)[-1])
        yield top / height, bottom / height, image.crop((0, top, width, bottom))
        top = bottom


def _restless(image: Image.Image) -> np.ndarray:
    """For each row how much its pixels, and those of the rows around, differ from one another."""
    rows = np.asarray(image.convert("L")).std(axis=1)
    around = np.lib.stride_tricks.sliding_window_view(
        np.pad(rows, _BAND, mode="edge"), 2 * _BAND + 1
    )
    return np.asarray(around.max(axis=1))
