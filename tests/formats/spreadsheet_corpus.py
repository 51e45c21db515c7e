"""Spreadsheets made at test time by different programs, from tables whose text is known."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Font

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


OFFICE = "soffice"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a person reads it: every cell as it is shown. The first column is its key."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """All its text, a row a line, as a reader is to give it back (a header is said in each row)."""
        lines = [self.caption]
        for row in self.rows:
            lines += [name + cell for name, cell in zip(self.columns, row, strict=True) if cell]
        return "\n".join([*lines, *self.notes])


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and the tables that it shows."""

    path: Path
    tables: tuple[Table, ...]


PARKING = Table(
    "临江市2024年道路停车收费标准一览表",
    ("路段", "车型", "收费标准每小时", "收费标准每日", "执行日期", "优惠比例"),
    (
        ("中山大道", "小型车", "5.00", "40", "2024年1月1日", "5%"),
        ("中山大道", "大型车", "10.50", "1,080", "2024年1月1日", "12%"),
        ("滨河西路", "小型车", "3.00", "24", "2024年3月15日", "0%"),
        ("火车站广场", "小型车", "8.00", "60", "2024年12月1日", "10%"),
    ),
    ("注：残疾人机动车免收停车费。",),
)
SUBSIDIES = Table(
    "临江市各项补贴标准表（2023—2025年）",
    ("补贴项目", "2023年", "2024年", "2025年"),
    (
        ("高温津贴", "300", "300", "320"),
        ("生育津贴", "1200", "1250", "1300"),
        ("护理补贴", "209", "215", "221"),
        ("丧葬补助", "4500", "4600", "4700"),
    ),
)
OFFICES = Table(
    "临江市政务服务网点联系方式",
    ("序号", "网点名称", "办公地址", "联系电话", "经办人身份证号"),
    tuple(
        (str(n), f"{name}政务服务中心", f"{name}{road}{n * 7}号", f"0571-8{n:03d}66{n:02d}", f"33010619{n + 70}01011{n:03d}")
        for n, (name, road) in enumerate(
            (
                ("东湖街道", "学院路"), ("西岭街道", "解放路"), ("南浦镇", "渔港路"), ("北关街道", "铁路南路"),
                ("石桥镇", "老街"), ("白马乡", "村委路"), ("清溪镇", "沿江路"), ("云台街道", "登山道"),
            ),
            1,
        )
    ),
)  # fmt: skip
PAPERS = Table(
    "表2 公租房申请材料目录",
    ("材料名称", "份数", "形式要求"),
    (
        ("身份证明", "1", "原件核验，收复印件"),
        ("收入证明", "2", "单位盖章的原件"),
        ("无房证明", "1", "不动产登记中心出具"),
    ),
    ("说明：外文材料须附译文。",),
)
PEOPLE = Table(
    "临江市人才公寓配租名单",
    ("编号", "单位", "户型", "月租金（元）"),
    tuple(
        (f"LJ{n:04d}", f"临江第{n}机械厂", ("一居室", "二居室", "三居室")[n % 3], f"{900 + 13 * n}")
        for n in range(1, 241)
    ),
)


def make_corpus(folder: Path) -> list[Made]:
    """All files; those of LibreOffice are left out where it is not installed."""
    made = [
        Made(_parking(folder / "停车收费.xlsx"), (PARKING,)),
        Made(_parking(folder / "停车收费（带宏）.xlsm"), (PARKING,)),
        Made(_years(folder / "补贴标准.xlsx"), (SUBSIDIES,)),
        Made(_offices(folder / "网点.xlsx"), (OFFICES,)),
        Made(_two_sheets(folder / "综合.xlsx"), (SUBSIDIES, PAPERS, OFFICES)),
        Made(_long(folder / "名单.xlsx"), (PEOPLE,)),
        Made(_by_hand(folder / "手写.xlsx"), (PAPERS,)),
        Made(_delimited(folder / "网点.csv", OFFICES, "utf-8-sig"), (OFFICES,)),
        Made(_delimited(folder / "材料.csv", PAPERS, "gb18030", ";"), (PAPERS,)),
        Made(_delimited(folder / "补贴.tsv", SUBSIDIES, "utf-16", "\t"), (SUBSIDIES,)),
    ]
    if shutil.which(OFFICE):
        made += _by_libreoffice(folder)
    return made


def _by_libreoffice(folder: Path) -> list[Made]:
    """What LibreOffice makes of some of the files: XLSX, ODS and XLS; an ET file is an XLS file."""
    made = folder / "libreoffice"
    made.mkdir()
    plain = _delimited(made / "source.csv", PEOPLE, "utf-8")
    _convert(plain, "xlsx", made, "名单（转换）.xlsx")
    _convert(folder / "停车收费.xlsx", "ods", made, "停车收费.ods")
    _convert(folder / "综合.xlsx", "xls", made, "综合.xls")
    shutil.copyfile(made / "综合.xls", made / "综合.et")
    plain.unlink()
    three = (SUBSIDIES, PAPERS, OFFICES)
    return [
        Made(made / "名单（转换）.xlsx", (PEOPLE,)),
        Made(made / "停车收费.ods", (PARKING,)),
        Made(made / "综合.xls", three),
        Made(made / "综合.et", three),
    ]


def _convert(source: Path, target: str, folder: Path, name: str) -> None:
    convert_by_libreoffice(source, target, folder)
    (folder / "out" / f"{source.stem}.{target}").rename(folder / name)


