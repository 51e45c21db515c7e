"""Commands that fill the knowledge base: from files, and from a folder that it follows."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption, JsonOption, ModelOption
from qa.cli.output import console, print_hint, print_json, print_lines, progress_bar, shown
from qa.hidden_kinds import hidden_kind

if TYPE_CHECKING:
    from index.types import ImportSummary, Skipped

NoEncodeOption = Annotated[
    bool,
    typer.Option(
        "--no-encode",
        help="先不计算句子向量：立即可按字词查找，向量留待下次 add、sync 或 serve 时补上。",
    ),
]
_INTERRUPTED = 130
_COUNTS = {
    "added": "新增",
    "replaced": "替换",
    "renamed": "改名",
    "removed": "移除",
    "unchanged": "未变",
    "skipped": "跳过",
}
_NAMED = 6  # files by name in one line
_FEWEST_TO_SHORTEN, _SHORT_FOLDER = 2, 12
_ALWAYS = {"added", "replaced", "unchanged", "skipped"}


def add(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="路径",
            show_default=False,
            help="要导入的文件；文件夹连同其下各级一起导入。",
        ),
    ],
    *,
    no_encode: NoEncodeOption = False,
    home: HomeOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Add files and folders."""
    with (
        open_knowledge_base(home, model) as knowledge_base,
        progress_bar() as progress,
        stopped_by_interrupt() as stop,
    ):
        summary = knowledge_base.add(paths, progress=progress, encode=not no_encode, stop=stop)
    _report(summary, json=json)
    if stop.is_set():
        _say_cancelled()
    if not (summary.added or summary.replaced or summary.unchanged):
        raise typer.Exit(1)


def sync(  # noqa: PLR0913 - the options of a command
    folder: Annotated[
        Path,
        typer.Argument(metavar="文件夹", show_default=False, help="要跟随的文件夹，连同其下各级。"),
    ],
    *,
    watch: Annotated[
        bool, typer.Option("--watch", help="一直跟随，有变化就再次同步，按 Ctrl-C 停止。")
    ] = False,
    every: Annotated[
        float,
        typer.Option("--every", min=0.1, metavar="秒", help="--watch 时隔多少秒看一次文件夹。"),
    ] = 5.0,
    even_if_empty: Annotated[
        bool,
        typer.Option("--even-if-empty", help="文件夹空了也照办：移除来自它的全部文档。"),
    ] = False,
    no_encode: NoEncodeOption = False,
    home: HomeOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Take over a folder as it is, and go on doing so."""
    from index.watching import changes  # noqa: PLC0415 - for this command alone

    with open_knowledge_base(home, model) as knowledge_base, stopped_by_interrupt() as stop:

        def take_over() -> "ImportSummary":
            with progress_bar() as progress:
                return knowledge_base.sync(
                    folder,
                    even_if_empty=even_if_empty,
                    progress=progress,
                    encode=not no_encode,
                    stop=stop,
                )

        if not watch:
            _report(take_over(), json=json)
            if stop.is_set():
                _say_cancelled()
            return
        print_hint(f"正在跟随 {folder}，每 {every:g} 秒看一次。按 Ctrl-C 停止。")
        for _ in changes(folder, every, stop):
            _report_change(take_over, json=json)


@contextmanager
def stopped_by_interrupt() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, so that what is under way ends well; a second one interrupts."""
    stop = threading.Event()

    def interrupted(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        print_hint("正在停止，已导入的都会保留。再按一次 Ctrl-C 立即中断。")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _report_change(take_over: "Callable[[], ImportSummary]", *, json: bool) -> None:
    from index.errors import KnowledgeBaseError  # noqa: PLC0415 - for this command alone

    try:
        summary = take_over()
    except KnowledgeBaseError as error:  # a drive that is away comes back
        print_hint(f"{datetime.now():%H:%M:%S} {error}")
        return
    if json:
        print_json(summary_values(summary))
        return
    counts = "，".join(
        f"{word} {len(getattr(summary, name))}"
        for name, word in _COUNTS.items()
        if getattr(summary, name)
    )
    print_lines(f"{datetime.now():%H:%M:%S} {counts or '没有文件'}")
    for each in summary.skipped:
        print_lines(shown(f"  跳过 {each.source}：{each.reason}", "yellow"))


def _say_cancelled() -> None:
    print_hint("已取消。再次运行同一条命令会从这里继续。")
    raise typer.Exit(_INTERRUPTED)


def summary_values(summary: "ImportSummary") -> dict[str, Any]:
    """The summary for JSON."""
    return asdict(summary)


def _report(summary: "ImportSummary", *, json: bool) -> None:
    if json:
        print_json(summary_values(summary))
    else:
        _print_summary(summary)


def _print_summary(summary: "ImportSummary") -> None:
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    named = [name for name in _COUNTS if name in _ALWAYS or getattr(summary, name)]
    counts = Table(*(_COUNTS[name] for name in named))
    counts.add_row(*(str(len(getattr(summary, name))) for name in named))
    out = console()
    out.print(counts)
    _print_skipped(summary)
    if summary.hidden:
        hidden = Table(title="看不见、没有收入的文字", title_justify="left")
        for heading in ("文档编号", "哪一种", "字数"):
            hidden.add_column(heading, overflow="fold")
        for document in summary.hidden:
            for kind in document.hidden:
                hidden.add_row(
                    document.document_id,
                    shown(hidden_kind(kind.kind)),
                    f"{kind.characters:,}",
                )
        out.print(hidden)


def _print_skipped(summary: "ImportSummary") -> None:
    """What could not be read by file; copies, and formats that nobody reads, in short."""
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    out = console()
    unread = [each for each in summary.skipped if each.kind == "unreadable"]
    copies = [each for each in summary.skipped if each.kind == "copy"]
    others = [each for each in summary.skipped if each.kind == "unsupported"]
    if unread or len(others) == 1:
        shared = _shared_folder([each.source for each in unread])
        where = f"（{shared} 之下）" if shared else ""
        table = Table(title=shown(f"没有导入{where}"), title_justify="left")
        for heading in ("跳过的文件", "原因"):
            table.add_column(heading, overflow="fold")
        for each in [*unread, *(others if len(others) == 1 else [])]:
            table.add_row(shown(each.source.removeprefix(shared)), shown(each.reason, "yellow"))
        out.print(table)
    if copies:
        print_lines(f"内容与别的文档相同，没有重复收入：{_names(copies)}")
    if len(others) > 1:
        print_lines(f"不支持的格式，没有读取：{_names(others)}")


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
