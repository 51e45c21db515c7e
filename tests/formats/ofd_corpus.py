"""OFD files written from the structure that GB/T 33190-2016 gives, in the ways that producers differ."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TITLE = "关于进一步做好城镇燃气管道老化更新改造工作的通知"
PARAGRAPHS = (
    "各区人民政府，市各委、办、局，各有关单位：",
    "为贯彻落实党中央、国务院关于城市燃气管道等老化更新改造的决策部署，切实保障城市运行和人民群众生命财产安全，结合本市实际，现就有关事项通知如下。",
    "一、总体要求",
    "坚持以人民为中心的发展思想，统筹发展和安全，把城镇燃气管道更新改造作为重要民生工程，2025年底前基本完成使用年限超过20年的灰口铸铁管道和球墨铸铁管道的更新任务，改造里程不少于1200公里。",
    "二、明确改造范围",
    "（一）市政管道与庭院管道。全部灰口铸铁管道；不满足安全运行要求的球墨铸铁管道；运行年限满20年，经评估存在安全隐患的钢质管道、聚乙烯（PE）管道。",
    "（二）立管。运行年限满20年，经评估存在安全隐患的立管，包括引入管、水平干管。",
    "（三）厂站和设施。存在超设计运行年限、安全间距不足、临近人员密集区域、地质灾害风险隐患大等问题，经评估不满足安全运行要求的厂站和设施。",
    "三、加大资金支持",
    "专业经营单位应当切实承担更新改造资金。市财政对居民共有部分的改造给予每户300元补助，补助资金于每年3月31日前拨付到位，任何单位和个人不得截留、挪用。",
    "四、强化组织实施",
    "各区人民政府对本行政区域内的更新改造工作负总责，应当于2024年6月30日前编制完成改造方案并报市住房和城乡建设局备案。咨询电话：0571-86235028。",
    "本通知自2024年5月1日起施行，有效期三年。",
)
ISSUER, DATE = "杭州市人民政府办公厅", "2024年4月12日"
SOURCE = "\n".join([TITLE, *PARAGRAPHS, ISSUER, DATE])
ROWS = (
    ("管道类别", "改造期限", "补助标准"),
    ("灰口铸铁管道", "2024年底", "每公里八万元"),
    ("球墨铸铁管道", "2025年6月", "每公里六万元"),
    ("聚乙烯管道", "2025年底", "每公里四万元"),
)
STANDARD = "http://www.ofdspec.org/2016"
_PAPER = (210.0, 297.0)
_LEFT, _TOP, _PER_LINE, _LINES = 28.0, 37.0, 28, 22
_SIZE, _PITCH = 5.5, 9.8  # millimetres


@dataclass(frozen=True)
class Layout:
    """How a producer writes. ``deltas``: "list", "g", "none" or "single" (an object a character)."""

    name: str
    prefix: str = "ofd:"
    namespace: str = STANDARD
    absolute: bool = False
    folder: str = "Doc_0"
    deltas: str = "list"
    scaled: bool = False  # sizes by CTM
    turned: bool = False  # the page on its side, text by CTM
    template: bool = False  # the running header and rule
    many_lines: bool = False  # a paragraph in one TextCode
    blocks: bool = False  # PageBlock in PageBlock
    composite: bool = False
    byte_order_mark: bool = False
    indented: bool = False  # XML, also in TextCode
    origin: tuple[float, float] = (0.0, 0.0)  # of the page


LAYOUTS = (
    Layout("标准"),
    Layout("默认命名空间", prefix=""),
    Layout("绝对路径", absolute=True, deltas="g"),
    Layout("二零一二", namespace="http://www.ofdspec.org", deltas="none"),
    Layout("逐字", deltas="single", folder="DOC_0"),
    Layout("缩放", scaled=True, deltas="g"),
    Layout("横放", turned=True),
    Layout("模板", template=True, deltas="g"),
    Layout("整段", many_lines=True),
    Layout("页块", blocks=True, byte_order_mark=True),
    Layout("复合", composite=True, indented=True),
    Layout("原点", origin=(12.5, -7.0), scaled=True, absolute=True),
)


@dataclass
class Page:
    """What is put on a page: XML of objects, numbered as they come."""

    layout: Layout
    objects: list[str] = field(default_factory=list)

    def tag(self, name: str, inner: str = "", **attributes: object) -> str:
        written = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
        full = f"{self.layout.prefix}{name}"
        return f"<{full}{written}>{inner}</{full}>"

    def write(self, text: str, x: float, y: float, size: float = _SIZE, **more: object) -> None:
        """A line with its base line at ``y``."""
        step = [size if ord(each) > 0x2000 else size / 2 for each in text]
        if self.layout.deltas == "single":
            for each, at in zip(text, _sums(step), strict=True):
                self._object([(each, 0.0, 0.0, [], [])], x + at, y, size, **more)
            return
        self._object([(text, 0.0, 0.0, step[:-1], [])], x, y, size, **more)

    def write_lines(self, lines: Sequence[tuple[str, float, float]], size: float = _SIZE) -> None:
        """Several lines as one TextCode: the distance to a new line leads back."""
        text, across, down = "", [], []
        for number, (line, x, y) in enumerate(lines):
            steps = [size if ord(each) > 0x2000 else size / 2 for each in line]
            if number:
                before, start, base = lines[number - 1]
                width = sum(size if ord(each) > 0x2000 else size / 2 for each in before[:-1])
                across.append(x - start - width)
                down.append(y - base)
            across += steps[:-1]
            down += [0.0] * (len(steps) - 1)
            text += line
        self._object([(text, 0.0, 0.0, across, down)], lines[0][1], lines[0][2], size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        data = f"M 0 0 L {x1 - x0} {y1 - y0}"
        inner = self.tag("AbbreviatedData", data)
        at = self._place(x0, y0)
        box = f"{at[0]} {at[1]} {x1 - x0 + 0.3} {y1 - y0 + 0.3}"
        self.objects.append(
            self.tag("PathObject", inner, ID=self._id(), Boundary=box, LineWidth=0.3)
        )

    def _object(
        self,
        codes: Sequence[tuple[str, float, float, list[float], list[float]]],
        x: float,
        y: float,
        size: float,
        **more: object,
    ) -> None:
        colour = self.tag("FillColor", Value=more.pop("fill", "0 0 0"))
        scale = 0.3528 if self.layout.scaled else 1.0
        inner = colour
        for text, left, base, across, down in codes:
            given: dict[str, object] = {"X": left / scale, "Y": (base + size) / scale}
            if self.layout.deltas != "none" or down:
                for name, values in (("DeltaX", across), ("DeltaY", down)):
                    if values:
                        given[name] = self._distances([value / scale for value in values])
            shown = escape(text)
            inner += self.tag(
                "TextCode", f"\n\t{shown}\n" if self.layout.indented else shown, **given
            )
        matrix = [scale, 0, 0, scale, 0, 0]
        at = self._place(x, y)
        if self.layout.turned:  # a quarter turn clockwise: right goes down, down goes left
            matrix = [0, 1, -1, 0, 0, 0]
            box = f"{at[0] + size} {at[1]} {2 * size} 200"
        else:
            box = f"{at[0]} {at[1] - size} 200 {2 * size}"
        if self.layout.scaled or self.layout.turned:
            more["CTM"] = " ".join(f"{each:g}" for each in matrix)
        attributes = {"ID": self._id(), "Boundary": box, "Font": 3, "Size": size / scale, **more}
        self.objects.append(self.tag("TextObject", inner, **attributes))

    def _place(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.layout.origin
        if self.layout.turned:
            return _PAPER[1] - y + left, x + top
        return x + left, y + top

    def _distances(self, values: Sequence[float]) -> str:
        if self.layout.deltas != "g":
            return " ".join(f"{each:g}" for each in values)
        found, position = [], 0
        while position < len(values):
            end = position
            while end < len(values) and values[end] == values[position]:
                end += 1
            times = end - position
            found.append(
                f"g {times} {values[position]:g}" if times > 1 else f"{values[position]:g}"
            )
            position = end
        return " ".join(found)

    def _id(self) -> int:
        return 100 + len(self.objects)


def notice(layout: Layout) -> list[Page]:
    """The notice set on pages: title, paragraphs with indents, signature, page numbers."""
    lines: list[tuple[str, float, bool]] = []  # text, from the left, whether a paragraph begins
    for number, paragraph in enumerate(PARAGRAPHS):
        rest, indent = paragraph, 2.0 if number else 0.0
        begins = True
        while rest:
            line = _line(rest, _PER_LINE - indent)
            lines.append((line, indent * _SIZE, begins))
            rest, indent, begins = rest[len(line) :], 0.0, False
    lines += [(ISSUER, 16 * _SIZE, True), (DATE, 18 * _SIZE, True)]
    pages: list[Page] = []
    while lines:
        page = Page(layout)
        room = _LINES
        y = _TOP
        if not pages:
            page.write(TITLE, 15.0, y, 7.4, Weight=700)
            y, room = y + 2 * _PITCH, room - 2
        _fill(page, lines[:room], y)
        del lines[:room]
        pages.append(page)
        page.write(f"— {len(pages)} —", 98.0, 280.0, 4.2)
        if not layout.template:
            page.write("杭州市人民政府公报", 28.0, 20.0, 3.5)
    return pages


def _line(text: str, room: float) -> str:
    """As much of a text as fits; closing marks may hang over the edge by one."""
    width, end = 0.0, 0
    while end < len(text) and width + (1 if ord(text[end]) > 0x2000 else 0.5) <= room:
        width += 1 if ord(text[end]) > 0x2000 else 0.5
        end += 1
    if end < len(text) and text[end] in "，。；：、）":
        end += 1
    return text[:end]


def _fill(page: Page, lines: Sequence[tuple[str, float, bool]], y: float) -> None:
    run: list[tuple[str, float, float]] = []
    for text, indent, begins in lines:
        if begins and run:
            page.write_lines(run)
            run = []
        if page.layout.many_lines:
            run.append((text, _LEFT + indent, y))
        else:
            page.write(text, _LEFT + indent, y)
        y += _PITCH
    if run:
        page.write_lines(run)


def table(layout: Layout) -> Page:
    """A page with a ruled table below its caption."""
    page = Page(layout)
    page.write("燃气管道改造期限和补助标准", 60.0, 40.0)
    xs, top, height = (28.0, 80.0, 130.0, 182.0), 50.0, 10.0
    for number, row in enumerate(ROWS):
        y = top + number * height
        page.rule(xs[0], y, xs[-1], y)
        for x, cell in zip(xs, row, strict=False):
            page.write(cell, x + 2, y + 7.0, 4.2)
    bottom = top + len(ROWS) * height
    page.rule(xs[0], bottom, xs[-1], bottom)
    for x in xs:
        page.rule(x, top, x, bottom)
    return page


def ofd_bytes(
    documents: Sequence[Sequence[Page]],
    info: Sequence[tuple[str, str]] = (),
    custom: Sequence[tuple[str, str]] = (),
    more: dict[str, str | bytes] | None = None,
) -> bytes:
    """A file with these documents; ``more`` are members besides those that are needed."""
    file = io.BytesIO()
    layout = documents[0][0].layout
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        bodies = ""
        for number, pages in enumerate(documents):
            folder = layout.folder if number == 0 else f"Doc_{number}"
            for name, content in _members(layout, pages, folder):
                if not more or name not in more:
                    archive.writestr(name, content)
            bodies += _body(layout, folder, info, custom)
        entry = _root(layout, "OFD", bodies, Version="1.0", DocType="OFD")
        archive.writestr("OFD.xml", entry)
        for name, replaced in (more or {}).items():
            archive.writestr(name, replaced)
    return file.getvalue()


def write_corpus(folder: Path) -> dict[str, Path]:
    """The notice in every layout, by the layout's name."""
    paths = {}
    for layout in LAYOUTS:
        paths[layout.name] = folder / f"{layout.name}.ofd"
        paths[layout.name].write_bytes(ofd_bytes([notice(layout)]))
    return paths


