"""Characters from pictures: PP-OCRv6 (small) by rapidocr, its models in the wheel, nothing downloaded."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.settings import Settings

if TYPE_CHECKING:
    import numpy as np

_LEAST_SCORE = 0.5  # below, what is read is dirt, a seal's rim or a signature
_lock = threading.Lock()
_engines: list[Any] = []


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A run of characters on one line of a page: its box in pixels, and how sure OCR is, 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top


def recognised_lines(page: np.ndarray) -> list[RecognisedLine]:
    """What stands on an upright page (height, width, 3 colours), in no certain order."""
    with _lock:
        if not _engines:
            _engines.append(_engine())
        found = _engines[0](page)
    if not getattr(found, "txts", None):
        return []
    return [
        RecognisedLine(
            text.strip(),
            float(box[:, 0].min()),
            float(box[:, 1].min()),
            float(box[:, 0].max()),
            float(box[:, 1].max()),
            float(score),
        )
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip()
    ]


def _engine() -> Any:
    """A recogniser. Loaded when the first page comes: 0.5 s and 200 MB."""
    # Here, not above: who reads no scan need not wait for it. Its own log would go to the terminal.
    logging.getLogger("RapidOCR").disabled = True
    import rapidocr  # noqa: PLC0415

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": _LEAST_SCORE,
            "Global.use_cls": False,
            # Named, so that nothing is looked for elsewhere.
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": Settings.from_environment().threads,
        }
    )
