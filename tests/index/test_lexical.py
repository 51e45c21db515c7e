"""BM25 over bigrams: ranking, filters, updates, damage."""

from __future__ import annotations

import threading
from collections import Counter
from math import log
from typing import TYPE_CHECKING

import pytest

from index.lexical import LexicalIndex, Record, Weights
from index.search_form import bigrams
from index.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = (
    Record(1, 10, "劳动合同法", "第二章 劳动合同的订立", "劳动合同期限三个月以上不满一年的，试用期不得超过一个月。"),
    Record(2, 10, "劳动合同法", "第二章 劳动合同的订立", "试用期包含在劳动合同期限内。"),
    Record(3, 11, "行政许可法", "", "行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。"),
    Record(4, 12, "关于数字经济的解读", "", "光伏电池和组件产能规模将分别达到83GW和100GW。"),
)  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    made.update([], RECORDS, 4)
    return made


def keys(found: list[tuple[int, float]]) -> list[int]:
    return [key for key, _ in found]


def test_finds_the_record_that_holds_the_words(index: LexicalIndex) -> None:
    assert keys(index.search("试用期不得超过多久", 10))[0] == 1
    assert keys(index.search("83gw", 10)) == [4]


def test_a_question_in_traditional_characters_finds_simplified_text(index: LexicalIndex) -> None:
    assert index.search("試用期", 10) == index.search("试用期", 10) != []


def test_scores_are_bm25(index: LexicalIndex) -> None:
    """Robertson and Zaragoza (2009) with k1 = 1.2, b = 0.75, over one field."""
    found = dict(index.search("试用期", 10, weights=Weights(title=0, heading=0)))

    bodies = {record.key: Counter(bigrams(record.body)) for record in RECORDS}
    count = len(RECORDS)
    average = sum(body.total() for body in bodies.values()) / count
    expected: dict[int, float] = {}
    for term in bigrams("试用期"):
        holders = sum(term in body for body in bodies.values())
        idf = log(1 + (count - holders + 0.5) / (holders + 0.5))
        for key, body in bodies.items():
            if term in body:
                norm = 1.2 * (0.25 + 0.75 * body.total() / average)
                expected[key] = expected.get(key, 0) + idf * body[term] * 2.2 / (body[term] + norm)
    assert found == pytest.approx(expected, rel=1e-3)


def test_weights_say_what_a_match_in_the_title_counts(index: LexicalIndex) -> None:
    plain = dict(index.search("行政许可法", 10))[3]
    assert dict(index.search("行政许可法", 10, weights=Weights(title=5)))[3] > plain
    without = index.search("劳动合同法", 10, weights=Weights(title=0, heading=0, body=0))
    assert without == []


def test_single_characters_find_what_is_said_in_half_different_words(index: LexicalIndex) -> None:
    asked = "受理几日内要决定许不许可"  # no pair of 申请之日, 二十日内作出
    alone = Weights(title=0, heading=0, body=0, characters=1)
    assert index.search(asked, 1, weights=alone)[0][0] == 3
    both = dict(index.search(asked, 10, weights=Weights(characters=1)))
    assert both[3] > dict(index.search(asked, 10))[3]


def test_scores_of_given_records_are_those_of_the_search(index: LexicalIndex) -> None:
    weights = Weights(title=0.3, characters=0.2)
    everything = dict(index.search("试用期应当多久", 10, weights=weights, also=["劳动合同"]))
    asked = index.scores("试用期应当多久", [2, 3, 4, 99], weights=weights, also=["劳动合同"])
    assert asked == pytest.approx({key: everything[key] for key in (2, 3) if key in everything})
    assert index.scores("试用期", []) == index.scores("", [1]) == {}


def test_holding_names_the_records_that_have_every_pair(index: LexicalIndex) -> None:
    everywhere = Selection(frozenset({10, 11, 12}))
    assert index.holding("试用期", everywhere) == {1, 2}
    assert index.holding("行政许可法", everywhere) == {3}  # in its title
    assert index.holding("试用期", Selection(frozenset({11}))) == set()
    assert index.holding("", everywhere) == set()


def test_a_filter_restricts_inside_the_search_and_leaves_scores_alone(index: LexicalIndex) -> None:
    everything = dict(index.search("应当超过", 10))
    assert everything.keys() == {1, 3}
    assert dict(index.search("应当超过", 1, selection=Selection(frozenset({11})))) == pytest.approx(
        {3: everything[3]}
    )
    assert dict(index.search("应当超过", 1, selection=Selection(frozenset({10})))) == pytest.approx(
        {1: everything[1]}
    )
    assert index.search("应当超过", 10, selection=Selection(frozenset())) == []


