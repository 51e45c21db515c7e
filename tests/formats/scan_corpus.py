"""Scans made by code: pages drawn as an office prints them, and what a scanner does to them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import opencc
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DPI = 200
_FOLDER = Path("/usr/share/fonts/opentype/noto")
_SIMPLIFIED = 2  # the face in Noto's collections: 0 JP, 1 KR, 2 SC, 3 TC, 4 HK
_TRADITIONAL = 3
_A4 = (round(8.27 * DPI), round(11.69 * DPI))
_NO_FIRST = "，。；：、！？”’）》〕】%"  # never at the beginning of a line

s2t = opencc.OpenCC("s2t").convert

TITLE = "临江市人民政府办公室关于规范老旧小区加装电梯资金补助工作的通知"
NUMBER = "临政办发〔2024〕37号"
PARAGRAPHS = (
    "各县（市、区）人民政府，市政府各部门、各直属机构：",
    (
        "为方便居民出行，稳妥推进既有住宅加装电梯，根据《临江市城市更新条例》等有关规定，经市政府"
        "同意，现将资金补助的有关事项通知如下。"
    ),
    "一、补助对象",
    (
        "本市行政区域内2000年12月31日前建成、四层以上（含四层）、未设电梯的住宅，按单元申请。"
        "已列入房屋征收范围或者鉴定为D级危险房屋的，不予补助。"
    ),
    "二、补助标准",
    (
        "每台电梯按核定工程造价的40%给予补助，最高不超过25万元；六层以上（含六层）的单元，最高"
        "不超过28.5万元。管线迁移费用由供水、供电、燃气、通信单位承担一半。"
    ),
    "三、申请材料",
    (
        "申请人应当自电梯取得使用登记证之日起90日内，向街道办事处提交申请表、业主表决意见、施工合"
        "同、监督检验报告和开户银行账号。逾期未申请的，视为放弃。"
    ),
    "四、监督管理",
    (
        "区住房和城乡建设局应当在收到材料后15个工作日内完成审核，并公示7日。弄虚作假骗取补助的，"
        "由原审批机关追回全部款项，并依法追究责任；构成犯罪的，移送司法机关处理。"
    ),
    "本通知自2024年9月1日起施行，有效期至2029年8月31日。联系电话：0570-86123478。",
)
HEADER = "临江市人民政府公报"
SIGNED = ("临江市人民政府办公室", "2024年8月12日")
TABLE = (
    ("序号", "项目名称", "补助金额", "办理期限", "负责科室"),
    ("1", "新增电梯设备购置", "二十五万元", "十五个工作日", "房产管理科"),
    ("2", "电力增容改造", "三万六千元", "七个工作日", "公用事业科"),
    ("3", "燃气管道迁移", "一万二千元", "十个工作日", "公用事业科"),
    ("4", "消防通道整治", "八千五百元", "五个工作日", "安全监督科"),
)


@dataclass(frozen=True, slots=True)
class Print:
    """How a page is set. ``points`` is the size of the body: 三号 16, 四号 14, 小四 12, 五号 10.5."""

    typeface: str = "Serif"  # or "Sans"
    weight: str = "Regular"  # or "Bold"
    points: float = 16
    traditional: bool = False
    columns: int = 1
    dpi: int = DPI
    header: str = ""  # over each page, small
    numbered: bool = True  # — 1 — at the foot

    def font(self, points: float, weight: str = "") -> ImageFont.FreeTypeFont:
        """The font at a size; skips where Noto's CJK fonts are not installed."""
        path = _FOLDER / f"Noto{self.typeface}CJK-{weight or self.weight}.ttc"
        if not path.is_file():
            pytest.skip(f"no font to draw scans with: {path}; install fonts-noto-cjk")
        face = _TRADITIONAL if self.traditional else _SIMPLIFIED
        return ImageFont.truetype(path, points * self.dpi / 72, index=face)


def notice() -> list[str]:
    """The paragraphs of the notice, title first."""
    return [TITLE, NUMBER, *PARAGRAPHS, *SIGNED]


def drawn(
    paragraphs: Sequence[str],
    how: Print,
    *,
    titled: bool = True,
    signed: bool = True,
) -> list[Image.Image]:
    """Pages as an office prints them: title and number centred, paragraphs indented by two characters."""
    return _Setter(how).pages(paragraphs, titled=titled, signed=signed)


