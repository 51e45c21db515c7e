from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from index.abbreviations import Abbreviations, read_abbreviations, stated_in, store_abbreviations
from index.schema import migrate
from tests.index.older_version import take_back, version_before

if TYPE_CHECKING:
    from collections.abc import Iterator

LAWS = {"消费者权益保护法", "环境保护法", "环境保护税法", "刑事诉讼法", "行政处罚法", "行政许可法", "合伙企业法"}  # fmt: skip
TITLES = ["广州市市场监督管理局关于年报的通告", "关于转发国家地震局文件的通知"]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.row_factory = sqlite3.Row
    migrate(opened, "test")
    yield opened
    opened.close()


@pytest.fixture
def known(connection: sqlite3.Connection) -> Abbreviations:
    return read_abbreviations(connection, TITLES, LAWS)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("支持保障北京经济技术开发区（以下简称“经开区”）企业", "经开区", "经济技术开发区"),
        ("由广州市住房公积金管理中心(简称广州公积金中心)办理", "广州公积金中心", "广州市住房公积金管理中心"),
        ("中国证券监督管理委员会（以下简称中国证监会）", "中国证监会", "中国证券监督管理委员会"),
        ("社會保障卡（下稱）、社會保障卡（以下簡稱「社保卡」）", "社保卡", "社会保障卡"),
        ("《中华人民共和国税收征收管理法》（以下简称税收征管法）", "税收征管法", "税收征收管理法"),
    ],
)  # fmt: skip
def test_a_document_states_what_it_calls_something_for_short(
    text: str, short: str, long: str
) -> None:
    assert list(stated_in(text)) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "境内的企业、个体经济组织（以下统称用人单位）",
        "根据《中华人民共和国专利法》（以下简称专利法）",
        "各市级行政事业单位（以下简称各单位）",
        "国务院证券委员会（成立于1992年）",
    ],
)
def test_terms_of_one_document_alone_are_no_abbreviations(text: str) -> None:
    assert list(stated_in(text)) == []


def test_stated_abbreviations_are_read_both_ways_unless_two_things_share_one(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    store_abbreviations(connection, 1, "北京经济技术开发区（以下简称“经开区”）")
    store_abbreviations(connection, 1, "在线审批监管平台（以下简称在线平台）")
    store_abbreviations(connection, 2, "在线监测信息平台（以下简称在线平台）")
    stated = read_abbreviations(connection, [], []).stated
    assert stated["经开区"] == ("经济技术开发区",)
    assert stated["经济技术开发区"] == ("经开区",)
    assert "在线平台" not in stated


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("消保法第五十五条", {"消保法": "消费者权益保护法"}),
        ("环保法怎么规定", {"环保法": "环境保护法"}),
        ("刑诉法和环境保护税法", {"刑诉法": "刑事诉讼法"}),
        ("行政法规定了什么", {}),
        ("这样合法吗，有没有不合法的方法", {}),
        ("刑事诉讼法第五条", {}),
    ],
)
def test_a_law_is_named_for_short_where_it_can_be_no_other(
    known: Abbreviations, question: str, named: dict[str, str]
) -> None:
    assert known.laws_in(question) == named


def test_bodies_are_named_for_short_without_their_place(known: Abbreviations) -> None:
    assert known.bodies_in("天河区市监局的电话") == {"市监局": "市场监督管理局"}
    assert known.bodies_in("市场监督管理局的电话") == {}
    assert known.bodies_in("国地局") == {}


def test_a_knowledge_base_made_before_gets_its_abbreviations() -> None:
    old = sqlite3.connect(":memory:", isolation_level=None)
    old.row_factory = sqlite3.Row
    migrate(old, "test")
    columns = {row["name"]: row["type"] for row in old.execute("PRAGMA table_info(documents)")}
    values = {name: 0 if type_ == "INTEGER" else "" for name, type_ in columns.items()}
    values |= {"number": 1, "sections": "[]", "text": "北京经济技术开发区（以下简称“经开区”）"}
    marks = ", ".join("?" * len(values))
    old.execute(f"INSERT INTO documents ({', '.join(values)}) VALUES ({marks})", [*values.values()])
    take_back(old, version_before("_abbreviations"))
    migrate(old, "test")
    found = old.execute("SELECT short, long FROM abbreviations").fetchall()
    assert [tuple(row) for row in found] == [("经开区", "经济技术开发区")]
    old.close()
