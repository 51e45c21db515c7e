"""Spreadsheets: every row with its header and its place, as the program shows it; nothing hidden."""

from __future__ import annotations

import csv
import time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers import read
from index.readers.sheets.number_format import shown_number, shown_text
from index.readers.soffice import find_soffice
from index.types import Block, BlockKind, SourceDocument
from tests.formats.recovered import recovered, text_of
from tests.formats.spreadsheet_corpus import (
    convert_by_libreoffice,
    make_corpus,
    write_package,
)

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder
    from tests.formats.spreadsheet_corpus import Made

LEAST_RECOVERED = 0.99
HITS = 5  # passages among which the row must be where its caption is asked for too


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    return make_corpus(tmp_path_factory.mktemp("sheets"))


def document(path: Path) -> SourceDocument:
    (found,) = read(path)
    assert isinstance(found, SourceDocument)
    return found


def rows_of(found: SourceDocument) -> list[str]:
    return [block.text for block in found.blocks if block.kind is BlockKind.TABLE_ROW]


def hidden_of(found: SourceDocument) -> dict[str, int]:
    return {each.kind: each.characters for each in found.hidden}


def test_the_text_of_every_file_is_recovered_and_each_row_has_its_header(
    corpus: list[Made],
) -> None:
    assert len(corpus) >= (14 if find_soffice() else 10)
    for made in corpus:
        found = document(made.path)
        known = "\n".join(table.text() for table in made.tables)
        assert recovered(known, text_of(found)) >= LEAST_RECOVERED, made.path.name
        rows = rows_of(found)
        for table in made.tables:
            named = [
                "；".join(f"{name}：{cell}" for name, cell in zip(table.columns, row, strict=True))
                for row in table.rows
            ]
            at = rows.index(named[0])
            assert rows[at : at + len(named)] == named, made.path.name


def test_every_row_is_found_by_a_question_about_it(
    corpus: list[Made], tmp_path: Path, encoder: Encoder
) -> None:
    missed, asked = [], 0
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as knowledge_base:
        knowledge_base.add([made.path for made in corpus], encode=False)
        for table in {table for made in corpus for table in made.tables}:
            for row in table.rows:
                said = f"{table.columns[0]}：{row[0]}；{table.columns[1]}：{row[1]}"
                question = f"{row[0]}{row[1]}的{table.columns[-1]}是多少？"
                # The words of the caption draw the passages in which it is printed.
                for words, hits in ((question, 1), (f"{table.caption}中{question}", HITS)):
                    ids = [key for key, _ in knowledge_base.lexical_passages(words, hits)]
                    passages = knowledge_base.passages(ids).values()
                    asked += 1
                    if not any(said in each.text and row[-1] in each.text for each in passages):
                        missed.append(words)
    assert asked == 2 * (4 + 4 + 8 + 3 + 240)
    assert missed == []


def test_hidden_rows_sheets_and_white_text_are_left_out_and_counted(corpus: list[Made]) -> None:
    parking = [made for made in corpus if made.path.stem.startswith("停车收费")]
    assert len(parking) >= 2
    for made in parking:
        found = document(made.path)
        assert "内部" not in text_of(found)
        hidden = hidden_of(found)
        assert hidden["hidden sheet"] == len("内部台账不公开")
        assert hidden["white on white"] == len("系统内部备注")
        assert hidden["hidden row"] > len("内部路段")


def test_a_row_knows_its_sheet_and_the_number_that_the_program_shows(corpus: list[Made]) -> None:
    (made,) = [made for made in corpus if made.path.name == "综合.xlsx"]
    found = document(made.path)
    book = openpyxl.load_workbook(made.path)
    for block in found.blocks:
        if block.kind is BlockKind.TABLE_ROW:
            ((offset, place),) = block.places
            assert offset == 0
            cells = [str(cell.value) for cell in book[place.sheet][place.row] if cell.value]
            assert all(cell in block.text for cell in cells)


def test_sheets_are_parts_under_their_names_and_captions_head_their_tables(
    corpus: list[Made],
) -> None:
    (made,) = [made for made in corpus if made.path.name == "综合.xlsx"]
    headings = [
        (block.text, block.level)
        for block in document(made.path).blocks
        if block.kind is BlockKind.HEADING
    ]
    assert headings == [
        ("临江市各项补贴标准表（2023—2025年）", 1),
        ("标准与材料", 2),
        ("表2 公租房申请材料目录", 3),
        ("网点", 2),
        ("临江市政务服务网点联系方式", 3),
    ]


