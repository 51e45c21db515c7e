"""What an import did, as tables for a person."""

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.output import console, print_lines, shown
from qa.hidden_kinds import hidden_kind

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase
    from index.types import ImportSummary, Skipped

COUNTS = {
    "added": "新增",
    "replaced": "替换",
    "renamed": "改名",
    "removed": "移除",
    "unchanged": "未变",
    "skipped": "跳过",
}
_ALWAYS = {"added", "replaced", "unchanged", "skipped"}
_NAMED = 6  # files by name in one line
_HIDING = 20  # documents that hide something, by title
_FEWEST_TO_SHORTEN, _SHORT_FOLDER = 2, 12
_RULES = 7  # of a table of two columns, with the spaces beside them
_NARROWEST = 20  # cells for a reason
_TOGETHER = re.compile(r"[A-Za-z0-9_.\-]+|\s|.", re.DOTALL)
_NEVER_FIRST = "，。；：、！？”’）》〕】…"


def print_summary(summary: "ImportSummary", knowledge_base: "KnowledgeBase") -> None:
    """How many documents, which files were not taken and why, what was left out of which documents."""
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    named = [name for name in COUNTS if name in _ALWAYS or getattr(summary, name)]
    counts = Table(*(COUNTS[name] for name in named))
    counts.add_row(*(f"{len(getattr(summary, name)):,}" for name in named))
    console().print(counts)
    _print_skipped(summary)
    _print_hidden(summary, knowledge_base)


def _print_skipped(summary: "ImportSummary") -> None:
    """What could not be read by file; copies, and formats that nobody reads, in short."""
    unread = [each for each in summary.skipped if each.kind == "unreadable"]
    copies = [each for each in summary.skipped if each.kind == "copy"]
    others = [each for each in summary.skipped if each.kind == "unsupported"]
    if unread or len(others) == 1:
        _print_reasons([*unread, *(others if len(others) == 1 else [])])
    if copies:
        print_lines(f"内容与别的文档相同，没有重复收入：{_names(copies)}")
    if len(others) > 1:
        print_lines(f"不支持的格式，没有读取：{_names(others)}")


def _print_reasons(skipped: "list[Skipped]") -> None:
    from rich.cells import cell_len  # noqa: PLC0415 - JSON output does without
    from rich.table import Table  # noqa: PLC0415

    out = console()
    shared = _shared_folder([each.source for each in skipped])
    where = f"，都在 {shared} 之下" if shared else ""
    print_lines(f"没有导入的（{len(skipped):,} 处{where}）：")
    files = [each.source.removeprefix(shared) for each in skipped]
    widest = max(cell_len("文件"), *(cell_len(shown(file).plain) for file in files))
    column = min(widest, max(_NARROWEST, out.width // 3))
    table = Table()
    table.add_column("文件", overflow="fold", width=column)
    table.add_column("原因", overflow="fold")
    for file, each in zip(files, skipped, strict=True):
        lines = filled(_without_name(each), max(_NARROWEST, out.width - column - _RULES))
        table.add_row(shown(file), shown("\n".join(lines), "yellow"))
    out.print(table)


def _without_name(skipped: "Skipped") -> str:
    """The reason alone: the name of the file stands beside it."""
    name = Path(skipped.source.partition("#")[0]).name
    return skipped.reason.removeprefix(f"{name}：")


def filled(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells, broken between Chinese characters and around other words.

    Rich breaks at spaces alone, which in Chinese stand only around numbers.
    """
    lines, room = [""], width
    for piece in _TOGETHER.findall(" ".join(text.split())):
        needed = sum(1 + (unicodedata.east_asian_width(c) in "FW") for c in piece)
        if needed > room and lines[-1] and piece not in _NEVER_FIRST:
            lines.append("")
            room = width
        elif needed > room and lines[-1]:  # a stop goes on with the character before it
            lines[-1], last = lines[-1][:-1], lines[-1][-1]
            lines.append(last)
            room = width - 2
        if lines[-1] or piece != " ":
            lines[-1] += piece
            room -= needed
    return [line.rstrip() for line in lines]


def _print_hidden(summary: "ImportSummary", knowledge_base: "KnowledgeBase") -> None:
    """Of the documents that hide most what they hide, and how much there is in all."""
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    if not summary.hidden:
        return
    sizes = {
        each.document_id: sum(kind.characters for kind in each.hidden) for each in summary.hidden
    }
    print_lines(f"看不见、没有收入的文字（{len(sizes):,} 份文档，共 {sum(sizes.values()):,} 字）：")
    table = Table()
    for heading in ("文档", "编号", "哪一种", "字数"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "字数" else "left")
    most = sorted(summary.hidden, key=lambda each: -sizes[each.document_id])[:_HIDING]
    for each in most:
        title = knowledge_base.document(each.document_id).title
        for kind in each.hidden:
            table.add_row(
                shown(title), each.document_id, shown(hidden_kind(kind.kind)), f"{kind.characters:,}"
            )  # fmt: skip
    console().print(table)
    if len(sizes) > _HIDING:
        print_lines(f"只列出最多的 {_HIDING} 份；其余见 policy-qa document 编号。")


def _names(skipped: "list[Skipped]") -> str:
    names = [Path(each.source).name for each in skipped]
    more = f" 等 {len(names):,} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _shared_folder(sources: list[str]) -> str:
    """The folder, with its last slash, that all sources are below; "" where it is short or none."""
    if len(sources) < _FEWEST_TO_SHORTEN:
        return ""
    parents = [Path(each).parent for each in sources]
    if len({each.anchor for each in parents}) > 1:
        return ""
    shared = os.path.join(os.path.commonpath(parents), "")  # noqa: PTH118 - ends in a slash
    return shared if len(shared) > _SHORT_FOLDER else ""
