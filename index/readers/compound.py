"""What lies at the top of an OLE compound file ([MS-CFB]): it tells Word from Excel from a password."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = struct.Struct("<64sHBB3I")  # name, its length, kind, colour, left, right, child
_ENTRY_SIZE: Final = 128
_FIRST_OF_DIRECTORY: Final = 48  # bytes of the header
_FIRST_OF_LIST: Final = 68
_MOST_SECTORS: Final = 4096  # of the directory, of the list
_NONE: Final = 0xFFFFFFFA  # from here on a sector number means something else


def streams_at_top(path: Path) -> frozenset[str]:
    """The names of streams and storages under the root; empty where the file is damaged."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(SIGNATURE):
            return frozenset()
        sectors = _Sectors(file, header)
        directory, seen = bytearray(), set[int]()
        number = _number(header, _FIRST_OF_DIRECTORY)
        while number < _NONE and number not in seen and len(seen) < _MOST_SECTORS:
            seen.add(number)
            directory += sectors.read(number)
            number = sectors.after(number)
    return _children_of_root(bytes(directory))


class _Sectors:
    """The sectors of a file, and the table that says which follows which."""

    def __init__(self, file: BinaryIO, header: bytes) -> None:
        self._file = file
        self._size = 1 << min(max(struct.unpack_from("<H", header, 30)[0], 9), 16)
        self._table = list(struct.unpack_from("<109I", header, 76))
        # The list of the table's sectors goes on in sectors of its own where the file is large.
        number, seen = _number(header, _FIRST_OF_LIST), set[int]()
        while number < _NONE and number not in seen and len(seen) < _MOST_SECTORS:
            seen.add(number)
            data = self.read(number).ljust(self._size, b"\xff")
            *listed, number = struct.unpack(f"<{self._size // 4}I", data)
            self._table += listed

    def read(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def after(self, number: int) -> int:
        which, at = divmod(number, self._size // 4)
        if which >= len(self._table) or self._table[which] >= _NONE:
            return _NONE
        data = self.read(self._table[which])
        return _number(data, 4 * at) if len(data) >= 4 * at + 4 else _NONE


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


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
