"""From when to when a document holds: by the calendar, not by the import."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.types import OUT_OF_FORCE, Filter, Validity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

    Filled = Callable[..., KnowledgeBase]

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def filled(tmp_path: Path, encoder: Encoder) -> Iterator[Filled]:
    """Gives a knowledge base of records."""
    kb = KnowledgeBase.open(tmp_path / "home", encoder=encoder)

    def fill(*records: dict[str, str]) -> KnowledgeBase:
        file = tmp_path / "records.jsonl"
        file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
        kb.add([file], encode=False)
        return kb

    yield fill
    kb.close()


def record(id_: str, title: str = "停车办法", **known: str) -> dict[str, str]:
    text = known.pop("text", f"第一条 这是{id_}的停车收费规定，编号{id_}。")
    return {"id": id_, "title": title, "text": text} | known


def on(kb: KnowledgeBase, id_: str, day: date) -> Validity:
    return kb.with_clock(lambda: day).document(id_).metadata.validity


def law_of(kb: KnowledgeBase, day: date, today: date = TODAY) -> set[str]:
    wanted = Filter(in_force_on=day)
    found = kb.with_clock(lambda: today).admitted(kb.titles(), wanted)
    by_words = kb.with_clock(lambda: today).lexical_documents("停车收费规定", 99, wanted)
    assert {id_ for id_, _ in by_words} == found  # inside the search as well
    return set(found)


def test_a_term_lapses_by_itself_on_the_day_after_its_last(filled: Filled) -> None:
    text = "停车收费规定。\n本办法自2020年5月1日起施行，有效期五年。"
    kb = filled(record("a", text=text, date="2020-04-01"))
    assert kb.document("a").metadata.expires == date(2025, 5, 1)
    assert on(kb, "a", date(2020, 4, 30)) is Validity.NOT_YET
    assert on(kb, "a", date(2025, 5, 1)) is Validity.IN_FORCE
    assert on(kb, "a", date(2025, 5, 2)) is Validity.LAPSED
    assert law_of(kb, date(2025, 5, 2), today=date(2025, 5, 2)) == set()
    assert law_of(kb, date(2025, 5, 1), today=date(2025, 5, 1)) == {"a"}


def test_the_same_open_knowledge_base_notices_that_a_day_has_passed(filled: Filled) -> None:
    days = [date(2025, 5, 1)]
    kb = filled(record("a", expires="2025-05-01", date="2020-01-01")).with_clock(lambda: days[-1])
    wanted = Filter(validity=frozenset({Validity.LAPSED}))
    assert (kb.count(wanted), kb.choices().validities) == (0, (Validity.IN_FORCE,))
    days.append(date(2025, 5, 2))
    assert (kb.count(wanted), kb.choices().validities) == (1, (Validity.LAPSED,))


def test_a_law_comes_into_force_on_its_day_and_replaces_the_older_version(filled: Filled) -> None:
    kb = filled(
        record("old", date="2012-12-28", status="历史版本"),
        record("new", date="2026-08-28", effective="2027-01-01", status="现行有效"),
    )
    last = date(2026, 12, 31)
    assert (on(kb, "old", last), on(kb, "new", last)) == (Validity.IN_FORCE, Validity.NOT_YET)
    assert on(kb, "old", last + DAY) is Validity.SUPERSEDED
    assert on(kb, "new", last + DAY) is Validity.IN_FORCE
    assert law_of(kb, last, today=last) == {"old"}
    assert law_of(kb, last + DAY, today=last + DAY) == {"new"}


def test_what_is_not_yet_in_force_and_replaces_nothing_is_found(filled: Filled) -> None:
    kb = filled(record("new", date="2026-08-28", effective="2027-01-01"))
    assert law_of(kb, TODAY) == {"new"}
    assert on(kb, "new", TODAY) is Validity.NOT_YET


def test_a_past_day_has_the_version_of_that_day_and_nothing_that_came_later(
    filled: Filled,
) -> None:
    kb = filled(
        record("2010", date="2010-01-01"),
        record("2015", date="2015-01-01", effective="2015-07-01"),
        record("2020", date="2020-01-01", effective="2000-01-01"),  # an amendment
        record("undated", title="停车指南"),
        record("other", title="停车通知", date="2016-01-01"),
    )
    expected = {
        date(2009, 12, 31): set(),
        date(2010, 1, 1): {"2010"},
        date(2015, 6, 30): {"2010"},
        date(2015, 7, 1): {"2015"},
        date(2019, 12, 31): {"2015", "other"},
        date(2020, 1, 1): {"2020", "other"},
        TODAY: {"2020", "other", "undated"},
    }
    assert {day: law_of(kb, day) for day in expected} == expected


def test_a_law_that_ended_on_a_day_that_nobody_tells_is_out_today_and_was_law_before(
    filled: Filled,
) -> None:
    kb = filled(record("a", date="2001-01-01", status="已废止"))
    assert on(kb, "a", TODAY) is Validity.REPEALED
    assert law_of(kb, TODAY) == set()
    assert law_of(kb, date(2010, 1, 1)) == {"a"}


def test_a_later_reprint_does_not_replace_what_it_reprints(filled: Filled) -> None:
    text = "第一条 停车收费规定如下，小型车辆每小时五元，大型车辆每小时十元。" * 3
    kb = filled(
        record("first", date="2015-01-01", text=text),
        record("again", title="（转载）停车办法", date="2021-01-01", text=text + " "),
    )
    if "again" in kb.titles():
        assert law_of(kb, TODAY) == {"first", "again"}


def test_rules_of_the_same_title_from_two_towns_are_no_versions(filled: Filled) -> None:
    kb = filled(
        record("g", date="2015-01-01", issuer="广州市人民政府"),
        record("h", date="2021-01-01", issuer="杭州市人民政府"),
    )
    assert law_of(kb, TODAY) == {"g", "h"}


def test_a_list_shows_what_documents_are_today(filled: Filled) -> None:
    kb = filled(record("old", date="2012-12-28"), record("new", date="2020-08-28"))
    rows = {row.id: row.metadata for row in kb.with_clock(lambda: TODAY).documents()}
    assert rows["old"].validity in OUT_OF_FORCE
    assert (rows["old"].expires, rows["new"].expires) == (date(2020, 8, 27), None)
