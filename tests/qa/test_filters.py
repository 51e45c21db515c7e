"""Filters read from questions: what is read, what is not, what is left to search."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.types import OUT_OF_FORCE, Validity
from qa.filters import IN_FORCE, FilterField, read_filters, without_words
from qa.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 23)


def read(question: str) -> dict[str, object]:
    return {each.field.value: each.value for each in read_filters(question, TODAY)}


def left(question: str) -> str:
    return without_words(question, read_filters(question, TODAY))


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("2023年以来发布的通知", date(2023, 1, 1), None),
        ("二〇二三年以来的政策", date(2023, 1, 1), None),
        ("2023年5月1日以后印发的文件", date(2023, 5, 1), None),
        ("2020年至2022年印发的政策", date(2020, 1, 1), date(2022, 12, 31)),
        ("２０２０－２０２２年发布的意见", date(2020, 1, 1), date(2022, 12, 31)),
        ("2019年2月发布的公告", date(2019, 2, 1), date(2019, 2, 28)),
        ("2019年以前出台的办法", None, date(2018, 12, 31)),
        ("去年出台的医保政策", date(2025, 1, 1), date(2025, 12, 31)),
        ("今年以来发布的文件", date(2026, 1, 1), None),
        ("近三年的通知", date(2023, 11, 23), None),
        ("最近6个月印发的文件", date(2026, 5, 23), None),
    ],
)
def test_when_a_document_was_issued_is_read(
    question: str, first: date | None, last: date | None
) -> None:
    assert read(question) == {"published": Period(first, last)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("国务院发布的规定", {"issuer": "国务院"}),
        ("國務院發佈的規定", {"issuer": "国务院"}),
        ("教育部等六部门联合印发的意见", {"issuer": "教育部"}),
        ("工业和信息化部近日发布的通知", {"issuer": "工业和信息化部"}),
        ("上海市教委印发的通知", {"issuer": "上海市教委"}),
        ("根据省发展和改革委员会印发的通知", {"issuer": "省发展和改革委员会"}),
        ("广州市发布的公租房管理办法", {"place": "广东省广州市"}),
        ("上海出台的小微企业政策", {"place": "上海市"}),
        ("现行有效的行政法规有哪些", {"validity": IN_FORCE}),
        ("已废止的农村土地承包法第三条", {"validity": OUT_OF_FORCE}),
        ("通知类文件里关于防汛的要求", {"kind": "通知"}),
        ("国务院发布了哪些条例？", {"issuer": "国务院", "kind": "条例"}),
        (
            "国务院2019年发布的通知有哪些",
            {
                "issuer": "国务院",
                "published": Period(date(2019, 1, 1), date(2019, 12, 31)),
                "kind": "通知",
            },
        ),
    ],
)
def test_what_the_question_says_of_the_document_is_read(
    question: str, expected: dict[str, object]
) -> None:
    assert read(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "2023年以来全市新增就业多少",
        "2020年至2022年的目标是什么",
        "近三年无违法记录的企业可以申请吗",
        "今年的节假日安排",
        "在广州落户需要什么条件",
        "上海的居住证怎么办",
        "国务院的职权有哪些",
        "公司去年制定的规定有效吗",
        "地方政府制定的规定",
        "村民委员会制定的办法违反法律怎么办",
        "教育部、财政部印发的办法",  # of two bodies the document may name either first
        "解除合同需要发出哪些通知？",
        "有哪些办法可以退税",
        "已失效的合同违反法律规定吗",
        "已经废止的法律还能引用吗",
        "河北省公布的救助服务的服务对象有哪些",
        "2023年13月发布的通知",
        "劳动者试用期最长多久？",
    ],
)
def test_what_is_not_said_of_the_document_is_no_filter(question: str) -> None:
    assert read(question) == {}


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("2023年以来国务院发布的关于职业教育的规定", "职业教育"),
        ("去年出台的医保政策有哪些？", "医保政策有哪些？"),
        ("已废止的农村土地承包法第三条", "农村土地承包法第三条"),
        ("國務院發佈的關於就業的意見", "就業"),
        ("北京市城市管理委员会下发的通知内容？", "北京市城市管理委员会下发的通知内容？"),
        ("劳动者试用期最长多久？", "劳动者试用期最长多久？"),
    ],
)
def test_the_words_read_are_taken_out_unless_nothing_would_be_left(
    question: str, searched: str
) -> None:
    assert left(question) == searched


def test_the_name_stays_where_the_filter_does_not_settle_it() -> None:
    question = "泉州市公布的扶持企业措施申报指南"
    kept = without_words(question, read_filters(question, TODAY), [FilterField.PLACE])
    assert kept == "泉州市扶持企业措施申报指南"


def test_a_filter_names_the_words_that_it_was_read_from() -> None:
    question = "请问：2023年以来國務院发布的规定"
    found = read_filters(question, TODAY)
    assert [each.words for each in found] == ["2023年以来", "國務院发布的"]
    assert all(question[each.start : each.end] == each.words for each in found)


def test_in_force_is_what_is_not_known_to_be_out_of_force() -> None:
    assert Validity.UNKNOWN in IN_FORCE
    assert not IN_FORCE & OUT_OF_FORCE


def test_lay_questions_read_no_filter(data_folder: Path) -> None:
    lines = (data_folder / "statute" / "questions.dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 1000
    assert {q: found for q in questions if (found := read(q))} == {}