def test_leaving_documents_out_leaves_the_scores_of_the_others_alone(index: LexicalIndex) -> None:
    everything = dict(index.search("应当超过", 10))
    without = Selection(frozenset({11, 99}), excluded=True)
    assert dict(index.search("应当超过", 10, selection=without)) == pytest.approx(
        {1: everything[1]}
    )
    nothing_out = Selection(frozenset(), excluded=True)
    assert dict(index.search("应当超过", 10, selection=nothing_out)) == everything


def test_a_removed_document_is_not_found_and_a_new_one_is(index: LexicalIndex) -> None:
    index.update([10], [Record(5, 13, "新规", "", "试用期最长六个月。")], 5)
    assert keys(index.search("试用期", 10)) == [5]
    assert index.reached == 5


@pytest.mark.parametrize(
    "text", ["", "  ", "？！", "🎉", "'; DROP TABLE x; --", "body:试用 AND (", "\x00"]
)
def test_any_text_is_only_words(index: LexicalIndex, text: str) -> None:
    assert len(index.search(text, 10)) <= 4


def test_a_very_long_question_is_cut(index: LexicalIndex) -> None:
    long = "".join(chr(0x4E00 + i % 20000) for i in range(100_000))
    assert keys(index.search("试用期" + long, 10))[0] in {1, 2}


def test_another_process_sees_a_commit_after_reload(index: LexicalIndex, tmp_path: Path) -> None:
    other = LexicalIndex(tmp_path / "lexical")
    index.update([], [Record(6, 14, "补贴办法", "", "购房补贴")], 6)
    assert other.search("购房补贴", 10) == []
    other.reload()
    assert keys(other.search("购房补贴", 10)) == [6]
    assert other.reached == 6


def test_what_fails_before_the_commit_leaves_the_index_as_it_was(index: LexicalIndex) -> None:
    before = index.search("试用期", 10)

    def broken() -> list[Record]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.update([10], (record for record in broken()), 9)
    index.reload()
    assert (index.search("试用期", 10), index.reached) == (before, 4)
    index.update([], [Record(7, 15, "后来", "", "还能写入")], 10)
    assert keys(index.search("还能写入", 10)) == [7]


def test_a_crash_between_the_commit_and_the_note_is_made_good(
    index: LexicalIndex, tmp_path: Path
) -> None:
    note = tmp_path / "lexical" / "reached.json"
    before = note.read_bytes()
    new = Record(6, 14, "补贴办法", "", "购房补贴")
    index.update([14], [new], 6)
    note.write_bytes(before)
    index.reload()
    assert index.reached == 4
    index.update([14], [new], 6)
    assert (keys(index.search("购房补贴", 10)), index.reached) == ([6], 6)


def test_an_index_older_than_what_was_noted_counts_as_empty(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    index.update([], RECORDS[:1], 1)
    old = (tmp_path / "lexical" / "meta.json").read_bytes()
    index.update([], RECORDS[1:], 4)
    (tmp_path / "lexical" / "meta.json").write_bytes(old)
    assert LexicalIndex(tmp_path / "lexical").reached == 0


@pytest.mark.parametrize("pattern", ["meta.json", "reached.json", "*.term", "*.idx", "*.fast"])
@pytest.mark.parametrize("how", ["truncated", "gone"])
def test_a_damaged_folder_counts_as_empty_and_can_be_written_again(
    tmp_path: Path, pattern: str, how: str
) -> None:
    whole = LexicalIndex(tmp_path / "lexical")
    whole.update([], RECORDS, 4)
    expected = whole.search("试用期", 10)
    del whole  # it has the files mapped: to cut them short under it would kill this process
    for file in (tmp_path / "lexical").glob(pattern):
        if how == "gone":
            file.unlink()
        else:
            file.write_bytes(b"")
    damaged = LexicalIndex(tmp_path / "lexical")
    assert damaged.reached == 0
    damaged.clear()
    damaged.update([], RECORDS, 4)
    assert damaged.search("试用期", 10) == expected


def test_searches_go_on_beside_updates(index: LexicalIndex) -> None:
    found: list[list[int]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            found.append(keys(index.search("试用期", 10)))

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for change in range(5, 15):
        index.update([], [Record(100 + change, 100 + change, "无关", "", "购房补贴")], change)
    done.set()
    for thread in threads:
        thread.join()
    assert found
    assert all(sorted(each) == [1, 2] for each in found)
