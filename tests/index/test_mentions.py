"""What documents mention is found in the database, also in one that an older version wrote."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.mentions import IN_TITLE, mentions, question_key, telephone_keys
from index.structure import build_document
from index.types import Block, Document, SourceDocument
from tests.index.older_version import take_back, version_before

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder

OF_VERSION_2 = {"meta", "documents", "passages", "sentences", "vectors", "removals"}
TEXT = (
    "一、怎样办理停车证？\n到窗口办理。请问夜间停车收费吗？不收费。\n咨询电话：（020）8765-4321。"
)


def made(title: str = "停车百问：停车难怎么办？") -> Document:
    blocks = tuple(Block(line) for line in TEXT.split("\n"))
    return build_document(SourceDocument("s", title, blocks), "d")


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ("停车百问 停车难怎么办", IN_TITLE),
        ("怎样办理停车证？", 0),
        ("一、怎样辦理停車證", 0),
        ("夜间停车收费吗", TEXT.index("请问")),
    ],
)
def test_a_question_is_mentioned_where_it_stands(question: str, at: int) -> None:
    key = question_key(question)
    assert {each.at for each in mentions(made()) if each.key == key} == {at}


@pytest.mark.parametrize("question", ["办理停车证", "怎么办？", "到窗口办理"])
def test_a_part_or_a_mere_statement_is_no_mention(question: str) -> None:
    assert all(each.key != question_key(question) for each in mentions(made()))


@pytest.mark.parametrize(
    "written", ["020-87654321", "０２０８７６５４３２１", "(020) 8765 4321", "87654321"]
)
def test_a_telephone_number_is_one_however_it_is_written(written: str) -> None:
    (keys,) = telephone_keys(f"{written}是哪里")
    assert {each.at for each in mentions(made()) if each.key == keys[0]} == {TEXT.index("（020")}


@pytest.mark.parametrize("written", ["2023-07-06", "20000000元", "第12345678号以外的12.34567890"])
def test_dates_and_amounts_are_no_telephone_numbers(written: str) -> None:
    keys = {key for keys in telephone_keys(written) for key in keys}
    assert not keys & {each.key for each in mentions(made())}


def test_a_knowledge_base_of_an_older_version_gets_its_mentions_and_copies_when_opened(
    tmp_path: Path, encoder: Encoder
) -> None:
    home = tmp_path / "home"
    records = [{"id": id_, "title": f"停车{id_}", "text": TEXT * 3} for id_ in ("a", "b")]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        kb.add([tmp_path / "d.jsonl"], encode=False)
    with closing(sqlite3.connect(home / "knowledge.db")) as database:
        take_back(database, version_before("_likeness"))
        database.commit()
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        key = question_key("怎样办理停车证？")
        assert key is not None
        assert {passage.document_id for passage in kb.mentioning([key])[0]} == {"a", "b"}
        assert kb.variants().copies == dict.fromkeys("ab", frozenset("ab"))
