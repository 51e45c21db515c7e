"""Imports point one way: the page uses qa, qa uses index, index uses neither."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


NOT_LOADED = "import sys, {}; sys.exit({!r} in sys.modules)"


def imported(file: Path) -> Iterator[str]:
    """The top-level names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield (node.module or "").partition(".")[0]


def test_index_imports_neither_qa_nor_the_page(repository: Path) -> None:
    files = sorted((repository / "index").rglob("*.py"))
    assert len(files) > 10
    wrong = {str(file): names for file in files if (names := {"qa", "app"} & set(imported(file)))}
    assert wrong == {}


def test_qa_loads_the_page_only_where_the_command_line_serves_it(repository: Path) -> None:
    importing = [
        file.relative_to(repository).as_posix()
        for file in sorted((repository / "qa").rglob("*.py"))
        if "app" in imported(file)
    ]
    assert set(importing) <= {"qa/cli/page.py"}
    assert (
        subprocess.run(
            [sys.executable, "-c", NOT_LOADED.format("qa", "app")], check=False
        ).returncode
        == 0
    )


def test_the_page_imports_only_qa_gradio_and_the_standard_library(repository: Path) -> None:
    assert set(imported(repository / "app.py")) - sys.stdlib_module_names <= {"qa", "gradio"}


@pytest.mark.parametrize("module", ["torch", "sentence_transformers", "gradio"])
def test_importing_the_index_loads_nothing_heavy(module: str) -> None:
    code = NOT_LOADED.format("index.knowledge_base", module)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
