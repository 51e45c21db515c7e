"""Evaluations of a knowledge base in use, the reports that are kept, and data handed in as a zip."""

from __future__ import annotations

import json
import threading
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InvalidDataset, InvalidSetting
from index.knowledge_base import KnowledgeBase
from qa.assistant import Assistant
from qa.evaluate import Settings
from qa.evaluate.archive import unpack_dataset
from qa.evaluate.folders import GOLDEN, DataFolders
from qa.evaluate.kept import KeptReports
from qa.evaluate.live import LiveEvaluation
from qa.evaluate.reading import LARGEST, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder
    from qa.evaluate.live import RunState

NOW = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
DOCUMENTS: list[dict[str, Any]] = [
    {"id": "park", "title": "公园管理规定", "text": "公园免费开放，每天六点开门。"},
    {"id": "tax", "title": "税收通知", "text": "小规模纳税人免征增值税。"},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "question": "公园免费开放吗？", "answers": ["免费开放"]},
    {"id": "q2", "question": "小规模纳税人免征什么？", "answers": ["增值税"]},
    {"id": "q3", "question": "图书馆几点开门？", "answers": ["八点"]},
    {"id": "u1", "question": "明天会下雨吗？", "answers": None},
]
QRELS = "q1\tpark\t1\nq2\ttax\t1\nq3\tlibrary\t1\n"


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "documents.jsonl").write_text(lines(DOCUMENTS), "utf-8")
    (folder / "questions.jsonl").write_text(lines(QUESTIONS), "utf-8")
    (folder / "qrels.tsv").write_text(QRELS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, data: Path
) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("live")
    with KnowledgeBase.open(home / "home", encoder=encoder) as kb:
        kb.add([data / "documents.jsonl"], encode=False)
        yield Assistant(kb)


def ended(run: LiveEvaluation) -> RunState:
    deadline = time.monotonic() + 60
    while run.state().running and time.monotonic() < deadline:
        time.sleep(0.02)
    return run.state()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant, data: Path) -> KeptReports:
    """Two runs on the same questions, the second without answering."""
    reports = KeptReports(tmp_path_factory.mktemp("kept") / "reports")
    run = LiveEvaluation(assistant, reports)
    for about in ("first", "second"):
        run.start(about, lambda _: data, Settings())
        state = ended(run)
        assert (state.failed, state.error, state.done, state.left_out) == (False, "", 3, 1)
        assert state.kept in reports.names()
    return reports


def test_a_run_keeps_a_report_of_the_questions_that_can_be_answered_here(kept: KeptReports) -> None:
    report = kept.open(kept.names()[0])
    assert report.comparable
    assert report.report.counts["answerable"] == 2
    assert report.report.figures["recall_at_10"].value == 1
    assert sum(int(count) for *_, count in report.report.latency) == 3
    assert {file.suffix for file in kept.files(report.name)} == {".json", ".html", ".jsonl"}


def test_two_runs_that_gave_the_same_are_not_told_apart(kept: KeptReports) -> None:
    comparison = kept.compare(*kept.names())
    assert comparison.common == 3
    assert comparison.changed == ()
    assert comparison.measures["right"].difference.value == 0


