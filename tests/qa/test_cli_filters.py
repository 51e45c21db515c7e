"""Filters on the command line."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from index.errors import InvalidSetting
from index.types import Validity
from qa.cli import app
from qa.filter_values import first_day, last_day, named_validity

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [
    {"id": "a", "title": "校园夜间停车通知", "text": "校园操场可以夜间停车，七点以前驶离。",
     "issuer": "教育部", "date": "2021-05-01", "validity": "现行有效", "doc_no": "教发〔2021〕5号"},
    {"id": "b", "title": "医院夜间停车办法", "text": "医院周边道路允许夜间停车，救护车通道除外。",
     "issuer": "广州市卫生健康委员会", "date": "2023-05-01", "validity": "已废止"},
    {"id": "c", "title": "商场夜间停车指引", "text": "商场地下车库夜间停车每小时收费五元。",
     "issuer": "深圳市商务局", "date": "2024-02-29"},
]  # fmt: skip


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"POLICY_QA_HOME": str(home)})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filters")
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    (folder / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(folder / "home", "add", "--no-encode", str(folder / "r.jsonl")).exit_code == 0
    return folder / "home"


def search(home: Path, *arguments: str) -> tuple[set[str], Any]:
    result = run(home, "search", "夜间停车", "--json", *arguments)
    assert result.exit_code == 0, result.output
    values = json.loads(result.stdout)
    return {hit["document_id"] for hit in values["hits"]}, values


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--issuer", "卫健委", "--validity", "废止"], {"b"}),
        (["--place", "广东"], {"c"}),
        (["--place", "广东", "--validity", "已廢止", "--validity", "未注明"], {"b", "c"}),
        (["--kind", "指引"], {"c"}),
        (["--since", "2024"], {"c"}),
        (["--until", "2021-05"], {"a"}),
        (["--since", "2021-05-01", "--until", "2021年5月1日"], {"a"}),
        (["--document", "教发[2021]5号"], {"a"}),
        (["--document", "商场夜间停车", "--document", "a"], {"a", "c"}),
    ],
)
def test_each_option_narrows_the_search(home: Path, arguments: list[str], ids: set[str]) -> None:
    found, values = search(home, *arguments)
    assert found == ids
    assert all(each["label"] and each["read_from"] == "" for each in values["filters"])


def test_filters_read_from_the_question_are_shown_and_can_be_turned_off(home: Path) -> None:
    question = "深圳市发布的夜间停车规定"
    values = json.loads(run(home, "search", question, "--json").stdout)
    assert values["filters"] == [
        {"field": "place", "label": "地区：广东省深圳市", "read_from": "深圳市发布的"}
    ]
    assert {hit["document_id"] for hit in values["hits"]} == {"c"}
    as_is = json.loads(run(home, "search", question, "--json", "--as-is").stdout)
    assert as_is["filters"] == []
    assert {hit["document_id"] for hit in as_is["hits"]} == {"a", "c"}
    assert "读自问题中的“深圳市发布的”" in run(home, "search", question).stderr


def test_a_search_that_a_filter_emptied_says_which(home: Path) -> None:
    found, values = search(home, "--issuer", "财政部", "--since", "2020")
    assert found == set()
    assert [each["label"] for each in values["emptied_by"]] == ["发文机关：财政部"]
    asked = run(home, "ask", "夜间停车", "--issuer", "财政部")
    assert asked.exit_code == 3
    assert "没有一份文件符合：发文机关：财政部" in asked.stderr
    answer = json.loads(run(home, "ask", "夜间停车", "--issuer", "财政部", "--json").stdout)
    assert [each["field"] for each in answer["emptied_by"]] == ["issuer"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2023-13"], "2023-13"),
        (["--until", "2023-02-30"], "2023-02-30"),
        (["--since", "昨天"], "昨天"),
        (["--since", "2024", "--until", "2023"], "2024-01-01"),
        (["--validity", "大概有效"], "现行有效"),
        (["--place", "月球"], "月球"),
        (["--document", "没有的文件"], "没有的文件"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained(
    home: Path, arguments: list[str], told: str
) -> None:
    for command in ("search", "ask"):
        result = run(home, command, "夜间停车", *arguments)
        assert result.exit_code == 1
        assert told in result.stderr
        assert result.stderr.startswith("错误：")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("２０２４-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023/5/1", date(2023, 5, 1), date(2023, 5, 1)),
        ("2023年5月", date(2023, 5, 1), date(2023, 5, 31)),
    ],
)
def test_a_date_may_be_a_year_a_month_or_a_day(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["", "23", "2023-", "2023-5-1-1", "0000", "2023-00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidSetting):
        first_day(text)


@pytest.mark.parametrize("validity", list(Validity))
def test_every_validity_can_be_named(validity: Validity) -> None:
    assert named_validity(validity.value or "未注明") is validity
    assert named_validity(validity.name.lower()) is validity
