"""The pages, served: a Gradio chat whose answers lead to the words that they quote.

``python app.py`` serves it on 127.0.0.1:7860, and the editor's page at ``/editor``.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from qa import open_assistant
from qa.page.chat_page import build_chat_page
from qa.page.editor.imports import Imports
from qa.page.editor.login import EditorLogin
from qa.page.editor.page import build_editor_page
from qa.page.originals import originals
from qa.page.page_pictures import page_pictures
from qa.page.server import EDITOR_PATH, create_app, run
from qa.page.strings import SIMPLIFIED, words_in

if TYPE_CHECKING:
    from pathlib import Path

UPLOAD_LIMIT = "100mb"


def serve(
    home: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 7860,
    model: str | None = None,
    refuse_below: str = "",
) -> None:
    """Open the knowledge base in ``home`` and serve the pages until SIGINT or SIGTERM.

    ``refuse_below`` is the threshold of refusal as it is written (``qa.threshold``). Call it
    from the main thread. Raises OSError where the port is taken.
    """
    assistant = open_assistant(home, model=model, refuse_below=refuse_below)
    imports = Imports(assistant.knowledge_base)
    try:
        login = EditorLogin.open(assistant.knowledge_base.folder)
        app = create_app(
            build_chat_page(assistant),
            build_editor_page(assistant, imports),
            login=login.lets_in,
            upload_limit=UPLOAD_LIMIT,
            routes=[originals(assistant.document), page_pictures(assistant.document)],
        )

        def announce(port: int) -> None:
            words = words_in(SIMPLIFIED)
            sys.stdout.write(f"{words('title')}: http://{host}:{port}\n")
            editor = f"http://{host}:{port}{EDITOR_PATH}/"
            sys.stdout.write(f"{words('editor_title')}: {editor}  {login.hint}\n")
            sys.stdout.flush()

        run(app, host, port, announce=announce)
    finally:
        imports.close()
        assistant.close()


def main() -> None:
    """Serve the default knowledge base on 127.0.0.1:7860."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    serve()


if __name__ == "__main__":
    main()
