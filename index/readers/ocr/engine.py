"""Characters from pictures: PP-OCRv6 (small) by rapidocr, its models in the wheel, nothing downloaded."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

_DETECTED_SIDE = 1280  # pixels of the longer side in which lines are looked for
_lock = threading.Lock()
_engines: list[Any] = []


def detected(page: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The lines of a page (height, width, blue-green-red): four corners each, and its picture cut out.

    The corners go clockwise from the top left. A line that is much taller than wide is cut out
    turned by 90 degrees anticlockwise.
    """
    import rapidocr.main  # noqa: PLC0415 - see _engine

    engine = _engine()
    try:
        cut_out, found = engine.detect_and_crop(page, {})
    except rapidocr.main.RapidOCRError:  # its way to say that there is none
        return [], []
    return list(found.boxes), cut_out


def are_upside_down(lines: Sequence[np.ndarray]) -> list[bool]:
    """Whether each line cut out stands on its head; only where that is sure."""
    found = _engine().cls_and_rotate(list(lines))[1]
    return [
        label == "180" and score > _engine().cfg.Cls.cls_thresh for label, score in found.cls_res
    ]


def recognised(lines: Sequence[np.ndarray]) -> list[tuple[str, float]]:
    """The text of each line cut out, and how sure its characters are on average, 0 to 1."""
    if not lines:
        return []
    found = _engine().recognize_txt(list(lines))
    return [
        (text.strip(), float(score)) for text, score in zip(found.txts, found.scores, strict=True)
    ]


def _engine() -> Any:
    """The recogniser, made when the first page comes: 0.5 s and 200 MB."""
    with _lock:
        if not _engines:
            _engines.append(_made())
        return _engines[0]


def _made() -> Any:
    # Imported here: who reads no scan need not wait. Its log would go to the terminal, in colours.
    logging.getLogger("RapidOCR").disabled = True
    import rapidocr  # noqa: PLC0415
    from omegaconf import flag_override  # noqa: PLC0415

    engine = rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_SIDE,
        }
    )
    models = Path(rapidocr.__file__).parent / "models"
    # Sessions of our own: it looks for no model elsewhere, and its threads do not wait busily.
    with flag_override(engine.cfg, "allow_objects", values=True):
        engine.cfg.Det.session = _session(models / "PP-OCRv6_det_small.onnx")
        engine.cfg.Cls.session = _session(models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx")
        engine.cfg.Rec.session = _session(models / "PP-OCRv6_rec_small.onnx")
    return engine


def _session(model: Path) -> Any:
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False  # pages differ in size: it would keep the most of each
    options.intra_op_num_threads = Settings.from_environment().threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
