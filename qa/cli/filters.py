"""The options that narrow a search, and how filters are shown."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.output import print_hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import AppliedFilter

IssuerOption = Annotated[
    str,
    typer.Option(
        "--issuer",
        show_default=False,
        metavar="机关",
        help="只查这个机关发的文件，简称也行：卫健委。",
    ),
]
PlaceOption = Annotated[
    str,
    typer.Option(
        "--place", show_default=False, metavar="地区", help="只查这个地区的文件；省包括所辖市县。"
    ),
]
KindOption = Annotated[
    str,
    typer.Option(
        "--kind", show_default=False, metavar="类型", help="只查这类文件：通知、条例、法律……"
    ),
]
SinceOption = Annotated[
    str,
    typer.Option(
        "--since",
        show_default=False,
        metavar="日期",
        help="只查这天及以后发布的：2023、2023-05 或 2023-05-01。没有日期的文件不算。",
    ),
]
UntilOption = Annotated[
    str,
    typer.Option(
        "--until", show_default=False, metavar="日期", help="只查这天及以前发布的，写法同上。"
    ),
]
ValidityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--validity", metavar="效力", help="只查这种效力的：现行有效、已废止、未注明……可重复。"
    ),
]
DocumentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--document", metavar="文件", help="只查这份文件：编号、文号或标题（的一部分）。可重复。"
    ),
]
AsOfOption = Annotated[
    str,
    typer.Option(
        "--as-of",
        show_default=False,
        metavar="日期",
        help="按这一天有效的规定回答：2015-06-01；只写 2015 或 2015-06 则取最后一天。不给则按今天。",
    ),
]
AsIsOption = Annotated[
    bool,
    typer.Option(
        "--as-is", help="不从问题里读取筛选条件（如“2023年以来国务院发布的”），全部当作词来查。"
    ),
]

AfterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--after",
        metavar="问题",
        help="此前问过的问题，先问的在前；“那工资呢”这样的追问据此补全。可重复。",
    ),
]


def filter_values(filters: "Sequence[AppliedFilter]") -> list[dict[str, Any]]:
    """Filters as plain JSON values."""
    from dataclasses import asdict  # noqa: PLC0415 - JSON output alone needs it

    return [asdict(each) for each in filters]


def print_filters(
    filters: "Sequence[AppliedFilter]", emptied_by: "Sequence[AppliedFilter]"
) -> None:
    """Which filters held, from which words, and which of them left nothing."""
    for each in filters:
        origin = f"（读自问题中的“{each.read_from}”）" if each.read_from else ""
        print_hint(f"筛选　{each.label}{origin}")
    if emptied_by:
        together = "合在一起，" if len(emptied_by) > 1 else ""
        labels = "；".join(each.label for each in emptied_by)
        print_hint(f"没有一份文件符合：{labels}。{together}请放宽后再试。")