def _body(
    layout: Layout,
    folder: str,
    info: Sequence[tuple[str, str]],
    custom: Sequence[tuple[str, str]],
) -> str:
    tag = Page(layout).tag
    inner = tag("DocID", "0123456789abcdef0123456789abcdef")
    inner += "".join(tag(name, escape(value)) for name, value in info)
    if custom:
        datas = "".join(tag("CustomData", escape(value), Name=name) for name, value in custom)
        inner += tag("CustomDatas", datas)
    root = f"/{folder}/Document.xml" if layout.absolute else f"{folder}/Document.xml"
    return tag("DocBody", tag("DocInfo", inner) + tag("DocRoot", root))


def _members(layout: Layout, pages: Sequence[Page], folder: str) -> Iterator[tuple[str, str]]:
    tag = Page(layout).tag

    def location(path: str) -> str:
        return f"/{folder}/{path}" if layout.absolute else path

    width, height = _PAPER[::-1] if layout.turned else _PAPER
    box = f"{layout.origin[0]:g} {layout.origin[1]:g} {width:g} {height:g}"
    common = tag("MaxUnitID", "9999") + tag("PageArea", tag("PhysicalBox", box))
    common += tag("PublicRes", location("PublicRes.xml"))
    if layout.composite:
        common += tag("DocumentRes", location("DocumentRes.xml"))
    if layout.template:
        common += tag("TemplatePage", ID=7, BaseLoc=location("Tpls/Tpl_0/Content.xml"))
        header = Page(layout)
        header.write("杭州市人民政府公报", 28.0, 20.0, 3.5)
        header.rule(28.0, 25.0, 182.0, 25.0)
        inner = tag("Content", tag("Layer", "".join(header.objects), ID=8, Type="Background"))
        yield f"{folder}/Tpls/Tpl_0/Content.xml", _root(layout, "Page", inner)
    entries = "".join(
        tag("Page", ID=10 + n, BaseLoc=location(f"Pages/Page_{n}/Content.xml"))
        for n in range(len(pages))
    )
    yield (
        f"{folder}/Document.xml",
        _root(layout, "Document", tag("CommonData", common) + tag("Pages", entries)),
    )
    fonts = tag("Fonts", tag("Font", ID=3, FontName="FangSong", FamilyName="仿宋"))
    yield f"{folder}/PublicRes.xml", _root(layout, "Res", fonts, BaseLoc="Res")
    units = ""
    for n, page in enumerate(pages):
        inner = "".join(page.objects)
        if layout.composite:
            content = tag("Content", inner)
            units += tag("CompositeGraphicUnit", content, ID=50 + n, Width=210, Height=297)
            inner = tag("CompositeObject", ID=90, Boundary="0 0 210 297", ResourceID=50 + n)
        if layout.blocks:
            inner = tag("PageBlock", tag("PageBlock", inner, ID=41), ID=40)
        inner = tag("Content", tag("Layer", inner, ID=9))
        if layout.template:
            inner = tag("Template", TemplateID=7, ZOrder="Background") + inner
        yield f"{folder}/Pages/Page_{n}/Content.xml", _root(layout, "Page", inner)
    if layout.composite:
        inner = tag("CompositeGraphicUnits", units)
        yield f"{folder}/DocumentRes.xml", _root(layout, "Res", inner, BaseLoc="Res")


def _root(layout: Layout, name: str, inner: str, **attributes: object) -> str:
    colon = ":" + layout.prefix.rstrip(":") if layout.prefix else ""
    given = {f"xmlns{colon}": layout.namespace, **attributes}
    mark = "\ufeff" if layout.byte_order_mark else ""
    head = f'{mark}<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + Page(layout).tag(name, inner, **given)


def _sums(values: Sequence[float]) -> list[float]:
    found, total = [], 0.0
    for value in values:
        found.append(total)
        total += value
    return found
