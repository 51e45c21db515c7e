"""What is shown of files handed in: what would become of them, how far the import is, what it did."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qa.hidden_kinds import hidden_kind
from qa.page.editor.imports import Run, Stage
from qa.page.editor.uploads import MOST_FILES, MOST_TEXT_BYTES, Fate
from qa.page.escape import escape
from qa.page.translated import said_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import ImportSummary
    from qa.page.editor.uploads import Planned
    from qa.page.strings import Words

_MEGABYTE: Final = 2**20
_SHOWN: Final = 300  # entries of a list


def plan_table(words: Words, planned: Sequence[Planned]) -> str:
    """What would become of each file."""
    if not planned:
        return ""
    order = (Fate.REFUSED, Fate.REPLACES, Fate.SAME, Fate.NEW)  # what asks for a look comes first
    rows = "".join(
        f'<tr class="{each.fate}"><th scope="row"><bdi>{escape(each.name)}</bdi></th>'
        f"<td>{size_shown(each.size)}</td><td>{_fate(words, each)}</td></tr>"
        for each in sorted(planned, key=lambda each: order.index(each.fate))[:_SHOWN]
    )
    heads = "".join(
        f'<th scope="col">{words(key)}</th>' for key in ("plan_file", "plan_size", "plan_fate")
    )
    counts = {fate: sum(each.fate is fate for each in planned) for fate in Fate}
    total = size_shown(sum(each.size for each in planned if each.fate is not Fate.REFUSED))
    summary = words(
        "plan_summary",
        files=len(planned) - counts[Fate.REFUSED],
        size=total,
        refused=counts[Fate.REFUSED],
    )
    return (
        f'<div class="outcome"><p role="status">{summary}</p><div class="outcome-scroll" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def run_view(words: Words, run: Run | None, waiting: int, titles: Mapping[str, str]) -> str:
    """The import as it is now, or what the last one did; ``waiting`` files were not imported."""
    if run is None:
        left = words("import_waiting", files=waiting) if waiting else ""
        return f'<p class="run-note" role="status">{left}</p>' if left else ""
    if run.stage is Stage.RUNNING:
        return _running(words, run)
    if run.stage is Stage.FAILED:
        reason = said_html(words, run.reason) if run.reason else words("editor_unexpected")
        note = f'<p class="run-failed" role="alert">{words("import_failed", reason=reason)}</p>'
    else:
        note = ""
        if run.stage is Stage.CANCELLED:
            note = (
                f'<p class="run-note" role="status">{words("import_cancelled", files=waiting)}</p>'
            )
        note += summary_view(words, run.summary, titles)
    return f'<div class="run">{note}</div>'


def summary_view(words: Words, summary: ImportSummary, titles: Mapping[str, str]) -> str:
    """What an import did, in counts, and by document on demand."""
    lists = (
        ("import_added", [titles.get(id_, id_) for id_ in summary.added]),
        ("import_replaced", [titles.get(id_, id_) for id_ in summary.replaced]),
        ("import_unchanged", [titles.get(id_, id_) for id_ in summary.unchanged]),
    )
    counts = "".join(
        f"<div><dt>{words(key)}</dt><dd>{len(names):,}</dd></div>" for key, names in lists
    )
    counts += f"<div><dt>{words('import_skipped')}</dt><dd>{len(summary.skipped):,}</dd></div>"
    named = "".join(_named(words(key), names) for key, names in lists if names)
    return (
        f'<dl class="counts" role="status">{counts}</dl>{_skipped(words, summary)}{named}'
        f"{_hidden(words, summary, titles)}"
    )


def limits_note(words: Words, largest: str) -> str:
    """What may be handed in, told before."""
    note = words(
        "upload_limits",
        formats=words("upload_formats"),
        files=MOST_FILES,
        text=size_shown(MOST_TEXT_BYTES),
        total=largest,
    )
    return f'<p class="limits">{note}</p>'


def size_shown(size: float) -> str:
    """Bytes for people: 640 KB, 12.5 MB."""
    if size < _MEGABYTE:
        return f"{math.ceil(size / 1024):,} KB"
    if size < 1024 * _MEGABYTE:
        return f"{size / _MEGABYTE:,.1f}".removesuffix(".0") + " MB"
    return f"{size / _MEGABYTE / 1024:,.2f} GB"


def time_shown(words: Words, seconds: float) -> str:
    """A length of time for people."""
    if seconds < 60:
        return words("seconds", count=max(1, round(seconds)))
    return words("minutes", count=math.ceil(seconds / 60))


def _fate(words: Words, planned: Planned) -> str:
    return words(f"fate_{planned.fate}") if planned.reason == "" else refusal(words, planned)


def refusal(words: Words, planned: Planned) -> str:
    """Why a file that was handed in is refused, as HTML."""
    limit = size_shown(MOST_TEXT_BYTES)
    return words(
        planned.reason,
        suffix=escape(Path(planned.name).suffix or words("no_suffix")),
        formats=words("upload_formats"),
        files=MOST_FILES,
        limit=limit,
    )


def _running(words: Words, run: Run) -> str:
    if run.total == 0:
        return f'<p class="run-note" role="status">{words("import_preparing")}</p>'
    share = int(100 * (run.done + run.part) / run.total)
    left = run.seconds_left(time.monotonic())
    key = "import_cancelling" if run.cancelling else "import_running"
    text = words(key, done=run.done, total=run.total)
    if left is not None and not run.cancelling:
        text += " · " + words("import_left", time=time_shown(words, left))
    return (
        f'<div class="run"><p role="status">{text}</p>'
        f'<progress max="100" value="{share}" aria-label="{words("import_label")}"></progress>'
        f'<p class="run-label"><bdi>{said_html(words, run.label)}</bdi></p></div>'
    )


def _named(title: str, names: Sequence[str]) -> str:
    items = "".join(f'<li><bdi lang="zh">{escape(name)}</bdi></li>' for name in names[:_SHOWN])
    more = f"<li>…… {len(names) - _SHOWN:,}</li>" if len(names) > _SHOWN else ""
    return f"<details><summary>{title} · {len(names):,}</summary><ul>{items}{more}</ul></details>"


def _hidden(words: Words, summary: ImportSummary, titles: Mapping[str, str]) -> str:
    """What was left out of documents because nobody would see it."""
    entries = []
    for each in summary.hidden:
        kinds = "，".join(
            f"{said_html(words, hidden_kind(kind.kind))} "
            f"{words('hidden_characters', count=kind.characters)}"
            for kind in each.hidden
        )
        title = escape(titles.get(each.document_id, each.document_id))
        entries.append(f'<li><bdi lang="zh">{title}</bdi>：{kinds}</li>')
    if not entries:
        return ""
    items = "".join(entries[:_SHOWN])
    return (
        f"<details><summary>{words('import_hidden')} · {len(entries):,}</summary>"
        f"<ul>{items}</ul></details>"
    )


def _skipped(words: Words, summary: ImportSummary) -> str:
    if not summary.skipped:
        return ""
    rows = "".join(
        f'<tr class="refused"><th scope="row"><bdi>{escape(_file(each.source))}</bdi></th>'
        f"<td>{said_html(words, each.reason)}</td></tr>"
        for each in summary.skipped[:_SHOWN]
    )
    heads = f'<th scope="col">{words("plan_file")}</th><th scope="col">{words("skipped_why")}</th>'
    return (
        f'<div class="outcome"><div class="outcome-scroll" tabindex="0"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _file(source: str) -> str:
    """A file without its folder, with the record in it."""
    path, mark, record = source.partition("#")
    return Path(path).name + mark + record
