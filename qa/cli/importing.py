"""Commands that fill the knowledge base: from files, and from a folder that it follows."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.import_summary import COUNTS, print_summary
from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption, JsonOption, ModelOption
from qa.cli.output import print_hint, print_json, print_lines, progress_bar, shown

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase
    from index.types import ImportSummary

NoEncodeOption = Annotated[
    bool,
    typer.Option(
        "--no-encode",
        help="先不计算句子向量：立即可按字词查找，向量留待下次 add、sync 或 serve 时补上。",
    ),
]
_INTERRUPTED = 130


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
    with open_knowledge_base(home, model) as knowledge_base:
        with progress_bar() as progress, stopped_by_interrupt() as stop:
            summary = knowledge_base.add(paths, progress=progress, encode=not no_encode, stop=stop)
        _report(summary, knowledge_base, json=json)
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
            _report(take_over(), knowledge_base, json=json)
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
        for name, word in COUNTS.items()
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


def _report(summary: "ImportSummary", knowledge_base: "KnowledgeBase", *, json: bool) -> None:
    if json:
        print_json(summary_values(summary))
    else:
        print_summary(summary, knowledge_base)
