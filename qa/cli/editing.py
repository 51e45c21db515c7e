"""Commands that bring documents back and correct what was read in them."""

from datetime import date
from typing import Annotated, Any

import typer

from index.errors import InvalidSetting
from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption, JsonOption
from qa.cli.output import console, print_hint, print_json, print_lines, shown
from qa.read_where import FIELD_NAMES

_READ_AGAIN = "原文"  # in the place of a value: what was read in the document holds again
_DATES = frozenset({"published", "effective", "expires"})


def list_removed(*, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show the documents that can be restored."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        removed = knowledge_base.removed()
    if json:
        print_json(
            [
                {"id": e.id, "title": e.title, "removed_at": e.removed_at.isoformat(timespec="seconds")}
                for e in removed
            ]
        )  # fmt: skip
        return
    if not removed:
        print_hint("最近 30 天没有删除过文档。")
        return
    from rich.table import Table  # noqa: PLC0415 - JSON output does without

    table = Table()
    for heading in ("编号", "标题", "删除的时间"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "标题")
    for each in removed:
        when = f"{each.removed_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(shown(each.id), shown(each.title), when)
    console().print(table)


def restore(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="编号", show_default=False, help="要恢复的文档的编号，见 policy-qa removed。"
        ),
    ],
    *,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring removed documents back."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        restored = knowledge_base.restore(ids)
    if json:
        print_json({"restored": restored})
    else:
        print_lines(f"已恢复 {restored} 篇文档。")


def _option(name: str, metavar: str, example: str) -> Any:
    return typer.Option(
        f"--{name.replace('_', '-')}",
        metavar=metavar,
        show_default=False,
        help=f"{FIELD_NAMES[name]}，如 {example}。",
    )


def correct(  # noqa: PLR0913 - one argument an option
    id_: Annotated[
        str,
        typer.Argument(metavar="编号", show_default=False, help="文档的编号，见 policy-qa list。"),
    ],
    *,
    title: Annotated[str | None, _option("title", "标题", "停车收费办法")] = None,
    issuer: Annotated[str | None, _option("issuer", "机关", "广州市人民政府")] = None,
    document_number: Annotated[
        str | None, _option("document_number", "文号", "穗府〔2020〕3号")
    ] = None,
    published: Annotated[str | None, _option("published", "日期", "2020-01-31")] = None,
    effective: Annotated[str | None, _option("effective", "日期", "2020-03-01")] = None,
    expires: Annotated[str | None, _option("expires", "日期", "2025-02-28")] = None,
    validity: Annotated[str | None, _option("validity", "效力", "现行有效、已废止、已失效")] = None,
    kind: Annotated[str | None, _option("kind", "种类", "通知")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Correct what was read in a document; without options show what was corrected."""
    given = {
        "title": title,
        "issuer": issuer,
        "document_number": document_number,
        "published": published,
        "effective": effective,
        "expires": expires,
        "validity": validity,
        "kind": kind,
    }
    wanted = {name: _value(name, text) for name, text in given.items() if text is not None}
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        title_now = knowledge_base.document(id_).title
        if wanted:
            knowledge_base.correct(id_, **wanted)
            title_now = knowledge_base.document(id_).title
        corrections = knowledge_base.corrections(id_)
    if json:
        print_json(
            [
                {
                    "field": each.field,
                    "read": str(each.read or ""),
                    "corrected": str(each.corrected or ""),
                    "at": each.at.isoformat(timespec="seconds"),
                }
                for each in corrections
            ]
        )
        return
    print_lines(f"《{title_now}》（{id_}）" + ("的更正：" if corrections else "没有更正。"))
    for each in corrections:
        name = FIELD_NAMES.get(each.field, each.field)
        print_lines(f"{name}：{each.corrected or '（无）'}（原文：{each.read or '（无）'}）")


def _value(name: str, text: str) -> date | str | None:
    if text.strip() == _READ_AGAIN:
        return None
    if name not in _DATES or not text.strip():
        return text.strip()
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidSetting(
            f"--{name} 的值是 {text!r}，应为日期，如 2020-01-31；"
            f"'' 表示没有，{_READ_AGAIN} 表示恢复原文读出的。"
        ) from error
