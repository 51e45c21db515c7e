"""The comparison with other systems: what is counted, and two of them on a handful of documents."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.job import BIGRAMS, first_of, sentence_windows, windows
from benchmarks.peers.systems import AS_IT_COMES, OURS, SYSTEMS, TUNED, run_system
from benchmarks.peers.table import (
    Asked,
    Row,
    make_row,
    markdown,
    merged,
    p_value,
    read_rows,
    write_rows,
)
from benchmarks.retrieval_vs_peers import main
from index.bundled_model import bundled_model_folder
from qa.evaluate.questions import DatasetQuestion

DOCUMENTS = {
    "dogs": ("养犬管理办法", "个人饲养犬只的，应当到公安机关办理养犬登记。登记费用为每只一百元。"),
    "waste": ("生活垃圾分类条例", "生活垃圾分为可回收物、有害垃圾、厨余垃圾和其他垃圾四类。"),
    "parking": ("停车收费规定", "路边停车首小时收费五元，夜间免费。"),
    "pension": ("高龄津贴发放通知", "年满八十周岁的老年人每月可以领取高龄津贴三百元。"),
}
QUESTIONS = {
    "q1": ("养狗要到哪里登记？", "dogs"),
    "q2": ("垃圾分为哪四类？", "waste"),
    "q3": ("夜间停车收费吗？", "parking"),
    "q4": ("八十岁老人有什么津贴？", "pension"),
}


def asked(grade: int = 2) -> Asked:
    return Asked(
        tuple(
            DatasetQuestion(id=id_, text=text, answers=(), relevance={document: grade})
            for id_, (text, document) in QUESTIONS.items()
        ),
        strict_grade=2,
    )


def a_run(rankings: dict[str, list[str]], milliseconds: float = 10.0) -> dict[str, Any]:
    return {
        "rankings": rankings,
        "milliseconds": dict.fromkeys(rankings, milliseconds),
        "build_seconds": 12.4,
        "peak_mb": 345.6,
        "versions": {"some-package": "1.0"},
    }


def perfect() -> dict[str, list[str]]:
    return {id_: [document] for id_, (_, document) in QUESTIONS.items()}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    documents = [{"id": i, "title": t, "text": x} for i, (t, x) in DOCUMENTS.items()]
    questions = [{"id": i, "question": t, "answers": []} for i, (t, _) in QUESTIONS.items()]
    for name, records in (("documents", documents), ("questions", questions)):
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    judged = [f"{id_}\t{document}\t2" for id_, (_, document) in QUESTIONS.items()]
    (folder / "qrels.tsv").write_text("\n".join(judged), "utf-8")
    return folder


def test_passages_become_documents_by_their_first_passage() -> None:
    assert first_of(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
    assert first_of(map(str, range(100))) == [str(number) for number in range(10)]


@pytest.mark.parametrize("cut", [windows, sentence_windows])
def test_cutting_loses_no_text_and_keeps_to_the_size(cut: Any) -> None:
    text = "第一句话。第二句话很长很长很长很长很长很长很长；第三句？\n第四句没有结尾"
    pieces = cut(text, 12)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 12


def test_a_sentence_that_fits_is_not_cut() -> None:
    assert sentence_windows("甲乙丙。丁戊己。庚", 6) == ["甲乙丙。", "丁戊己。庚"]


def test_the_bigram_expression_overlaps_characters_and_keeps_words_whole() -> None:
    found = re.findall(BIGRAMS, "办理ETC卡2020年度")
    assert found == ["办理", "ETC", "2020", "年度"]
    assert re.findall(BIGRAMS, "高龄津贴") == ["高龄", "龄津", "津贴"]


def test_a_row_has_the_measures_of_its_rankings() -> None:
    rankings = perfect() | {"q2": ["dogs", "waste"], "q3": ["dogs"]}
    row = make_row(("txtai", TUNED), a_run(rankings), asked(), "2026-01-02")
    assert row.figure("recall_at_1", asked(), None) == 0.5
    assert row.figure("recall_at_5", asked(), None) == 0.75
    assert row.figure("mrr_at_10", asked(), None) == 0.625
    assert row.figure("strict_recall_at_1", asked(), None) == 0.5


def test_strict_figures_are_of_the_questions_that_have_a_document_of_the_strict_grade() -> None:
    questions = asked(grade=1).questions[:3] + asked(grade=2).questions[3:]
    mixed = Asked(questions, strict_grade=2)
    row = make_row(("txtai", TUNED), a_run(perfect()), mixed, "2026-01-02")
    assert len(row.values["recall_at_1"]) == 4
    assert row.values["strict_recall_at_1"] == [1]


def test_the_halves_make_up_the_whole() -> None:
    rankings = perfect() | {"q1": []}
    row = make_row(("txtai", TUNED), a_run(rankings), asked(), "2026-01-02")
    found = 0.0
    for half in ("even", "odd"):
        count = len(asked().chosen("recall_at_1", half))
        found += row.figure("recall_at_1", asked(), half) * count if count else 0
    assert found == 3


def test_the_same_rankings_are_not_significantly_different_and_opposite_ones_are() -> None:
    questions = tuple(
        DatasetQuestion(id=str(n), text=f"问题{n}", answers=(), relevance={"dogs": 1})
        for n in range(40)
    )
    many = Asked(questions, strict_grade=1)
    right = make_row((OURS, AS_IT_COMES), a_run({q.id: ["dogs"] for q in questions}), many, "")
    wrong = make_row(("txtai", TUNED), a_run({q.id: ["waste"] for q in questions}), many, "")
    everything = many.chosen("recall_at_1", None)
    assert p_value(right, right, everything, "recall_at_1") == 1.0
    assert p_value(right, wrong, everything, "recall_at_1") < 0.001


def test_rows_not_measured_again_are_kept_with_their_date(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    old = [
        make_row((name, AS_IT_COMES), a_run(perfect()), asked(), "2026-01-02")
        for name in ("txtai", OURS)
    ]
    write_rows(file, old, {})
    new = make_row(("txtai", AS_IT_COMES), a_run(perfect()), asked(), "2026-03-04")
    rows = merged(read_rows(file, asked()), [new], list(SYSTEMS))
    assert [(row.system, row.date) for row in rows] == [
        (OURS, "2026-01-02"),
        ("txtai", "2026-03-04"),
    ]


def test_rows_of_other_questions_are_not_put_beside(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    write_rows(file, [make_row(("txtai", TUNED), a_run(perfect()), asked(), "")], {})
    assert len(read_rows(file, asked())) == 1
    assert read_rows(file, asked(grade=1)) == []


def test_the_table_gives_times_as_multiples_of_ours() -> None:
    rows = [
        make_row((OURS, AS_IT_COMES), a_run(perfect(), 10.0), asked(), "2026-01-02"),
        make_row(("txtai", TUNED), a_run(perfect() | {"q1": []}, 25.0), asked(), "2026-01-02"),
    ]
    table = markdown(rows, {OURS: "policy-qa", "txtai": "txtai"}, OURS, asked(), None)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    ours, theirs = (dict(zip(cells[0], line, strict=True)) for line in cells[2:])
    assert (ours["R@1"], ours["× ours"], ours["p of R@1"]) == ("1.000", "1.0", "")
    assert (theirs["R@1"], theirs["× ours"], theirs["p50 ms"]) == ("0.750", "2.5", "25")
    assert float(theirs["p of R@1"]) > 0.05


def test_the_published_tables_are_those_of_the_kept_rows(
    repository: Path, data_folder: Path, tmp_path: Path
) -> None:
    published = repository / "docs" / "benchmarks.md"
    again = tmp_path / "benchmarks.md"
    shutil.copy(published, again)
    main([str(data_folder / "policy"), "--only", "none", "--document", str(again)])
    assert again.read_text("utf-8") == published.read_text("utf-8")


def test_every_system_and_setting_is_published(repository: Path) -> None:
    file = repository / "benchmarks" / "results" / "peers.json"
    rows = [Row(**values) for values in json.loads(file.read_text("utf-8"))["rows"]]
    assert {row.key for row in rows} == {
        (name, setting) for name, system in SYSTEMS.items() for setting in system.settings
    }


def test_a_document_without_marks_is_left_as_it_is(dataset: Path, tmp_path: Path) -> None:
    document = tmp_path / "notes.md"
    document.write_text("no marks", "utf-8")
    with pytest.raises(SystemExit, match="table odd"):
        main([str(dataset), "--only", "none", "--document", str(document)])
    assert document.read_text("utf-8") == "no marks"


@pytest.mark.slow
@pytest.mark.parametrize("setting", [AS_IT_COMES, TUNED])
def test_the_faiss_recipe_finds_the_documents_of_a_tiny_set(dataset: Path, setting: str) -> None:
    job = {
        "documents": str(dataset / "documents.jsonl"),
        "questions": [[id_, text] for id_, (text, _) in QUESTIONS.items()],
        "model": str(bundled_model_folder()),
    }
    run = run_system(SYSTEMS["faiss"], setting, job, Path(sys.executable))
    row = make_row(("faiss", setting), run, asked(), "2026-01-02")
    assert row.figure("recall_at_1", asked(), None) >= 0.75
    assert row.figure("recall_at_5", asked(), None) == 1
    assert row.p50_ms > 0
    assert row.peak_mb > 100
    assert set(row.versions) == {"faiss-cpu", "sentence-transformers"}


@pytest.mark.slow
def test_one_command_measures_policy_qa_and_prints_the_table(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "rows.json"
    main([str(dataset), "--only", OURS, "--results", str(results)])
    (row,) = read_rows(results, asked())
    assert row.figure("recall_at_1", asked(), None) == 1
    assert row.build_seconds is not None
    assert "| policy-qa | as it comes | 1.000 |" in capsys.readouterr().out
