"""The command line: ``policy-qa``.

Nothing heavy is imported before a command needs it, so that ``--help`` and ``list``
answer at once.
"""

from __future__ import annotations

import sys

from qa.cli.commands import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A file name or an argument that is no valid text must not break the output.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="policy-qa")
