"""Evaluation folders: what is read, and what is said of a malformed line."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import TYPE_CHECKING

import pytest

from index.errors import InvalidDataset
from qa.evaluate.datasets import half_of, load_dataset, select_questions
from qa.evaluate.questions import DatasetQuestion, GoldSpan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DOCUMENTS = [{"id": "d1", "title": "甲", "text": "一"}, {"id": "d2", "title": "", "text": "二"}]
QUESTIONS: list[dict[str, object]] = [
    {"id": "q1", "question": "问一", "answers": ["一"]},
    {"id": "q2", "question": "问二", "answers": None},
]


def write(file: Path, records: Sequence[Mapping[str, object]]) -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "documents.jsonl", DOCUMENTS)
    write(tmp_path / "questions.jsonl", QUESTIONS)
    (tmp_path / "qrels.tsv").write_text("q1\td1\t2\nq1\td2\t0\n", encoding="utf-8")
    return tmp_path


def test_a_folder_becomes_documents_and_questions(folder: Path) -> None:
    dataset = load_dataset(folder)
    assert dataset.documents == {"d1": "甲\n一", "d2": "\n二"}
    assert dataset.questions == (
        DatasetQuestion("q1", "问一", ("一",), {"d1": 2}),
        DatasetQuestion("q2", "问二", None, {}),
    )
    assert [question.answerable for question in dataset.questions] == [True, False]


def test_files_may_be_called_dev(folder: Path) -> None:
    (folder / "questions.jsonl").rename(folder / "questions.dev.jsonl")
    (folder / "qrels.tsv").rename(folder / "qrels.dev.tsv")
    write(folder / "unanswerable.dev.jsonl", [{"id": "u1", "question": "天气如何"}])
    dataset = load_dataset(folder)
    assert [question.id for question in dataset.questions] == ["q1", "q2", "u1"]
    assert not dataset.questions[2].answerable


def test_a_byte_order_mark_and_blank_lines_do_no_harm(folder: Path) -> None:
    text = (folder / "questions.jsonl").read_text(encoding="utf-8")
    (folder / "questions.jsonl").write_text("\n" + text.replace("\n", "\r\n\r\n"), "utf-8-sig")
    assert len(load_dataset(folder).questions) == 2


def test_a_line_separator_inside_a_text_does_not_end_the_line(folder: Path) -> None:
    write(folder / "documents.jsonl", [{"id": "d1", "title": "", "text": "一\u2028二\x85三"}])
    assert load_dataset(folder).documents == {"d1": "\n一\u2028二\x85三"}


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("documents.jsonl", "{", "第 3 行不是 JSON"),
        ("documents.jsonl", "[]", "第 3 行应是一个 JSON 对象"),
        ("documents.jsonl", '{"id": "d1", "title": "", "text": "又"}', "第 3 行：文档 id 'd1'"),
        ("documents.jsonl", '{"id": 7, "text": "又"}', "第 3 行：id 应是不为空的文字，而不是 7"),
        ("documents.jsonl", '{"id": "d3"}', "第 3 行：text 应是"),
        ("questions.jsonl", '{"id": "q3", "question": " "}', "第 3 行：question 应是"),
        ("questions.jsonl", '{"id": "q3", "question": "问", "answers": "一"}', "第 3 行：answers"),
        ("questions.jsonl", '{"id": "q3", "question": "问", "answers": [7]}', "第 3 行：answers"),
        ("questions.jsonl", '{"id": "q1", "question": "问"}', "问题 id 'q1' 出现了两次"),
        ("qrels.tsv", "q1 d1 1", "第 3 行：应是三列"),
        ("qrels.tsv", "q1\td1\thigh", "第 3 行：应是三列"),
    ],
)
def test_a_malformed_line_is_named(folder: Path, file: str, line: str, said: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
    with pytest.raises(InvalidDataset, match=re.escape(said)):
        load_dataset(folder)


def test_bytes_that_are_no_utf8_are_named(folder: Path) -> None:
    (folder / "qrels.tsv").write_bytes("问\t文\t1".encode("gb18030"))
    with pytest.raises(InvalidDataset, match=r"qrels\.tsv 不是 UTF-8"):
        load_dataset(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "qrels.tsv").unlink()
    with pytest.raises(InvalidDataset, match=r"没有 qrels\.tsv 或 qrels\.dev\.tsv"):
        load_dataset(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match="应是一个文件夹"):
        load_dataset(tmp_path / "nowhere")


def test_without_answers_a_question_is_answerable_but_has_no_gold(folder: Path) -> None:
    write(folder / "questions.jsonl", [{"id": "q1", "question": "问"}])
    (question,) = load_dataset(folder).questions
    assert question.answerable
    assert question.answers == ()


def test_a_missing_wording_is_left_out(folder: Path) -> None:
    write(
        folder / "questions.jsonl",
        [{"id": "q1", "question": "问", "answers": [math.nan, "一", None]}],
    )
    (question,) = load_dataset(folder).questions
    assert question.answers == ("一",)


@pytest.mark.parametrize(("grades", "strict"), [([1, 2, 3], 2), ([1, 1], 1), ([1, 3], 3), ([], 1)])
def test_the_strict_grade_is_two_or_the_highest(
    folder: Path, grades: list[int], strict: int
) -> None:
    lines = [f"q1\tx{place}\t{grade}\n" for place, grade in enumerate(grades)]
    (folder / "qrels.tsv").write_text("".join(lines), encoding="utf-8")
    assert load_dataset(folder).strict_grade == strict


def test_what_a_question_may_carry_is_kept(folder: Path) -> None:
    record = {
        "id": "q1",
        "question": "问",
        "answers": ["一"],
        "kind": "lay",
        "why": "因为",
        "history": ["前一问"],
        "spans": [{"document": "d1", "quote": "一"}],
    }
    write(folder / "questions.jsonl", [record])
    assert load_dataset(folder).questions == (
        DatasetQuestion(
            "q1", "问", ("一",), {"d1": 2}, "lay", "因为", (GoldSpan("d1", "一"),), ("前一问",)
        ),
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": 3}, "第 1 行：kind 应是"),
        ({"history": "前"}, "第 1 行：history 应是文字的列表"),
        ({"spans": ["一"]}, "第 1 行：spans 应是"),
        ({"spans": [{"document": "d1", "quote": ""}]}, "第 1 行：quote 应是"),
        ({"answers": None, "spans": [{"document": "d1", "quote": "一"}]}, "却又有 spans"),
    ],
)
def test_what_a_question_may_not_carry_is_named(
    folder: Path, more: dict[str, object], said: str
) -> None:
    write(folder / "questions.jsonl", [{"id": "q1", "question": "问"} | more])
    with pytest.raises(InvalidDataset, match=re.escape(said)):
        load_dataset(folder)


# The samples as documents


@pytest.fixture
def on_samples(folder: Path) -> Path:
    (folder / "documents.jsonl").unlink()
    (folder / "dataset.toml").write_text('documents = "samples"\n', "utf-8")
    return folder


def test_a_folder_may_take_the_samples_as_its_documents(on_samples: Path) -> None:
    names = ("law-d744436b60a9", "中华人民共和国劳动法", "义乌经开区数字经济政策解读.txt")
    lines = [f"q1\t{name}\t1\n" for name in names]
    (on_samples / "qrels.tsv").write_text("".join(lines), "utf-8")
    dataset = load_dataset(on_samples)
    assert len(dataset.documents) == 379
    relevant = dataset.questions[0].relevance
    assert relevant == dict.fromkeys((names[0], "law-4d06aeac8d7e", names[2]), 1)
    assert "试用期最长不得超过六个月" in dataset.documents["law-4d06aeac8d7e"]
    assert "0579-85236028" in dataset.documents[names[2]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("某法", "第 1 行：示例文档中没有 '某法'"),
        ("中华人民共和国宪法", "篇示例文档叫《中华人民共和国宪法》"),
    ],
)
def test_a_document_that_is_no_sample_or_one_of_several_is_named(
    on_samples: Path, name: str, said: str
) -> None:
    (on_samples / "qrels.tsv").write_text(f"q1\t{name}\t1\n", "utf-8")
    with pytest.raises(InvalidDataset, match=re.escape(said)):
        load_dataset(on_samples)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("documents = 'other'", "documents 应是"),
        ("size = 3", "不认识 size"),
        ("documents", "无法读取"),
    ],
)
def test_a_malformed_description_is_named(on_samples: Path, text: str, said: str) -> None:
    (on_samples / "dataset.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidDataset, match=said):
        load_dataset(on_samples)


def test_halves_are_told_by_the_hash_of_the_id() -> None:
    for identifier in ("q1", "问题", "17f3894afaba3f24a3ccd550fe442177"):
        number = int(hashlib.sha256(identifier.encode()).hexdigest(), 16)
        assert half_of(identifier) == ("odd" if number % 2 else "even")


def test_the_two_halves_are_all_questions_and_share_none() -> None:
    questions = tuple(DatasetQuestion(str(n), "问", (), {}) for n in range(100))
    even = select_questions(questions, "even")
    odd = select_questions(questions, "odd")
    assert {q.id for q in even} | {q.id for q in odd} == {q.id for q in questions}
    assert not {q.id for q in even} & {q.id for q in odd}
    assert 30 < len(even) < 70


def test_a_limit_takes_so_many_of_either_kind() -> None:
    questions = tuple(DatasetQuestion(str(n), "问", () if n % 3 else None, {}) for n in range(12))
    assert [q.id for q in select_questions(questions, limit=2)] == ["1", "2", "0", "3"]


@pytest.mark.parametrize(
    "name",
    [
        "policy",
        "statute",
        "reading/cail2019_dev",
        "reading/cmrc2018_dev",
        "reading/drcd_dev",
        "reading/dureader_robust_dev",
    ],
)
def test_all_development_data_is_read(data_folder: Path, name: str) -> None:
    dataset = load_dataset(data_folder / name)
    assert len(dataset.documents) > 500
    assert len(dataset.questions) > 500
    answerable = [question for question in dataset.questions if question.answerable]
    assert all(question.relevance.keys() <= dataset.documents.keys() for question in answerable)
    assert all(question.relevance for question in answerable)


def test_policy_questions_are_told_apart(data_folder: Path) -> None:
    dataset = load_dataset(data_folder / "policy")
    assert len(dataset.documents) == 599
    assert sum(question.answerable for question in dataset.questions) == 531
    assert sum(not question.answerable for question in dataset.questions) == 1000
    assert dataset.strict_grade == 2
