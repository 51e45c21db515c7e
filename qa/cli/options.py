"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="POLICY_QA_HOME",
        file_okay=False,
        metavar="文件夹",
        help="知识库所在的文件夹，没有就新建；不给则用系统的数据文件夹。",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="模型",
        help="sentence-transformers 模型的名字或文件夹；不给则用 POLICY_QA_MODEL，再没有就用自带的离线模型。",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="标准输出只写 JSON，供程序读取；进度和提示写到标准错误。")
]
RefuseBelowOption = Annotated[
    str,
    typer.Option(
        "--refuse-below",
        show_default=False,
        metavar="概率",
        help="回答正确的可能低于此值就不作回答（0 到 1，如 0.2 或 20%）：越高，答错的越少，不作回答的越多，"
        "对照表见 docs/answers.md。不给则用 POLICY_QA_REFUSE_BELOW，再没有就用内置的值。",
    ),
]
QuestionArgument = Annotated[
    str,
    typer.Argument(metavar="问题", show_default=False, help="一句话的问题；有空格时用引号括起来。"),
]
