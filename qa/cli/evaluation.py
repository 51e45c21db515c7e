"""The command that measures answers against known ones."""

import json as json_format
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidSetting
from qa.cli.opening import make_encoder
from qa.cli.options import ModelOption
from qa.cli.output import console, print_json, print_lines, progress_bar

if TYPE_CHECKING:
    from rich.table import Table

    from qa.evaluate.bootstrap import Figure
    from qa.evaluate.report import Report

_STANDARD_OUTPUT = Path("-")
_NAMES = {
    "recall_at_1": "R@1",
    "recall_at_5": "R@5",
    "recall_at_10": "R@10",
    "strict_recall_at_1": "R@1（严格）",
    "strict_recall_at_5": "R@5（严格）",
    "strict_recall_at_10": "R@10（严格）",
    "mrr_at_10": "MRR@10",
    "ndcg_at_10": "nDCG@10",
    "rouge_l": "ROUGE-L（字，F1）",
    "gold_in_quote": "引文含标准答案",
    "quotes_verbatim": "引文与原文一字不差",
    "quoted_characters": "引文字数（平均）",
    "refusal_auroc": "拒答 AUROC",
    "refused_answerable": "拒答率（有答案的问题）",
    "refused_unanswerable": "拒答率（无答案的问题）",
}


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
            "--details", metavar="文件", help="把每个问题的结果逐行写成 JSON Lines 文件。"
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

    for file in (json, details):
        _check_writable(file)
    settings = evaluation.Settings(
        half=None if half is None else half.value,
        limit=limit,
        retrieval_only=retrieval_only,
        encode=not no_encode,
        details=details,
    )
    with progress_bar() as progress:
        report = evaluation.evaluate(
            folder, home=home, encoder=make_encoder(model), settings=settings, progress=progress
        )
    if json == _STANDARD_OUTPUT:
        print_json(report.to_dict())
        return
    if json is not None:
        text = json_format.dumps(report.to_dict(), ensure_ascii=False, indent=2)
        json.write_text(text + "\n", encoding="utf-8")
    _print_report(report)


def _check_writable(file: Path | None) -> None:
    """Say at once, not after an hour, that a result cannot be written."""
    if file is None or file == _STANDARD_OUTPUT:
        return
    if not file.parent.is_dir() or file.is_dir():
        raise InvalidSetting(f"无法写入 {file}：请给出一个已有文件夹中的文件名。")


def _print_report(report: "Report") -> None:
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    counts = report.counts
    print_lines(
        f"{report.dataset}：{counts['documents']:,} 篇文档，"
        f"{counts['answerable']:,} 个有答案的问题，{counts['unanswerable']:,} 个无答案的问题"
    )
    table = Table("指标", "值", "95% 区间", "样本")
    for name, figure in report.figures.items():
        _add_row(table, _NAMES[name], figure, digits=1 if name == "quoted_characters" else 4)
    for name, figure in report.latency_ms.items():
        _add_row(table, f"耗时 {name}（毫秒）", figure, digits=1)
    console().print(table)


def _add_row(table: "Table", name: str, figure: "Figure | None", digits: int) -> None:
    if figure is not None:
        table.add_row(
            name,
            f"{figure.value:.{digits}f}",
            f"{figure.low:.{digits}f}–{figure.high:.{digits}f}",
            f"{figure.cases:,}",
        )
