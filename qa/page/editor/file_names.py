"""Names for files that others named: they lead nowhere else, and are taken by nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_LONGEST_NAME: Final = 180  # bytes; file systems take 255
_NOT_IN_NAMES: Final = frozenset('<>:"/\\|?*#%')


def safe_name(given: str) -> str:
    """``given`` as the name of a file that can stand in any folder, its suffix kept."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(
        " " if sign in _NOT_IN_NAMES else sign
        for sign in name
        if unicodedata.category(sign)[0] != "C"  # controls, marks of direction, half characters
    )
    path = Path(" ".join(name.split()) or "document")
    stem, suffix = path.stem.strip(". ") or "document", path.suffix.lower().strip()
    room = _LONGEST_NAME - len(suffix.encode())
    return stem.encode()[: max(room, 1)].decode(errors="ignore").strip() + suffix


def other_name(name: str, taken: Container[str]) -> str:
    """``name``, with a number where something else has it."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while name in taken:
        number += 1
        name = f"{stem} ({number}){suffix}"
    return name
