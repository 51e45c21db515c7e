from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import find_date
from index.metadata import (
    is_front_matter,
    kind_of_title,
    normalise_document_number,
    read_metadata,
    read_validity,
)
from index.types import Metadata, Validity

NOTICE = "广州市人民政府办公厅关于印发广州市公共租赁住房管理办法的通知"


@pytest.mark.parametrize(
    "written",
    [
        "国发〔2019〕5号",
        "国发[2019]5号",
        "国发（２０１９）５ 号",
        "国发【2019】第5号",
        "国发 ［2019］ 5号",
        "国发(2019)05號",
    ],
)
def test_a_document_number_has_one_spelling(written: str) -> None:
    assert normalise_document_number(written) == "国发〔2019〕5号"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-07-06 17:31", date(2023, 7, 6)),
        ("2023年7月6日", date(2023, 7, 6)),
        ("２０２３年 ７ 月 ６ 日", date(2023, 7, 6)),
        ("2023/7/6", date(2023, 7, 6)),
        ("二〇〇五年六月十一日", date(2005, 6, 11)),
        ("二○二三年十二月三十一日", date(2023, 12, 31)),
        ("2023年2月30日，后改为2023年3月1日", date(2023, 3, 1)),
        ("没有日期", None),
        ("电话0579-85236028", None),
    ],
)
def test_dates_are_read_as_written(text: str, day: date | None) -> None:
    assert find_date(text) == day


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_date_is_read_back(day: date) -> None:
    assert find_date(f"自{day.year}年{day.month}月{day.day}日起") == day
    assert find_date(day.isoformat()) == day


def test_a_labelled_front_matter_is_read() -> None:
    lines = ["索引号：000014349/2019-00007", "发文字号：国发〔2019〕5号  成文日期：2019年01月27日", "发布日期：2019-02-15",
             "发文机关: 国务院", "公开方式：主动公开", "有效性：有效"]  # fmt: skip
    assert read_metadata(lines, Metadata()) == Metadata(
        index_number="000014349/2019-00007",
        document_number="国发〔2019〕5号",
        issuer="国务院",
        published=date(2019, 2, 15),
        disclosure="主动公开",
        validity=Validity.IN_FORCE,
    )


def test_contact_lines_are_read_in_either_script() -> None:
    for unit, person, phone in [
        ("解读单位", "解读人", "联系电话"),
        ("解讀單位", "解讀人", "聯系電話"),
    ]:
        lines = ["正文。"] * 60 + [
            f"{unit}:市商务局",
            f"{person}：张三",
            f"{phone}：0579-85236028，13800138000。",
        ]
        found = read_metadata(lines, Metadata())
        assert (found.interpreting_unit, found.interpreter) == ("市商务局", "张三")
        assert found.telephone == "0579-85236028、13800138000"


def test_what_is_given_is_not_overwritten() -> None:
    given_values = Metadata(issuer="国务院", published=date(2019, 1, 1))
    found = read_metadata(["发布机构：市商务局", "发布日期：2020-02-02"], given_values)
    assert (found.issuer, found.published) == ("国务院", date(2019, 1, 1))


def test_a_number_cited_in_the_text_is_not_the_document_s_own() -> None:
    lines = [NOTICE, "根据《某意见》（国发〔2015〕52号）制定本办法。"]
    assert read_metadata(lines, Metadata(), NOTICE).document_number == ""


def test_a_number_below_the_head_is_not_the_document_s_own() -> None:
    assert read_metadata(["正文。"] * 30 + ["国发〔2015〕52号"], Metadata()).document_number == ""


def test_title_gives_issuer_and_kind() -> None:
    found = read_metadata([], Metadata(), NOTICE)
    assert (found.issuer, found.kind) == ("广州市人民政府办公厅", "通知")


def test_an_interpretation_does_not_take_over_what_it_interprets() -> None:
    title = "《广州市人民政府关于就业的意见》政策解读"
    found = read_metadata(["本意见自2023年1月1日起施行，有效期5年。"], Metadata(), title)
    assert found == Metadata(kind="政策解读")


def test_issuer_and_date_below_the_text_are_read() -> None:
    found = read_metadata(
        ["正文。", "国务院办公厅", "2018年12月30日", "（此件公开发布）"], Metadata()
    )
    assert (found.issuer, found.published) == ("国务院办公厅", date(2018, 12, 30))


def test_an_order_is_the_number_of_what_it_promulgates() -> None:
    found = read_metadata(["（2021年7月27日中华人民共和国国务院令第746号公布）"], Metadata())
    assert (found.document_number, found.issuer) == ("中华人民共和国国务院令第746号", "国务院")


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("第五十四条 本办法自2024年8月1日起施行，有效期5年。", date(2024, 8, 1), date(2029, 8, 1)),
        ("本办法自印发之日起施行，有效期三年。", date(2024, 7, 29), date(2027, 7, 29)),
        ("本通知自2024年2月29日起执行，有效期1年。", date(2024, 2, 29), date(2025, 2, 28)),
        (
            "本通知自2024年2月1日起执行，有效期至2025年12月31日。",
            date(2024, 2, 1),
            date(2025, 12, 31),
        ),
        ("《某办法》自2020年1月1日起施行，规定了多项措施，请各单位认真学习执行。", None, None),
        ("评定结果有效期三年。", None, None),
    ],
)
def test_only_the_document_s_own_term_is_read(
    sentence: str, effective: date | None, expires: date | None
) -> None:
    found = read_metadata([sentence], Metadata(published=date(2024, 7, 29)))
    assert (found.effective, found.expires) == (effective, expires)


@pytest.mark.parametrize(
    ("line", "validity"),
    [
        ("（本文件已废止）", Validity.REPEALED),
        ("【已废止】", Validity.REPEALED),
        ("《广州市临时救助办法》同时废止。", Validity.UNKNOWN),
        ("本办法自发布之日起施行，原办法废止。", Validity.UNKNOWN),
    ],
)
def test_repeal_counts_only_where_it_is_about_the_document(line: str, validity: Validity) -> None:
    assert read_metadata([line], Metadata()).validity is validity


def test_every_word_of_the_law_databases_is_known() -> None:
    assert [read_validity(word) for word in Validity] == list(Validity)
    assert read_validity("不明") is Validity.UNKNOWN


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国民法典", "法典"),
        ("广州市老年人优待办法（2021年修订）", "办法"),
        ("财政部公告2020年第6号", "公告"),
        ("一图读懂公租房新规", "政策解读"),
        ("天河区开学了", ""),
    ],
)
def test_kind_is_read_from_the_end_of_the_title(title: str, kind: str) -> None:
    assert kind_of_title(title) == kind


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("330782000000/2023-528872", True),
        ("主動公開", True),
        ("發布時間:2023-07-06 17:31", True),
        ("国发〔2019〕5号", True),
        ("来源：市商务局", True),
        ("2023年7月6日，市政府召开会议，研究部署就业工作。", False),
        (NOTICE, False),
    ],
)
def test_front_matter_is_told_from_text(line: str, is_one: bool) -> None:
    assert is_front_matter(line) is is_one
