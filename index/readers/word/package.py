"""The parts of a DOCX file and how they refer to each other (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from index.errors import UnreadableFile
from index.readers.unpack import parse_xml, read_member

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# "Strict" files name the same elements by other namespaces (ECMA-376 part 1, annex A).
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the package, ``name`` its member of the archive, and the parts that it refers to."""

    name: str
    root: _Element
    targets: dict[str, tuple[str, str]]  # relationship id: its kind, the member


class Package:
    """An open DOCX file. What lies outside it is never looked at."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._members = {member.lower(): member for member in archive.namelist()}
        relationships = self._relationships("")
        documents = [target for kind, target in relationships.values() if kind == "officeDocument"]
        if not documents and "word/document.xml" in self._members:
            documents = ["word/document.xml"]
        document = self.part(documents[0]) if documents else None
        if document is None:
            raise UnreadableFile(
                f"{name}：不是完整的 Word 文件，里面没有正文（word/document.xml）。"
                "请用 Word 或 WPS 打开并另存为 .docx 后再导入。"
            )
        self.document = document
        self.properties = [
            target for kind, target in relationships.values() if kind.endswith("-properties")
        ]

    def related(self, kind: str) -> Part | None:
        """The part that the document refers to as "styles", "numbering", "footnotes" ….

        None where there is none.
        """
        for each, target in self.document.targets.values():
            if each == kind and (part := self.part(target)) is not None:
                return part
        return None

    def part(self, name: str) -> Part | None:
        """The part that lies in the member ``name``; None where there is none. Raises UnreadableFile."""
        root = self.xml(name)
        return None if root is None else Part(name, root, self._relationships(name))

    def xml(self, name: str) -> _Element | None:
        """The root element of a member; None where there is none. Raises UnreadableFile."""
        data = self.data(name)
        if data is None:
            return None
        if b"http://purl.oclc.org/ooxml/" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return parse_xml(data, self._name)

    def data(self, name: str) -> bytes | None:
        """The bytes of a member; None where there is none. Raises UnreadableFile."""
        member = self._members.get(name.lower())
        return None if member is None else read_member(self._archive, member)

    def _relationships(self, name: str) -> dict[str, tuple[str, str]]:
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for each in () if root is None else root.iter(_RELATIONSHIP):
            if each.get("TargetMode") == "External":
                continue
            target = posixpath.join("/", folder, unquote(each.get("Target") or ""))
            kind = (each.get("Type") or "").rsplit("/", 1)[-1]
            found[each.get("Id") or ""] = (kind, posixpath.normpath(target).lstrip("/"))
        return found
