"""Files for a browser to download: copies where Gradio may read them, for as long as it does."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def handed_out(files: Iterable[Path]) -> Iterator[list[str]]:
    """The paths of copies of ``files``, which are gone at the end.

    A handler yields them inside: Gradio has taken the files into its own cache when it goes on.
    """
    with temporary() as folder:
        yield [str(shutil.copy(file, folder / file.name)) for file in files]


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="policy-qa-download-") as folder:
        yield Path(folder)
