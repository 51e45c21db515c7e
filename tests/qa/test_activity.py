"""The record of answers: what is kept, judged and asked of it, and what damage does to it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from index.errors import ActivityUnavailable, InvalidSetting, UnknownAnswer
from qa import open_assistant
from qa.activity import Activity, Judgement, read_keep_days
from qa.types import Answer, AnswerSentence, Citation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qa.assistant import Assistant

START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
NOBODY = "A" * 22


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def activity(tmp_path: Path, clock: Clock) -> Iterator[Activity]:
    opened = Activity.open(tmp_path, now=clock)
    yield opened
    opened.close()


def answer(
    question: str, *documents: str, refused: bool = False, confidence: float = 0.9, ms: float = 5.0
) -> Answer:
    citations = tuple(
        Citation(number, id_, f"题{id_}", "局", "", "", date(2020, 1, 1), "", "", "", "句。", 0, 2)
        for number, id_ in enumerate(documents, 1)
    )
    sentences = tuple(AnswerSentence("句。", (each.number,)) for each in citations)
    return Answer(
        question,
        refused=refused,
        confidence=confidence,
        sentences=sentences,
        citations=citations,
        timings_ms={"total": ms},
    )


def test_a_real_answer_comes_back_whole(activity: Activity, assistant: Assistant) -> None:
    for question in ("劳动者试用期最长多久？", "火星上怎样办理暂住证？"):
        given = assistant.ask(question)
        id_ = activity.note(given)
        assert len(id_) == 22
        kept = activity.answer(id_)
        assert kept.answer == given
        assert kept.id == id_
        assert START < kept.asked_at < START + timedelta(minutes=1)


def test_a_question_with_half_a_character_is_kept(activity: Activity) -> None:
    given = answer("残缺\ud800的问题", "d")
    assert activity.answer(activity.note(given)).answer == given


def test_the_last_judgement_counts_until_it_is_withdrawn(activity: Activity) -> None:
    first, second = activity.note(answer("一", "d")), activity.note(answer("二", "d"))
    activity.judge(first, Judgement.WRONG)
    activity.judge(second, Judgement.OUTDATED)
    activity.judge(first, Judgement.USEFUL)
    found = [(each.kept.id, each.judgement) for each in activity.judged()]
    assert found == [(first, Judgement.USEFUL), (second, Judgement.OUTDATED)]
    since = activity.judged()[0].judged_at
    assert [each.kept.id for each in activity.judged(since)] == [first]
    activity.withdraw(first)
    assert [each.kept.id for each in activity.judged()] == [second]


@pytest.mark.parametrize("id_", [NOBODY, "", "'; DROP TABLE answers; --", "A" * 21 + "\ud800"])
def test_an_id_that_nobody_was_given_is_unknown(activity: Activity, id_: str) -> None:
    for look in (
        lambda: activity.answer(id_),
        lambda: activity.judge(id_, Judgement.USEFUL),
        lambda: activity.withdraw(id_),
    ):
        with pytest.raises(UnknownAnswer, match="保存期限"):
            look()


def test_what_was_answered_from_a_document_is_told_newest_first(activity: Activity) -> None:
    ids = [activity.note(answer(str(n), "d1", "d2")) for n in range(4)]
    activity.note(answer("别的", "d3"))
    assert [each.id for each in activity.answered_from("d2", limit=3)] == ids[:0:-1]
    assert activity.answered_from("none") == []
    assert activity.never_cited(["x", "d3", "d1", "y"]) == ["x", "y"]
    later = activity.answer(ids[-1]).asked_at
    assert activity.never_cited(["d1", "d3"], later + timedelta(seconds=1)) == ["d1"]


def test_questions_without_a_good_answer_are_grouped_and_counted(
    activity: Activity, clock: Clock
) -> None:
    for typed in ("停车费多少？", "停车费 多少", "停车费多少?"):
        activity.note(answer(typed, refused=True, confidence=0.0))
    activity.note(answer("水费多少", "d", confidence=0.3))
    wrong = activity.note(answer("电费多少", "d"))
    activity.judge(wrong, Judgement.INCOMPLETE)
    activity.note(answer("煤气费多少", "d"))
    praised = activity.note(answer("谁管火星", refused=True))
    activity.judge(praised, Judgement.USEFUL)
    found = activity.without_good_answer(START)
    assert [(each.question, each.count, each.refused, each.judgements) for each in found] == [
        ("停车费多少?", 3, 3, ()),
        ("电费多少", 1, 0, (Judgement.INCOMPLETE,)),
        ("水费多少", 1, 0, ()),
    ]
    assert found[1].latest.id == wrong
    assert activity.without_good_answer(START, limit=1) == found[:1]
    assert activity.without_good_answer(clock.now) == []


def test_a_good_answer_later_settles_a_question(activity: Activity) -> None:
    activity.note(answer("停车费多少？", refused=True))
    wrong = activity.note(answer("水费多少", "d"))
    activity.judge(wrong, Judgement.WRONG)
    activity.note(answer("停车费多少", "new"))
    again = activity.note(answer("水费多少", "d"))
    assert [each.question for each in activity.without_good_answer(START)] == ["水费多少"]
    activity.judge(again, Judgement.USEFUL)
    assert activity.without_good_answer(START) == []


def test_a_follow_up_goes_by_the_question_in_full(activity: Activity) -> None:
    for full in ("公租房谁可以申请", "人才房谁可以申请"):
        activity.note(replace(answer("谁可以申请", refused=True), understood=full))
    found = {each.question for each in activity.without_good_answer(START)}
    assert found == {"公租房谁可以申请", "人才房谁可以申请"}


def test_times_are_told_for_each_answer(activity: Activity) -> None:
    activity.note(answer("一", ms=12.5))
    activity.note(answer("二", ms=7.0))
    found = activity.latencies(START)
    assert [milliseconds for _, milliseconds in found] == [12.5, 7.0]
    assert found[0][0] < found[1][0]


def test_what_is_past_its_days_is_deleted_at_open_and_day_by_day(
    tmp_path: Path, clock: Clock
) -> None:
    activity = Activity.open(tmp_path, 10, now=clock)
    old = activity.note(answer("旧问题的文字", "d"))
    activity.judge(old, Judgement.WRONG)
    clock.now += timedelta(days=9)
    activity.note(answer("新", "e"))
    assert activity.answer(old)
    clock.now += timedelta(days=2)
    activity.note(answer("更新", "e"))  # the first of the day
    with pytest.raises(UnknownAnswer):
        activity.answer(old)
    assert activity.answered_from("d") == []
    activity.close()
    assert "旧问题的文字".encode() not in b"".join(
        file.read_bytes() for file in tmp_path.glob("activity.db*")
    )
    clock.now += timedelta(days=30)
    reopened = Activity.open(tmp_path, 10, now=clock)
    assert reopened.latencies(START) == []
    reopened.close()


def test_who_keeps_nothing_writes_nothing_and_deletes_what_was_there(
    tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "a").mkdir()
    keeping = Activity.open(tmp_path / "a", now=clock)
    id_ = keeping.note(answer("一", "d"))
    keeping.close()
    nothing = Activity.open(tmp_path / "a", 0, now=clock)
    assert not nothing.keeps
    assert nothing.note(answer("二", "d")) == ""
    with pytest.raises(UnknownAnswer):
        nothing.answer(id_)
    with pytest.raises(UnknownAnswer):
        nothing.judge(id_, Judgement.USEFUL)
    assert nothing.judged() == []
    assert nothing.never_cited(["d"]) == ["d"]
    nothing.close()
    with closing(sqlite3.connect(tmp_path / "a" / "activity.db")) as database:
        assert database.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    (tmp_path / "b").mkdir()
    Activity.open(tmp_path / "b", 0).close()
    assert list((tmp_path / "b").iterdir()) == []


def test_nothing_tells_who_asked(activity: Activity, tmp_path: Path) -> None:
    activity.note(answer("一", "d"))
    with closing(sqlite3.connect(tmp_path / "activity.db")) as database:
        columns = {
            column
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for _, column, *_ in database.execute(f"PRAGMA table_info({table})")
        }
    assert columns == {
        "id", "asked_at", "question_key", "refused", "confidence", "milliseconds", "answer",
        "judgement", "judged_at", "document",
    }  # fmt: skip


DAMAGE = {
    "no database": b"this is not a database at all, but long enough to look like one" * 40,
    "cut short": None,
    "another program's": b"",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "activity.db"
    if damage == "cut short":
        first = Activity.open(tmp_path)
        for n in range(300):
            first.note(answer(f"问题{n}", *map(str, range(9))))
        first.close()
        whole = file.read_bytes()
        file.write_bytes(whole[:100] + b"\0" * 900 + whole[1000 : len(whole) // 2])
    elif damage == "no database":
        file.write_bytes(DAMAGE[damage] or b"")
    else:
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE theirs (x)")
    before = file.read_bytes()
    activity = Activity.open(tmp_path)
    id_ = activity.note(answer("新问题", "d"))
    assert activity.answer(id_).answer.question == "新问题"
    (aside,) = tmp_path.glob("activity.db.damaged-????????-??????")
    assert aside.read_bytes() == before
    assert "damaged" in caplog.text
    activity.close()


def test_damage_while_it_is_open_loses_no_answer(tmp_path: Path) -> None:
    activity, other = Activity.open(tmp_path), Activity.open(tmp_path)
    activity.note(answer("先前", "d"))
    other.note(answer("也在", "d"))
    for file in tmp_path.glob("activity.db-*"):
        file.write_bytes(b"\0" * file.stat().st_size)
    (tmp_path / "activity.db").write_bytes(b"x" * 8192)
    ids = [activity.note(answer("甲", "d")), other.note(answer("乙", "d"))]
    # At the latest the next question is kept again, and by both in the same file.
    ids += [activity.note(answer("丙", "d")), other.note(answer("丁", "d"))]
    assert all(ids[2:])
    assert activity.answer(ids[3]).answer.question == "丁"
    assert other.answer(ids[2]).answer.question == "丙"
    assert len(list(tmp_path.glob("activity.db.damaged-*[0-9]"))) == 1
    activity.close()
    other.close()


def test_a_file_that_is_locked_or_of_a_newer_version_loses_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    activity = Activity.open(tmp_path)
    id_ = activity.note(answer("一", "d"))
    with closing(sqlite3.connect(tmp_path / "activity.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert activity.note(answer("二", "d")) == ""
        assert "an answer is not kept" in caplog.text
        with pytest.raises(ActivityUnavailable, match="另一个进程"):
            activity.judge(id_, Judgement.USEFUL)
        assert activity.answer(id_)
        other.execute("ROLLBACK")
        assert activity.note(answer("三", "d"))
        activity.close()
        other.execute("PRAGMA user_version = 99")
    newer = Activity.open(tmp_path)
    assert newer.note(answer("四", "d")) == ""
    with pytest.raises(ActivityUnavailable, match="升级"):
        newer.judged()
    assert not list(tmp_path.glob("*damaged*"))


def test_a_full_disk_loses_no_answer(tmp_path: Path) -> None:
    activity = Activity.open(tmp_path)
    long = "很长的问题" * 40_000
    room = 60 * 4096
    with closing(sqlite3.connect(tmp_path / "activity.db")) as database:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
    # What SQLite may not grow beyond is a full disk to it.
    activity._store.run(lambda c: c.execute(f"PRAGMA max_page_count = {pages + room // 4096}"))
    assert activity.note(answer(long, "d")) == ""
    assert activity.note(answer("短", "d"))


NOTE = """
import sys
from pathlib import Path
from qa.activity import Activity
from qa.types import Answer
activity = Activity.open(Path(sys.argv[1]))
for n in range(40):
    assert activity.note(Answer(f"{sys.argv[2]}-{n}", refused=True, confidence=0.0))
