"""The page's look: colours, system fonts, style sheets and scripts."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Final

import gradio as gr

from qa.page.strings import LANGUAGES, words_in

_SPOKEN: Final = "script_"
_FRAME: Final = "frame_"

# Ink blue, from paper to night.
_INK = gr.themes.Color(
    name="ink",
    c50="#f1f6fb",
    c100="#dfeaf5",
    c200="#c2d7ea",
    c300="#97bbdb",
    c400="#6496c4",
    c500="#3f77ab",
    c600="#2b5f92",
    c700="#234d78",
    c800="#1f4163",
    c900="#1d3753",
    c950="#132438",
)

# Fonts that the visitor's system has; nothing is loaded from anywhere.
_FONTS: Final = (
    "system-ui",
    "-apple-system",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)


def page_theme() -> gr.themes.Base:
    """Gradio's theme in the page's colours and the system's fonts."""
    theme = gr.themes.Default(
        primary_hue=_INK,
        secondary_hue=_INK,
        neutral_hue="slate",
        text_size="lg",
        radius_size="md",
        font=[gr.themes.Font(name) for name in _FONTS],
        font_mono=[gr.themes.Font(name) for name in ("ui-monospace", "Consolas", "monospace")],
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        block_shadow="none",
        block_border_width="1px",
    )


def style_sheet() -> str:
    """The style sheets of ``look``, in the order of their names."""
    return _joined("look")


def page_script(folder: str = "script") -> str:
    """The scripts of ``folder`` in the order of their names, and the words that they say.

    They run in one function (``js_on_load`` of a ``gr.HTML``): ``WORDS.copied`` is the phrase
    ``script_copied`` in the page's language.
    """
    spoken = {language: _phrases(language, _SPOKEN) for language in LANGUAGES}
    table = json.dumps(spoken, ensure_ascii=False)
    return f"const WORDS = {table}[document.documentElement.lang];\n" + _joined(folder)


@cache
def frame_script(language: str) -> str:
    """The script that runs on every page before Gradio: ``FRAME.skip`` is ``frame_skip``."""
    table = json.dumps(_phrases(language, _FRAME), ensure_ascii=False)
    script = files("qa.page").joinpath("frame.js").read_text(encoding="utf-8")
    return f"(() => {{const FRAME = {table};\n{script}}})();"


def _phrases(language: str, prefix: str) -> dict[str, str]:
    """The phrases whose keys begin with ``prefix``, without it."""
    phrases = words_in(language).phrases().items()
    return {key.removeprefix(prefix): phrase for key, phrase in phrases if key.startswith(prefix)}


def _joined(folder: str) -> str:
    parts = sorted(files("qa.page").joinpath(folder).iterdir(), key=lambda part: part.name)
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)
