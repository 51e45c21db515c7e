"""The help text in Chinese.

Typer's own panels cut a long text without spaces off with "…"; here nothing is cut.
"""

from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from qa.cli.output import console, shown


class _ChineseHelp:
    """Writes a command's help text; mixed into Typer's classes for commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help text of the command that ``ctx`` is about."""
        command: Any = self
        usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
        parameters = command.get_params(ctx)
        options = [each for each in parameters if isinstance(each, TyperOption)]
        arguments = [each for each in parameters if not isinstance(each, TyperOption)]
        subcommands = getattr(command, "commands", {})
        out = console()
        with out.capture() as capture:
            out.print(shown(f"用法：{usage}", "bold"), "", shown(command.help or ""), sep="\n")
            _print_table(out, "参数", [_row(each) for each in arguments])
            _print_table(out, "选项", [_row(each) for each in options])
            _print_table(out, "命令", [(name, each.help) for name, each in subcommands.items()])
            if command.epilog:
                out.print("", shown(command.epilog), sep="\n")
        formatter.write(capture.get())


class Command(_ChineseHelp, TyperCommand):
    """A command with a help text in Chinese."""


class CommandGroup(_ChineseHelp, TyperGroup):
    """A group of commands with a help text in Chinese."""


def _row(parameter: Any) -> tuple[str, str]:
    """A parameter's names, and what it does with its default and environment variable."""
    if "--help" in parameter.opts:
        return "-h, --help", "显示这里的用法。"
    names = ", ".join(parameter.opts) if isinstance(parameter, TyperOption) else ""
    metavar = parameter.metavar or ""
    notes = [parameter.help or ""]
    if parameter.required:
        notes.append("必填。")
    if parameter.show_default and parameter.default not in {None, False}:
        notes.append(f"默认 {parameter.default}。")
    if parameter.envvar:
        notes.append(f"环境变量 {parameter.envvar}。")
    return " ".join(part for part in (names, metavar) if part), "".join(notes)


def _print_table(out: Any, title: str, rows: list[tuple[str, str]]) -> None:
    from rich.table import Table  # noqa: PLC0415 - only the help text needs it here

    if not rows:
        return
    table = Table(box=None, show_header=False, padding=(0, 2), pad_edge=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for names, text in rows:
        table.add_row(shown(names, "cyan"), shown(text))
    out.print("", shown(title, "bold"), table, sep="\n")