def test_a_report_made_elsewhere_is_kept_and_removed_again(
    kept: KeptReports, tmp_path: Path
) -> None:
    json_file, *_ = kept.files(kept.names()[0])
    other = KeptReports(tmp_path / "reports")
    name = other.add(json_file, None, NOW)
    assert name.startswith("2026-11-23T201500-")
    assert other.open(name).report == read_report(json_file.read_bytes())
    assert not other.open(name).comparable
    second = other.add(json_file, kept.details_file(kept.names()[0]), NOW)
    assert second != name
    assert other.names() == sorted([name, second], reverse=True)
    with pytest.raises(InvalidDataset, match="逐题结果"):
        other.compare(name, second)
    for each in (name, second):
        other.remove(each)
    assert list(other.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../knowledge", "a/b", "", ".hidden", "x" * 200, "没有"])
def test_no_name_leads_out_of_the_folder_of_reports(kept: KeptReports, name: str) -> None:
    for use in (kept.open, kept.remove):
        with pytest.raises(InvalidDataset, match="没有名为"):
            use(name)


@pytest.mark.parametrize(
    "change",
    [
        {"counts": None},
        {"recall_at_1": {"value": "1", "interval": [0, 1], "cases": 3}},
        {"recall_at_1": {"value": float("nan"), "interval": [0, 1], "cases": 3}},
        {"curves": {"roc": [[1, 2]]}},
        {"curves": {"risk_coverage": [[0.0, 1.0]] * 3_000}},
        {"environment": {}},
        {"dataset": 7},
    ],
)
def test_what_is_no_report_is_refused_in_words(kept: KeptReports, change: dict[str, Any]) -> None:
    values = json.loads(kept.files(kept.names()[0])[0].read_bytes())
    with pytest.raises(InvalidDataset, match="不是评测报告"):
        read_report(json.dumps(values | change).encode())


def test_a_file_that_is_no_json_or_far_too_large_is_no_report() -> None:
    for content in (b"", b"\xff\xfe", b"[]", b"[" * 100_000):
        with pytest.raises(InvalidDataset, match="不是评测报告"):
            read_report(content)
    with pytest.raises(InvalidDataset, match="最多"):
        read_report(b" " * (LARGEST + 1))


def test_one_evaluation_runs_at_a_time_and_one_that_is_stopped_leaves_nothing(
    assistant: Assistant, data: Path, tmp_path: Path
) -> None:
    reports = KeptReports(tmp_path / "reports")
    run = LiveEvaluation(assistant, reports)
    go_on = threading.Event()

    def wait(_: Path) -> Path:
        go_on.wait(30)
        return data

    run.start("held", wait, Settings())
    with pytest.raises(InvalidSetting, match="正在运行"):
        run.start("other", lambda _: data, Settings())
    run.stop()
    go_on.set()
    state = ended(run)
    assert (state.stopped, state.kept, state.about) == (True, "", "held")
    assert list(reports.folder.iterdir()) == []
    run.start("again", lambda _: data, Settings(retrieval_only=True))
    assert ended(run).kept


def test_data_that_ask_for_other_documents_are_not_run(
    assistant: Assistant, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "strange").mkdir()
    for name in ("documents.jsonl", "questions.jsonl"):
        (tmp_path / "strange" / name).write_bytes((data / name).read_bytes())
    (tmp_path / "strange" / "qrels.tsv").write_text(QRELS.replace("park", "x").replace("tax", "y"))
    run = LiveEvaluation(assistant, KeptReports(tmp_path / "reports"))
    run.start("strange", lambda _: tmp_path / "strange", Settings())
    state = ended(run)
    assert state.failed
    assert "没有评测集" in state.error
    assert replace(state, error="", seconds=0).kept == ""


def packed(file: Path, entries: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file


def test_data_in_a_zip_are_offered_by_their_name(data: Path, tmp_path: Path) -> None:
    archive = packed(
        tmp_path / "x.zip", {f"mine/{each.name}": each.read_bytes() for each in data.iterdir()}
    )
    folders = DataFolders(tmp_path / "home")
    assert [each.name for each in folders.all()] == [GOLDEN]
    assert folders.add(archive, "../我的 数据") == "我的-数据"
    assert folders.add(archive, "我的 数据") == "我的-数据-2"
    assert [each.name for each in folders.all()] == [GOLDEN, "我的-数据", "我的-数据-2"]
    assert (folders.path("我的-数据") / "qrels.tsv").read_text("utf-8") == QRELS
    for name in ("../我的-数据", "nothing", ""):
        with pytest.raises(InvalidDataset, match="没有名为"):
            folders.path(name)


def test_no_entry_of_a_zip_is_written_outside_its_folder(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("qrels.tsv")
    link.external_attr = 0o120777 << 16
    file = packed(tmp_path / "x.zip", {"../questions.jsonl": "{}", "../evil.sh": "", "/a/b": ""})
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    unpack_dataset(file, tmp_path / "out" / "data")
    found = [each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*")]
    assert sorted(found) == ["out", "out/data", "out/data/questions.jsonl", "x.zip"]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"readme.txt": "x"}, "没有评测文件"),
        ({"a/questions.jsonl": "", "b/qrels.tsv": ""}, "不止一个"),
        ({f"{number}.txt": "" for number in range(200)}, "200 个文件"),
        ({"documents.jsonl": b"\0" * 201_000_000}, "解开后超过"),
    ],
)
def test_a_zip_that_is_not_what_was_asked_for_is_refused_and_leaves_nothing(
    tmp_path: Path, entries: dict[str, bytes | str], said: str
) -> None:
    with pytest.raises(InvalidDataset, match=said):
        unpack_dataset(packed(tmp_path / "x.zip", entries), tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(InvalidDataset, match="zip"):
        unpack_dataset(tmp_path / "x.zip", tmp_path / "data")
    whole = packed(tmp_path / "y.zip", {"questions.jsonl": "{}" * 5_000}).read_bytes()
    (tmp_path / "x.zip").write_bytes(whole[:40] + b"\0" * 8 + whole[48:])
    with pytest.raises(InvalidDataset, match="zip"):
        unpack_dataset(tmp_path / "x.zip", tmp_path / "data")
    assert not (tmp_path / "data").exists()
