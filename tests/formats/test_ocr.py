"""Scans: what stands on them, in paragraphs and rows, with page, box and confidence."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.page_image import page_image
from index.readers import read
from index.readers.child import read_in_child
from index.readers.ocr.corrections import corrected
from index.readers.ocr.ruling import find_grids
from index.types import LOW_CONFIDENCE, BlockKind, SourceDocument
from tests.formats.recovered import recovered, text_of
from tests.formats.scan_corpus import (
    HEADER,
    NUMBER,
    TABLE,
    TITLE,
    Print,
    Scan,
    drawn,
    make_corpus,
    notice,
    table_page,
)

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder


@pytest.fixture(scope="session")
def scans(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scan, SourceDocument]]:
    """The scans of the corpus, recognised once."""
    made = make_corpus(tmp_path_factory.mktemp("scans"))
    return [(scan, document(scan.path)) for scan in made]


def document(path: Path) -> SourceDocument:
    (found,) = read(path)
    assert isinstance(found, SourceDocument)
    return found


def named(scans: list[tuple[Scan, SourceDocument]], name: str) -> tuple[Scan, SourceDocument]:
    (found,) = [each for each in scans if each[0].path.name.startswith(name)]
    return found


def test_the_text_of_every_scan_is_recovered(scans: list[tuple[Scan, SourceDocument]]) -> None:
    assert len(scans) >= 10
    shares = {
        scan.path.name: (recovered(scan.text, text_of(found)), scan.least) for scan, found in scans
    }
    assert {scan.least for scan, _ in scans} == {0.95, 0.85}
    assert [name for name, (share, least) in shares.items() if share < least] == []


def test_lines_become_the_paragraphs_that_were_printed_over_pages_and_columns(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    paragraphs = [each for each in notice() if len(each) > 30]
    assert len(paragraphs) > 5
    for name in ("two-pages", "columns", "small", "stained"):
        _, found = named(scans, name)
        texts = [block.text for block in found.blocks]
        whole = [each for each in paragraphs if any(recovered(each, text) > 0.95 for text in texts)]
        assert whole == paragraphs, name
        assert max(len(text) for text in texts) <= max(map(len, paragraphs)) + 3, name


def test_running_headers_page_numbers_and_seals_are_no_text(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    scan, found = named(scans, "two-pages")
    texts = [block.text for block in found.blocks]
    assert HEADER not in text_of(found)
    assert not [text for text in texts if text.strip("-—– ") in {"1", "2"}]
    # Below the seal.
    assert texts[-2:] == notice()[-2:]
    assert scan.text.endswith("".join(notice()[-2:]))


def test_the_title_the_number_and_the_date_are_read_from_a_scan(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    _, found = named(scans, "two-pages")
    assert found.title == TITLE
    assert found.blocks[0].kind is BlockKind.HEADING
    assert found.metadata.document_number == NUMBER
    assert str(found.metadata.published) == "2024-08-12"


def test_every_line_has_its_page_its_box_and_its_confidence(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    _, found = named(scans, "two-pages")
    places = [place for block in found.blocks for _, place in block.places]
    assert {place.page for place in places} == {1, 2}
    assert all(place.box is not None and 0.5 < place.confidence < 1 for place in places)
    for block in found.blocks:
        offsets = [offset for offset, _ in block.places]
        assert offsets[0] == 0
        assert offsets == sorted(set(offsets))
        assert offsets[-1] < len(block.text)
    both = [block for block in found.blocks if len({p.page for _, p in block.places}) == 2]
    assert len(both) == 1, "one paragraph goes on over the page"
    first = found.blocks[0].places[0][1].box
    assert first is not None
    left, top, right, bottom = first
    assert left < 0.3
    assert right > 0.7
    assert 0.05 < top < bottom < 0.2


def test_a_clean_scan_is_sure_of_nearly_every_line(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    sure = [
        place.confidence >= LOW_CONFIDENCE
        for scan, found in scans
        if scan.least == 0.95
        for block in found.blocks
        for _, place in block.places
    ]
    assert len(sure) > 100
    assert sum(sure) / len(sure) > 0.95


def test_a_page_on_its_head_or_its_side_is_read_and_its_boxes_are_where_it_shows_them(
    scans: list[tuple[Scan, SourceDocument]],
) -> None:
    for name, at_the_top in (("upside-down", False), ("on-its-side", None)):
        scan, found = named(scans, name)
        assert recovered(scan.text, text_of(found)) > 0.95
        box = found.blocks[0].places[0][1].box
        assert box is not None
        if at_the_top is False:
            assert box[1] > 0.5
        else:  # the first line runs down the page
            assert box[3] - box[1] > box[2] - box[0]


def test_every_row_of_a_scanned_table_has_its_header_and_is_found_by_a_question(
    scans: list[tuple[Scan, SourceDocument]], tmp_path: Path, encoder: Encoder
) -> None:
    for name in ("table", "noisy-table"):
        scan, found = named(scans, name)
        rows = [block.text for block in found.blocks if block.kind is BlockKind.TABLE_ROW]
        header, *below = TABLE
        assert rows == [
            "；".join(f"{name}：{cell}" for name, cell in zip(header, row, strict=True))
            for row in below
        ]
        with KnowledgeBase.open(tmp_path / name, encoder=encoder) as knowledge_base:
            knowledge_base.add([scan.path], encode=False)
            for row in below:
                question = f"{row[1]}的{header[2]}是多少？"
                ids = [key for key, _ in knowledge_base.lexical_passages(question, 3)]
                texts = [each.text for each in knowledge_base.passages(ids).values()]
                assert any(row[1] in text and row[2] in text for text in texts), question


def test_a_ruling_is_found_through_noise_and_merged_cells_are_known() -> None:
    rows = (
        ("类别", "项目", "标准", "←"),
        ("↑", "↑", "城镇", "农村"),
        ("救助", "低保", "九百元", "七百元"),
        ("↑", "特困", "一千三百元", "一千元"),
    )
    page = table_page(rows, widths=(200, 330, 250, 270))
    for picture in (page, _noisy(page)):
        values = np.ascontiguousarray(np.asarray(picture)[..., ::-1])
        (grid,) = find_grids(values)
        expected = [[0, 1, 2, 2], [0, 1, 6, 7], [8, 9, 10, 11], [8, 13, 14, 15]]
        assert grid.cells.tolist() == expected
        assert grid.across == pytest.approx((220, 420, 750, 1000, 1270), abs=4)
    text = drawn(notice(), Print(points=16, weight="Bold", typeface="Sans"))[0]
    assert find_grids(np.asarray(text)) == []


def _noisy(page: Image.Image) -> Image.Image:
    chance = np.random.default_rng(3)
    values = np.asarray(page).astype(np.float32) * np.linspace(1, 0.75, page.width)[None, :, None]
    values += chance.normal(0, 14, values.shape[:2])[..., None]
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("浙政办发〔2024]37号", "浙政办发〔2024〕37号"),
        ("国发[2021】 4号", "国发〔2021〕4号"),
        ("联系电话:0571-1234", "联系电话：0571-1234"),
        ("六层以上（含六层)", "六层以上（含六层）"),
        ("上午9:30到11:30", "上午9:30到11:30"),
        ("GB/T 33190(2016)", "GB/T 33190(2016)"),
        ("1,200元", "1,200元"),
    ],
)
def test_signs_are_put_right_where_their_neighbours_tell(seen: str, meant: str) -> None:
    assert corrected(seen) == meant


def test_a_small_picture_is_read_by_the_process_with_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "通知.png"
    _strip("满七十周岁的老年人免费乘坐公共汽车").save(path)
    (found,) = [item for item in read_in_child(path) if isinstance(item, SourceDocument)]
    assert text_of(found) == "满七十周岁的老年人免费乘坐公共汽车"


def _strip(text: str, mode: str = "RGB") -> Image.Image:
    font = Print(typeface="Sans").font(12)
    picture = Image.new("RGB", (round(font.getlength(text)) + 80, 100), "white")
    ImageDraw.Draw(picture).text((40, 30), text, "black", font)
    return picture.convert(mode)


def test_grey_black_and_transparent_pictures_are_read_like_others(tmp_path: Path) -> None:
    text = "申请表一式三份"
    clear = Image.new("RGBA", (600, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).text((40, 30), text, "black", Print(typeface="Sans").font(12))
    deep = Image.fromarray(np.asarray(_strip(text, "L")).astype(np.uint16) * 16)
    shown = {
        "bits.tif": _strip(text, "1"),
        "grey.jpg": _strip(text, "L"),
        "palette.png": _strip(text, "P"),
        "ink.jpeg": _strip(text, "CMYK"),
        "clear.webp": clear,
        "deep.tiff": deep,
    }
    for name, picture in shown.items():
        picture.save(tmp_path / name)
        assert text_of(document(tmp_path / name)) == text, name


def test_what_a_camera_says_of_its_direction_is_heeded(tmp_path: Path) -> None:
    picture = _strip("凭残疾人证免费入园").rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    picture.save(tmp_path / "camera.jpg", exif=exif, quality=95)
    found = document(tmp_path / "camera.jpg")
    box = found.blocks[0].places[0][1].box
    assert text_of(found) == "凭残疾人证免费入园"
    assert box is not None
    assert box[2] - box[0] > 0.5


def test_a_long_picture_of_a_page_is_read_in_pieces(tmp_path: Path) -> None:
    font = Print(typeface="Sans").font(10)
    picture = Image.new("L", (500, 4000), 255)
    lines = [f"第{n}条 本办法的第{n * 7}项" for n in range(1, 12)]
    pen = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        pen.text((40, 60 + n * 350), line, "black", font)
    picture.save(tmp_path / "long.png")
    found = document(tmp_path / "long.png")
    assert recovered("".join(lines), text_of(found)) > 0.98
    tops = [block.places[0][1].box for block in found.blocks]
    assert [round((box[1] * 4000 - 60) / 350) for box in tops if box] == list(range(11))


def test_what_is_no_picture_or_a_broken_or_huge_one_is_refused_with_the_reason(
    tmp_path: Path,
) -> None:
    page = drawn(notice(), Print(points=12))[0]
    kept = {}
    for kind in ("png", "jpeg", "tiff", "bmp", "webp"):
        into = io.BytesIO()
        page.save(into, kind)
        kept[kind] = into.getvalue()
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000), 1).save(bomb, "PNG")
    white = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(white, "PNG")
    wide = io.BytesIO()
    Image.new("L", (20_000, 400), 255).save(wide, "PNG")
    refused = {
        "cut.png": (kept["png"][: len(kept["png"]) // 2], "不完整"),
        "cut.jpg": (kept["jpeg"][: len(kept["jpeg"]) // 2], "不完整"),
        "cut.tif": (kept["tiff"][: len(kept["tiff"]) // 2], ""),
        "cut.bmp": (kept["bmp"][: len(kept["bmp"]) // 2], "不完整"),
        "cut.webp": (kept["webp"][: len(kept["webp"]) // 2], ""),
        "bomb.png": (bomb.getvalue(), "百万像素"),
        "white.png": (white.getvalue(), "没有识别出文字"),
        "wide.png": (wide.getvalue(), "没有识别出文字"),
        "noise.png": (np.random.default_rng(0).bytes(4000), ""),
    }
    for name, (content, reason) in refused.items():
        path = tmp_path / name
        path.write_bytes(content)
        began = time.monotonic()
        with pytest.raises(UnreadableFile) as error:
            document(path)
        assert str(error.value).startswith(f"{name}：")
        assert reason in str(error.value)
        assert time.monotonic() - began < 30


def test_a_picture_with_another_suffix_is_read_and_what_is_none_is_refused(tmp_path: Path) -> None:
    _strip("夜间施工须经批准").save(tmp_path / "sent.png", "JPEG", quality=95)
    assert text_of(document(tmp_path / "sent.png")) == "夜间施工须经批准"
    (tmp_path / "text.png").write_text("夜间施工须经批准", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"text\.png"):
        document(tmp_path / "text.png")


def test_more_scanned_pages_than_allowed_are_refused_before_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_READ_SCANNED_PAGES", "2")
    page = Image.new("L", (200, 200), 255)
    page.save(tmp_path / "many.tif", save_all=True, append_images=[page, page])
    with pytest.raises(UnreadableFile, match="3 页扫描图像，超过上限 2 页"):
        document(tmp_path / "many.tif")


def test_the_page_of_a_citation_is_drawn(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (800, 1000), colour) for colour in ("white", (200, 30, 30))]
    # A copy: Pillow keeps what it needs for PDF in the picture.
    pages[0].copy().save(tmp_path / "scan.pdf", save_all=True, append_images=[pages[1].copy()])
    pages[0].save(tmp_path / "scan.tiff", save_all=True, append_images=pages[1:])
    pages[1].save(tmp_path / "scan.jpg")
    for name, page in (("scan.pdf", 2), ("scan.tiff", 2), ("scan.jpg", 1)):
        with Image.open(io.BytesIO(page_image(tmp_path / name, page, 400))) as shown:
            assert shown.format == "WEBP"
            assert shown.size == pytest.approx((400, 500), abs=1)
            assert shown.convert("RGB").getpixel((200, 250)) == pytest.approx((200, 30, 30), abs=8)
    for name, page in (("scan.pdf", 3), ("scan.tiff", 0), ("scan.jpg", 2)):
        with pytest.raises(UnreadableFile, match=r"没有第 \d 页"):
            page_image(tmp_path / name, page, 400)
    (tmp_path / "rule.txt").write_text("第一条", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="没有页面图像"):
        page_image(tmp_path / "rule.txt", 1, 400)
