"""The properties of an Office file: docProps/core.xml and docProps/app.xml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from index.errors import UnreadableFile

if TYPE_CHECKING:
    from index.readers.word.package import Package

# As index.properties calls them.
_NAMES: Final = {"title": "Title", "creator": "Author", "Company": "Company", "Manager": "Manager"}


def properties_of(package: Package) -> dict[str, str]:
    """What the properties state, by their English names; damaged ones say nothing."""
    found: dict[str, str] = {}
    for member in package.properties:
        try:
            root = package.xml(member)
        except UnreadableFile:  # the text can be read all the same
            continue
        for child in () if root is None else root:
            name = _NAMES.get(etree.QName(child).localname)
            if name and child.text and child.text.strip():
                found.setdefault(name, child.text.strip())
    return found
