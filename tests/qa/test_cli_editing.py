"""Removing, restoring and correcting on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.qa.test_cli import as_json, run

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "停车收费办法\n市发展和改革委员会\n2020年1月1日\n第一条 停车每小时收费五元。\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert run(tmp_path / "home", "add", "--no-encode", tmp_path / "a.txt").exit_code == 0
    return tmp_path / "home"


def id_of(home: Path) -> str:
    (row,) = as_json(run(home, "list", "--json"))
    return str(row["id"])


def test_what_is_removed_is_listed_and_comes_back(home: Path) -> None:
    id_ = id_of(home)
    assert "restore" in run(home, "remove", id_).stdout
    (removed,) = as_json(run(home, "removed", "--json"))
    assert (removed["id"], removed["title"]) == (id_, "停车收费办法")
    assert id_ in run(home, "removed").stdout
    assert as_json(run(home, "restore", id_, "--json")) == {"restored": 1}
    assert id_of(home) == id_
    assert as_json(run(home, "removed", "--json")) == []
    again = run(home, "restore", id_)
    assert again.exit_code == 1
    assert "removed" in again.stderr


def test_corrections_are_made_shown_and_taken_back(home: Path) -> None:
    id_ = id_of(home)
    said = run(home, "correct", id_, "--effective", "2021-02-03", "--validity", "已废止")
    assert said.exit_code == 0, said.output
    assert "施行日期：2021-02-03（原文：（无））" in said.stdout
    (row,) = as_json(run(home, "list", "--json"))
    assert (row["effective"], row["validity"]) == ("2021-02-03", "已废止")
    assert [each["field"] for each in as_json(run(home, "correct", id_, "--json"))] == [
        "effective", "validity",
    ]  # fmt: skip
    back = run(home, "correct", id_, "--effective", "原文", "--validity", "原文")
    assert "没有更正" in back.stdout
    assert as_json(run(home, "list", "--json"))[0]["effective"] is None


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--effective", "去年", "2020-01-31"),
        ("--validity", "有效", "现行有效"),
        ("--title", "", "标题"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    home: Path, option: str, value: str, said: str
) -> None:
    result = run(home, "correct", id_of(home), option, value)
    assert result.exit_code == 1
    assert said in result.stderr


def test_the_state_tells_the_last_import(home: Path) -> None:
    assert "新增 1，替换 0，未变 0，跳过 0" in run(home, "info").stdout
    last = as_json(run(home, "info", "--json"))["last_import"]
    assert last["summary"]["added"] == [id_of(home)]
    assert last["seconds"] >= 0
    empty = home.parent / "empty"
    assert "还没有" in run(empty, "info").stdout
    assert as_json(run(empty, "info", "--json"))["last_import"] is None


def test_without_judgements_there_is_a_hint(home: Path) -> None:
    result = run(home, "feedback", "list")
    assert result.exit_code == 0
    assert "还没有评价" in result.stderr
    assert as_json(run(home, "feedback", "list", "--json")) == []


@pytest.mark.parametrize("command", ["list", "export"])
def test_commands_on_feedback_are_explained(home: Path, command: str) -> None:
    shown = run(home, "feedback", command, "--help").stdout
    assert "--days" in shown
    assert "评价" in shown


def test_a_document_is_shown_with_where_each_fact_was_read(home: Path) -> None:
    id_ = id_of(home)
    shown = run(home, "document", id_).stdout
    values = as_json(run(home, "document", id_, "--json"))
    assert values["title"] in shown
    read = {each["field"]: each for each in values["read_from"]}
    assert f"发文机关：{values['issuer']}" in shown
    assert f"“{read['issuer']['quote']}”" in shown
    assert read["issuer"]["start"] == TEXT.index("市发展")
    run(home, "correct", id_, "--issuer", "某局")
    assert "更正过，原来读到" in run(home, "document", id_).stdout
    missing = run(home, "document", "没有")
    assert missing.exit_code == 1
    assert "policy-qa list" in missing.stderr
