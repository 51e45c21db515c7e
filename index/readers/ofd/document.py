"""A document in an OFD file: its pages in order, what they share, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.readers.ofd.package import Package

_A4: Final = (0.0, 0.0, 210.0, 297.0)  # millimetres
_FARTHEST: Final = 1e12
_MOST_PARTS: Final = 200  # files of resources
_BOLD: Final = ("bold", "black", "heavy", "simhei", "黑体", "小标宋")

Box = tuple[float, float, float, float]  # left, top, width, height in millimetres


@dataclass(slots=True)
class Resources:
    """What pages refer to by number."""

    bold_fonts: set[str] = field(default_factory=set)
    draw_params: dict[str, _Element] = field(default_factory=dict)
    composites: dict[str, _Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)  # path in the package


@dataclass(frozen=True, slots=True)
class PageParts:
    """A page: its own content between the templates behind and in front of it."""

    contents: tuple[_Element, ...]
    box: Box
    annotations: tuple[_Element, ...]


class OfdDocument:
    """Reads what a DocBody leads to."""

    def __init__(self, package: Package, body: _Element) -> None:
        """Raises ``UnreadableFile`` where the document's root part is missing or broken."""
        self.info: dict[str, str] = _info(body)
        self._package = package
        self._path = _root_of(package, body)
        self._folder = self._path.rpartition("/")[0]
        self._root = package.xml(self._path)
        self._box = _box_of(self._root.find("CommonData/PageArea")) or _A4
        self._templates = {
            each.get("ID", ""): each.get("BaseLoc", "")
            for each in self._root.findall("CommonData/TemplatePage")
        }
        self._read_templates: dict[str, list[_Element]] = {}
        self.resources = Resources()
        named = self._root.findall("CommonData/PublicRes") + self._root.findall(
            "CommonData/DocumentRes"
        )
        for each in named[:_MOST_PARTS]:
            self._add_resources(each.text or "", self._path)
        self.pages = self._root.findall("Pages/Page")
        self._annotations = self._annotation_parts()

    def page(self, number: int) -> PageParts:
        """A page by its position from 0. Raises ``UnreadableFile`` where its part is missing."""
        entry = self.pages[number]
        path = self._find(entry.get("BaseLoc", ""), self._path)
        if not path:
            raise UnreadableFile(
                f"{self._package.name}：不是完整的 OFD 文件，"
                f"缺少第 {number + 1} 页（{entry.get('BaseLoc', '')!r}）。请重新获取文件。"
            )
        page = self._package.xml(path)
        if page.tag != "Page":
            raise UnreadableFile(
                f"{self._package.name}：第 {number + 1} 页的内容已损坏，不是页面。请重新获取文件。"
            )
        for each in page.findall("PageRes")[:_MOST_PARTS]:
            self._add_resources(each.text or "", path)
        behind: list[_Element] = []
        before: list[_Element] = []
        for each in page.findall("Template"):
            content = self._template(each.get("TemplateID", ""))
            (before if each.get("ZOrder") == "Foreground" else behind).extend(content)
        contents = (*behind, *page.findall("Content"), *before)
        box = _box_of(page.find("Area")) or self._box
        return PageParts(contents, box, self._annotations_of(entry.get("ID", "")))

    def _find(self, location: str, beside: str) -> str:
        return self._package.find(location, beside, self._folder)

    def _template(self, number: str) -> list[_Element]:
        if number not in self._read_templates:
            path = self._find(self._templates.get(number, ""), self._path)
            found = self._package.xml(path).findall("Content") if path else []
            self._read_templates[number] = found
        return self._read_templates[number]

    def _add_resources(self, location: str, beside: str) -> None:
        path = self._find(location, beside)
        if not path:
            return
        root = self._package.xml(path)
        folder = path.rpartition("/")[0] + "/" + (root.get("BaseLoc") or "").strip("/") + "/"
        found = self.resources
        for font in root.findall("Fonts/Font"):
            name = f"{font.get('FontName', '')} {font.get('FamilyName', '')}".lower()
            if font.get("Bold") == "true" or any(word in name for word in _BOLD):
                found.bold_fonts.add(font.get("ID", ""))
        for each in root.findall("DrawParams/DrawParam"):
            found.draw_params[each.get("ID", "")] = each
        for each in root.findall("CompositeGraphicUnits/CompositeGraphicUnit"):
            found.composites[each.get("ID", "")] = each
        for each in root.findall("MultiMedias/MultiMedia"):
            file = each.findtext("MediaFile") or ""
            if each.get("Type") == "Image" and (picture := self._find(file, folder)):
                found.pictures[each.get("ID", "")] = picture

    def _annotation_parts(self) -> dict[str, list[str]]:
        """Where each page's annotations are, by the page's number."""
        path = self._find(self._root.findtext("Annotations") or "", self._path)
        if not path:
            return {}
        parts: dict[str, list[str]] = {}
        for each in self._package.xml(path).findall("Page"):
            if part := self._find(each.findtext("FileLoc") or "", path):
                parts.setdefault(each.get("PageID", ""), []).append(part)
        return parts

    def _annotations_of(self, page: str) -> tuple[_Element, ...]:
        parts = self._annotations.get(page, [])
        return tuple(each for part in parts for each in self._package.xml(part).iter("Annot"))