def convert_by_libreoffice(source: Path, target: str, folder: Path) -> None:
    """Write ``source`` in another format to ``folder / "out"``; ``target`` is a suffix, or names a filter too."""
    command = [
        OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--infilter=CSV:44,34,76,1", "--convert-to", target, "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _parking(path: Path) -> Path:
    """A form of officials: title over all columns, unit, header of two rows, key merged, note, hidden text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收费标准"
    sheet["A1"] = PARKING.caption
    sheet.merge_cells("A1:F2")
    sheet["A3"], sheet["F3"] = "填报单位：临江市发展和改革局", "单位：元"
    for column, name in zip("ABEF", ("路段", "车型", "执行日期", "优惠比例"), strict=True):
        sheet[f"{column}4"] = name
        sheet.merge_cells(f"{column}4:{column}5")
    sheet["C4"], sheet["C5"], sheet["D5"] = "收费标准", "每小时", "每日"
    sheet.merge_cells("C4:D4")
    sheet.append(["中山大道", "小型车", 5, 40, date(2024, 1, 1), 0.05])
    sheet.append([None, "大型车", 10.5, 1080, date(2024, 1, 1), 0.1 + 0.02])
    sheet.merge_cells("A6:A7")
    sheet.append(["内部路段", "小型车", 1, 2, date(2024, 3, 15), 0.5])
    sheet.row_dimensions[8].hidden = True
    sheet.append(["滨河西路", "小型车", 3, 24, date(2024, 3, 15), 0])
    sheet.append(["火车站广场", "小型车", 8, 60, date(2024, 12, 1), 0.1])
    for row in range(6, 11):
        sheet.cell(row, 3).number_format = "0.00"
        sheet.cell(row, 4).number_format = "#,##0"
        sheet.cell(row, 5).number_format = 'yyyy"年"m"月"d"日"'
        sheet.cell(row, 6).number_format = "0%"
    sheet["A12"] = PARKING.notes[0]
    sheet.merge_cells("A12:F12")
    sheet["G6"] = "系统内部备注"
    sheet["G6"].font = Font(color="FFFFFFFF")
    secret = book.create_sheet("台账")
    secret["A1"] = "内部台账不公开"
    secret.sheet_state = "veryHidden"
    book.save(path)
    return path


def _years(path: Path) -> Path:
    book = openpyxl.Workbook()
    _put(book.active, SUBSIDIES, numbers=True)
    book.properties.title = "无关的属性标题"
    book.save(path)
    return path


def _offices(path: Path) -> Path:
    """Long numbers as numbers and as text, with empty columns between, and text with line breaks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = OFFICES.caption
    for column, name in zip("BCDEF", OFFICES.columns, strict=True):
        sheet[f"{column}3"] = name.replace("身份", "\n身份")
    for n, (number, name, address, telephone, identity) in enumerate(OFFICES.rows, 4):
        for column, value in zip(
            "BCDEF", (int(number), name, address, telephone, identity), strict=True
        ):
            sheet[f"{column}{n}"] = value
    for row in range(100, 20_000):  # a border drawn far below the table
        sheet.cell(row, 1).font = Font(bold=True)
    book.save(path)
    return path


def _two_sheets(path: Path) -> Path:
    """Two tables on the first sheet, one on the second, an empty third."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "标准与材料"
    _put(first, SUBSIDIES, numbers=True)
    first.append([])
    _put(first, PAPERS)
    _put(book.create_sheet("网点"), OFFICES)
    book.create_sheet("Sheet3")
    book.save(path)
    return path


def _long(path: Path) -> Path:
    """Written as a stream, with its texts inside the sheet and no dimension; blank rows between."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append([PEOPLE.caption])
    sheet.append(PEOPLE.columns)
    for n, row in enumerate(PEOPLE.rows):
        if n and n % 60 == 0:
            sheet.append([])
        sheet.append([*row[:3], int(row[3])])
    book.save(path)
    return path


def _put(sheet: Worksheet, table: Table, *, numbers: bool = False) -> None:
    sheet.append([table.caption])
    sheet.append(table.columns)
    for row in table.rows:
        cells: list[Any] = [int(cell) if numbers and cell.isdigit() else cell for cell in row]
        sheet.append(cells)
    for note in table.notes:
        sheet.append([note])


def _delimited(path: Path, table: Table, encoding: str, delimiter: str = ",") -> Path:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow([table.caption])
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    writer.writerows([note] for note in table.notes)
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def _by_hand(path: Path) -> Path:
    """A "strict" file: other namespaces, cells without references, no styles, texts in the cells."""
    rows: list[Sequence[str]] = [
        [PAPERS.caption], PAPERS.columns, *PAPERS.rows, [PAPERS.notes[0]],
    ]  # fmt: skip
    lines = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><r><t>{cell[:1]}</t></r><r><t>{cell[1:]}</t></r><rPh><t>x</t></rPh></is></c>' for cell in row) + "</row>"
        for row in rows
    )  # fmt: skip
    write_package(
        path, f"<sheetData>{lines}</sheetData>", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    return path


def write_package(
    path: Path,
    sheet: str,
    namespace: str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    **parts: str,
) -> Path:
    """A workbook of one sheet from the XML inside its ``worksheet``; ``parts`` are xl/styles.xml and the like."""
    office = (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
        if "purl" in namespace
        else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    others = "".join(
        f'<Relationship Id="r{name}" Type="{office}/{name}" Target="{name}.xml"/>' for name in parts
    )
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet"} | {n: n for n in parts}
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{namespace}" xmlns:r="{office}"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="/xl/worksheets/sheet1.xml"/>{others}</Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{namespace}">{sheet}</worksheet>'
        )
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return path
