"""The command that measures answers against known ones."""

import json as json_format
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidSetting
from qa.cli.opening import make_encoder
from qa.cli.options import ModelOption
from qa.cli.output import console, print_json, print_lines, progress_bar, shown

if TYPE_CHECKING:
    from rich.table import Table

    from qa.evaluate.bootstrap import Figure
    from qa.evaluate.report import Report

_STANDARD_OUTPUT = Path("-")


class HalfChoice(StrEnum):
    """Which half of the questions."""

    EVEN = "even"
    ODD = "odd"


def evaluate(  # noqa: PLR0913 - one argument an option
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="文件夹",
            show_default=False,
            help="评测数据：documents.jsonl、questions.jsonl、qrels.tsv（或带 .dev 的），可另有 unanswerable.jsonl。",
        ),
    ],
    *,
    json: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="文件", help="把结果写成 JSON 文件；- 表示标准输出，那里就只有 JSON。"
        ),
    ] = None,
    details: Annotated[
        Path | None,
        typer.Option(
            "--details",
            metavar="文件",
            help="把每个问题的结果逐行写成 JSON Lines 文件；评测中断后用同一文件再运行，就接着做。",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="文件.html",
            help="写一份带图的报告：一个 HTML 文件，列出最差的 50 个问题和找到的是什么。",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="数", help="只用前几个有答案的和前几个无答案的问题。"
        ),
    ] = None,
    half: Annotated[
        HalfChoice | None,
        typer.Option(
            "--half",
            metavar="even|odd",
            help="只用编号的 SHA-256 为偶数（even）或奇数（odd）的问题；不给则用全部。",
        ),
    ] = None,
    retrieval_only: Annotated[
        bool,
        typer.Option("--retrieval-only", help="只查找，不作回答：快得多，没有回答和拒答的指标。"),
    ] = False,
    no_encode: Annotated[
        bool, typer.Option("--no-encode", help="不计算句子向量，只测按字词的查找。")
    ] = False,
    depth: Annotated[
        int,
        typer.Option("--depth", min=1, metavar="数", help="每个问题查找多少个段落。"),
    ] = 100,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            file_okay=False,
            metavar="文件夹",
            help="把评测用的知识库留在这里，再次评测就不必重新编码；不给则用临时文件夹。",
        ),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Measure the answers to an evaluation folder's questions."""
    from qa import evaluate as evaluation  # noqa: PLC0415 - loads FAISS

    for file in (json, details, report):
        _check_writable(file)
    settings = evaluation.Settings(
        half=None if half is None else half.value,
        limit=limit,
        retrieval_only=retrieval_only,
        encode=not no_encode,
        depth=depth,
        details=details,
    )
    with progress_bar() as progress:
        found = evaluation.evaluate(
            folder, home=home, encoder=make_encoder(model), settings=settings, progress=progress
        )
    if report is not None:
        evaluation.write_html(found, report)
    if json == _STANDARD_OUTPUT:
        print_json(found.to_dict())
        return
    if json is not None:
        text = json_format.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        json.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    _print_report(found)


def _check_writable(file: Path | None) -> None:
    """Say at once, not after an hour, that a result cannot be written."""
    if file is None or file == _STANDARD_OUTPUT:
        return
    if not file.parent.is_dir() or file.is_dir():
        raise InvalidSetting(f"无法写入 {file}：请给出一个已有文件夹中的文件名。")


def _print_report(report: "Report") -> None:
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    from qa.evaluate.names import NAMES, digits_of  # noqa: PLC0415 - loads FAISS

    counts = report.counts
    print_lines(
        f"{report.dataset.name}：{counts['documents']:,} 篇文档，"
        f"{counts['answerable']:,} 个有答案的问题，{counts['unanswerable']:,} 个无答案的问题"
    )
    if report.resumed:
        print_lines(f"其中 {report.resumed:,} 个问题的结果取自先前中断的同一次评测。")
    table = Table("指标", "值", "95% 区间", "样本")
    for name, title in NAMES.items():
        _add_row(table, title, report.figures.get(name), digits=digits_of(name))
    for name, figure in report.latency_ms.items():
        _add_row(table, f"耗时 {name}（毫秒）", figure, digits=1)
    console().print(table)
    if not report.settings.retrieval_only:
        console().print(_thresholds_table(report))
    if report.kinds:
        console().print(_kinds_table(report))


def _thresholds_table(report: "Report") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table("答错不超过", "--refuse-below", "答错", "作答", "有答案的问题中作答")
    for each in report.thresholds:
        values = (each.refuse_below, each.wrong, each.answered, each.answerable)
        table.add_row(
            f"{each.wrong_at_most:.0%}",
            *("—" if value is None else f"{value:.3f}" for value in values),
        )
    return table


def _kinds_table(report: "Report") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - as above

    from qa.evaluate.names import NAMES, OF_KINDS  # noqa: PLC0415 - as above

    names = [
        name for name in OF_KINDS if any(kind.figures.get(name) for kind in report.kinds.values())
    ]
    table = Table()
    for title in ("类别", "问题", *(NAMES[name] for name in names)):
        table.add_column(title, overflow="fold", no_wrap=title == "类别")
    for kind, each in report.kinds.items():
        figures = [each.figures.get(name) for name in names]
        table.add_row(
            shown(kind or "（无）"),
            f"{each.answerable + each.unanswerable:,}",
            *("—" if figure is None else f"{figure.value:.3f}" for figure in figures),
        )
    return table


def _add_row(table: "Table", name: str, figure: "Figure | None", digits: int) -> None:
    if figure is not None:
        table.add_row(
            name,
            f"{figure.value:.{digits}f}",
            f"{figure.low:.{digits}f}–{figure.high:.{digits}f}",
            f"{figure.cases:,}",
        )
