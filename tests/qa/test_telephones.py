"""Which numbers of a document may be called with a question, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document
from qa.telephones import telephones


def found(text: str) -> list[tuple[str, str]]:
    document = Document("d", "d.txt", "通知", text)
    return [(each.number, each.unit) for each in telephones(document)]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("咨询电话：020-38622512。", "020-38622512", ""),
        ("区教育局中学教育科联系电话：020-38622522", "020-38622522", "区教育局中学教育科"),
        ("市卫生健康委联系人：孙映吟，联系电话：81085234", "81085234", "市卫生健康委"),
        ("解讀單位:市開發區管委會\n解讀人:吳貴倫\n聯系電話:0579-85236028", "0579-85236028", "市開發區管委會"),
        ("由天河中央商务区管委会企业服务处汇总，咨询电话：020-88831097。", "020-88831097", "天河中央商务区管委会企业服务处"),
        ("天河区科工信局信息技术发展科，天府路1号区机关大院2号楼，咨询电话：020-38200174", "020-38200174", "天河区科工信局信息技术发展科"),
        ("序号：5；单位：石牌街；办公电话：87564410；街道地址：石牌东路127号", "87564410", "石牌街"),
        ("联系电话：省工业和信息化厅运行监测协调处、0851-86822440。", "0851-86822440", "省工业和信息化厅运行监测协调处"),
        ("市民可拨打重庆市税务局12366纳税服务热线咨询", "12366", "重庆市税务局"),
        ("公积金问题可拨打12329咨询。", "12329", "住房公积金热线"),
        ("可拨打区审批服务热线（86512345）进行咨询", "86512345", "区审批服务热线"),
        ("联系电话：（０２０）３８６２２５１２", "020-38622512", ""),
        ("咨询电话：400-811-9090", "400-811-9090", ""),
        ("电话/传真：0571-87052222", "0571-87052222", ""),
    ],
)  # fmt: skip
def test_a_telephone_is_found_with_the_unit_that_it_belongs_to(
    text: str, number: str, unit: str
) -> None:
    assert found(text) == [(number, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "传真：020-38622513",
        "传真电话：020-38622513",
        "聯系電話見下。傳真：0579-85236029",
        "邮编：321000，账号：12345678",
        "邮政编码：51062088",
        "开户行电话略，账号：36020033192001234",
        "共受理来电，38622512 元",
        "二〇二〇年电话会议于20200203召开",
        "联系方式：gz38622512@qq.com",
        "QQ：38622512",
        "可在www.12333.gov.cn申请",
        "第12345号建议的答复",
        "坐标：38622512.25",
        "本办法自2023年12月1日起施行，拨打人数达38622512人。",
    ],
)
def test_a_number_that_is_something_else_is_no_telephone(text: str) -> None:
    assert found(text) == []


def test_beside_a_fax_only_the_telephone_is_taken() -> None:
    assert found("电话：010-66096771 66020522（传真）") == [("010-66096771", "")]
    assert found("电话：010-85093851 传真：010-85093861") == [("010-85093851", "")]


def test_each_of_several_numbers_keeps_its_own_unit() -> None:
    text = "联系电话：人事管理科0597-3293313、工资福利科0597-3293318；89150257，68556720"
    assert found(text)[:2] == [("0597-3293313", "人事管理科"), ("0597-3293318", "工资福利科")]
    assert found("咨询电话：89150257，68556720，68556841") == [("89150257、68556720", "")]


def test_a_line_for_reports_is_told_apart() -> None:
    text = "举报电话：020-11112222。\n如发现违规，可拨打12315举报。\n咨询电话：020-83862222。"
    document = Document("d", "d.txt", "通知", text.replace("1111", "8111"))
    assert [(each.number, each.reports) for each in telephones(document)] == [
        ("020-81112222", True),
        ("12315", True),
        ("020-83862222", False),
    ]


def test_the_span_holds_the_line_that_names_the_telephone() -> None:
    text = "一、总则。\n  咨询电话：020-38622512。\n二、附则。"
    (only,) = telephones(Document("d", "d.txt", "通知", text))
    assert text[only.start : only.end] == "咨询电话：020-38622512"


@given(
    st.text(
        st.sampled_from("电话传真：0123456789-（）()、，。\n市局科12345拨打 联系人张三"),
        max_size=300,
    )
)
def test_what_is_found_stands_in_its_span(text: str) -> None:
    for each in telephones(Document("d", "d.txt", "通知", text)):
        span = text[each.start : each.end]
        for number in each.number.split("、"):
            assert all(part in span for part in number.split("-"))
        assert each.unit == "" or "热线" in each.unit or each.unit in text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("电话" * 50_000, []),
        ("0579-" * 40_000, []),
        ("联系人：张\n" * 30_000 + "电话：81085234", ["81085234"]),
        ("举报。" + "市局" * 100_000 + "，电话：81085234", ["81085234"]),
        ("电话 " + "8" * 200_000, []),
    ],
    ids=["labels", "area codes", "lines", "one line", "digits"],
)
def test_a_very_long_document_is_read_like_a_short_one(text: str, numbers: list[str]) -> None:
    assert [number for number, _ in found(text)] == numbers