def test_what_is_not_seen_is_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["名称", "单价", "底价"], ["钢笔", 5, 3], ["铅笔", 1, 0.5], ["橡皮", 2, 1]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    sheet["A2"].comment = Comment("这是批注", "某人")
    sheet["A3"].number_format = ";;;"
    sheet["B4"].font = Font(size=0.5)
    sheet["A1"].font = Font(color="FFFFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="FF1F4E78")  # white on blue is seen
    sheet["E9"] = "被覆盖的字"
    sheet["D8"] = "合并后的说明。"
    book.save(tmp_path / "a.xlsx")
    sheet.merged_cells.add("D8:E9")  # the program would have emptied the covered cell
    book.save(tmp_path / "a.xlsx")
    found = document(tmp_path / "a.xlsx")
    assert rows_of(found)[:1] == ["名称：钢笔；单价：5"]
    assert "铅笔" not in text_of(found)
    assert hidden_of(found) == {
        "comment": 4, "hidden column": 7, "hidden text": 7, "zero size": 1,
    }  # fmt: skip


def test_merged_cells_show_their_text_also_where_their_first_row_is_filtered_away(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["区域", "街道", "电话"], ["东区", "甲街", "111"], [None, "乙街", "222"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[2].hidden = True
    sheet.auto_filter.ref = "A1:C3"
    book.save(tmp_path / "a.xlsx")
    found = document(tmp_path / "a.xlsx")
    assert rows_of(found) == ["区域：东区；街道：乙街；电话：222"]
    assert hidden_of(found) == {"hidden row": 5}


def test_a_formula_shows_its_cached_value_and_nothing_where_it_has_none(tmp_path: Path) -> None:
    path = write_package(
        tmp_path / "a.xlsx",
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>合计人数</t></is></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1"><f>2+2</f></c><c r="D1" t="str"><f>"a"</f><v>甲_x000D_</v></c><c r="E1" t="e"><v>#N/A</v></c></row></sheetData>',
    )
    assert rows_of(document(path)) == ["合计人数 | 2 | 甲_x000D_ | #N/A"]


def test_a_million_empty_rows_and_a_wrong_dimension_do_not_hold_it_up(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, 1_048_577))
    path = write_package(
        tmp_path / "a.xlsx",
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项目</t></is></c>'
        f'<c r="XFD1" t="inlineStr"><is><t>金额</t></is></c></row><row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>{empty}'
        '</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>',
    )
    began = time.monotonic()
    assert rows_of(document(path)) == ["项目：1；金额：2"]
    assert time.monotonic() - began < 60


def test_too_many_rows_are_refused_with_the_setting_that_admits_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_READ_ROWS", "10")
    (tmp_path / "a.csv").write_text("甲,乙\n" * 11, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"超过上限 10 行.*POLICY_QA_READ_ROWS"):
        document(tmp_path / "a.csv")
    book = openpyxl.Workbook()
    for _ in range(11):
        book.active.append(["甲", "乙"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match=r"超过上限 10 行.*POLICY_QA_READ_ROWS"):
        document(tmp_path / "a.xlsx")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = write_package(
        tmp_path / "a.xlsx", "<sheetData><row><c><v>1</v></c></row></sheetData>",
        sharedStrings='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>',
    )  # fmt: skip
    with pytest.raises(UnreadableFile, match="DTD"):
        document(path)


def test_a_truncated_workbook_says_so(corpus: list[Made], tmp_path: Path) -> None:
    data = corpus[0].path.read_bytes()
    (tmp_path / "a.xlsx").write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableFile, match=r"^a.xlsx：.*(损坏|不完整)"):
        document(tmp_path / "a.xlsx")


def test_a_workbook_without_anything_to_see_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match="没有看得见的内容"):
        document(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.05, "0%", "5%"), (0.125, "0.0%", "12.5%"), (0.1 + 0.2, "General", "0.3"), (13800138000.0, "General", "13800138000"),
        (1234567.5, "#,##0.00", "1,234,567.50"), (1234.5, '"¥"#,##0.00', "¥1,234.50"), (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (-5, "0.00_);[Red](0.00)", "(5.00)"), (-5.255, "#,##0.00;[Red]-#,##0.00", "-5.26"), (0, '#,##0;-#,##0;"-"', "-"),
        (3, '0"元"', "3元"), (5, "00000", "00005"), (1500000, "0.0,,", "1.5"), (5, ";;;", ""), (3, "0.##", "3"),
        (45292, 'yyyy"年"m"月"d"日"', "2024年1月1日"), (45292, "yyyy/m/d;@", "2024/1/1"), (45292.5, "yyyy-mm-dd hh:mm:ss", "2024-01-01 12:00:00"),
        (45292, "[$-F800]dddd, mmmm dd, yyyy", "2024年1月1日"), (45292, 'yyyy"年"m"月";@', "2024年1月"), (1.5, "[h]:mm", "36:00"),
        (0.5, "h:mm AM/PM", "12:00 PM"), (0.5 + 1 / 1440, "mm:ss", "01:00"), (45292, "aaaa", "星期一"), (13800138000, "000-0000-0000", "138-0013-8000"),
        (120, '[>=100]"高"0;0', "高120"), (2.5, "0", "3"), (1234, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.00"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_the_program_shows_it(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


CODES = (
    "General", "0", "0.00", "00000", "#,##0", "#,##0.00", "#,##0.0#", "0.##", "0.0,,", "0%", "0.0%", '0"元"', '"第"0"号"',
    '#,##0;-#,##0;"-"', "0.00_);(0.00)", "0.0;[Red]-0.0", "000-0000-0000", "[$¥-804]#,##0.00",
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
)  # fmt: skip
DATE_CODES = (
    'yyyy"年"m"月"d"日"', "yyyy/m/d", "yyyy-mm-dd hh:mm:ss", 'yyyy"年"m"月"', "yy-mm-dd", 'm"月"d"日"', "h:mm", "mm:ss",
)  # fmt: skip
VALUES = (0, 1, 0.05, 0.125, 0.3, 2.5, -5.255, 120, 1234.5, 45292.5, 1234567.891, 13800138000, 1e-4)
DATES = (61, 1234.5, 36526.25, 45292, 45350.75, 60000)


@pytest.mark.skipif(not find_soffice(), reason="LibreOffice is not installed")
def test_numbers_are_shown_as_libreoffice_shows_them(tmp_path: Path) -> None:
    cases = [(c, v) for c in CODES for v in VALUES] + [(c, v) for c in DATE_CODES for v in DATES]
    book = openpyxl.Workbook()
    for n, (code, value) in enumerate(cases, 1):
        book.active.cell(n, 1, value).number_format = code
    book.save(tmp_path / "a.xlsx")
    # Comma, double quote, UTF-8: it writes what it shows.
    convert_by_libreoffice(
        tmp_path / "a.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path
    )
    with (tmp_path / "out" / "a.csv").open(encoding="utf-8", newline="") as file:
        theirs = [row[0] if row else "" for row in csv.reader(file)]
    assert len(theirs) == len(cases)
    differing = [
        (code, value, shown_number(value, code), shown)
        for (code, value), shown in zip(cases, theirs, strict=True)
        if shown_number(value, code) != shown.strip()
    ]
    assert differing == []


@given(st.floats(), st.text('0#?.,%;"\\_*[]<>=@EemyYdhsaA/$-+年General :', max_size=16))
@example(float("nan"), "0.00")
@example(1e300, "0.00%%")
def test_no_format_is_too_strange(value: float, code: str) -> None:
    assert "\n" not in shown_number(value, code)


def test_texts_have_formats_too() -> None:
    assert shown_text("第三", '0;0;0;@"季度"') == "第三季度"
    assert shown_text("第三", "0.00") == "第三"


def test_delimited_text_keeps_quoted_breaks_and_row_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        '某区补贴名单\r\n序号;姓名;"地址\r\n（街道）";金额\r\n\r\n1;张三;"某路1号;2楼";500,5\r\n2;李四;"某路\n2号";600\r\n'.encode(
            "gb18030"
        )
    )
    found = document(tmp_path / "a.csv")
    assert found.title == "某区补贴名单"
    assert rows_of(found) == [
        "序号：1；姓名：张三；地址（街道）：某路1号;2楼；金额：500,5",
        "序号：2；姓名：李四；地址（街道）：某路 2号；金额：600",
    ]
    assert [block.places[0][1].row for block in found.blocks] == [1, 4, 5]


def test_a_value_that_fills_a_whole_row_keeps_its_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲类,乙类,丙类\n0,0,0\n1,2,3\n", encoding="utf-8")
    assert rows_of(document(tmp_path / "a.csv"))[0] == "甲类：0；乙类：0；丙类：0"


def headings(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if block.kind is BlockKind.HEADING]


def test_lines_around_tables_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "附件2,,\n2024年收费一览表,,\n单位：元,,2024年5月\n项目,标准,依据\n甲,1,x号\n一、城区,,\n乙,2,y号\n注：含税。,,\n审核人：王五,制表人：李四,\n",
        encoding="utf-8",
    )
    found = document(tmp_path / "a.csv")
    assert found.title == "2024年收费一览表"
    assert headings(found.blocks) == ["2024年收费一览表", "附件2"]
    assert rows_of(found) == [
        "项目：甲；标准：1；依据：x号",
        "一、城区",
        "项目：乙；标准：2；依据：y号",
    ]
    lines = [block.text for block in found.blocks if block.kind is BlockKind.PARAGRAPH]
    assert lines == ["单位：元", "2024年5月", "注：含税。", "审核人：王五", "制表人：李四"]