def bodies(package: Package) -> Iterator[_Element]:
    """The documents that the entry of the package names. Raises ``UnreadableFile``."""
    entry = package.find("OFD.xml")
    if not entry:
        raise UnreadableFile(
            f"{package.name}：不是完整的 OFD 文件，缺少入口 OFD.xml。请重新获取文件。"
        )
    found = [each for each in package.xml(entry).findall("DocBody") if _locations(each)]
    if not found:
        raise UnreadableFile(f"{package.name}：OFD.xml 没有指明文档在哪里。请重新获取文件。")
    yield from found


def numbers(text: str | None) -> list[float]:
    """The numbers in an attribute, up to the first that is none."""
    found = []
    for each in (text or "").split():
        try:
            number = float(each)
        except ValueError:
            break
        if not abs(number) < _FARTHEST:  # nor what is no number, nor infinite
            break
        found.append(number)
    return found


def _info(body: _Element) -> dict[str, str]:
    """What DocInfo says, the custom data after it."""
    info = body.find("DocInfo")
    if info is None:
        return {}
    found = {each.tag: text for each in info if (text := (each.text or "").strip())}
    keywords = [each.text.strip() for each in info.findall("Keywords/Keyword") if each.text]
    if keywords:
        found["Keywords"] = " ".join(keywords)
    for each in info.findall("CustomDatas/CustomData"):
        if text := (each.text or "").strip():
            found.setdefault(each.get("Name", ""), text)
    return found


def _root_of(package: Package, body: _Element) -> str:
    """The document's root part, that of the current version where there are versions."""
    for version in body.findall("Versions/Version"):
        if version.get("Current") == "true" and (path := package.find(version.get("BaseLoc", ""))):
            root = package.find(package.xml(path).findtext("DocRoot") or "", path)
            if root:
                return root
    for location in _locations(body):
        if root := package.find(location):
            return root
    raise UnreadableFile(
        f"{package.name}：不是完整的 OFD 文件，缺少 {_locations(body)[0]!r}。请重新获取文件。"
    )


def _locations(body: _Element) -> list[str]:
    return [
        each.text.strip() for each in body.findall("DocRoot") if each.text and each.text.strip()
    ]


def _box_of(area: _Element | None) -> Box | None:
    """The physical box of a page area, where it says one that has a size."""
    found = numbers(area.findtext("PhysicalBox")) if area is not None else []
    if len(found) != 4 or not (0 < found[2] < 1e5 and 0 < found[3] < 1e5):
        return None
    return found[0], found[1], found[2], found[3]
