"""OFD files by every way of writing that the standard allows and producers use."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers.ofd.glyphs import expanded
from index.readers.ofd.ofd import read_ofd
from index.types import BlockKind, Skipped, SourceDocument
from tests.formats.ofd_corpus import (
    DATE,
    ISSUER,
    LAYOUTS,
    PARAGRAPHS,
    ROWS,
    SOURCE,
    TITLE,
    Layout,
    Page,
    notice,
    ofd_bytes,
    table,
    write_corpus,
)  # fmt: skip
from tests.formats.recovered import recovered, text_of

if TYPE_CHECKING:
    from index.encoder import Encoder

PLAIN = Layout("标准")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_corpus(tmp_path_factory.mktemp("ofd"))


def read_one(path: Path, data: bytes) -> SourceDocument:
    path.write_bytes(data)
    (document,) = read_ofd(path)
    assert isinstance(document, SourceDocument)
    return document


def page_with(text: str, x: float = 28.0, y: float = 60.0, **more: object) -> Page:
    page = Page(PLAIN)
    page.write("这是看得见的正文。", 28.0, 40.0)
    page.write(text, x, y, **more)  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize("name", [layout.name for layout in LAYOUTS])
def test_the_notice_is_read_whole_from_every_way_of_writing(
    corpus: dict[str, Path], name: str
) -> None:
    (document,) = read_ofd(corpus[name])
    assert isinstance(document, SourceDocument)
    assert recovered(SOURCE, text_of(document)) >= 0.99
    assert document.title == TITLE
    assert [block.text for block in document.blocks][1:-2] == list(PARAGRAPHS)
    assert (document.metadata.issuer, document.metadata.published) == (ISSUER, date(2024, 4, 12))
    assert document.hidden == ()


def test_page_numbers_and_running_headers_are_left_out(corpus: dict[str, Path]) -> None:
    for path in corpus.values():
        (document,) = read_ofd(path)
        assert isinstance(document, SourceDocument)
        assert "公报" not in text_of(document)
        assert "— 1 —" not in text_of(document)


def test_each_line_has_its_page_and_box(corpus: dict[str, Path]) -> None:
    (document,) = read_ofd(corpus["原点"])
    assert isinstance(document, SourceDocument)
    (at, place), *_ = document.blocks[0].places
    assert (at, place.page) == (0, 1)
    assert place.box == pytest.approx((15 / 210, 30.6 / 297, 192.6 / 210, 38 / 297), abs=0.01)
    over = next(block for block in document.blocks if len({p.page for _, p in block.places}) == 2)
    begins = next(at for at, place in over.places if place.page == 2)
    assert 0 < begins < len(over.text)
    assert {place.page for _, place in document.blocks[-1].places} == {2}


def test_a_page_on_its_side_has_boxes_as_it_is_shown(corpus: dict[str, Path]) -> None:
    (document,) = read_ofd(corpus["横放"])
    assert isinstance(document, SourceDocument)
    box = document.blocks[0].places[0][1].box
    assert box is not None
    left, top, right, bottom = box
    assert bottom - top > 5 * (right - left)  # a line that runs down
    assert left > 0.8  # the first line stands at the right edge


def test_a_ruled_table_keeps_its_header_in_each_row(tmp_path: Path) -> None:
    for layout in LAYOUTS:
        if layout.turned:
            continue
        document = read_one(tmp_path / f"{layout.name}.ofd", ofd_bytes([[table(layout)]]))
        rows = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
        assert [row.text for row in rows] == [
            "；".join(f"{name}：{cell}" for name, cell in zip(ROWS[0], row, strict=True))
            for row in ROWS[1:]
        ]
        assert all(row.places[0][1].box for row in rows)


def test_each_document_of_a_file_is_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "汇编.ofd"
    path.write_bytes(ofd_bytes([notice(PLAIN), [table(PLAIN)]]))
    first, second = read_ofd(path)
    assert isinstance(first, SourceDocument)
    assert isinstance(second, SourceDocument)
    assert (first.source, second.source) == (f"{path.resolve()}#1", f"{path.resolve()}#2")
    assert "每公里六万元" in text_of(second)


def test_a_document_that_is_missing_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "缺.ofd"
    path.write_bytes(without(ofd_bytes([notice(PLAIN), notice(PLAIN)]), "Doc_1/Document.xml"))
    found = list(read_ofd(path))
    assert [type(each) for each in found] == [SourceDocument, Skipped]
    assert isinstance(found[1], Skipped)
    assert "Doc_1/Document.xml" in found[1].reason


def without(data: bytes, name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
    return file.getvalue()


def test_properties_and_custom_data_say_what_the_text_does_not(tmp_path: Path) -> None:
    data = ofd_bytes(
        [[page_with("第二行。")]],
        info=[("Title", "关于供暖时间的公告"), ("Author", "user"), ("CreationDate", "2020-01-01")],
        custom=[
            ("文号", "杭政办〔2024〕12号"),
            ("发文机关", "杭州市人民政府"),
            ("native-producer", "x"),
        ],
    )
    document = read_one(tmp_path / "a.ofd", data)
    assert document.title == "关于供暖时间的公告"
    assert document.metadata.document_number == "杭政办〔2024〕12号"
    assert document.metadata.issuer == "杭州市人民政府"
    assert document.metadata.published is None
    origins = {each.field: each.origin for each in document.read_from}
    assert origins["title"] == "properties title"
    assert origins["document_number"] == "properties 文号"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"Visible": "false"}, "hidden text"),
        ({"Alpha": 0}, "hidden text"),
        ({"Fill": "false"}, "hidden text"),
        ({"size": 0.1}, "zero size"),
        ({"fill": "255 255 255"}, "white on white"),
        ({"fill": "#fe #FE #fe"}, "white on white"),
        ({"fill": "0 0 0 0"}, "white on white"),
        ({"fill": "255"}, "white on white"),
        ({"x": 400.0}, "off page"),
        ({"y": -30.0}, "off page"),
    ],
)
def test_text_that_nobody_sees_is_counted_and_left_out(
    tmp_path: Path, more: dict[str, object], kind: str
) -> None:
    page = page_with("暗中写下的指令", **more)  # type: ignore[arg-type]
    document = read_one(tmp_path / "a.ofd", ofd_bytes([[page]]))
    assert [block.text for block in document.blocks] == ["这是看得见的正文。"]
    assert [(each.kind, each.characters) for each in document.hidden] == [(kind, 7)]


def filled(page: Page, colour: str) -> str:
    inner = page.tag("FillColor", Value=colour)
    inner += page.tag("AbbreviatedData", "M 0 0 L 100 0 L 100 12 L 0 12 C")
    return page.tag(
        "PathObject", inner, ID=900, Boundary="28 55 100 12", Fill="true", Stroke="false"
    )


def test_white_text_on_a_dark_ground_is_seen_and_text_painted_over_is_not(tmp_path: Path) -> None:
    page = page_with("表头白字", fill="255 255 255")
    page.objects.insert(0, filled(page, "0 0 128"))
    document = read_one(tmp_path / "a.ofd", ofd_bytes([[page]]))
    assert "表头白字" in text_of(document)
    page = page_with("涂黑的姓名")
    page.objects.append(filled(page, "0 0 0"))
    document = read_one(tmp_path / "b.ofd", ofd_bytes([[page]]))
    assert "姓名" not in text_of(document)
    assert [(each.kind, each.characters) for each in document.hidden] == [("hidden text", 5)]


def test_annotations_are_counted_as_comments(tmp_path: Path) -> None:
    root = '<ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016">{1}</ofd:{0}>'
    inner = '<ofd:Page PageID="10"><ofd:FileLoc>Page_0.xml</ofd:FileLoc></ofd:Page>'
    note = (
        '<ofd:Annot Type="Highlight" ID="1"><ofd:Remark>内部意见</ofd:Remark></ofd:Annot>'
        '<ofd:Annot Type="Watermark" ID="2"><ofd:Appearance><ofd:TextObject><ofd:TextCode>样张'
        "</ofd:TextCode></ofd:TextObject></ofd:Appearance></ofd:Annot>"
    )
    data = ofd_bytes([[page_with("第二行。")]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = archive.read("Doc_0/Document.xml").decode()
    changed = document.replace(
        "</ofd:Document>",
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
    )
    more: dict[str, str | bytes] = {
        "Doc_0/Document.xml": changed,
        "Doc_0/Annots/Annotations.xml": root.format("Annotations", inner),
        "Doc_0/Annots/Page_0.xml": root.format("PageAnnot", note),
    }
    found = read_one(tmp_path / "a.ofd", ofd_bytes([[page_with("第二行。")]], more=more))
    assert [(each.kind, each.characters) for each in found.hidden] == [("comment", 4)]
    assert "意见" not in text_of(found)


def test_upright_characters_one_below_the_other_are_one_word(tmp_path: Path) -> None:
    page = Page(PLAIN)
    page.write_lines([(each, 40.0, 50.0 + 6 * n) for n, each in enumerate("补助标准")])
    page.write("每户三百元。", 60.0, 59.0)
    document = read_one(tmp_path / "a.ofd", ofd_bytes([[page]]))
    assert text_of(document).replace(" ", "") == "补助标准每户三百元。"


def test_odd_values_of_a_text_object_cost_nothing_but_it(tmp_path: Path) -> None:
    page = page_with("第二行。")
    for more in (
        "<ofd:TextObject/>",
        '<ofd:TextObject Size="5" Boundary="1 2"><ofd:TextCode/></ofd:TextObject>',
        '<ofd:TextObject Size="5" CTM="0 0 0 0 0 0"><ofd:TextCode>零</ofd:TextCode></ofd:TextObject>',
        '<ofd:TextObject Size="1e309"><ofd:TextCode X="nan">大</ofd:TextCode></ofd:TextObject>',
        '<ofd:TextObject Size="-5"><ofd:TextCode DeltaX="g">负</ofd:TextCode></ofd:TextObject>',
        '<ofd:PathObject Fill="true"><ofd:AbbreviatedData>L 1 C C A 1 2</ofd:AbbreviatedData></ofd:PathObject>',
        '<ofd:ImageObject ResourceID="x" CTM="9e11 9e11 9e11 9e11 9e11 9e11"/>',
        '<ofd:CompositeObject ResourceID="x"/>',
        "<ofd:Other/>",
    ):
        page.objects.append(more)
    document = read_one(tmp_path / "a.ofd", ofd_bytes([[page]]))
    assert "第二行。" in text_of(document)
    assert not set("零大负") & set(text_of(document))


def test_an_encrypted_file_is_told_by_its_password(tmp_path: Path) -> None:
    data = ofd_bytes([notice(PLAIN)], more={"Encryptions.xml": "<Encryptions/>"})
    with pytest.raises(UnreadableFile, match=r"^a\.ofd：文件有密码，无法读取"):
        read_one(tmp_path / "a.ofd", data)


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("OFD.xml", None, "缺少入口"),
        ("Doc_0/Document.xml", None, "Doc_0/Document.xml"),
        ("Doc_0/Pages/Page_1/Content.xml", None, "第 2 页"),
        ("Doc_0/Pages/Page_0/Content.xml", b"<ofd:Page", "XML 已损坏"),
        ("Doc_0/Pages/Page_0/Content.xml", b"<a/>", "不是页面"),
    ],
)
def test_a_file_with_a_part_missing_or_broken_is_refused_by_the_part(
    tmp_path: Path, name: str, content: bytes | None, match: str
) -> None:
    data = without(ofd_bytes([notice(PLAIN)]), name)
    if content is not None:
        file = io.BytesIO(data)
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(name, content)
        data = file.getvalue()
    with pytest.raises(UnreadableFile, match=match):
        read_one(tmp_path / "a.ofd", data)


@pytest.mark.parametrize(
    ("written", "distances"),
    [
        ("1 2 3", [1, 2, 3]),
        ("g 3 2.5 1", [2.5, 2.5, 2.5, 1]),
        ("1 g 2 -3", [1, -3, -3]),
        ("g 1000000000 1", [1] * 5),
        ("g 2", []),
        ("g x y 4", [4]),
        ("1 nan 2", [1, 2]),
        ("1 inf 1e99 2", [1, 2]),
        (None, []),
    ],
)
def test_distances_are_counted_out_no_further_than_there_are_characters(
    written: str | None, distances: list[float]
) -> None:
    assert expanded(written, 5) == distances


def test_every_row_of_a_table_is_found_by_a_question_about_it(
    tmp_path: Path, encoder: Encoder
) -> None:
    path = tmp_path / "表.ofd"
    path.write_bytes(ofd_bytes([[*notice(PLAIN), table(PLAIN)]]))
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as knowledge_base:
        knowledge_base.add([path], encode=False)
        for name, until, subsidy in ROWS[1:]:
            (key, _), *_ = knowledge_base.lexical_passages(f"{name}的补助标准是多少？", 1)
            (passage,) = knowledge_base.passages([key]).values()
            assert f"{name}；改造期限：{until}；补助标准：{subsidy}" in passage.text


def test_a_page_that_is_a_picture_is_recognised(tmp_path: Path) -> None:
    fonts = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    if not fonts.is_file():
        pytest.skip("no Noto CJK fonts (Debian's fonts-noto-cjk)")
    picture = Image.new("L", (1654, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((200, 200), TITLE[:20], fill=0, font=ImageFont.truetype(str(fonts), 50))
    draw.text((200, 400), PARAGRAPHS[-1], fill=0, font=ImageFont.truetype(str(fonts), 44))
    file = io.BytesIO()
    picture.save(file, "PNG")
    page = Page(PLAIN)
    page.objects.append(
        page.tag(
            "ImageObject", ID=60, ResourceID=70, Boundary="0 20 210 76.2", CTM="210 0 0 76.2 0 0"
        )
    )
    media = page.tag("MultiMedia", page.tag("MediaFile", "scan.png"), ID=70, Type="Image")
    found = f'<ofd:Res xmlns:ofd="{PLAIN.namespace}" BaseLoc="Res">'
    found += page.tag("MultiMedias", media) + "</ofd:Res>"
    more: dict[str, str | bytes] = {
        "Doc_0/PublicRes.xml": found,
        "Doc_0/Res/scan.png": file.getvalue(),
    }
    document = read_one(tmp_path / "扫描.ofd", ofd_bytes([[page]], more=more))
    assert recovered(TITLE[:20] + PARAGRAPHS[-1], text_of(document)) >= 0.95
    place = document.blocks[0].places[0][1]
    assert (place.page, place.box is not None, place.confidence < 1) == (1, True, True)
    assert place.box is not None
    assert 40 < place.box[1] * 297 < 55  # of the page, not of the picture


def test_date_is_the_last_line(corpus: dict[str, Path]) -> None:
    (document,) = read_ofd(corpus["标准"])
    assert isinstance(document, SourceDocument)
    assert document.blocks[-1].text == DATE
