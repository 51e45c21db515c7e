"""What may be asked next, and first: in the words of the documents at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from qa.assistant import Assistant
from qa.examples import MOST, example_questions
from qa.suggestions import MOST_SUGGESTIONS, not_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

FAQ = """失业保险常见问题解答
问：失业保险金的标准是多少？
答：失业保险金按最低工资标准的百分之九十按月发放。
问：失业保险金能领多久？
答：失业保险金最长可以领取二十四个月。
问：失业保险金在哪里申领？
答：失业保险金在参保地的社保中心申领。"""

PLAN = """# 城市更新实施方案

## 一、总体要求

坚持以人民为中心。

## 二、老旧小区加装电梯补贴标准

老旧小区加装电梯每台补贴十万元。

## 三、老旧小区加装电梯申请程序

老旧小区加装电梯由业主向街道办事处提出申请。
"""

LAW = """停车管理条例
第一章 总则
第一条 为了规范停车，制定本条例。
第二章 停车收费
第二条 夜间停车每小时收费五元。
第三条 停车收费应当公示，不公示的停车不得收费。
第四条 停车收费由城管局监督。"""


@pytest.fixture(scope="module")
def by_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("suggestions")
    for name, text in (("faq.txt", FAQ), ("plan.md", PLAN), ("law.txt", LAW)):
        (folder / name).write_text(text, encoding="utf-8")
    assistant = Assistant(KnowledgeBase.open(folder / "home"), refuse_below=0)
    assistant.knowledge_base.add(
        [folder / "faq.txt", folder / "plan.md", folder / "law.txt"], encode=False
    )
    yield assistant
    assistant.close()


def test_the_other_questions_of_the_document_are_suggested_never_the_one_answered(
    by_words: Assistant,
) -> None:
    suggested = by_words.ask("失业保险金的标准是多少").suggestions
    assert set(suggested) == {"失业保险金能领多久？", "失业保险金在哪里申领？"}


def test_a_heading_that_says_enough_is_suggested_as_it_stands(by_words: Assistant) -> None:
    suggested = by_words.ask("老旧小区加装电梯补贴多少").suggestions
    assert "老旧小区加装电梯申请程序" in suggested
    assert "总体要求" not in suggested
    again = by_words.ask("老旧小区加装电梯申请程序")
    assert "街道办事处" in again.text


def test_an_article_is_suggested_with_its_chapter_and_answered_when_asked(
    by_words: Assistant,
) -> None:
    suggested = by_words.ask("夜间停车每小时收费多少").suggestions
    assert "《停车管理条例》第三条（停车收费）" in suggested
    assert "第三条" in by_words.ask("《停车管理条例》第三条（停车收费）").citations[0].quote


def test_what_was_asked_before_is_left_out_however_it_was_written() -> None:
    found = ("失业保险金能领多久？", "甲", "乙", "丙", "丁", "戊")
    assert not_asked(found, ["失业保险金能领多久"]) == ("甲", "乙", "丙", "丁")
    assert len(not_asked(found, [])) == MOST_SUGGESTIONS


def test_examples_are_of_the_documents_at_hand_and_are_answered(by_words: Assistant) -> None:
    examples = example_questions(by_words.knowledge_base)
    assert examples[:2] == ["失业保险金的标准是多少？", "失业保险金能领多久？"]
    assert "老旧小区加装电梯补贴标准" in examples
    assert len(examples) <= MOST
    for example in examples:
        assert not by_words.ask(example).refused
