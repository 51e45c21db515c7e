"""PDF files: what many programs make of one known text, and page by page what the reader does."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers import read
from index.readers.pdf.picture import LONGEST_SIDE, MOST_PIXELS, picture_of
from index.readers.pdf.radicals import meant
from index.readers.signs import heard_by
from index.readers.tables.table import row_texts
from index.readers.web.html import read_html
from index.types import BlockKind, Skipped, SourceDocument
from tests.formats import pdf_corpus
from tests.formats.pdf_notice import NOTE, TEXTS
from tests.formats.pdf_pages import LEFT, broken, centred, drawn, grid, line, paragraph
from tests.formats.recovered import recovered, text_of
from tests.formats.scan_corpus import TITLE as SCANNED_TITLE
from tests.formats.scan_corpus import Print
from tests.formats.scan_corpus import drawn as scanned_pages
from tests.formats.scan_corpus import notice as scanned_notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser
    from reportlab.pdfgen.canvas import Canvas

    from tests.formats.pdf_notice import Notice

LEAST_RECOVERED = 0.99
HITS = 5


def document(path: Path) -> SourceDocument:
    (found,) = read(path)
    assert isinstance(found, SourceDocument)
    return found


def texts(found: SourceDocument, kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in found.blocks if kind is None or block.kind is kind]


def bare(text: str) -> str:
    return "".join(text.split())


def pages_of(found: SourceDocument, text: str) -> list[int]:
    (block,) = [block for block in found.blocks if block.text == text]
    return [place.page for _, place in block.places]


def hidden_in(found: SourceDocument) -> dict[str, int]:
    return {each.kind: each.characters for each in found.hidden}


@dataclass(frozen=True)
class Made:
    """A file of the corpus, what it says and what was read in it."""

    path: Path
    notice: Notice
    found: SourceDocument


@pytest.fixture(scope="module")
def corpus(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Made]:
    """The corpus by what made it; programs that are not installed made none."""
    try:
        browser = request.getfixturevalue("browser")
    except pytest.skip.Exception:
        browser = None
    made = pdf_corpus.corpus(tmp_path_factory.mktemp("pdf"), browser)
    return {name: Made(path, notice, document(path)) for name, (path, notice) in made.items()}


def test_every_producer_s_text_is_recovered_in_order(corpus: dict[str, Made]) -> None:
    shares = {
        name: recovered(made.notice.text, text_of(made.found)) for name, made in corpus.items()
    }
    assert {name: share for name, share in shares.items() if share < LEAST_RECOVERED} == {}


def test_paragraphs_of_every_producer_are_whole_and_nothing_of_the_page_is_between(
    corpus: dict[str, Made],
) -> None:
    for name, made in corpus.items():
        found = [text.replace("¹", "") for text in texts(made.found)]
        assert [text for text in made.notice.paragraphs if text not in found] == [], name
        furniture = (pdf_corpus.RUNNING, "页", "— ")
        assert not [text for text in found if any(part in text for part in furniture)], name


def test_titles_and_headings_of_every_producer_are_found(corpus: dict[str, Made]) -> None:
    for name, made in corpus.items():
        if not made.notice.title:
            continue
        assert made.found.title == made.notice.title, name
        headings = {b.text: b.level for b in made.found.blocks if b.kind is BlockKind.HEADING}
        assert headings.pop(made.notice.title) == 1, name
        assert set(headings) == set(made.notice.headings), name
        assert len(set(headings.values())) == 1, name
        if made.notice.head:
            assert made.found.metadata.document_number == "临府办〔2024〕18号"
            assert made.found.metadata.issuer == "临江市人民政府办公室"


def test_tables_of_every_producer_keep_header_and_merged_cells_over_all_pages(
    corpus: dict[str, Made],
) -> None:
    seen = 0
    for name, made in corpus.items():
        rows = texts(made.found, BlockKind.TABLE_ROW)
        known = [row_texts(table.rows, has_header=True) for table in made.notice.tables]
        assert rows == [row for table in known for row in table], name
        found = texts(made.found)
        for table, named in zip(made.notice.tables, known, strict=True):
            assert bare(found[found.index(named[0]) - 1]) == bare(table.caption), name
        seen += len(rows)
    assert seen > 100


def test_every_block_tells_the_page_on_which_it_stands(corpus: dict[str, Made]) -> None:
    for name, made in corpus.items():
        pages = [
            bare("".join(map(meant, page.extract_text())))
            for page in pypdf.PdfReader(made.path).pages
        ]
        for block in made.found.blocks:
            assert block.places, name
            ends = [*(at for at, _ in block.places[1:]), len(block.text)]
            for (start, place), end in zip(block.places, ends, strict=True):
                left, top, right, bottom = place.box or (0, 0, 0, 0)
                assert 0 <= left < right <= 1, name
                assert 0 <= top < bottom <= 1, name
                said = bare(block.text[start:end]).replace("¹", "1")
                if block.kind is BlockKind.TABLE_ROW:
                    said = said.rpartition("：")[2]
                assert said[:6] in pages[place.page - 1], (name, said)


def test_every_table_row_is_found_by_a_question_about_it(
    corpus: dict[str, Made], tmp_path: Path
) -> None:
    missed = []
    asked = 0
    for name in [n for n in corpus if n in {"reportlab cid", "chromium", "libreoffice docx"}]:
        with KnowledgeBase.open(tmp_path / name) as knowledge_base:
            knowledge_base.add([corpus[name].path], encode=False)
            for table in corpus[name].notice.tables:
                columns = table.rows[0]
                for row in table.rows[1:]:
                    asked += 1
                    question = f"{row[0]}{row[1]}的{columns[2]}是多少？"
                    ids = [key for key, _ in knowledge_base.lexical_passages(question, HITS)]
                    said = f"{row[0]}；{columns[1]}：{row[1]}；{columns[2]}：{row[2]}"
                    passages = knowledge_base.passages(ids).values()
                    if not any(said in passage.text for passage in passages):
                        missed.append((name, question))
    assert asked >= 64
    assert missed == []


def test_a_footnote_is_kept_below_the_paragraph_that_ends_its_page(corpus: dict[str, Made]) -> None:
    if "libreoffice fodt columns" not in corpus:
        pytest.skip("LibreOffice is not installed")
    found = texts(corpus["libreoffice fodt columns"].found)
    assert any(text.endswith(NOTE) for text in found)
    assert any(text.endswith("重点用水单位。¹") for text in found)


def test_a_footnote_does_not_cut_a_paragraph_that_goes_on_overleaf(tmp_path: Path) -> None:
    long = "".join(broken(TEXTS[0])[:2])
    rest = TEXTS[1][:60]

    def first(canvas: Canvas) -> None:
        paragraph(canvas, TEXTS[2], 100)
        paragraph(canvas, long, 700)
        canvas.line(LEFT, 90, LEFT + 120, 90)
        line(canvas, "① 按照2023年水资源公报计算。", 780, size=9)

    found = document(drawn(tmp_path / "注.pdf", first, lambda c: paragraph(c, rest, 80, indent=0)))
    assert texts(found) == [TEXTS[2], long + rest, "① 按照2023年水资源公报计算。"]
    assert pages_of(found, long + rest) == [1, 2]
    assert found.blocks[1].places[1][0] == len(long)


def test_numbers_and_lines_that_return_on_each_page_are_left_out(tmp_path: Path) -> None:
    def page(number: int) -> Callable[[Canvas], object]:
        def draw(canvas: Canvas) -> None:
            centred(canvas, "临江市人民代表大会常务委员会公报", 40, 9)
            paragraph(canvas, TEXTS[number], 90)
            centred(canvas, f"· {number + 1} ·" if number % 2 else f"{number + 1}", 800, 9)
            line(canvas, f"临水发第{20 + number}页", 815, size=9)

        return draw

    found = document(drawn(tmp_path / "公报.pdf", *(page(n) for n in range(5))))
    assert texts(found) == list(TEXTS[:5])


def test_what_returns_in_the_middle_of_pages_is_text(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        paragraph(canvas, TEXTS[0], 90)
        line(canvas, "以下空白", 400)

    found = document(drawn(tmp_path / "表.pdf", page, page, page))
    assert texts(found).count("以下空白") == 3


def test_paragraphs_end_where_the_next_is_indented_or_its_first_word_had_room(
    tmp_path: Path,
) -> None:
    exact = "".join(broken(TEXTS[3])[:2])  # ends at the very edge

    def page(canvas: Canvas) -> None:
        y = paragraph(canvas, exact, 80)
        y = paragraph(canvas, TEXTS[4], y)
        y = paragraph(canvas, "第三条 " + TEXTS[5], y, indent=0)
        y = paragraph(canvas, "第四条 " + TEXTS[6], y, indent=0)
        line(canvas, "临江市水务局", y + 20, x=420)
        line(canvas, "2024年6月18日", y + 40, x=415)

    found = texts(document(drawn(tmp_path / "段.pdf", page)))
    assert found[:2] == [exact, TEXTS[4]]
    assert found[2:4] == ["第三条 " + TEXTS[5], "第四条 " + TEXTS[6]]
    assert found[4:] == ["临江市水务局", "2024年6月18日"]


def test_english_words_keep_their_spaces_over_line_breaks(tmp_path: Path) -> None:
    words = (
        "This notice takes effect on 1 July 2024 and remains valid for five years from that date "
        "unless the municipal government decides otherwise in accordance with the regulations."
    )

    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for n, piece in enumerate(textwrap.wrap(words, 76)):
            canvas.drawString(LEFT, 700 - 18 * n, piece)

    assert texts(document(drawn(tmp_path / "en.pdf", page))) == [words]


def test_a_table_over_three_pages_is_one_and_a_cut_row_is_whole(tmp_path: Path) -> None:
    header = ["序号", "单位", "职责分工", "联系电话"]

    def page(rows: list[list[str]]) -> Callable[[Canvas], object]:
        return lambda canvas: grid(canvas, [header, *rows], 80)

    pages = [
        page([["1", "水务局", "负责节水监督检查", "5512345"]]),
        page([["", "", "和用水定额管理。", ""], ["2", "住建局", "负责建筑节水", "5512346"]]),
        page([["3", "教育局", "负责学校宣传", "5512347"]]),
    ]
    found = document(drawn(tmp_path / "分工.pdf", *pages))
    assert texts(found) == [
        "序号：1；单位：水务局；职责分工：负责节水监督检查和用水定额管理。；联系电话：5512345",
        "序号：2；单位：住建局；职责分工：负责建筑节水；联系电话：5512346",
        "序号：3；单位：教育局；职责分工：负责学校宣传；联系电话：5512347",
    ]
    assert [block.places[0][1].page for block in found.blocks] == [1, 2, 3]


def test_a_cell_that_spans_rows_is_repeated_also_overleaf(tmp_path: Path) -> None:
    header: list[str | None] = ["区域", "项目", "补贴金额"]
    first: list[list[str | None]] = [
        header,
        ["东区", "管网改造", "1200元"],
        [None, "雨水收集", "800元"],
    ]
    second: list[list[str | None]] = [
        header,
        ["", "节水器具", "300元"],
        [None, "再生水", "500元"],
        ["西区", "管网改造", "900元"],
    ]
    path = drawn(
        tmp_path / "合并.pdf",
        lambda c: grid(c, first, 80),
        lambda c: grid(c, second, 80),
    )
    assert texts(document(path)) == [
        "区域：东区；项目：管网改造；补贴金额：1200元",
        "区域：东区；项目：雨水收集；补贴金额：800元",
        "区域：东区；项目：节水器具；补贴金额：300元",
        "区域：东区；项目：再生水；补贴金额：500元",
        "区域：西区；项目：管网改造；补贴金额：900元",
    ]


def test_text_that_nobody_sees_is_left_out_and_counted(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        paragraph(canvas, TEXTS[0], 80)
        canvas.setFillColorRGB(1, 1, 1)
        line(canvas, "白字白底", 300)
        canvas.setFillColorRGB(0, 0, 0)
        line(canvas, "隐形的文字", 330, mode=3)
        line(canvas, "极小", 360, size=0.4)
        line(canvas, "页面之外的内容", 400, x=700)
        line(canvas, "被图形盖住", 430)
        canvas.rect(LEFT - 5, 842 - 440, 200, 30, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        line(canvas, "黑底白字看得见", 435, x=LEFT + 90)
        canvas.setFillColorRGB(0.85, 0.1, 0.1)
        line(canvas, "红字看得见", 500)

    found = document(drawn(tmp_path / "隐藏.pdf", page))
    assert texts(found) == [TEXTS[0], "黑底白字看得见", "红字看得见"]
    assert hidden_in(found) == {
        "white on white": len("白字白底") + len("被图形盖住"),
        "hidden text": 5,
        "zero size": 2,
        "off page": 7,
    }


def test_values_of_a_form_are_read_and_comments_are_counted(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        line(canvas, "姓名：", 80)
        canvas.acroForm.textfield(name="a", x=150, y=758, width=200, height=16, value="Zhang San")
        canvas.textAnnotation("see me", (400, 700, 420, 720))
        paragraph(canvas, TEXTS[0], 130)

    found = document(drawn(tmp_path / "表.pdf", page))
    assert texts(found) == ["姓名： Zhang San", TEXTS[0]]
    assert hidden_in(found) == {"comment": len("see me")}


def test_a_table_of_contents_is_left_out_and_one_whose_lines_do_not_come_again_is_kept(
    tmp_path: Path,
) -> None:
    chapters = ["第一章 总则", "第二章 节水目标", "第三章 监督管理"]

    def contents(canvas: Canvas) -> None:
        centred(canvas, "目　录", 80, 16)
        for number, chapter in enumerate(chapters):
            line(canvas, f"{chapter}{'…' * 20}{number + 2}", 120 + 20 * number)

    def chapter(number: int) -> Callable[[Canvas], object]:
        def draw(canvas: Canvas) -> None:
            centred(canvas, chapters[number], 80, 16)
            paragraph(canvas, TEXTS[number], 120)

        return draw

    whole = document(drawn(tmp_path / "全.pdf", contents, *(chapter(n) for n in range(3))))
    pairs = zip(chapters, TEXTS, strict=False)
    assert texts(whole) == [text for pair in pairs for text in pair]
    alone = document(drawn(tmp_path / "目录.pdf", contents))
    assert texts(alone)[1:] == [f"{c}{'…' * 20}{n + 2}" for n, c in enumerate(chapters)]


def test_columns_that_only_stand_in_line_are_a_table_and_a_list_is_none(tmp_path: Path) -> None:
    rows = [
        ("区域", "人口（万人）", "用水量（万吨）"),
        ("东区", "12.5", "300"),
        ("西区", "8.2", "210"),
        ("南区", "30.1", "777"),
    ]

    def page(canvas: Canvas) -> None:
        y = paragraph(canvas, TEXTS[0], 80)
        for row in rows:
            y += 20
            for column, cell in enumerate(row):
                line(canvas, cell, y, x=LEFT + 150 * column)
        y += 40
        for number in range(4):
            line(canvas, f"（{number + 1}）", y + 20 * number)
            line(canvas, "节水型单位评价标准的第一部分", y + 20 * number, x=LEFT + 60)

    found = document(drawn(tmp_path / "无线表.pdf", page))
    assert texts(found, BlockKind.TABLE_ROW) == row_texts(rows, has_header=True)
    assert len([t for t in texts(found) if t.endswith("第一部分")]) == 4


def test_articles_with_a_wide_space_behind_their_number_are_no_table(tmp_path: Path) -> None:
    articles = [f"第{n}条　用水单位应当建立第{n}类用水台账并按季度报送。" for n in "一二三四五"]

    def page(canvas: Canvas) -> None:
        paragraph(canvas, TEXTS[0], 80)
        for number, article in enumerate(articles):
            line(canvas, article, 180 + 20 * number)

    found = document(drawn(tmp_path / "条.pdf", page))
    assert texts(found, BlockKind.PARAGRAPH)[1:] == [each.replace("　", " ") for each in articles]


def test_a_number_in_brackets_at_the_head_of_a_line_does_not_end_the_paragraph(
    tmp_path: Path,
) -> None:
    lines = broken("根据上级要求，" + TEXTS[3])
    short = lines[1][:-4]  # 〔2015〕 did not fit
    text = lines[0] + short + "〔2015〕7号文件同时废止。"

    def page(canvas: Canvas) -> None:
        paragraph(canvas, TEXTS[2], 60)
        for n, piece in enumerate((lines[0], short, "〔2015〕7号文件同时废止。")):
            line(canvas, piece, 160 + 20 * n, x=LEFT + (0 if n else 24))

    assert texts(document(drawn(tmp_path / "号.pdf", page))) == [TEXTS[2], text]


def test_a_watermark_and_a_second_print_for_boldness_leave_nothing_in_the_text(
    tmp_path: Path,
) -> None:
    def page(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            line(canvas, "重印以加粗的一行", 80, x=LEFT + shift)
        paragraph(canvas, TEXTS[1], 120)
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.setFillGray(0.8)
        canvas.setFont("STSong-Light", 60)
        canvas.drawString(0, 0, "内部资料")

    found = document(drawn(tmp_path / "水印.pdf", page))
    assert texts(found) == ["重印以加粗的一行", TEXTS[1]]
    assert hidden_in(found) == {}


def test_the_text_that_a_scanner_laid_under_its_picture_is_kept(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        paper = Image.new("RGB", (600, 850), (240, 240, 236))
        canvas.drawImage(ImageReader(paper), 0, 0, 595, 842)
        for n, piece in enumerate(broken(TEXTS[1])):
            line(canvas, piece, 100 + 20 * n, mode=3)

    found = document(drawn(tmp_path / "双层.pdf", page))
    assert recovered(TEXTS[1], text_of(found)) == 1
    assert hidden_in(found) == {}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pages_that_are_turned_are_read_upright(tmp_path: Path, degrees: int) -> None:
    def page(canvas: Canvas) -> None:
        y = paragraph(canvas, TEXTS[0], 80)
        grid(canvas, [["项目", "期限", "补贴金额"], ["管网", "三年", "1200元"]], y)

    plain = drawn(tmp_path / "正.pdf", page)
    turned = document(pdf_corpus.turned(plain, tmp_path / "转.pdf", degrees))
    assert texts(turned) == texts(document(plain))
    box = turned.blocks[0].places[0][1].box
    assert box is not None
    # The first paragraph stands at the top; turned, at the right, at the foot, at the left.
    edge = {90: 1 - box[2], 180: 1 - box[3], 270: box[0]}[degrees]
    assert edge < 0.1


def test_a_table_that_is_printed_sideways_is_read(tmp_path: Path) -> None:
    rows = [
        ["项目", "期限", "补贴金额"],
        ["管网改造", "三年", "1200元"],
        ["雨水收集", "五年", "800元"],
    ]

    def page(canvas: Canvas) -> None:
        canvas.translate(0, 842)
        canvas.rotate(-90)
        canvas.translate(100, -300)
        grid(canvas, rows, 0)

    found = document(drawn(tmp_path / "横.pdf", page))
    assert texts(found) == row_texts(rows, has_header=True)


def test_the_title_is_read_below_the_red_head_over_all_its_lines(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.9, 0, 0)
        centred(canvas, "临江市水务局文件", 120, 40)
        canvas.setFillColorRGB(0, 0, 0)
        centred(canvas, "临水发〔2024〕9号", 170, 12)
        centred(canvas, "临江市水务局关于印发", 230, 22)
        centred(canvas, "《节水型单位评价办法》的", 262, 22)
        centred(canvas, "通　　知", 294, 22)
        paragraph(canvas, TEXTS[0], 340)

    found = document(
        drawn(tmp_path / "a.pdf", page, title="Microsoft Word - 定稿.doc", author="王小明")
    )
    assert found.title == "临江市水务局关于印发《节水型单位评价办法》的通知"
    assert found.metadata.document_number == "临水发〔2024〕9号"
    assert found.metadata.issuer == "临江市水务局"
    assert found.blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("stated", "title", "origin"),
    [
        ("临江市节约用水条例实施细则", "临江市节约用水条例实施细则", "properties Title"),
        ("Microsoft Word - 细则.doc", "无题", "file name"),
        ("untitled", "无题", "file name"),
    ],
)
def test_the_title_property_counts_only_where_no_title_is_printed(
    tmp_path: Path, stated: str, title: str, origin: str
) -> None:
    found = document(
        drawn(tmp_path / "无题.pdf", lambda c: paragraph(c, TEXTS[5], 80), title=stated)
    )
    assert found.title == title
    assert [r.origin for r in found.read_from if r.field == "title"] == [origin]


def test_an_empty_password_opens_and_another_is_asked_for(tmp_path: Path) -> None:
    plain = drawn(tmp_path / "a.pdf", lambda c: paragraph(c, TEXTS[5], 80))
    free = pdf_corpus.locked(plain, tmp_path / "b.pdf", user="")
    assert texts(document(free)) == [TEXTS[5]]
    closed = pdf_corpus.locked(plain, tmp_path / "c.pdf", user="secret")
    with pytest.raises(
        UnreadableFile, match=r"^c\.pdf：文件有密码，无法读取。请去掉密码后再导入。"
    ):
        document(closed)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused_and_not_read_in_part(
    tmp_path: Path, share: float
) -> None:
    whole = drawn(
        tmp_path / "整.pdf",
        *[lambda c, text=text: paragraph(c, text, 80) for text in TEXTS],
    ).read_bytes()
    path = tmp_path / "断.pdf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableFile, match=r"^断\.pdf：文件不完整，结尾缺失"):
        document(path)


def test_a_damaged_structure_is_told(tmp_path: Path) -> None:
    path = tmp_path / "坏.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"nothing of use\n" * 50 + b"startxref\n9\n%%EOF\n")
    with pytest.raises(UnreadableFile, match=r"^坏\.pdf：PDF 结构损坏"):
        document(path)


def test_too_many_pages_are_refused_before_any_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drawn(tmp_path / "长.pdf", *[lambda c: paragraph(c, TEXTS[0], 300)] * 12)
    monkeypatch.setenv("POLICY_QA_READ_PAGES", "11")
    signs: list[int] = []
    with (
        heard_by(lambda done, _total, _what: signs.append(done)),
        pytest.raises(UnreadableFile, match=r"^长\.pdf：有 12 页，超过上限 11 页。"),
    ):
        document(path)
    assert signs == []
    monkeypatch.setenv("POLICY_QA_READ_PAGES", "12")
    with heard_by(lambda done, _total, _what: signs.append(done)):
        document(path)
    assert signs == list(range(1, 13))


def test_ten_thousand_pages_are_refused_at_once(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(10_000):
        writer.add_blank_page(595, 842)
    writer.write(tmp_path / "万页.pdf")
    with pytest.raises(UnreadableFile, match="有 10000 页，超过上限 3000 页"):
        document(tmp_path / "万页.pdf")


def test_a_page_that_is_damaged_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    pages = [lambda c, n=n: paragraph(c, TEXTS[n], 80) for n in range(3)]
    writer = pypdf.PdfWriter(clone_from=drawn(tmp_path / "整.pdf", *pages))
    kids = writer._pages.get_object()["/Kids"]  # type: ignore[index]
    kids[1] = pypdf.generic.NumberObject(7)
    path = tmp_path / "一页坏.pdf"
    writer.write(path)
    found = list(read(path))
    assert isinstance(found[0], SourceDocument)
    assert texts(found[0]) == [TEXTS[0], TEXTS[2]]
    assert isinstance(found[1], Skipped)
    assert "第 2 页已损坏" in found[1].reason


def test_a_file_without_any_text_is_told(tmp_path: Path) -> None:
    path = drawn(tmp_path / "空白.pdf", lambda c: c.rect(50, 50, 100, 100))
    with pytest.raises(UnreadableFile, match=r"^空白\.pdf：没有可以读取的文字（共 1 页）"):
        document(path)


def test_a_page_that_is_a_picture_is_recognised_between_pages_with_text(tmp_path: Path) -> None:
    (picture,) = scanned_pages(scanned_notice()[:6], Print(points=14), signed=False)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG")

    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(jpeg), 0, 0, 595, 842)

    path = drawn(
        tmp_path / "混.pdf",
        lambda c: paragraph(c, TEXTS[0], 80),
        scan,
        lambda c: paragraph(c, TEXTS[1], 80),
    )
    found = document(path)
    known = "\n".join([TEXTS[0], *scanned_notice()[:6], TEXTS[1]])
    assert recovered(known, text_of(found)) >= LEAST_RECOVERED
    assert texts(found)[0] == TEXTS[0]
    assert texts(found)[-1] == TEXTS[1]
    middle = [place for block in found.blocks[1:-1] for _, place in block.places]
    assert {place.page for place in middle} == {2}
    assert all(0.5 < place.confidence < 1 for place in middle)


def test_a_scanned_first_page_gives_the_title(tmp_path: Path) -> None:
    (picture,) = scanned_pages(scanned_notice()[:4], Print(points=14), signed=False)
    picture.save(tmp_path / "扫描.pdf", resolution=200)
    assert document(tmp_path / "扫描.pdf").title == SCANNED_TITLE


def test_a_page_of_five_metres_is_drawn_small_enough(tmp_path: Path) -> None:
    import pypdfium2

    side = 14_173.0
    path = drawn(tmp_path / "大.pdf", lambda c: c.rect(10, 10, 9000, 9000), size=(side, side))
    with pypdfium2.PdfDocument(path) as pdf:
        image = picture_of(pdf[0])
    assert max(image.size) <= LONGEST_SIDE
    assert image.width * image.height <= MOST_PIXELS * 1.01


@pytest.mark.parametrize("name", ["12_", "18_", "35b_"])
def test_government_pages_printed_by_a_browser_are_read_as_the_pages_are(
    browser: Browser, data_folder: Path, tmp_path: Path, name: str
) -> None:
    (source,) = (data_folder / "pages").glob(f"{name}*.html")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(source.as_uri(), wait_until="domcontentloaded")
    page.pdf(path=tmp_path / "印.pdf", format="A4", display_header_footer=True)
    context.close()
    (web,) = read_html(source)
    found = document(tmp_path / "印.pdf")
    assert found.title == web.title
    assert recovered(text_of(web), text_of(found)) >= LEAST_RECOVERED
    said = {bare(text) for text in texts(found)}
    wanted = [b.text for b in web.blocks if len(b.text) > 30 or b.kind is BlockKind.TABLE_ROW]
    lost = [text for text in wanted if bare(text) not in said]
    assert len(lost) <= 0.03 * len(wanted), lost
