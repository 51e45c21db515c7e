"""Plain text, such as a government page whose HTML is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.clean import clean_lines
from index.decode import decode
from index.errors import UnreadableFile
from index.metadata import described, is_front_matter
from index.readers.source_file import read_bytes
from index.red_head import promulgated_title, red_head_end
from index.types import Block, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TITLE_WITHIN = 10  # lines in which a title is looked for
_LONGEST_TITLE = 120
_SENTENCE_MARKS = ("。", "；", ";", "，", ",", "：", ":")
_TITLE_ENDS = (
    "通知",
    "意见",
    "办法",
    "规定",
    "决定",
    "公告",
    "通告",
    "批复",
    "方案",
    "细则",
    "条例",
    "解读",
    "函",
    "报告",
    "规划",
)


def read_text(path: Path) -> Iterator[SourceDocument]:
    """The one document of a text file, a block for each line. Raises ``UnreadableFile``."""
    text = decode(read_bytes(path), path.name)
    lines = clean_lines(text.splitlines())
    if not lines:
        raise UnreadableFile(f"{path.name}：清理后没有正文。请检查文件内容。")
    title = _title(lines) or path.stem
    metadata, read_from = described(lines, title=title)
    yield SourceDocument(
        source=str(path.resolve()),
        title=title,
        blocks=tuple(Block(line) for line in lines),
        metadata=metadata,
        read_from=read_from,
    )


def _title(lines: list[str]) -> str:
    """The first short line that is no front matter and no sentence; two lines of a broken title joined."""
    if promulgated := promulgated_title(lines):
        return promulgated
    end = red_head_end(lines)
    head = lines[end : end + _TITLE_WITHIN]
    for position, line in enumerate(head):
        if is_front_matter(line):
            continue
        if len(line) > _LONGEST_TITLE or line.endswith(_SENTENCE_MARKS):
            return ""
        following = head[position + 1] if position + 1 < len(head) else ""
        is_broken = (
            "关于" in line and not line.endswith(_TITLE_ENDS) and following.endswith(_TITLE_ENDS)
        )
        return line + following if is_broken and len(following) <= 40 else line
    return ""
