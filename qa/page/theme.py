"""The page's look: colours, system fonts, style sheet and the script for its links."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import gradio as gr

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

HEAD: Final = (
    '<meta name="referrer" content="no-referrer">'
    "<script>document.documentElement.lang = 'zh-CN';</script>"
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
    """The style sheet, ``page.css``."""
    return files("qa.page").joinpath("page.css").read_text(encoding="utf-8")


def link_script() -> str:
    """What makes links in messages open documents and ask questions, ``page.js``."""
    return files("qa.page").joinpath("page.js").read_text(encoding="utf-8")
