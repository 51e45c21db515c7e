"""The command line, run in this process on a real knowledge base."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner, Result

from index.knowledge_base import KnowledgeBase
from qa.assistant import Assistant
from qa.cli import app
from qa.cli.import_summary import filled
from qa.explain import SIGNAL_LABELS

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [
    "add",
    "remove",
    "removed",
    "restore",
    "correct",
    "list",
    "info",
    "reindex",
    "search",
    "ask",
    "serve",
    "evaluate",
    "compare",
]
REFUSED = 3
HAN = re.compile("[\u4e00-\u9fff]")
# Markup of Rich, an emoji code, and an order to the terminal to clear itself.
ODD_TEXT = "标记办法\n第一条 凡写有[red]红色[/red]、:smile:的标记\x1b[2J一律原样显示。"


def run(home: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"POLICY_QA_HOME": str(home)})


def as_json(result: Result) -> Any:
    assert result.exit_code in {0, REFUSED}, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, founding_page: Path) -> Path:
    """The founding page and a text full of markup, searchable by words."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "odd.txt").write_text(ODD_TEXT, encoding="utf-8")
    added = run(folder / "home", "add", "--no-encode", founding_page, folder / "odd.txt", "--json")
    assert len(as_json(added)["added"]) == 2
    return folder / "home"


# Help and usage


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained_in_chinese(command: str, tmp_path: Path) -> None:
    result = run(tmp_path, command, "--help")
    assert result.exit_code == 0
    shown = "".join(result.stdout.split())
    parameters = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]  # a group
    assert parameters
    for parameter in parameters:
        assert HAN.search(parameter.help)
        assert "".join(parameter.help.split()) in shown
        assert all(name in shown for name in parameter.opts if name.startswith("-"))


