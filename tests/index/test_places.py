"""Places that a text names."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from index.divisions import divisions, short_name
from index.places import document_places, place_of_code, places_called, places_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("广州市人民政府办公厅", ["广东省广州市"]),
        ("上海对小微企业有哪些补贴", ["上海市"]),
        ("廣東省深圳市南山區", ["广东省深圳市南山区"]),
        ("广州黄埔", ["广东省广州市黄埔区"]),
        ("上海浦东", ["上海市浦东新区"]),
        ("天河区教育局", ["广东省广州市天河区"]),
        ("义乌经开区", ["浙江省金华市义乌市"]),
        ("湖北省巴东县地质灾害", ["湖北省恩施土家族苗族自治州巴东县"]),
        ("延边州", ["吉林省延边朝鲜族自治州"]),
        ("内蒙古对中小企业", ["内蒙古自治区"]),
        ("广东与香港、澳门合建", ["广东省", "香港特别行政区", "澳门特别行政区"]),
        ("山西、安徽省四起事故", ["山西省", "安徽省"]),
        ("吉林", ["吉林省"]),
        ("吉林市", ["吉林省吉林市"]),
        ("天津和平区", ["天津市和平区"]),
        ("长沙市区", ["湖南省长沙市"]),
        ("海南区域协调", ["海南省"]),
    ],
)
def test_a_place_is_read_with_all_that_it_lies_in(text: str, places: list[str]) -> None:
    assert list(places_in(text)) == places


@pytest.mark.parametrize(
    "text",
    [
        "南海南部海域",
        "淮河南岸的堤防",
        "太湖北岸",
        "中山西路和南京西路",
        "海上海鲜交易",
        "西南通道",
        "社会长治久安",
        "来宾登记",
        "建成县级医院",
        "改造老城区",
        "和平区人民法院",  # of four towns
        "中华人民共和国",
        "市人力资源和社会保障局",
        "劳动者试用期最长多久",
        "",
    ],
)
def test_words_that_look_like_a_place_are_none(text: str) -> None:
    assert places_in(text) == ()


def test_lay_questions_about_national_law_name_no_place(data_folder: Path) -> None:
    lines = (data_folder / "statute" / "questions.dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 1000
    assert {q: places_in(q) for q in questions if places_in(q)} == {}


def test_one_place_lies_in_another_just_where_its_name_begins_with_the_other_ones() -> None:
    names = sorted(("".join(lineage), lineage) for lineage in divisions().values())
    assert len({name for name, _ in names}) == len(names)
    for (name, lineage), (after, other) in pairwise(names):
        assert after.startswith(name) == (other[: len(lineage)] == lineage)


def test_every_division_is_found_by_its_whole_name() -> None:
    missed = [name for line in divisions().values() if places_in(name := "".join(line)) != (name,)]
    assert missed == []


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("延边朝鲜族自治州", "延边"),
        ("博尔塔拉蒙古自治州", "博尔塔拉"),
        ("浦东新区", "浦东"),
        ("泾县", "泾县"),
        ("东乡族自治县", "东乡族"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("广州", ("广东省广州市",)),
        ("臺灣", ("台湾省",)),
        ("海南", ("海南省",)),
        ("义乌", ("浙江省金华市义乌市",)),
        ("广州黄埔", ("广东省广州市黄埔区",)),
        ("月球", ()),
    ],
)
def test_a_name_alone_is_resolved(name: str, places: tuple[str, ...]) -> None:
    assert places_called(name) == places


def test_a_name_of_several_places_means_each_of_them() -> None:
    assert {"北京市朝阳区", "辽宁省朝阳市"} <= set(places_called("朝阳"))


def test_an_index_number_tells_the_place_of_its_issuer() -> None:
    assert place_of_code("330782000000/2023-528872") == "浙江省金华市义乌市"
    assert place_of_code("11440100MB2C90856P/2023-00331") == "广东省广州市"
    assert place_of_code("000014349/2019-00007") == ""


def test_a_document_is_placed_by_issuer_and_title_and_else_by_its_number() -> None:
    number = "330782000000/2023-528872"
    assert document_places("国务院", "关于河北雄安新区总体规划的批复", "") == ("河北省",)
    assert document_places("市開發區管委會", "政策解讀", number) == ("浙江省金华市义乌市",)
    assert document_places("广州市民政局", "", number) == ("广东省广州市",)
    assert document_places("国务院", "中华人民共和国劳动法", "") == ()
