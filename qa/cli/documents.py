"""Commands that list and empty the knowledge base and say how far it is."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption, JsonOption, ModelOption
from qa.cli.output import console, print_hint, print_json, print_lines, progress_bar, shown

if TYPE_CHECKING:
    from datetime import datetime

    from index.rows import DocumentRow
    from index.types import ImportReport


def remove(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="编号", show_default=False, help="要删除的文档的编号，见 policy-qa list。"
        ),
    ],
    *,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Remove documents by id."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        removed = knowledge_base.remove(ids)
    if json:
        print_json({"removed": removed})
    else:
        print_lines(f"已删除 {removed} 篇文档；30 天内可用 policy-qa restore 恢复。")


def list_documents(*, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show every document in a line."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        rows = knowledge_base.documents()
    if json:
        print_json([_row_values(row) for row in rows])
        return
    if not rows:
        print_hint("知识库里还没有文档，请用 policy-qa add 导入。")
        return
    _print_rows(rows)


def info(*, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show where the knowledge base is and how far."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        state, folder = knowledge_base.state(), knowledge_base.folder
        report = knowledge_base.last_import()
    if json:
        last = None if report is None else asdict(report) | {"at": _time(report.at)}
        print_json({"home": str(folder)} | asdict(state) | {"last_import": last})
        return
    share = state.encoded_sentences / state.sentences if state.sentences else 1.0
    print_lines(
        f"知识库：{folder}",
        f"文档：{state.documents:,} 篇，{state.passages:,} 段，{state.sentences:,} 句",
        f"句子向量：{state.encoded_sentences:,} 句（{share:.1%}）",
        f"模型：{state.model or '尚未使用'}"
        + (f"（{state.dimension} 维）" if state.dimension else ""),
        f"上次导入：{_import_line(report)}",
    )


def reindex(
    *, home: HomeOption = None, model: ModelOption = None, json: JsonOption = False
) -> None:
    """Make all sentence vectors anew."""
    with (
        open_knowledge_base(home, model, any_model=True) as knowledge_base,
        progress_bar() as progress,
    ):
        knowledge_base.reindex()
        encoded = knowledge_base.encode_pending(progress=progress)
        state = knowledge_base.state()
    if json:
        print_json(
            {"encoded_sentences": encoded, "model": state.model, "dimension": state.dimension}
        )
    else:
        print_lines(f"已用 {state.model} 计算 {encoded:,} 句的向量。")


def _import_line(report: "ImportReport | None") -> str:
    if report is None:
        return "还没有"
    summary = report.summary
    return (
        f"{report.at.astimezone():%Y-%m-%d %H:%M}，用了 {report.seconds:,.1f} 秒，"
        f"新增 {len(summary.added):,}，替换 {len(summary.replaced):,}，"
        f"未变 {len(summary.unchanged):,}，跳过 {len(summary.skipped):,}"
    )


def _time(at: "datetime") -> str:
    return at.isoformat(timespec="seconds")


# What is copied or compared: never folded over two lines.
_UNBROKEN = frozenset({"编号", "日期", "向量"})
_WIDE = 120  # columns of a terminal that has room for everything
_WIDE_ONLY = frozenset({"发文机关", "文号"})


def _print_rows(rows: "list[DocumentRow]") -> None:
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    lines = [
        {
            "编号": row.id,
            "标题": row.title,
            "发文机关": row.metadata.issuer,
            "文号": row.metadata.document_number,
            "日期": str(row.metadata.published or ""),
            "效力": row.metadata.validity.value,
            "向量": f"{row.encoded_sentences}/{row.sentences}",
        }
        for row in rows
    ]
    table = Table()
    headings = [
        heading
        for heading in lines[0]
        if any(line[heading] for line in lines)
        and (heading not in _WIDE_ONLY or console().width >= _WIDE)
    ]
    for heading in headings:
        table.add_column(
            heading,
            overflow="fold",
            ratio=1 if heading == "标题" else None,
            no_wrap=heading in _UNBROKEN,
        )
    for line in lines:
        table.add_row(*(shown(line[heading]) for heading in headings))
    console().print(table)


def _row_values(row: "DocumentRow") -> dict[str, object]:
    values = asdict(row)
    metadata = {
        name: value if value is None or isinstance(value, str) else value.isoformat()
        for name, value in values.pop("metadata").items()
    }
    return values | metadata
