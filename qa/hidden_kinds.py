"""What was left out of a document because nobody would see it, in words."""

from __future__ import annotations

from typing import Final

_KINDS: Final = {
    "display:none": "网页里不显示的文字",
    "zero size": "字号为零的文字",
    "white on white": "与底色相同的文字",
    "hidden sheet": "隐藏的工作表",
    "hidden row": "隐藏的行",
    "hidden column": "隐藏的列",
    "comment": "批注",
    "tracked deletion": "修订中删除的文字",
    "hidden text": "设为隐藏的文字",
    "off page": "页面以外的文字",
}


def hidden_kind(kind: str) -> str:
    """The kind of an ``index.types.Hidden`` in Chinese; ``kind`` itself where it has no words."""
    return _KINDS.get(kind, kind)