class _Setter:
    """Sets paragraphs line by line into columns."""

    def __init__(self, how: Print) -> None:
        self._how = how
        scale = how.dpi / DPI
        self._size = (round(_A4[0] * scale), round(_A4[1] * scale))
        self._margin = round(220 * scale)
        self._gap = round(80 * scale)
        self._pages: list[Image.Image] = []
        self._font = how.font(how.points)
        self._leading = how.points * how.dpi / 72 * 1.75
        width = self._size[0] - 2 * self._margin
        self._width = (width - self._gap * (how.columns - 1)) / how.columns
        self._column = 0
        self._top = float(self._margin)
        self._y = self._top
        self._new_page()

    def pages(self, paragraphs: Sequence[str], *, titled: bool, signed: bool) -> list[Image.Image]:
        body = list(paragraphs)
        if titled:
            self._centred(body.pop(0), self._how.font(self._how.points * 1.35, "Bold"))
            self._centred(body.pop(0), self._font)
            self._top = self._y = self._y + self._leading
        ends = body[-2:] if signed else []
        for text in body[: len(body) - len(ends)]:
            indent = 0 if text.endswith("：") else 2
            for line, at in self._lines(text, indent):
                self._line(line, at)
        for text in ends:
            self._line(text, self._width - self._font.getlength(text) - 2 * self._em)
        return self._pages

    @property
    def _em(self) -> float:
        return self._how.points * self._how.dpi / 72

    def _lines(self, text: str, indent: int) -> list[tuple[str, float]]:
        lines, line, at = [], "", indent * self._em
        for character in text:
            full = at + self._font.getlength(line + character) > self._width
            if full and character not in _NO_FIRST:
                lines.append((line, at))
                line, at = "", 0.0
            line += character
        return [*lines, (line, at)]

    def _line(self, text: str, at: float) -> None:
        if self._y + self._leading > self._size[1] - self._margin:
            self._column += 1
            self._y = self._top
            if self._column == self._how.columns:
                self._new_page()
        left = self._margin + self._column * (self._width + self._gap)
        self._pen.text((left + at, self._y), text, "black", self._font)
        self._y += self._leading

    def _centred(self, text: str, font: ImageFont.FreeTypeFont) -> None:
        room = self._size[0] - 2 * self._margin
        whole = font.getlength(text)
        count = int(whole // room) + 1
        step = -(-len(text) // count)
        for start in range(0, len(text), step):
            part = text[start : start + step]
            at = (self._size[0] - font.getlength(part)) / 2
            self._pen.text((at, self._y), part, "black", font)
            self._y += font.size * 1.6
        self._y += font.size * 0.4

    def _new_page(self) -> None:
        page = Image.new("RGB", self._size, "white")
        self._pages.append(page)
        self._pen = ImageDraw.Draw(page)
        self._column = 0
        if len(self._pages) > 1:
            self._top = float(self._margin)
        self._y = self._top
        small = self._how.font(10.5)
        if self._how.header:
            self._pen.text((self._margin, self._margin * 0.5), self._how.header, "black", small)
        if self._how.numbered:
            number = f"— {len(self._pages)} —"
            at = ((self._size[0] - small.getlength(number)) / 2, self._size[1] - self._margin * 0.7)
            self._pen.text(at, number, "black", small)


def table_page(
    rows: Sequence[Sequence[str]] = TABLE,
    how: Print = Print(points=12),
    widths: Sequence[int] = (110, 330, 250, 270, 250),
    caption: str = "附件 既有住宅加装电梯补助项目一览表",
) -> Image.Image:
    """A page with a caption and a ruled table. A cell "←" belongs to the one on its left, "↑" to the one above."""
    page = Image.new("RGB", _A4, "white")
    pen = ImageDraw.Draw(page)
    font = how.font(how.points)
    pen.text((220, 200), caption, "black", how.font(how.points * 1.3, "Bold"))
    height, left, top = 90, 220, 320
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    for r, row in enumerate(rows):
        y = top + r * height
        for c, cell in enumerate(row):
            if cell != "↑":
                pen.line((edges[c], y, edges[c + 1], y), "black", 3)
            if cell != "←":
                pen.line((edges[c], y, edges[c], y + height), "black", 3)
            if cell not in "←↑":
                across = next((n for n in range(c + 1, len(row)) if row[n] != "←"), len(row))
                down = next((n for n in range(r + 1, len(rows)) if rows[n][c] != "↑"), len(rows))
                middle = ((edges[c] + edges[across]) / 2, (y + top + down * height) / 2)
                pen.text(middle, cell, "black", font, anchor="mm")
        pen.line((edges[-1], y, edges[-1], y + height), "black", 3)
    bottom = top + len(rows) * height
    pen.line((left, bottom, edges[-1], bottom), "black", 3)
    return page


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a scanner does to a page. ``noise`` is the deviation in grey values, ``salt`` a share of pixels."""

    degrees: float = 0
    blur: float = 0
    noise: float = 0
    salt: float = 0
    shade: float = 0  # how much darker the right edge is, 0 to 1
    quality: int = 0  # of JPEG; 0: none
    seed: int = 0

    def scan(self, page: Image.Image) -> Image.Image:
        """The page as the scanner gives it."""
        if self.degrees:
            page = page.rotate(self.degrees, Image.Resampling.BICUBIC, fillcolor="white")
        if self.blur:
            page = page.filter(ImageFilter.GaussianBlur(self.blur))
        values = np.asarray(page).astype(np.float32)
        chance = np.random.default_rng(self.seed)
        if self.shade:
            values *= np.linspace(1, 1 - self.shade, values.shape[1])[None, :, None]
        if self.noise:
            values += chance.normal(0, self.noise, values.shape[:2])[..., None]
        if self.salt:
            dirt = chance.random(values.shape[:2])
            values[dirt < self.salt / 2] = 0
            values[dirt > 1 - self.salt / 2] = 255
        page = Image.fromarray(values.clip(0, 255).astype(np.uint8))
        if self.quality:
            kept = io.BytesIO()
            page.save(kept, "JPEG", quality=self.quality)
            page = Image.open(kept).convert("RGB")
        return page


POOR = Scanner(degrees=1.4, blur=0.8, noise=14, salt=0.004, shade=0.25, quality=40, seed=1)


def sealed(page: Image.Image, centre: tuple[int, int], radius: int = 230) -> Image.Image:
    """The page with a round red seal over its text, as it is stamped: the text shines through."""
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    x, y = centre
    red = (215, 40, 40)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=14)
    points = []
    for n in range(10):
        far = radius * (0.36 if n % 2 == 0 else 0.14)
        angle = np.pi * (n / 5 - 0.5)
        points.append((x + far * np.cos(angle), y + far * np.sin(angle)))
    pen.polygon(points, fill=red)
    font = Print(typeface="Sans", weight="Bold").font(18)
    around = "临江市人民政府办公室"
    for n, character in enumerate(around):
        angle = np.pi * (0.82 + 1.36 * n / (len(around) - 1))
        glyph = Image.new("L", (80, 80), 0)
        ImageDraw.Draw(glyph).text((40, 40), character, 255, font, anchor="mm")
        glyph = glyph.rotate(-np.degrees(angle) - 90, Image.Resampling.BICUBIC)
        far = radius * 0.78
        at = (round(x + far * np.cos(angle)) - 40, round(y + far * np.sin(angle)) - 40)
        seal.paste(Image.new("RGB", glyph.size, red), at, glyph)
    darker = np.minimum(np.asarray(page), np.asarray(seal))  # ink upon ink
    return Image.fromarray(darker)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan, what was printed on it, and the share of it that must be recovered."""

    path: Path
    text: str
    least: float


CLEAN, SPOILT = 0.95, 0.85


def make_corpus(folder: Path) -> list[Scan]:
    """Scans of the notice and of a table, clean and spoilt, in every format of a picture, and as PDF."""
    return [
        _saved(folder / name, pages, text, least) for name, pages, text, least in _scans(notice())
    ]


def _scans(text: list[str]) -> Iterator[tuple[str, list[Image.Image], str, float]]:
    whole = "".join(text)
    long = drawn(text, Print(points=16, header=HEADER))
    yield "two-pages.tif", [long[0], sealed(long[1], (1300, 330))], whole, CLEAN
    plain = drawn(text, Print(points=12))
    yield "plain.pdf", [Scanner(noise=3).scan(page) for page in plain], whole, CLEAN
    small = drawn(text, Print(typeface="Sans", points=10.5))
    yield "small.png", small, whole, CLEAN
    older = [s2t(each) for each in text]
    traditional = drawn(older, Print(points=12, traditional=True))
    yield "traditional.jpg", traditional, "".join(older), CLEAN
    columns = drawn(text, Print(points=12, columns=2))
    yield "columns.webp", columns, whole, CLEAN
    short = [*text[:6], *text[-2:]]
    turned = drawn(short, Print(typeface="Sans", weight="Bold", points=12))
    few = "".join(short)
    yield "upside-down.png", [turned[0].rotate(180)], few, CLEAN
    yield "on-its-side.bmp", [turned[0].rotate(-90, expand=True)], few, CLEAN
    table = "".join(cell for row in TABLE[1:] for cell in row)
    yield "table.png", [table_page()], table, CLEAN
    yield "noisy-table.jpg", [POOR.scan(table_page())], table, SPOILT
    yield "stained.jpeg", [POOR.scan(plain[0])], whole, SPOILT
    skewed = Scanner(degrees=-3, blur=1.2, noise=25, salt=0.01, shade=0.4, quality=40, seed=2)
    yield "skewed.tiff", [skewed.scan(small[0])], whole, SPOILT


def _saved(path: Path, pages: list[Image.Image], text: str, least: float) -> Scan:
    known: dict[str, dict[str, Any]] = {
        ".pdf": {"resolution": DPI},
        ".webp": {"quality": 90},
        ".jpg": {"quality": 90},
        ".tif": {"compression": "tiff_lzw"},
    }
    options = known.get(path.suffix, {})
    if len(pages) > 1:
        options |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(path, **options)
    return Scan(path, text, least)