def test_the_overview_names_every_command_and_the_exit_codes(tmp_path: Path) -> None:
    result = run(tmp_path, "--help")
    assert all(re.search(rf"^  {command} +\S", result.stdout, re.M) for command in COMMANDS)
    assert "退出码" in result.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["ask"], ["no-such-command"], ["search", "问", "-k", "0"], ["list", "--nope"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    assert run(tmp_path, *arguments).exit_code == 2


# Documents


def test_add_tells_what_it_did_and_why_something_was_skipped(
    tmp_path: Path, founding_page: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    paths = (founding_page, tmp_path / "empty.txt", tmp_path / "missing.txt")
    summary = as_json(run(tmp_path / "home", "add", "--no-encode", "--json", *paths))
    assert len(summary["added"]) == 1
    assert {skipped["source"] for skipped in summary["skipped"]} == {
        str(path) for path in paths[1:]
    }
    assert all(HAN.search(skipped["reason"]) for skipped in summary["skipped"])
    again = as_json(run(tmp_path / "home", "add", "--no-encode", "--json", founding_page))
    assert again.pop("unchanged") == summary["added"]
    assert again == {key: [] for key in summary if key != "unchanged"}


def test_sync_takes_a_folder_over_and_tells_what_has_gone(tmp_path: Path) -> None:
    folder = tmp_path / "政策"
    folder.mkdir()
    for name in ("甲", "乙"):
        (folder / f"{name}.txt").write_text(f"关于{name}的通知\n请遵照执行{name}。", "utf-8")
    first = as_json(run(tmp_path / "home", "sync", "--no-encode", "--json", folder))
    assert len(first["added"]) == 2
    (folder / "乙.txt").rename(folder / "丙.txt")
    (folder / "甲.txt").unlink()
    table = run(tmp_path / "home", "sync", "--no-encode", folder).stdout
    assert re.findall(r"新增|替换|改名|移除|未变|跳过", table) == [
        "新增", "替换", "改名", "移除", "未变", "跳过"
    ]  # fmt: skip
    assert re.findall(r"\d+", table.splitlines()[3]) == ["0", "0", "1", "1", "0", "0"]
    folder.rename(tmp_path / "拔掉")
    result = run(tmp_path / "home", "sync", "--no-encode", folder)
    assert result.exit_code == 1
    assert "没有改动任何文档" in result.stderr


def test_add_shows_a_table(tmp_path: Path, founding_page: Path) -> None:
    result = run(tmp_path / "home", "add", "--no-encode", founding_page, "/nowhere/at-all")
    assert result.exit_code == 0
    assert "新增" in result.stdout
    assert "/nowhere/at-all" in result.stdout


def test_the_table_names_a_file_once_and_its_reason_fills_the_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "政策文件"
    folder.mkdir()
    for name in ("甲", "乙"):
        (folder / f"{name}.pdf").write_bytes(b"%PDF-1.4 cut")
    monkeypatch.setenv("COLUMNS", "80")
    said = run(tmp_path / "home", "add", "--no-encode", folder).stdout
    assert f"2 处，都在 {folder}/ 之下" in said
    rows = [line for line in said.splitlines() if line.startswith("│") and ".pdf" in line]
    assert [row.count(".pdf") for row in rows] == [1, 1]


def test_a_reason_is_broken_between_chinese_characters_and_around_words() -> None:
    reason = "超过上限 200 页，用环境变量 POLICY_QA_READ_PAGES 提高上限。"
    assert filled(reason, 20) == [
        "超过上限 200 页，用", "环境变量", "POLICY_QA_READ_PAGES", "提高上限。",
    ]  # fmt: skip
    assert filled("甲乙丙丁。", 8) == ["甲乙丙", "丁。"]
    assert filled("", 8) == [""]


def test_hidden_text_is_counted_beside_the_title_of_its_document(tmp_path: Path) -> None:
    page = "<h1>关于供暖的通知</h1><p>供暖时间不变。</p><p style='display:none'>看不见的字</p>"
    (tmp_path / "a.html").write_text(f"<meta charset=utf-8>{page}", "utf-8")
    said = run(tmp_path / "home", "add", "--no-encode", tmp_path / "a.html").stdout
    assert "1 份文档，共 5 字" in said
    assert re.search(r"关于供暖的通知 │ \w+ │ 网页里不显示的文字 │ +5 │", said)


def test_add_of_nothing_usable_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run(tmp_path / "home", "add", tmp_path / "empty.txt")
    assert result.exit_code == 1
    assert "empty.txt" in result.stdout


def test_list_names_every_document(home: Path) -> None:
    rows = as_json(run(home, "list", "--json"))
    assert len(rows) == 2
    page = next(row for row in rows if row["telephone"])
    assert page["published"] == "2023-07-06"
    assert page["encoded_sentences"] == 0
    shown = "".join(re.sub("[│┃]", "", run(home, "list").stdout).split())
    assert all(row["id"] in shown for row in rows)


def test_list_and_search_of_an_empty_knowledge_base_say_so(tmp_path: Path) -> None:
    assert as_json(run(tmp_path / "home", "list", "--json")) == []
    assert "policy-qa add" in run(tmp_path / "home", "list").stderr
    found = run(tmp_path / "home", "search", "数字经济产值")
    assert found.exit_code == 0
    assert "没有找到" in found.stderr


def test_info_agrees_with_the_documents(home: Path) -> None:
    info = as_json(run(home, "info", "--json"))
    rows = as_json(run(home, "list", "--json"))
    assert info["home"] == str(home)
    assert info["documents"] == len(rows)
    for count in ("passages", "sentences", "encoded_sentences"):
        assert info[count] == sum(row[count] for row in rows)
    assert str(home) in run(home, "info").stdout


def test_remove_takes_a_document_away(tmp_path: Path, founding_page: Path) -> None:
    home = tmp_path / "home"
    (id_,) = as_json(run(home, "add", "--no-encode", "--json", founding_page))["added"]
    assert as_json(run(home, "remove", id_, "--json")) == {"removed": 1}
    assert as_json(run(home, "list", "--json")) == []


def test_remove_of_an_unknown_id_removes_nothing(home: Path) -> None:
    known = as_json(run(home, "list", "--json"))[0]["id"]
    result = run(home, "remove", known, "no-such-id")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.fullmatch(r"错误：[^\n]*no-such-id[^\n]*\n", result.stderr)
    assert len(as_json(run(home, "list", "--json"))) == 2


def test_the_option_home_wins_over_the_variable(home: Path, tmp_path: Path) -> None:
    assert as_json(run(home, "list", "--json", "--home", tmp_path / "other")) == []


def test_a_home_that_is_no_knowledge_base_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    result = run(tmp_path, "list")
    assert result.exit_code == 1
    assert re.fullmatch(r"错误：[^\n]*letter\.txt[^\n]*\n", result.stderr)


# Questions


def test_search_json_gives_passages_at_their_spans(home: Path) -> None:
    found = as_json(run(home, "search", "数字经济产值", "-k", "2", "--json"))
    assert found["question"] == "数字经济产值"
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    assert 1 <= len(found["hits"]) <= 2
    with KnowledgeBase.open(home) as knowledge_base:
        for hit in found["hits"]:
            text = knowledge_base.document(hit["document_id"]).text
            assert text[hit["start"] : hit["end"]] == hit["text"]
    assert "parts" not in found["hits"][0]


def test_search_explain_shows_what_the_assistant_computed(home: Path) -> None:
    with KnowledgeBase.open(home) as knowledge_base:
        expected = Assistant(knowledge_base).search("光伏电池产能", k=3)
    hits = as_json(run(home, "search", "光伏电池产能", "-k", "3", "--explain", "--json"))["hits"]
    assert [hit["score"] for hit in hits] == pytest.approx([hit.score for hit in expected])
    for hit, wanted in zip(hits, expected, strict=True):
        parts = {name: (part["raw"], part["normalised"]) for name, part in hit["parts"].items()}
        assert parts == wanted.parts
    shown = run(home, "search", "光伏电池产能", "--explain").stdout
    assert "归一后" in shown
    assert all(SIGNAL_LABELS[name] in shown for name in expected[0].parts)
    assert "命中的词：" in shown
    assert "光伏电池" in shown.partition("命中的词：")[2]


def test_search_why_explains_one_document(home: Path) -> None:
    with KnowledgeBase.open(home) as knowledge_base:
        first = Assistant(knowledge_base).search("光伏电池产能", k=1)[0]
    told = as_json(run(home, "search", "光伏电池产能", "--why", first.document.id, "--json"))
    assert (told["rank"], told["score"]) == (1, pytest.approx(first.score))
    shown = run(home, "search", "光伏电池产能", "--why", first.document.id).stdout
    assert first.document.title in shown
    assert "排第 1" in shown


def test_ask_quotes_the_page_and_names_it(home: Path) -> None:
    answer = as_json(run(home, "ask", "联系电话是多少", "--json"))
    assert answer["refused"] is False
    assert "0579-85236028" in "".join(citation["quote"] for citation in answer["citations"])
    result = run(home, "ask", "联系电话是多少")
    assert result.exit_code == 0
    before, sources = result.stdout.split("来源\n")
    assert "0579-85236028" in before
    assert "[1]" in before
    for citation in answer["citations"]:
        assert f"[{citation['number']}] {citation['title']}" in sources
        assert all(line in sources for line in citation["quote"].splitlines())


def test_ask_completes_a_follow_up_from_what_was_asked_before(home: Path) -> None:
    asked = ("ask", "它什么时候发布的", "--after", "经开区今年数字经济产值有望达到多少", "--json")
    assert as_json(run(home, *asked))["understood"].endswith("若干意见 什么时候发布的")
    assert "理解" in run(home, *asked[:-1]).stderr
    assert as_json(run(home, *asked[:2], "--json"))["understood"] == ""


@pytest.mark.parametrize("json_option", [[], ["--json"]])
def test_a_refusal_is_exit_code_3(home: Path, json_option: list[str]) -> None:
    result = run(home, "ask", "晶澳的股价是多少", *json_option)
    assert result.exit_code == REFUSED
    if json_option:
        answer = as_json(result)
        assert answer["refused"] is True
        assert answer["citations"] == []
    else:
        assert "没有回答" in result.stdout
        assert "0579-85236028" in result.stdout


@pytest.mark.parametrize("question", ["", "   ", "？！", "长" * 100_000])
def test_a_question_that_cannot_be_asked_is_one_line(home: Path, question: str) -> None:
    for command in ("ask", "search"):
        result = run(home, command, question, "--json")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert re.fullmatch(r"错误：[^\n]{5,200}\n", result.stderr)


@pytest.mark.parametrize("command", [["ask"], ["search"], ["search", "--explain"]])
def test_markup_in_a_document_is_shown_as_it_stands(home: Path, command: list[str]) -> None:
    result = run(home, *command, "标记办法第一条")
    assert result.exit_code == 0, result.output
    assert "[red]红色[/red]、:smile:" in result.stdout
    assert "\x1b" not in result.stdout


def test_markup_in_a_message_is_shown_as_it_stands(tmp_path: Path) -> None:
    result = run(tmp_path / "home", "add", tmp_path / "[red]报告[/red] <b>1</b>.txt")
    assert "[red]报告[/red]" in "".join(re.sub("[│ ]", "", result.stdout).split())
    result = run(tmp_path / "home", "remove", "[bold]:smile:<b>")
    assert "[bold]:smile:<b>" in result.stderr


def test_sql_in_a_question_changes_nothing(home: Path) -> None:
    before = as_json(run(home, "info", "--json"))
    question = "数字经济'); DROP TABLE documents; -- \" OR 1=1 NEAR(产值* ^"
    as_json(run(home, "search", question, "--json"))
    assert as_json(run(home, "info", "--json")) == before


# Evaluation


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    lines = {
        "documents.jsonl": {"id": "d1", "title": "公园规定", "text": "公园免费向公众开放。"},
        "questions.jsonl": {"id": "q1", "question": "公园向谁免费开放？", "answers": ["公众"]},
    }
    for name, record in lines.items():
        (folder / name).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "qrels.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    return folder


def test_evaluate_prints_or_writes_the_same_figures(dataset: Path, tmp_path: Path) -> None:
    command = ["evaluate", str(dataset), "--no-encode", "--home", str(tmp_path / "kept")]
    printed = as_json(run(tmp_path, *command, "--json", "-"))
    assert printed["recall_at_1"]["value"] == 1
    file, details = tmp_path / "report.json", tmp_path / "details.jsonl"
    result = run(tmp_path, *command, "--json", file, "--details", details)
    assert result.exit_code == 0
    assert "R@1" in result.stdout
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["recall_at_1"] == printed["recall_at_1"]
    assert json.loads(details.read_text(encoding="utf-8"))["id"] == "q1"


def test_evaluate_says_what_is_wrong_with_the_data(dataset: Path, tmp_path: Path) -> None:
    (dataset / "qrels.tsv").write_text("q1 d1 1\n", encoding="utf-8")
    result = run(tmp_path, "evaluate", dataset)
    assert result.exit_code == 1
    assert re.fullmatch(r"错误：[^\n]*qrels\.tsv 第 1 行[^\n]*\n", result.stderr)


def test_evaluate_sees_at_once_that_a_report_cannot_be_written(
    dataset: Path, tmp_path: Path
) -> None:
    home = tmp_path / "kept"
    file = tmp_path / "nowhere" / "report.json"
    result = run(tmp_path, "evaluate", dataset, "--home", home, "--json", file)
    assert result.exit_code == 1
    assert str(file) in result.stderr
    assert not home.exists()
