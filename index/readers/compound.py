"""What lies at the top of an OLE compound file ([MS-CFB]): it tells Word from Excel from a password."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = struct.Struct("<64sHBB3I")  # name, its length, kind, colour, left, right, child
_ENTRY_SIZE: Final = 128
_MOST_SECTORS: Final = 4096  # of the directory, of the table of sectors
_NONE: Final = 0xFFFFFFFA  # from here on a sector number means something else


def streams_at_top(path: Path) -> frozenset[str]:
    """The names of streams and storages under the root; empty where the file is damaged."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(SIGNATURE):
            return frozenset()
        size = 1 << min(struct.unpack_from("<H", header, 30)[0], 16)
        table = [sector for sector in struct.unpack_from("<109I", header, 76) if sector < _NONE]

        def sector(number: int) -> bytes:
            file.seek((number + 1) * size)
            return file.read(size)

        def after(number: int) -> int:
            """The next sector of a chain; the table says it for each sector in turn."""
            which, at = divmod(number, size // 4)
            data = sector(table[which]) if which < len(table) else b""
            return int.from_bytes(data[at * 4 : at * 4 + 4] or b"\xff" * 4, "little")

        directory, number = bytearray(), struct.unpack_from("<I", header, 48)[0]
        seen: set[int] = set()
        while number < _NONE and number not in seen and len(seen) < _MOST_SECTORS:
            seen.add(number)
            directory += sector(number)
            number = after(number)
    return _children_of_root(bytes(directory))


def _children_of_root(directory: bytes) -> frozenset[str]:
    """The names in the tree that begins at the root entry's child."""
    entries = len(directory) // _ENTRY_SIZE
    if not entries:
        return frozenset()
    names, seen = set(), set()
    to_see = [_ENTRY.unpack_from(directory, 0)[6]]
    while to_see:
        number = to_see.pop()
        if number >= entries or number in seen:
            continue
        seen.add(number)
        name, length, _, _, left, right, _ = _ENTRY.unpack_from(directory, number * _ENTRY_SIZE)
        names.add(name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
        to_see += [left, right]
    return frozenset(names)
