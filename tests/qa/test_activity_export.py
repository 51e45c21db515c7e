"""From a reader's judgement to figures: exported, loaded, asked of the same knowledge base."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InvalidDataset
from index.knowledge_base import KnowledgeBase
from qa.activity import Activity, Judgement
from qa.assistant import Assistant
from qa.evaluate import Settings, evaluate, load_dataset
from qa.types import AppliedFilter
from tests.qa.test_cli import as_json, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder
    from qa.types import Answer

PARKING = "停车收费办法\n第一条 停车每小时收费五元。\n第二条 夜间停车免费。\n"
WATER = "供水收费办法\n第一条 居民用水每吨收费三元。\n第二条 学校用水每吨收费两元。\n"
QUESTION = "停车每小时收费多少？"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "parking.txt").write_text(PARKING, "utf-8")
    (folder / "water.txt").write_text(WATER, "utf-8")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as kb:
        kb.add([folder / "parking.txt", folder / "water.txt"], encode=False)
    return folder / "home"


@pytest.fixture
def activity(tmp_path: Path) -> Iterator[Activity]:
    opened = Activity.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def asked(home: Path, encoder: Encoder) -> Iterator[Assistant]:
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        yield Assistant(kb, refuse_below=0.0)


def judge(activity: Activity, answer: Answer, *judgements: Judgement) -> None:
    for judgement in judgements:
        activity.judge(activity.note(answer), judgement)


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_what_was_useful_is_a_question_with_its_answer(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    answer = asked.ask(QUESTION)
    judge(activity, answer, Judgement.USEFUL, Judgement.USEFUL)
    folder = activity.export(activity.judged(), tmp_path / "data")
    dataset = load_dataset(folder)
    (question,) = dataset.questions
    assert dataset.of_home
    assert question.text == QUESTION
    assert question.answers == ("\n".join(each.quote for each in answer.citations),)
    assert question.relevance[answer.citations[0].document_id] == 2
    assert lines(folder / "to_judge.jsonl") == []


@pytest.mark.parametrize("judgement", [each for each in Judgement if each != Judgement.USEFUL])
def test_what_was_found_fault_with_waits_for_an_editor(
    activity: Activity, asked: Assistant, tmp_path: Path, judgement: Judgement
) -> None:
    judge(activity, asked.ask(QUESTION), judgement)
    judge(activity, asked.ask("居民用水每吨收费多少？"), Judgement.USEFUL)
    folder = activity.export(activity.judged(), tmp_path / "data")
    assert [each.text for each in load_dataset(folder).questions] == ["居民用水每吨收费多少？"]
    (line,) = lines(folder / "to_judge.jsonl")
    assert line["question"] == QUESTION
    assert "五元" in "".join(each["quote"] for each in line["cited"])


def test_one_answer_judged_both_ways_is_not_known(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    answer = asked.ask(QUESTION)
    judge(activity, answer, Judgement.WRONG, Judgement.USEFUL)
    other = replace(answer, question="停车每小时收费 多少", citations=answer.citations[:0])
    judge(activity, other, Judgement.NOT_FOUND)
    folder = activity.export(activity.judged(), tmp_path / "data")
    assert load_dataset(folder).questions == ()
    (line,) = lines(folder / "to_judge.jsonl")
    assert "有用" in line["why"]
    assert "不对" in line["why"]
    assert "没有找到" in line["why"]


def test_a_better_answer_later_makes_the_question_known(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    answer = asked.ask(QUESTION)
    wrong = asked.ask("学校用水每吨收费多少？")
    judge(activity, replace(wrong, question=QUESTION), Judgement.WRONG)
    judge(activity, answer, Judgement.USEFUL)
    (question,) = load_dataset(activity.export(activity.judged(), tmp_path / "data")).questions
    assert question.relevance.keys() == {each.document_id for each in answer.citations}


def test_what_an_evaluation_would_ask_otherwise_is_not_known(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    answer = asked.ask(QUESTION)
    chosen = AppliedFilter("issuer", "发文机关：国务院")
    judge(activity, replace(answer, filters=(chosen,)), Judgement.USEFUL)
    refusal = replace(answer, question="火星停车", refused=True, sentences=(), citations=())
    judge(activity, refusal, Judgement.USEFUL)
    read = replace(chosen, read_from="国务院")
    follow_up = replace(answer, question="那停车呢？", understood="停车收多少钱？", filters=(read,))
    judge(activity, follow_up, Judgement.USEFUL)
    folder = activity.export(activity.judged(), tmp_path / "data")
    assert [each.text for each in load_dataset(folder).questions] == ["停车收多少钱？"]
    assert {line["question"] for line in lines(folder / "to_judge.jsonl")} == {QUESTION, "火星停车"}


def test_a_line_that_an_editor_completes_counts(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    answer = asked.ask(QUESTION)
    judge(activity, answer, Judgement.WRONG)
    judge(activity, replace(answer, question="月球停车多少钱"), Judgement.NOT_FOUND)
    folder = activity.export(activity.judged(), tmp_path / "data")
    moon, parking = lines(folder / "to_judge.jsonl")
    parking |= {"answers": ["每小时收费五元"], "documents": [answer.citations[0].document_id]}
    (folder / "questions.jsonl").write_text(json.dumps(parking, ensure_ascii=False), "utf-8")
    (folder / "unanswerable.jsonl").write_text(json.dumps(moon, ensure_ascii=False), "utf-8")
    known, unanswerable = load_dataset(folder).questions
    assert known.relevance == {answer.citations[0].document_id: 2}
    assert not unanswerable.answerable


def test_a_folder_with_something_in_it_is_left_alone(activity: Activity, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(InvalidDataset, match="已有文件"):
        activity.export([], tmp_path / "data")
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["notes.txt"]


def test_judgements_become_figures_on_the_command_line(
    home: Path, tmp_path: Path, asked: Assistant
) -> None:
    before = asked.state()
    activity = Activity.open(home)
    judge(activity, asked.ask(QUESTION), Judgement.USEFUL)
    judge(activity, asked.ask("学校用水每吨收费多少？"), Judgement.USEFUL)
    judge(activity, asked.ask("居民用水每吨收费多少？"), Judgement.OUTDATED)
    activity.close()

    listed = run(home, "feedback", "list")
    assert QUESTION in listed.stdout
    assert "过时" in listed.stdout
    assert [each["judgement"] for each in as_json(run(home, "feedback", "list", "--json"))] == [
        "outdated", "useful", "useful",
    ]  # fmt: skip
    data = tmp_path / "data"
    made = as_json(run(home, "feedback", "export", data, "--json"))
    assert made == {"folder": str(data), "questions": 2, "to_judge": 1}

    figures = tmp_path / "figures.json"
    measured = run(home, "evaluate", "--home", home, data, "--json", figures, "--no-encode")
    assert measured.exit_code == 0, measured.output
    report = json.loads(figures.read_text("utf-8"))
    assert report["recall_at_1"]["value"] == 1.0
    assert report["right"]["value"] == 1.0
    assert report["quotes_verbatim"]["value"] == 1.0
    assert report["counts"]["documents"] == 2
    assert asked.state() == before


def test_questions_for_documents_that_are_gone_are_left_out(
    tmp_path: Path, encoder: Encoder, home: Path, asked: Assistant
) -> None:
    activity = Activity.open(tmp_path)
    judge(activity, asked.ask(QUESTION), Judgement.USEFUL)
    judge(activity, asked.ask("学校用水每吨收费多少？"), Judgement.USEFUL)
    data = activity.export(activity.judged(), tmp_path / "data")
    activity.close()
    other = tmp_path / "other"
    with KnowledgeBase.open(other, encoder=encoder) as kb:
        kb.add([home.parent / "water.txt"], encode=False)
        (id_,) = (row.id for row in kb.documents())
    settings = Settings(encode=False)
    report = evaluate(data, home=other, encoder=encoder, settings=settings)
    assert report.counts["answerable"] == 1
    with KnowledgeBase.open(other, encoder=encoder) as kb:
        kb.remove([id_])
    with pytest.raises(InvalidDataset, match="没有评测集"):
        evaluate(data, home=other, encoder=encoder, settings=settings)


def test_data_that_ask_a_knowledge_base_need_one(
    activity: Activity, asked: Assistant, tmp_path: Path
) -> None:
    judge(activity, asked.ask(QUESTION), Judgement.USEFUL)
    data = activity.export(activity.judged(), tmp_path / "data")
    for home in (None, tmp_path / "nowhere"):
        with pytest.raises(InvalidDataset, match="--home"):
            evaluate(data, home=home)
    assert not (tmp_path / "nowhere").exists()
