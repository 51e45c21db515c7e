"""The command that serves the chat page."""

from typing import Annotated

import typer

from index.errors import PolicyQAError
from qa.cli.options import HomeOption, ModelOption, RefuseBelowOption


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="地址", help="监听的地址；0.0.0.0 让别的机器也能打开。")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="端口", help="监听的端口。")
    ] = 7860,
    refuse_below: RefuseBelowOption = "",
    home: HomeOption = None,
    model: ModelOption = None,
) -> None:
    """Serve the page until interrupted."""
    import app  # noqa: PLC0415 - loads Gradio

    try:
        app.serve(home=home, host=host, port=port, model=model, refuse_below=refuse_below)
    except OSError as error:
        raise PolicyQAError(
            f"无法在 {host}:{port} 提供页面：端口可能已被占用，或地址不是本机的。"
            "请用 --port 换一个端口，或检查 --host。"
        ) from error
