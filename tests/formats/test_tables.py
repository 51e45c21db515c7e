"""Tables of all formats: header, form, caption, unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.passages import split_passages
from index.readers import read
from index.readers.tables.table import row_texts
from index.structure import build_document
from index.types import Block, BlockKind, Passage, SectionKind, SourceDocument
from tests.formats.recovered import text_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([["项目", "2023年", "2024年"], ["甲", "5元", "6元"]], ["项目：甲；2023年：5元；2024年：6元"]),
        ([["区域", "第一档", "第二档"], ["一环内", "5元", "40元"]], ["区域：一环内；第一档：5元；第二档：40元"]),
        ([["", "2023年", "2024年"], ["甲", "5", "6"], ["乙", "7", "8"], ["丙", "9", "1"]],
         ["甲；2023年：5；2024年：6", "乙；2023年：7；2024年：8", "丙；2023年：9；2024年：1"]),
        ([["项目", "2023年", "2023年", "2024年"], ["项目", "金额", "比例", "金额"], ["甲", "1", "2%", "3"]],
         ["项目：甲；2023年金额：1；2023年比例：2%；2024年金额：3"]),
        ([["城镇", "城镇", "农村", "农村"], ["金额", "比例", "金额", "比例"], ["1", "2%", "3", "4%"]],
         ["城镇金额：1；城镇比例：2%；农村金额：3；农村比例：4%"]),
        ([["名称", "单价"], ["苹果", "3.5元"], ["梨", "4元"], ["桃", "5元"]], ["名称：苹果；单价：3.5元", "名称：梨；单价：4元", "名称：桃；单价：5元"]),
        ([["街道", "电话", "街道", "电话"], ["甲", "1", "乙", "2"]], ["街道：甲；电话：1；街道：乙；电话：2"]),
        ([["年龄", "60-79岁补贴"], ["城镇", "100"], ["农村", "90"], ["山区", "95"]], ["年龄：城镇；60-79岁补贴：100", "年龄：农村；60-79岁补贴：90", "年龄：山区；60-79岁补贴：95"]),
        ([["甲街", "37286460", "某路1号"], ["乙街", "37286461", "某路2号"]], ["甲街 | 37286460 | 某路1号", "乙街 | 37286461 | 某路2号"]),
        ([["1", "2", "3"], ["4", "5", "6"]], ["1 | 2 | 3", "4 | 5 | 6"]),
        ([["2023年", "一季度"], ["2024年", "二季度"]], ["2023年 | 一季度", "2024年 | 二季度"]),
    ],
)  # fmt: skip
def test_the_names_of_columns_are_told_from_values(rows: list[list[str]], shown: list[str]) -> None:
    assert row_texts(rows) == shown


def test_a_form_gives_pairs_of_label_and_value() -> None:
    form = [
        ["申请表", "申请表", "申请表", "申请表"],
        ["姓名", "张三", "性别", "男"],
        ["出生年月", "1990年1月", "民族", ""],
        ["家庭住址", "某路9号", "某路9号", "某路9号"],
        ["本人承诺以上属实。", "本人承诺以上属实。", "本人承诺以上属实。", "本人承诺以上属实。"],
    ]
    assert row_texts(form) == [
        "申请表", "姓名：张三；性别：男", "出生年月：1990年1月；民族：", "家庭住址：某路9号", "本人承诺以上属实。",
    ]  # fmt: skip


def test_a_list_of_people_is_no_form() -> None:
    people = [
        ["姓名", "性别", "年龄", "电话"],
        ["张三", "男", "23", "138"],
        ["李四", "女", "33", "139"],
    ]
    assert row_texts(people)[0] == "姓名：张三；性别：男；年龄：23；电话：138"


def passages(*blocks: Block) -> tuple[Passage, ...]:
    return split_passages(build_document(SourceDocument("s", "收费办法", blocks), "d"))


def long_table(words: str = "收费标准") -> list[Block]:
    return [
        Block(f"路段：第{n}大街；{words}：每小时{n}元，每日最高{n * 8}元；执行单位：第{n}停车管理所", BlockKind.TABLE_ROW)
        for n in range(1, 40)
    ]  # fmt: skip


def test_every_passage_of_a_long_table_has_its_caption_and_unit_and_no_row_is_divided() -> None:
    rows = long_table()
    found = passages(
        Block("收费办法", BlockKind.HEADING, 1),
        Block("各区按照附表收取停车费，不得另行加收任何费用。" * 4),
        Block("附表1 道路停车收费标准"), Block("单位：元"), *rows, Block("注：夜间免费。"),
    )  # fmt: skip
    inside = [p for p in found if p.kind is SectionKind.TABLE_ROW]
    assert len(inside) > 3
    assert {p.heading for p in inside} == {"附表1 道路停车收费标准（单位：元）"}
    for row in rows:
        assert sum(row.text in p.text for p in found) == 1


def test_a_unit_below_a_heading_joins_it() -> None:
    found = passages(
        Block("收费办法", BlockKind.HEADING, 1),
        Block("附件2 收费表", BlockKind.HEADING, 3),
        Block("（计量单位：万元）"),
        *long_table(),
    )
    assert found[-1].heading == "附件2 收费表（单位：万元）"


def test_a_group_inside_a_table_is_told_to_the_rows_below_it() -> None:
    rows = long_table()
    rows.insert(20, Block("二、郊区", BlockKind.TABLE_ROW))
    found = passages(Block("收费办法", BlockKind.HEADING, 1), Block("停车收费如下："), *rows)
    assert found[-1].heading == "停车收费如下 › 二、郊区"
    assert all("郊区" not in p.heading for p in found if "第5大街" in p.text)


def test_a_sentence_above_a_table_is_no_caption() -> None:
    found = passages(Block("以下为正文内容，与表无关。"), *long_table())
    assert found[-1].heading == ""


def test_no_table_of_the_saved_pages_loses_a_cell_or_its_caption(data_folder: Path) -> None:
    (page,) = read(data_folder / "pages" / "14_房屋租赁登记备案攻略_天河.html")
    assert isinstance(page, SourceDocument)
    found = [p for p in split_passages(build_document(page, "d")) if "单位：元岗街" in p.text]
    assert found[0].heading.endswith("八、天河区各街道服务中心业务电话及办公地址")
    (page,) = read(data_folder / "pages" / "06_城乡居民医保集中参保缴费通告.html")
    assert isinstance(page, SourceDocument)
    rows = [block.text for block in page.blocks if block.kind is BlockKind.TABLE_ROW]
    assert len(rows) == 5
    assert all(row.startswith(f"序号：{n}；人员类别：") for n, row in enumerate(rows, 1))
    assert "参保缴费渠道：" in text_of(page)
