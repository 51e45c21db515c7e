"""Writing to the terminal: literal text, JSON, errors and progress bars.

What comes from documents and questions is never read as markup and may not hold
control characters, which could steer a terminal.
"""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.style import StyleType

    from index.types import Progress

_STAGES = {"read": "读取", "encode": "编码", "question": "提问"}
_LABEL_CHARACTERS = 30
# C0 without tab and line feed, DEL, C1, and the marks that turn the writing direction.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console(*, error: bool = False) -> Console:
    """Standard output or standard error, with nothing in a text taken for markup.

    Colours and bold are for terminals only, and for those whose user has not set NO_COLOR
    (https://no-color.org), which Rich takes to speak of colours alone.
    """
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        stderr=error, markup=False, emoji=False, highlight=False,
        color_system=None if plain else "auto",
    )  # fmt: skip


def shown(text: str, style: StyleType = "", bold: Iterable[tuple[int, int]] = ()) -> Text:
    """``text`` as it stands, without control characters, the words at ``bold`` in bold."""
    whole, last = Text(style=style), 0
    for start, end in sorted(bold):
        start, end = max(start, last), max(end, last)  # noqa: PLW2901 - what overlaps, once
        whole.append(_CONTROLS.sub("", text[last:start]))
        whole.append(_CONTROLS.sub("", text[start:end]), style="bold")
        last = end
    return whole.append(_CONTROLS.sub("", text[last:]))


def print_lines(*lines: str | Text) -> None:
    """Write lines that the terminal may wrap but that stay whole in a pipe."""
    out = console()
    for line in lines:
        out.print(shown(line) if isinstance(line, str) else line, soft_wrap=True)


def print_error(message: str) -> None:
    """One red line on standard error."""
    console(error=True).print(shown(f"错误：{' '.join(message.split())}", "red"), soft_wrap=True)


def print_hint(message: str) -> None:
    """One dim line on standard error."""
    console(error=True).print(shown(message, "dim"), soft_wrap=True)


def print_json(value: Any) -> None:
    """``value`` as indented JSON, Chinese as it is."""
    # Where the output cannot show Chinese or an emoji, JSON has its own way to write them.
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=2) + "\n")
    sys.stdout.flush()  # a closed pipe shows here, not while Python shuts down


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A callback that draws one bar a stage on standard error; silent where that is no terminal."""
    from rich import progress as bars  # noqa: PLC0415 - only long tasks pay for it

    err = console(error=True)
    with bars.Progress(
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
        bars.TextColumn("{task.fields[label]}", markup=False),
        console=err,
        disable=not err.is_terminal,
    ) as progress:
        tasks: dict[str, bars.TaskID] = {}

        def show(state: Progress) -> None:
            if state.stage not in tasks:
                tasks[state.stage] = progress.add_task(
                    _STAGES.get(state.stage, state.stage), label=""
                )
            label = " ".join(shown(state.label).plain.split())[:_LABEL_CHARACTERS]
            progress.update(
                tasks[state.stage], completed=state.done, total=state.total, label=label
            )

        yield show
