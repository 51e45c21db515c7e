"""The command that compares two evaluations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import JsonOption
from qa.cli.output import console, print_json, print_lines, shown

if TYPE_CHECKING:
    from rich.table import Table

    from qa.evaluate.compare import Comparison

_LATENCY = "耗时（毫秒）"
_SHOWN = 20
_QUESTION_CHARACTERS = 60


def compare(
    first: Annotated[
        Path,
        typer.Argument(
            metavar="第一份", show_default=False, help="evaluate --details 写下的文件。"
        ),
    ],
    second: Annotated[
        Path, typer.Argument(metavar="第二份", show_default=False, help="另一次评测的同样的文件。")
    ],
    *,
    json: JsonOption = False,
) -> None:
    """Compare two runs question by question."""
    from qa.evaluate import compare as compare_runs  # noqa: PLC0415 - loads SciPy

    comparison = compare_runs(first, second)
    if json:
        print_json(comparison.to_dict())
        return
    print_lines(f"两次都问过的 {comparison.common:,} 个问题。")
    if comparison.only_first or comparison.only_second:
        print_lines(
            f"没有比较的：只有第一份有的 {comparison.only_first:,} 个，只有第二份有的 "
            f"{comparison.only_second:,} 个（或标准答案不同）。"
        )
    console().print(_measures_table(comparison))
    print_lines("p 值：成对置换检验（双侧），各指标分别检验，没有作多重比较校正。")
    if comparison.changed:
        print_lines("", f"变化最大的问题（共 {len(comparison.changed):,} 个有变化）：")
        console().print(_changed_table(comparison))


def _measures_table(comparison: "Comparison") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    from qa.evaluate.names import NAMES, digits_of  # noqa: PLC0415 - loads FAISS

    table = Table("指标", "第一份", "第二份", "差（95% 区间）", "p", "胜/负")
    for name in [*NAMES, "latency_ms"]:
        measure = comparison.measures.get(name)
        if measure is None:
            continue
        digits, gap = min(digits_of(name), 3), measure.difference
        table.add_row(
            NAMES.get(name, _LATENCY),
            f"{measure.first:.{digits}f}",
            f"{measure.second:.{digits}f}",
            f"{gap.value:+.{digits}f}（{gap.low:+.{digits}f}…{gap.high:+.{digits}f}）",
            f"{measure.p_value:.4f}",
            f"{measure.wins}/{measure.losses}",
        )
    table.columns[0].overflow = "fold"
    for column in table.columns[1:]:
        column.no_wrap = True
    return table


def _changed_table(comparison: "Comparison") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table("问题", "名次", "答对")
    for each in comparison.changed[:_SHOWN]:
        text = each.text[:_QUESTION_CHARACTERS]
        ranks = " → ".join("无" if rank is None else str(rank) for rank in each.ranks)
        right = "" if each.right is None else " → ".join("是" if r else "否" for r in each.right)
        table.add_row(shown(text), ranks, right)
    return table
