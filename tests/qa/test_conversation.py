"""Follow-up questions are completed from what was asked before, and new subjects are not.

``conversations.jsonl`` holds conversations with the law (or a part of the title) that answers the
last question, and its article where only one does. Those marked "unseen" were written after the
rules. ``subject_changes.jsonl`` holds conversations whose last question stands by itself.
"""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InvalidQuestion
from index.types import Filter
from qa import Conversation
from qa.completion import REMEMBERED
from qa.evaluate import DatasetQuestion
from qa.evaluate.asking import ask_all
from qa.evaluate.datasets import Dataset
from qa.evaluate.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from qa.assistant import Assistant

_STATE = "中华人民共和国"


def read(repository: Path, name: str) -> list[dict[str, Any]]:
    lines = (repository / "tests" / "qa" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def understood(assistant: Assistant, *questions: str) -> str:
    """What the last question was completed to; "" where it was left as it stands."""
    *earlier, last = questions
    meant = assistant.narrowing(last, conversation=Conversation.of(earlier)).question.text
    return "" if meant == last else meant


def found(assistant: Assistant, record: dict[str, Any]) -> bool:
    *earlier, last = record["questions"]
    hits = assistant.search(last, k=1, conversation=Conversation.of(earlier))
    return bool(hits) and record["document"] in hits[0].document.title.removeprefix(_STATE)


def test_the_last_question_of_nine_conversations_in_ten_finds_its_document(
    by_words: Assistant, repository: Path
) -> None:
    records = read(repository, "conversations.jsonl")
    missed = [record["questions"] for record in records if not found(by_words, record)]
    assert len(records) >= 60
    assert 1 - len(missed) / len(records) >= 0.9, missed
    # As they stand, without what was asked before, far fewer would.
    alone = [r | {"questions": r["questions"][-1:]} for r in records]
    assert sum(found(by_words, record) for record in alone) < 0.6 * len(records)


def test_a_new_subject_is_left_as_it_was_asked(by_words: Assistant, repository: Path) -> None:
    records = read(repository, "subject_changes.jsonl")
    completed = {
        tuple(record["questions"]): text
        for record in records
        if (text := understood(by_words, *record["questions"]))
    }
    assert len(records) >= 40
    assert completed == {}


@pytest.mark.parametrize(
    ("questions", "meant"),
    [
        (("民法典第十条", "第二条呢？"), "民法典第二条"),
        (("民法典第十條", "第二條呢？"), "民法典第二条"),
        (("民法典第十条", "下一条？"), "民法典第11条"),
        (("刑法第二十条", "第三款呢？"), "刑法第二十条第三款"),
        (("试用期最长多久？", "那工资呢？"), "试用期 工资"),
        (("試用期最長多久？", "那工資呢？"), "试用期 工资"),
        (("试用期最长多久？", "那工资呢？", "那申请材料呢？"), "试用期 申请材料"),
        (("试用期最长多久？", "那工资呢？", "还有吗？"), "试用期 工资"),
        (("行政许可应当多久作出决定？", "它什么时候生效？"), "行政许可法 什么时候施行"),
        (("商标注册有效期多久？", "它什么时候生效？"), "商标注册 什么时候生效"),
        (("旅行社设立条件是什么？", "在杭州也一样吗？"), "杭州 旅行社设立条件是什么"),
        (("在上海公租房怎么申请？", "那北京呢？"), "北京 在公租房怎么申请"),
        (("2021年的预算是多少？", "那2022年呢？"), "2022年的预算是多少?"),
        (("社会保险费由谁缴纳？", "那不交呢？"), "社会保险费 缴纳 不交"),
    ],
)
def test_what_a_follow_up_leaves_out_is_carried_over(
    by_words: Assistant, questions: tuple[str, ...], meant: str
) -> None:
    assert understood(by_words, *questions) == meant


def test_what_was_asked_before_the_last_subject_is_forgotten(by_words: Assistant) -> None:
    asked = ("民法典第十条", "商标注册有效期多久？", "第二条呢？")
    assert understood(by_words, *asked) == "商标法第二条"


def test_the_document_that_answered_is_the_one_that_a_follow_up_asks_of(
    by_words: Assistant,
) -> None:
    first = "经开区今年数字经济产值有望达到多少？"
    answered = Conversation().after(first, by_words.ask(first))
    answer = by_words.ask("它什么时候发布的？", conversation=answered)
    assert answer.question == "它什么时候发布的？"
    assert answer.understood.endswith("若干意见 什么时候发布的")
    assert [each.field for each in answer.filters] == ["document"]
    assert {c.document_id for c in answer.citations} <= {answered.turns[0].document}


def test_without_the_document_carried_over_a_question_is_asked_as_it_stands(
    by_words: Assistant,
) -> None:
    first = "经开区今年数字经济产值有望达到多少？"
    answered = Conversation().after(first, by_words.ask(first))
    asked = "它什么时候发布的？"
    assert "若干意见" in by_words.narrowing(asked, conversation=answered).question.text
    alone = by_words.narrowing(asked, conversation=answered, ignore=["document"])
    assert alone.question.text == by_words.narrowing(asked).question.text
    assert alone.filter is None


@pytest.mark.parametrize(
    "asked", ["合同法第五十二条", "那婚姻法第三条呢？", "《物权法》第二条规定了什么"]
)
def test_an_article_of_a_law_that_is_not_here_is_asked_of_no_other_law(
    by_words: Assistant, asked: str
) -> None:
    earlier = Conversation.of(["试用期最长可以约定多久？"])
    assert by_words.ask(asked, conversation=earlier).understood == ""


def test_an_article_of_this_law_is_asked_of_the_law_before(by_words: Assistant) -> None:
    earlier = Conversation.of(["劳动合同法第十九条"])
    assert "劳动合同法" in by_words.ask("那该法第二十条呢？", conversation=earlier).understood


def test_after_a_refusal_no_document_is_carried_over(by_words: Assistant) -> None:
    first = "明天火星上的天气怎么样？"
    refusal = by_words.ask(first)
    assert refusal.refused
    conversation = Conversation().after(first, refusal)
    assert not by_words.ask("第二条呢？", conversation=conversation).understood


def test_a_follow_up_never_leads_out_of_the_documents_that_a_caller_may_see(
    by_words: Assistant,
) -> None:
    law = next(iter(by_words.knowledge_base.documents_called("中华人民共和国行政许可法")))
    allowed = Filter(document_ids=frozenset({law}))
    conversation = Conversation.of(["试用期最长多久？"])
    for question in ("第二条呢？", "它什么时候生效？", "那工资呢？", "还有吗？"):
        hits = by_words.search(question, filter=allowed, conversation=conversation)
        assert {hit.document.id for hit in hits} <= {law}


def test_a_conversation_is_a_value_that_grows_by_making_a_new_one(by_words: Assistant) -> None:
    answer = by_words.ask("民法典第十条")
    start = Conversation()
    grown = start.after("民法典第十条", answer)
    assert start.turns == ()
    assert grown == Conversation().after("民法典第十条", answer)
    with pytest.raises(FrozenInstanceError):
        grown.turns = ()  # type: ignore[misc]


def test_one_conversation_tells_another_nothing(by_words: Assistant) -> None:
    mine, yours = Conversation.of(["民法典第十条"]), Conversation.of(["刑法第十条"])
    by_words.ask("第二条呢？", conversation=mine)
    answer = by_words.ask("第二条呢？", conversation=yours)
    assert answer.understood == "刑法第二条"
    assert not by_words.ask("第二条呢？").understood


def test_an_empty_question_is_refused_in_a_conversation_too(by_words: Assistant) -> None:
    with pytest.raises(InvalidQuestion):
        by_words.ask("  ", conversation=Conversation.of(["民法典第十条"]))


@pytest.mark.parametrize("said", ["", "？", "的" * 1999, "那" * 90, "\ud800", "a" * 3000, "第条呢"])
def test_whatever_was_said_before_does_no_harm(by_words: Assistant, said: str) -> None:
    conversation = Conversation.of([said] * (REMEMBERED + 2))
    assert by_words.search("劳动者试用期最长多久？", k=1, conversation=conversation)
    by_words.search("那工资呢？", k=1, conversation=conversation)


def test_an_evaluation_asks_a_question_after_its_history(by_words: Assistant) -> None:
    law = next(iter(by_words.knowledge_base.documents_called("中华人民共和国民法典")))
    question = DatasetQuestion("q", "第二条呢？", (), {law: 2}, history=("民法典第十条",))
    dataset = Dataset("one", (), {}, (question,))
    (result,) = ask_all(by_words, dataset, dataset.questions, Settings(encode=False))
    assert result.ranking[0][0] == law
    assert result.judged is not None
    assert result.judged.right
