"""All commands under one name, and what happens when one of them fails."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from index.errors import PolicyQAError
from qa.cli import (
    comparison,
    document,
    documents,
    editing,
    editor,
    evaluation,
    feedback,
    importing,
    page,
    questions,
)
from qa.cli.help import Command, CommandGroup
from qa.cli.output import print_error

_ABOUT = "政策问答：把政策文件放进知识库，提问，得到逐字引用原文的回答。"
_EXIT_CODES = "退出码：0 成功；1 出错，原因见标准错误；2 命令用法不对；3 ask 没有找到依据，未作回答；130 被中断。"


class _Commands(CommandGroup):
    """Commands whose expected errors are one line, not a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except PolicyQAError as error:
            print_error(str(error))
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            print_error("已中断。")
            raise typer.Exit(130) from error


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    epilog=_EXIT_CODES,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - for this option alone

        typer.echo(version("policy-qa"))
        raise typer.Exit


@app.callback(help=_ABOUT)
def _policy_qa(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本号。", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options that come before the command's name."""


def _add(name: str, run: Callable[..., None], about: str) -> None:
    app.command(name, cls=Command, help=about, options_metavar="[选项]")(run)


_add(
    "add",
    importing.add,
    "导入文档：新的加入，改过的替换，没变的不动，读不了的说明原因。一篇也没有导入成功时退出码为 1。",
)
_add(
    "sync",
    importing.sync,
    "跟随一个文件夹：新的加入，改过的替换，改名的保留编号，删去的移除（30 天内可以恢复）。",
)
_add(
    "remove",
    documents.remove,
    "从知识库中删除文档，30 天内可以恢复；只要有一个编号不存在，就一篇也不删。",
)
_add("removed", editing.list_removed, "列出最近 30 天删除、还能恢复的文档。")
_add("restore", editing.restore, "恢复删除的文档，编号和内容与删除前相同。")
_add(
    "correct",
    editing.correct,
    "更正从文档里读出的标题、机关、文号、日期或效力，以后重新导入也照此更正。"
    "值写 '' 表示没有，写“原文”表示恢复读出的；不给选项则显示已有的更正。",
)
_add("list", documents.list_documents, "列出知识库中的文档。")
_add(
    "document",
    document.document,
    "显示一份文档的标题、机关、文号、日期等各项，并注明各项读自何处。",
)
_add("info", documents.info, "显示知识库的位置、大小、句子向量的进度和上次导入。")
_add(
    "reindex",
    documents.reindex,
    "用现在的（或 --model 指定的）模型重新计算全部句子向量，文档不必重新导入。",
)
_add("search", questions.search, "查找与问题有关的段落，按得分排列；与 ask 是同一种查找。")
_add(
    "ask",
    questions.ask,
    "回答问题，逐字引用原文并注明出处。文档中没有依据时不作回答，说明可以问谁，退出码为 3。",
)
_add("serve", page.serve, "启动浏览器中的问答页面，按 Ctrl-C 停止。")
_add(
    "editor-password",
    editor.editor_password,
    "设置文件管理页（/editor）的口令：输入两次，只保存加盐的散列值。",
)
_add("evaluate", evaluation.evaluate, "用有标准答案的问题评测查找和回答，各项指标附 95% 区间。")
_add(
    "compare",
    comparison.compare,
    "逐个问题比较两次评测（evaluate --details 的两个文件），附区间和成对显著性检验。",
)

_feedback = typer.Typer(
    cls=CommandGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
_feedback.command("list", cls=Command, help="列出读者评价过的回答。", options_metavar="[选项]")(
    feedback.list_feedback
)
_feedback.command(
    "export",
    cls=Command,
    help="把读者的评价写成评测数据：被评为有用的成为有答案的问题，其余的留待人补充。",
    options_metavar="[选项]",
)(feedback.export_feedback)
app.add_typer(_feedback, name="feedback", help="读者对回答的评价：列出，或写成评测数据。")
