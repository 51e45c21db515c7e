"""The parts of an OFD file (GB/T 33190-2016, chapter 7): XML and pictures that refer to each other."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from lxml import etree

from index.errors import UnreadableFile
from index.readers.unpack import PASSWORD, parse_xml, read_member

if TYPE_CHECKING:
    import zipfile

    from index.readers.limits import Limits

# GM/T 0099-2020: how members are encrypted is told beside the entry.
_MEGABYTE: Final = 2**20
_ENCRYPTED: Final = ("encryptions.xml", "entriesmap.dat", "decryptseed.dat")


class Package:
    """Finds and reads the parts of one file. Namespaces are taken off: producers use several."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        """Raises ``UnreadableFile`` for a file with a password."""
        self._archive, self.name, self._limits = archive, name, limits
        self._members = {
            _plain(member.filename).lower(): member
            for member in archive.infolist()
            if not member.is_dir()
        }
        self._left = limits.unpacked_mb * _MEGABYTE
        if any(name.rpartition("/")[2] in _ENCRYPTED for name in self._members):
            raise UnreadableFile(f"{self.name}：{PASSWORD}")

    def find(self, location: str, beside: str = "", root: str = "") -> str:
        """The full path of a part; "" where there is none.

        ``location`` is as the file says it: from the root of the package, or relative to the part
        ``beside`` that says it. Some producers mean the folder of the document, ``root``.
        """
        location = location.strip().replace("\\", "/")
        if not location:
            return ""
        folders = [""] if location.startswith("/") else [posixpath.dirname(beside), root, ""]
        for folder in folders:
            path = _plain(posixpath.join(folder, location.lstrip("/")))
            if path.lower() in self._members:
                return path
        return ""

    def xml(self, path: str) -> etree._Element:
        """The root of a part that ``find`` has found. Raises ``UnreadableFile``."""
        root = parse_xml(self.read(path), f"{self.name}（{path}）")
        for element in root.iter():
            element.tag = etree.QName(element).localname
        return root

    def read(self, path: str) -> bytes:
        """The bytes of a part that ``find`` has found. Raises ``UnreadableFile``."""
        member = self._members[path.lower()]
        self._left -= member.file_size
        if self._left < 0:  # thousands of pages may name one part
            raise UnreadableFile(
                f"{self.name}：反复引用同样的内容，合计超过 {self._limits.unpacked_mb} MB，没有读取。"
                "确实需要时用环境变量 POLICY_QA_READ_UNPACKED_MB 提高上限。"
            )
        return read_member(self._archive, member, self._limits)


def _plain(path: str) -> str:
    """A path in the package without ``.``, ``..`` and a slash before it."""
    return posixpath.normpath("/" + path.replace("\\", "/").lstrip("/")).lstrip("/")
