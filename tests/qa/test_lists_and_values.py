"""Questions whose answer is a list or a value, asked of the samples, the saved pages and laws."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from benchmarks.lists_and_values import TODAY, Judged, judge, questions
from index.knowledge_base import KnowledgeBase
from index.samples import law_database
from qa.assistant import Assistant
from qa.conversation import Conversation
from qa.verify import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder


LAWS = (
    "劳动合同法 社会保险法 居民身份证法 法律援助法 行政处罚法 护照法 消费者权益保护法 未成年人保护法 "
    "行政复议法 民法典 食品安全法 反家庭暴力法 个人信息保护法 慈善法"
)


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory,
    encoder: Encoder,
    founding_page: Path,
    data_folder: Path,
) -> Iterator[Assistant]:
    """The founding page, the saved pages and some laws, by words alone; nothing is refused."""
    folder = tmp_path_factory.mktemp("pages")
    source = law_database()
    assert source is not None
    file = shutil.copy(source, folder / "laws.db")
    names = [f"中华人民共和国{name}" for name in LAWS.split()]
    with closing(sqlite3.connect(file)) as database, database:
        marks = ",".join("?" * len(names))
        database.execute(f"DELETE FROM laws WHERE law_name NOT IN ({marks})", names)
        database.execute("DELETE FROM articles WHERE law_id NOT IN (SELECT law_id FROM laws)")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as kb:
        kb.add([founding_page, data_folder / "pages", file], encode=False)
        yield Assistant(kb, refuse_below=0.0, today=lambda: TODAY)


@pytest.fixture(scope="module")
def lists(pages: Assistant) -> list[Judged]:
    return list(judge(pages, questions("lists")))


def test_all_points_of_nine_lists_in_ten_are_given(lists: list[Judged]) -> None:
    wrong = [each.question for each in lists if not each.right]
    assert len(lists) >= 40
    assert len(wrong) <= 0.1 * len(lists), wrong


def test_little_is_given_beside_a_list(lists: list[Judged]) -> None:
    precisions = [each.precision for each in lists if each.precision is not None]
    assert sum(precisions) / len(precisions) >= 0.8


def test_every_list_is_quoted_from_its_document_and_says_nothing_twice(
    pages: Assistant, lists: list[Judged]
) -> None:
    for each in lists:
        cited = {c.document_id: pages.document(c.document_id) for c in each.answer.citations}
        assert problems(each.answer, cited) == []
        spans = sorted((c.document_id, c.start, c.end) for c in each.answer.citations)
        for before, after in pairwise(spans):
            assert before[0] != after[0] or before[2] <= after[1]


def test_the_value_asked_for_is_in_the_quote(pages: Assistant) -> None:
    judged = list(judge(pages, questions("values")))
    wrong = [each.question for each in judged if not each.right]
    assert len(judged) >= 30
    assert len(wrong) <= 0.15 * len(judged), wrong


def test_a_follow_up_for_the_telephone_gives_that_of_the_document(pages: Assistant) -> None:
    talk = Conversation.of(["港澳居民随迁子女初中一年级怎么填报志愿"])
    answer = pages.ask("那联系电话呢", conversation=talk)
    said = "".join(sentence.text for sentence in answer.sentences)
    assert "020-386225" in said
    assert "学位申请指引" in answer.citations[0].title
