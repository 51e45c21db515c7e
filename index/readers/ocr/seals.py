"""Official seals (公章) are stamped in red over signature and date: taken off, so that these can be read."""

from __future__ import annotations

import cv2
import numpy as np

_SMALLEST = 0.07  # of the page's width: 1.5 cm on A4; an organ's seal is 4.2 cm across
_LARGEST = 0.4
_LEAST_ROUND = 0.75  # width to height
_RED = 45  # grey values that red is above green and blue
_REDDEST_WITHIN = 0.03  # share of the seal's square that is red at least
_DARKEST_INK = 15  # percentile


def without_seals(page: np.ndarray) -> np.ndarray:
    """The page (blue-green-red) with red, round things bleached; red print (红头) stays as it is.

    Under a seal only the red channel is kept, where red ink is light and black print dark, and
    lightened until the ink is as white as paper.
    """
    blue, green, red = (page[..., n].astype(np.int16) for n in range(3))
    inked = (red - np.maximum(blue, green) > _RED).astype(np.uint8)
    if not inked.any():
        return page
    width = page.shape[1]
    gap = max(3, round(width * 0.012))  # between the rim, the characters and the star
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    count, _, found, _ = cv2.connectedComponentsWithStats(joined)
    bleached = page
    for left, top, across, down, _ in found[1:count]:
        is_round = min(across, down) >= _LEAST_ROUND * max(across, down)
        inside = (slice(top, top + down), slice(left, left + across))
        is_full = inked[inside].mean() > _REDDEST_WITHIN
        if is_round and is_full and _SMALLEST * width < across < _LARGEST * width:
            bleached = page.copy() if bleached is page else bleached
            light = red[inside]
            ink = np.percentile(light[inked[inside] > 0], _DARKEST_INK)
            bleached[inside] = (light * (255 / ink)).clip(0, 255)[..., None]
    return bleached