"""


def test_threads_and_processes_write_at_once(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", NOTE, str(tmp_path), str(n)]) for n in range(2)
    ]
    activity = Activity.open(tmp_path)
    failed: list[str] = []

    def note(who: int) -> None:
        failed.extend(
            f"{who}-{n}" for n in range(40) if not activity.note(answer(f"线程{who}-{n}", "d"))
        )

    threads = [threading.Thread(target=note, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in processes] == [0, 0]
    assert failed == []
    assert len(activity.latencies(datetime.now(UTC) - timedelta(days=1))) == 6 * 40
    activity.close()


@pytest.mark.parametrize(("written", "days"), [("", 90), ("0", 0), (" 365 ", 365)])
def test_how_long_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, written: str, days: int
) -> None:
    monkeypatch.setenv("POLICY_QA_KEEP_QUESTIONS", written)
    assert read_keep_days() == days


@pytest.mark.parametrize("written", ["-1", "forever", "1.5", "９０", "99999999"])
def test_what_is_no_number_of_days_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("POLICY_QA_KEEP_QUESTIONS", written)
    with pytest.raises(InvalidSetting, match="POLICY_QA_KEEP_QUESTIONS"):
        open_assistant(tmp_path / "home", background=False)
    assert not (tmp_path / "home").exists()


def test_an_assistant_that_is_opened_has_a_record_and_asking_notes_nothing(
    tmp_path: Path, founding_page: Path
) -> None:
    opened = open_assistant(tmp_path / "home", background=False)
    try:
        opened.knowledge_base.add([founding_page], encode=False)
        assert opened.activity is not None
        given = opened.ask("这份文件讲什么？")
        assert not (tmp_path / "home" / "activity.db").exists()
        assert opened.activity.answer(opened.activity.note(given)).answer == given
    finally:
        opened.close()
    with pytest.raises(ActivityUnavailable, match="关闭"):
        opened.activity.judged()
