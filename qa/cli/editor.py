"""The command that sets the password of the editor's page."""

import typer

from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption
from qa.cli.output import print_hint, print_lines


def editor_password(*, home: HomeOption = None) -> None:
    """Ask for a password twice and keep what it can be checked by."""
    from qa.page.editor.login import PASSWORD_VARIABLE  # noqa: PLC0415 - for this command alone
    from qa.page.editor.password import SHORTEST, write_password  # noqa: PLC0415

    password = typer.prompt(
        f"文件管理页的新口令（至少 {SHORTEST} 个字符）",
        hide_input=True,
        confirmation_prompt="再输入一次",
    )
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        path = write_password(knowledge_base.folder, password)
    print_lines(
        f"已保存到 {path}（只有本用户可读；散列值，不是口令本身）。正在运行的页面立即生效。"
    )
    print_hint(f"设置了环境变量 {PASSWORD_VARIABLE} 时，以环境变量为准。")
