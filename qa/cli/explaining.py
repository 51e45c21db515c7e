"""Why something ranks where it does, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.output import console, print_lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from qa.explain import Explained, Explanation, Signal

ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="说明每段为何排在这里：各项得分、命中和缺少的词、最相近的句子、上级标题。",
    ),
]
WhyOption = Annotated[
    str,
    typer.Option(
        "--why",
        metavar="编号",
        help="只说明这一份文档为何排在它的位置，没有被找到也说明原因。编号见 policy-qa list。",
    ),
]

SEARCHES = {
    "passages": "按段落查词",
    "documents": "按全文查词",
    "sentences": "按语义查句子",
}
_LONGEST_PARENT = 60
_CONTEXT = frozenset({"question", "announcement", "table_caption", "table_header"})


def print_context(explained: Explained) -> None:
    """What a hit cannot be understood without and its heading does not say, and its copies."""
    context = [p.text for p in explained.parents if p.kind.value in _CONTEXT]
    if context:
        print_lines(shown(f"    上文：{' › '.join(map(_short, context))}", "dim"))
    if explained.hit.copies:
        print_lines(shown(f"    同文另件：{'、'.join(explained.hit.copies)}", "dim"))


def print_explained(explained: Explained) -> None:
    """The reasons for a hit, below it."""
    above = " › ".join(_short(parent.text) for parent in explained.parents[1:])
    if above:
        print_lines(f"    上级：{above}")
    console().print(_table(explained.signals))
    if explained.matched:
        print_lines(f"    命中的词：{'、'.join(explained.matched)}")
    if explained.missing:
        print_lines(f"    缺少的词：{'、'.join(explained.missing)}")
    if explained.hit.copies:
        print_lines(f"    同文另件：{'、'.join(explained.hit.copies)}")
    if explained.sentence is not None:
        text = " ".join(explained.sentence.text.split())
        print_lines(f"    最相近的句子（{explained.sentence.cosine:.4f}）：{text}")


def print_explanation(explanation: Explanation) -> None:
    """Where one document ranks, and why."""
    print_lines(shown(f"《{explanation.title}》 {explanation.document_id}", "bold"))
    if explanation.rank is not None:
        print_lines(f"    在 {explanation.documents} 份找到的文档中排第 {explanation.rank}。")
    else:
        print_lines(f"    没有排上（共找到 {explanation.documents} 份文档）。")
    print_lines(f"    得分 {explanation.score:.3f}，首位得分 {explanation.best_score:.3f}。")
    for reason in explanation.excluded_by:
        print_lines(f"    被排除：{reason}")
    if explanation.shown_as:
        print_lines(f"    与 {explanation.shown_as} 内容相同，合并显示在那一份之下。")
    if explanation.newest:
        print_lines(f"    有更新的版本：{explanation.newest}")
    if explanation.not_proposed_by and not explanation.excluded_by:
        missed = "、".join(SEARCHES.get(name, name) for name in explanation.not_proposed_by)
        print_lines(f"    没有找到它的查找：{missed}")
    if explanation.explained is not None:
        text = " ".join(explanation.explained.hit.passage.text.split())
        print_lines(f"    最好的一段：{text}")
        print_explained(explanation.explained)


def explained_values(explained: Explained) -> dict[str, Any]:
    """The reasons as plain JSON values, each part of the score by name."""
    values = explained.to_dict()
    signals = values.pop("signals")
    return {"parts": {signal.pop("name"): signal for signal in signals}} | values


def _table(signals: Iterable[Signal]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - without --explain there is none

    from qa.explain import SIGNAL_LABELS  # noqa: PLC0415 - loads FAISS

    table = Table("得分项", "原值", "归一后", "权重", "得分", box=None, padding=(0, 2))
    for signal in signals:
        table.add_row(
            shown(f"  {SIGNAL_LABELS.get(signal.name, signal.name)}"),
            f"{signal.raw:.4f}",
            f"{signal.normalised:.4f}",
            f"{signal.weight:g}",
            f"{signal.product:.4f}",
        )
    return table


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_PARENT else plain[: _LONGEST_PARENT - 1] + "…"
