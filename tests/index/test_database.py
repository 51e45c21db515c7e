"""The database file: durability, transactions, versions, advice."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from index import schema
from index.database import Database
from index.errors import KnowledgeBaseError
from index.knowledge_base import KnowledgeBase
from index.types import Filter, Validity
from tests.index.older_version import take_back, version_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "knowledge.db")
    yield made
    made.close()


def removals(database: Database) -> int:
    with database.read() as connection:
        (count,) = connection.execute("SELECT count(*) FROM removals").fetchone()
    return int(count)


def remove(connection: sqlite3.Connection, number: int, change: int) -> None:
    connection.execute("INSERT INTO removals VALUES (?, 1, 0, ?)", (number, change))


def test_a_commit_outlives_a_kill_and_a_power_cut(database: Database) -> None:
    with database.read() as connection:
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    full = 2
    assert settings == ["wal", full, 1, 30_000]


def test_each_transaction_raises_the_change_number_by_one(database: Database) -> None:
    for expected in (1, 2, 3):
        with database.write(text=expected == 2) as (_, change):
            assert change == expected
    assert (database.marks().change, database.marks().text_change) == (3, 2)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write(text=True) as (connection, change):
            remove(connection, 1, change)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (removals(database), database.marks().change) == (0, 0)


def test_a_reader_keeps_its_view_while_another_writes(database: Database) -> None:
    with database.read() as reader:
        assert reader.execute("SELECT count(*) FROM removals").fetchone()[0] == 0
        with database.write() as (writer, change):
            remove(writer, 1, change)
        assert reader.execute("SELECT count(*) FROM removals").fetchone()[0] == 0
    assert removals(database) == 1


def test_many_threads_write_without_losing_anything(database: Database) -> None:
    def write(thread: int) -> None:
        for i in range(20):
            with database.write() as (connection, change):
                remove(connection, thread * 100 + i, change)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (removals(database), database.marks().change) == (80, 80)


def test_opening_again_migrates_nothing_and_keeps_the_identity(tmp_path: Path) -> None:
    first = Database(tmp_path / "knowledge.db")
    identity = first.marks().identity
    first.close()
    second = Database(tmp_path / "knowledge.db")
    assert second.marks().identity == identity
    second.close()


def test_migrations_run_in_order_and_only_those_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "knowledge.db"
    Database(path).close()
    released = len(schema.MIGRATIONS)

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE meta ADD COLUMN second TEXT NOT NULL DEFAULT 'yes'")

    def third(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE meta SET second = second || ', third'")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, second, third))
    database = Database(path)
    with database.read() as connection:
        assert connection.execute("SELECT second FROM meta").fetchone()[0] == "yes, third"
        assert connection.execute("PRAGMA user_version").fetchone()[0] == released + 2
    database.close()


def test_a_knowledge_base_of_version_1_is_given_its_places_and_is_not_imported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tmp_path / "notice.jsonl"
    notice.write_text(
        '{"id": "a", "title": "关于防汛的通知", "text": "做好防汛。", "issuer": "廣州市黄埔區應急管理局"}',
        encoding="utf-8",
    )
    with KnowledgeBase.open(tmp_path / "home") as made:
        made.add([notice], encode=False)
    with closing(sqlite3.connect(tmp_path / "home" / "knowledge.db")) as old, old:
        take_back(old, 1)
        old.execute("UPDATE documents SET issuer_key = issuer")
    with KnowledgeBase.open(tmp_path / "home") as migrated:
        assert migrated.count(Filter(place="广州", issuer="应急管理局")) == 1
        assert migrated.count(Filter(place="广东省深圳市")) == 0
        assert migrated.add([notice], encode=False).unchanged == ("a",)


def test_a_knowledge_base_of_version_4_learns_what_is_repealed_and_what_has_a_term(
    tmp_path: Path,
) -> None:
    records = (
        {"id": "old", "title": "停车办法", "text": "第一条 停车收费。", "date": "2005-01-01"},
        {
            "id": "new",
            "title": "停车场条例",
            "text": "本条例自2020年5月1日起施行，有效期三年。《停车办法》同时废止。",
            "date": "2020-03-01",
        },
    )
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    with KnowledgeBase.open(tmp_path / "home") as made:
        made.add([file], encode=False)
    with closing(sqlite3.connect(tmp_path / "home" / "knowledge.db")) as old, old:
        take_back(old, version_before("_validity"))
        old.execute("UPDATE documents SET effective = NULL, expires = NULL")
    with KnowledgeBase.open(tmp_path / "home") as migrated:
        standings = migrated.standings().by_id
        assert (standings["old"].ends, standings["old"].by) == (date(2020, 4, 30), "new")
        assert standings["old"].on(date(2022, 1, 1)) is Validity.REPEALED
        assert (standings["new"].begins, standings["new"].ends) == (
            date(2020, 5, 1),
            date(2023, 5, 1),
        )
        assert migrated.add([file], encode=False).unchanged == ("old", "new")


def test_a_migration_that_fails_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "knowledge.db"
    Database(path).close()

    def failing(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE removals")
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, failing))
        with pytest.raises(RuntimeError):
            Database(path)
    database = Database(path)
    assert removals(database) == 0
    database.close()


def test_a_newer_schema_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(KnowledgeBaseError, match="升级"):
        Database(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cookies (name TEXT)")
    connection.close()
    with pytest.raises(KnowledgeBaseError, match="另一个程序"):
        Database(path)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    path.write_bytes(b"this is not a database, but it is long enough to look at" * 20)
    before = path.read_bytes()
    with pytest.raises(KnowledgeBaseError, match="损坏"):
        Database(path)
    assert path.read_bytes() == before


def test_a_closed_database_says_so(database: Database) -> None:
    database.close()
    with pytest.raises(KnowledgeBaseError, match="关闭"):
        database.marks()
