"""Commands on what readers said of the answers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import HomeOption, JsonOption
from qa.cli.output import console, print_hint, print_json, print_lines, shown

if TYPE_CHECKING:
    from qa.activity import Judged

_SAID = {
    "useful": "有用",
    "not_found": "没有找到",
    "wrong": "不对",
    "outdated": "过时",
    "incomplete": "不全",
}
_DaysOption = Annotated[
    int | None,
    typer.Option(
        "--days",
        min=1,
        max=36_500,
        metavar="天数",
        show_default=False,
        help="只要最近这些天里的评价；不给则要全部。",
    ),
]


def list_feedback(
    *, days: _DaysOption = None, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Show every judged answer in a line."""
    judged = _judged(home, days)
    if json:
        print_json([_values(each) for each in judged])
        return
    if not judged:
        print_hint("还没有评价。读者在页面上点“有用”或“没用”之后，这里就能看到。")
        return
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    table = Table()
    for heading in ("时间", "评价", "问题", "引用的文档"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"时间", "评价"})
    for each in judged:
        answer = each.kept.answer
        titles = dict.fromkeys(citation.title for citation in answer.citations)
        table.add_row(
            f"{each.judged_at.astimezone():%Y-%m-%d %H:%M}",
            _SAID[each.judgement.value],
            shown(answer.understood or answer.question),
            shown("、".join(titles) if titles else "（没有作答）"),
        )
    console().print(table)


def export_feedback(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="文件夹", show_default=False, help="写到这里：一个新的或空的文件夹。"
        ),
    ],
    *,
    days: _DaysOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write the judgements as evaluation data."""
    from qa.activity.export import export_dataset  # noqa: PLC0415 - for this command alone

    made = export_dataset(_judged(home, days), folder)
    counts = {name: _count(made / f"{name}.jsonl") for name in ("questions", "to_judge")}
    if json:
        print_json({"folder": str(made), **counts})
        return
    print_lines(
        f"已写到 {made}：{counts['questions']:,} 个问题有了答案（questions.jsonl），"
        f"{counts['to_judge']:,} 个问题待人补充（to_judge.jsonl，做法见 docs/evaluation.md）。"
    )
    if counts["questions"]:
        print_lines(f"评测：policy-qa evaluate --home 知识库的文件夹 {made}")


def _judged(home: Path | None, days: int | None) -> "list[Judged]":
    from qa.activity import Activity  # noqa: PLC0415 - --help does without
    from qa.cli.opening import open_knowledge_base  # noqa: PLC0415 - as above

    since = None if days is None else datetime.now(UTC) - timedelta(days=days)
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        # Not opened by ``open``: how long things are kept is said where the page is started.
        activity = Activity(knowledge_base.folder)
        try:
            return activity.judged(since)
        finally:
            activity.close()


def _count(file: Path) -> int:
    with file.open(encoding="utf-8", newline="\n") as lines:
        return sum(1 for _ in lines)


def _values(judged: "Judged") -> dict[str, object]:
    return {
        "id": judged.kept.id,
        "asked_at": judged.kept.asked_at.isoformat(timespec="seconds"),
        "judged_at": judged.judged_at.isoformat(timespec="seconds"),
        "judgement": judged.judgement.value,
        "answer": judged.kept.answer.to_dict(),
    }
