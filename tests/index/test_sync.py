from __future__ import annotations

import os
import threading
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import KnowledgeBaseError
from index.knowledge_base import KnowledgeBase
from index.watching import changes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "政策"
    (made / "下级").mkdir(parents=True)
    for name, text in [("防汛.txt", "做好防汛工作。"), ("下级/防火.txt", "做好防火工作。")]:
        (made / name).write_text(f"关于{name[-6:-4]}的通知\n{text}", "utf-8")
    return made


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path / "home") as opened:
        yield opened


def sources(kb: KnowledgeBase) -> dict[str, str]:
    return {Path(row.source).name: row.id for row in kb.documents()}


def test_a_folder_is_taken_over_and_then_nothing_is_read_again(
    kb: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kb.sync(folder, encode=False)
    assert (len(first.added), first.removed, first.skipped) == (2, (), ())
    settle(folder)
    kb.sync(folder, encode=False)
    monkeypatch.setattr("index.reading.read_in_child", None)  # would fail if a file was read
    monkeypatch.setattr("index.files._hash", None)
    again = kb.sync(folder, encode=False)
    assert sorted(again.unchanged) == sorted(first.added)
    assert (again.added, again.replaced, again.skipped) == ((), (), ())


def settle(folder: Path) -> None:
    """Make the files old enough for their times to be trusted."""
    for file in folder.rglob("*.*"):
        os.utime(file, (1_600_000_000, 1_600_000_000))


def test_a_path_that_is_not_there_spoils_no_other_file(
    kb: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [folder / "没有.txt", folder / "防汛.txt"]
    assert len(kb.add(paths, encode=False).skipped) == 1
    monkeypatch.setattr("index.reading.read_in_child", None)  # would fail if a file was read
    assert len(kb.add(paths, encode=False).unchanged) == 1


def test_a_file_that_changed_within_its_clock_s_tick_is_noticed(
    kb: KnowledgeBase, folder: Path
) -> None:
    file = folder / "防汛.txt"
    kb.sync(folder, encode=False)
    was = file.stat()
    file.write_text(file.read_text("utf-8").replace("做好", "抓好"), "utf-8")
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert file.stat().st_size == was.st_size
    assert kb.sync(folder, encode=False).replaced == (sources(kb)["防汛.txt"],)


def test_a_touched_file_is_recognised_by_its_hash(kb: KnowledgeBase, folder: Path) -> None:
    kb.sync(folder, encode=False)
    settle(folder)
    assert len(kb.sync(folder, encode=False).unchanged) == 2


def test_new_changed_and_removed_files_are_followed(kb: KnowledgeBase, folder: Path) -> None:
    kb.sync(folder, encode=False)
    before = sources(kb)
    (folder / "下级" / "防火.txt").unlink()
    (folder / "防汛.txt").write_text("关于防汛的通知\n提前转移群众。", "utf-8")
    (folder / "防疫.txt").write_text("关于防疫的通知\n勤洗手。", "utf-8")
    summary = kb.sync(folder, encode=False)
    after = sources(kb)
    assert summary.removed == (before["防火.txt"],)
    assert summary.replaced == (before["防汛.txt"],)
    assert summary.added == (after["防疫.txt"],)
    assert after.keys() == {"防汛.txt", "防疫.txt"}
    assert [each.id for each in kb.removed()] == [before["防火.txt"]]
    assert kb.last_import() is not None
    assert kb.last_import().summary == summary  # type: ignore[union-attr]


def test_a_renamed_file_keeps_its_document(kb: KnowledgeBase, folder: Path) -> None:
    kb.sync(folder, encode=False)
    before = sources(kb)
    (folder / "下级").rename(folder / "消防")
    (folder / "防汛.txt").rename(folder / "2024防汛.txt")
    summary = kb.sync(folder, encode=False)
    assert sorted(summary.renamed) == sorted(before.values())
    assert (summary.added, summary.removed) == ((), ())
    assert {str(folder / "消防" / "防火.txt"), str(folder / "2024防汛.txt")} == {
        row.source for row in kb.documents()
    }
    assert sources(kb)["2024防汛.txt"] == before["防汛.txt"]


def test_records_that_have_gone_from_a_file_go_too(kb: KnowledgeBase, folder: Path) -> None:
    records = ['{"id": "a", "text": "甲。"}', '{"id": "b", "text": "乙。"}']
    file = folder / "记录.jsonl"
    file.write_text("\n".join(records), "utf-8")
    kb.sync(folder, encode=False)
    file.write_text(records[0], "utf-8")
    assert kb.sync(folder, encode=False).removed == ("b",)
    file.write_text("{broken", "utf-8")  # a file cut short deletes nothing
    assert kb.sync(folder, encode=False).removed == ()
    assert "a" in {row.id for row in kb.documents()}


def test_a_name_with_the_sign_before_a_record_is_a_file_of_its_own(
    kb: KnowledgeBase, folder: Path
) -> None:
    (folder / "防汛#2.txt").write_text("关于防汛的通知（二）\n加固堤坝。", "utf-8")
    kb.sync(folder, encode=False)
    assert kb.sync(folder, encode=False).removed == ()
    (folder / "防汛.txt").unlink()
    assert len(kb.sync(folder, encode=False).removed) == 1
    assert "防汛#2.txt" in sources(kb)


def test_documents_from_elsewhere_stay(kb: KnowledgeBase, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "政策二.txt"
    other.write_text("关于其他的通知\n别处的文件。", "utf-8")
    kb.add([other], encode=False)
    kb.sync(folder, encode=False)
    (folder / "防汛.txt").unlink()
    kb.sync(folder, encode=False)
    assert "政策二.txt" in sources(kb)


def test_a_drive_that_is_not_there_deletes_nothing(kb: KnowledgeBase, folder: Path) -> None:
    kb.sync(folder, encode=False)
    kept = sources(kb)
    folder.rename(folder.with_name("拔掉"))
    with pytest.raises(KnowledgeBaseError, match="没有改动任何文档"):
        kb.sync(folder, encode=False)
    folder.mkdir()
    with pytest.raises(KnowledgeBaseError, match="even-if-empty"):
        kb.sync(folder, encode=False)
    assert sources(kb) == kept
    assert len(kb.sync(folder, even_if_empty=True, encode=False).removed) == 2


def test_a_stopped_sync_removes_nothing_and_goes_on_where_it_stopped(
    kb: KnowledgeBase, folder: Path
) -> None:
    kb.sync(folder, encode=False)
    (folder / "防汛.txt").unlink()
    stop = threading.Event()
    stop.set()
    assert kb.sync(folder, encode=False, stop=stop).removed == ()
    assert len(kb.sync(folder, encode=False).removed) == 1


def test_a_watched_folder_tells_of_changes_when_it_has_come_to_rest(folder: Path) -> None:
    stop = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        for _ in changes(folder, 0.05, stop):
            seen.append(len(list(folder.rglob("*.txt"))))  # noqa: PERF401 - seen while it grows

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        wait_for(lambda: seen == [2])
        (folder / "新.txt").write_text("新", "utf-8")
        wait_for(lambda: seen == [2, 3])
        (folder / "新.txt").unlink()
        wait_for(lambda: seen == [2, 3, 2])
    finally:
        stop.set()
        thread.join()


def wait_for(condition: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_file_read_while_another_is_stored_keeps_the_order(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    files = []
    for number in range(40):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(f"第{number}号通知\n内容{number}。", "utf-8")
    summary = kb.add(files, encode=False)
    titles = [kb.document(id_).title for id_ in summary.added]
    assert titles == [f"第{number}号通知" for number in range(40)]


def test_what_comes_after_a_bad_file_in_an_archive_of_files_is_still_taken(
    kb: KnowledgeBase, folder: Path
) -> None:
    (folder / "坏.txt").write_bytes(b"")
    with zipfile.ZipFile(folder / "空.zip", "w"):
        pass
    summary = kb.sync(folder, encode=False)
    assert len(summary.added) == 2
    assert {Path(each.source).name for each in summary.skipped} >= {"坏.txt"}
