"""The knowledge base as its users see it: open, add, replace, remove, search, look up."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import locks
from index.encoder import Encoder
from index.errors import KnowledgeBaseError, ModelMismatch, UnknownDocument
from index.knowledge_base import KnowledgeBase
from index.types import Filter, Progress, Validity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def write_records(file: Path, *records: dict[str, str]) -> Path:
    return write(file, *(json.dumps(record, ensure_ascii=False) for record in records))


SUBSIDY = (
    "购房补贴办法",
    "",
    "第一条 本市户籍居民购房可以申请补贴。",
    "第二条 补贴标准为每平方米二百元。",
)
PARKING = ("停车管理规定", "", "第一条 道路停车位由交通部门划定。", "第二条 夜间停车免费。")


def found(kb: KnowledgeBase, text: str, wanted: Filter | None = None) -> list[str]:
    """The texts of the passages that lexical search finds, best first."""
    hits = kb.lexical_passages(text, 10, wanted)
    passages = kb.passages(id_ for id_, _ in hits)
    return [passages[id_].text for id_, _ in hits]


def test_a_new_document_is_found_at_once_and_then_by_its_vectors(
    knowledge_base: KnowledgeBase, founding_page: Path
) -> None:
    stages: list[str] = []

    def watch(progress: Progress) -> None:
        if progress.stage == "encode" and "encode" not in stages:
            assert "83GW" in found(knowledge_base, "光伏电池产能83GW")[0]
        stages.append(progress.stage)

    summary = knowledge_base.add([founding_page], progress=watch)
    (document_id,) = summary.added
    assert stages[0] == "read"
    assert stages[-1] == "encode"

    state = knowledge_base.state()
    assert state.documents == 1
    assert state.encoded_sentences == state.sentences > 10
    assert (state.model, state.dimension) == (knowledge_base.encoder.name, 384)

    query = knowledge_base.encoder.encode_query("光伏电池产能将达到多少")
    sentence, passage, cosine = knowledge_base.dense_sentences(query, 3)[0]
    assert "83GW" in knowledge_base.passages([passage])[passage].text
    assert cosine == pytest.approx(
        float(knowledge_base.sentence_vectors([sentence])[sentence] @ query), abs=1e-4
    )
    assert [id_ for id_, _ in knowledge_base.lexical_documents("光伏", 5)] == [document_id]


def test_stored_spans_give_back_the_shown_text(
    knowledge_base: KnowledgeBase, founding_page: Path
) -> None:
    (document_id,) = knowledge_base.add([founding_page], encode=False).added
    document = knowledge_base.document(document_id)
    for passage in knowledge_base.document_passages(document_id):
        assert document.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    assert document.metadata.telephone == "0579-85236028"
    assert knowledge_base.documents()[0].metadata == document.metadata


def test_an_unchanged_file_is_left_alone(knowledge_base: KnowledgeBase, folder: Path) -> None:
    file = write(folder / "a.txt", *SUBSIDY)
    (document_id,) = knowledge_base.add([file]).added
    before = knowledge_base.state()
    os.utime(file, (0, 0))
    assert knowledge_base.add([folder]).unchanged == (document_id,)
    assert knowledge_base.state() == before


def test_a_changed_file_replaces_its_document_and_encodes_only_what_is_new(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    file = write(folder / "a.txt", *SUBSIDY)
    (document_id,) = knowledge_base.add([file]).added
    sentences = knowledge_base.state().sentences
    write(file, *SUBSIDY, "第三条 本办法自二〇二六年起施行。")
    assert knowledge_base.add([file], encode=False).replaced == (document_id,)

    state = knowledge_base.state()
    assert (state.documents, state.sentences) == (1, sentences + 1)
    assert state.encoded_sentences == sentences
    assert knowledge_base.encode_pending() == 1
    assert found(knowledge_base, "施行") == ["第三条 本办法自二〇二六年起施行。"]
    assert len(found(knowledge_base, "购房补贴")) == len(set(found(knowledge_base, "购房补贴")))
    query = knowledge_base.encoder.encode_query("补贴多少钱")
    assert len(knowledge_base.dense_sentences(query, 100)) == sentences + 1


def test_a_removed_document_is_found_by_nothing(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    write(folder / "a.txt", *SUBSIDY)
    write(folder / "b.txt", *PARKING)
    first, second = knowledge_base.add([folder]).added
    query = knowledge_base.encoder.encode_query("购房补贴")
    sentence, passage, _ = knowledge_base.dense_sentences(query, 1)[0]

    assert knowledge_base.remove([first]) == 1
    assert found(knowledge_base, "购房补贴") == []
    assert knowledge_base.lexical_documents("购房补贴", 5) == []
    left = {s.id for p in knowledge_base.document_passages(second) for s in p.sentences}
    assert {id_ for id_, _, _ in knowledge_base.dense_sentences(query, 100)} == left
    assert knowledge_base.passages([passage]) == {}
    assert knowledge_base.sentence_vectors([sentence]) == {}
    assert knowledge_base.titles().keys() == {second}
    with pytest.raises(UnknownDocument, match=first):
        knowledge_base.document(first)
    with pytest.raises(UnknownDocument, match=first):
        knowledge_base.document_passages(first)


def test_removing_an_unknown_document_removes_nothing(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    (document_id,) = knowledge_base.add([write(folder / "a.txt", *SUBSIDY)], encode=False).added
    before = knowledge_base.state()
    with pytest.raises(UnknownDocument, match="nobody"):
        knowledge_base.remove([document_id, "nobody"])
    assert knowledge_base.state() == before
    assert len(found(knowledge_base, "购房补贴")) > 0


def test_a_copy_of_a_file_is_skipped_and_named(knowledge_base: KnowledgeBase, folder: Path) -> None:
    first = write(folder / "a.txt", *SUBSIDY)
    second = write(folder / "b.txt", *SUBSIDY)
    summary = knowledge_base.add([folder], encode=False)
    assert (len(summary.added), summary.skipped[0].source) == (1, str(second))
    assert "购房补贴办法" in summary.skipped[0].reason
    assert knowledge_base.add([first], encode=False).unchanged == summary.added


def test_records_with_ids_of_their_own_are_never_copies(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    text = "本市户籍居民购房可以申请补贴。"
    records = [{"id": name, "title": "补贴", "text": text} for name in ("p1", "p2")]
    summary = knowledge_base.add([write_records(folder / "r.jsonl", *records)], encode=False)
    assert summary.added == ("p1", "p2")


def test_an_id_that_another_source_has_gets_a_number_and_keeps_it(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    for name, text in (("a", "道路停车位由交通部门划定。"), ("b", "夜间停车免费。")):
        write_records(folder / f"{name}.jsonl", {"id": "p1", "title": name, "text": text})
    assert knowledge_base.add([folder], encode=False).added == ("p1", "p1-2")
    knowledge_base.remove(["p1"])
    write_records(folder / "b.jsonl", {"id": "p1", "title": "b", "text": "夜间停车收费。"})
    assert knowledge_base.add([folder / "b.jsonl"], encode=False).replaced == ("p1-2",)


def test_the_same_record_twice_in_a_file_does_not_replace_the_first(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    records = [{"id": "p", "title": "t", "text": text} for text in ("夜间停车免费。", "购房补贴。")]
    summary = knowledge_base.add([write_records(folder / "r.jsonl", *records)], encode=False)
    assert (summary.added, len(summary.skipped)) == (("p",), 1)
    assert "夜间停车" in knowledge_base.document("p").text


def test_records_that_have_gone_from_a_file_stay_until_removed(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    records = [{"id": f"p{i}", "title": "t", "text": f"第{i}号停车场免费。"} for i in range(3)]
    file = write_records(folder / "r.jsonl", *records)
    knowledge_base.add([file], encode=False)
    write_records(file, records[0])
    knowledge_base.add([file], encode=False)
    assert [row.id for row in knowledge_base.documents()] == ["p0", "p1", "p2"]


def test_bad_input_is_named_and_does_not_stop_the_batch(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    (folder / "empty.txt").touch()
    (folder / "garbage.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "program.xyz").write_bytes(b"x")
    write(
        folder / "records.jsonl", '{"id": "ok", "text": "夜间停车免费。"}', "{broken", '{"text": 3}'
    )
    write(folder / "z.txt", *SUBSIDY)
    summary = knowledge_base.add([folder, folder / "missing.txt"], encode=False)
    assert len(summary.added) == 2
    skipped = {skipped.source.removeprefix(str(folder)) for skipped in summary.skipped}
    assert skipped >= {"/empty.txt", "/garbage.txt", "/program.xyz", "/missing.txt"}
    assert len(skipped) == 6
    assert all(skipped.reason for skipped in summary.skipped)
    assert len(found(knowledge_base, "购房补贴")) > 0


def test_text_that_cannot_be_stored_is_skipped(knowledge_base: KnowledgeBase, folder: Path) -> None:
    half = "\\ud83d"
    records = [
        f'{{"id": "a", "text": "停车{half}"}}',
        f'{{"id": "b{half}", "text": "停车"}}',
        f'{{"id": "c", "text": "停车", "title": "{half}", "issuer": "{half}"}}',
        '{"id": "ok", "text": "停车"}',
    ]
    write(folder / "r.jsonl", *records)
    write(folder / os.fsdecode(b"\xff.txt"), *SUBSIDY)
    write(folder / "z.txt", *PARKING)
    summary = knowledge_base.add([folder], encode=False)
    assert "ok" in summary.added
    assert len(summary.added) + len(summary.skipped) == 6
    assert len(found(knowledge_base, "夜间停车")) > 0
    json.dumps([skipped.source for skipped in summary.skipped], ensure_ascii=False).encode()


def test_filters_restrict_every_search_before_the_cut(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    records = [
        {
            "id": f"p{i}", "title": f"第{i}号通知", "text": "夜间停车免费。", "date": f"2026-01-{i + 1:02}",
            "issuer": "交通局" if i % 2 else "義烏市教育委員會", "kind": "通知" if i % 3 else "法律",
            "validity": "现行有效" if i % 4 else "已废止",
        }
        for i in range(12)
    ]  # fmt: skip
    knowledge_base.add([write_records(folder / "r.jsonl", *records)])
    query = knowledge_base.encoder.encode_query("夜间停车")
    cases: list[tuple[Filter, set[int]]] = [
        (Filter(), set(range(12))),
        (Filter(issuer="交通"), {1, 3, 5, 7, 9, 11}),
        (Filter(issuer="义乌市教委"), {0, 2, 4, 6, 8, 10}),
        (Filter(place="浙江"), {0, 2, 4, 6, 8, 10}),
        (Filter(place="义乌", kind="法律"), {0, 6}),
        (Filter(place="宁波"), set()),
        (Filter(place="月球"), set()),
        (Filter(kind="法律"), {0, 3, 6, 9}),
        (Filter(published_from=date(2026, 1, 3), published_to=date(2026, 1, 4)), {2, 3}),
        (Filter(validity=frozenset({Validity.REPEALED})), {0, 4, 8}),
        (Filter(document_ids=frozenset({"p5", "p7", "nobody"})), {5, 7}),
        (Filter(document_ids=frozenset()), set()),
        (Filter(issuer="交通", kind="法律"), {3, 9}),
        (Filter(issuer="'; DROP TABLE documents; --"), set()),
    ]
    for wanted, numbers in cases:
        ids = {f"p{i}" for i in numbers}
        k = max(len(ids), 1)
        documents = {id_ for id_, _ in knowledge_base.lexical_documents("夜间停车", k, wanted)}
        passages = knowledge_base.passages(
            id_ for id_, _ in knowledge_base.lexical_passages("夜间停车", k, wanted)
        )
        by_vector = knowledge_base.passages(
            passage for _, passage, _ in knowledge_base.dense_sentences(query, k, wanted)
        )
        assert documents == ids, wanted
        assert {passage.document_id for passage in passages.values()} == ids, wanted
        assert {passage.document_id for passage in by_vector.values()} == ids, wanted


def test_articles_and_numbers_are_looked_up(
    knowledge_base: KnowledgeBase, folder: Path, make_laws: Callable[[Path, int, int], Path]
) -> None:
    laws = knowledge_base.add([make_laws(folder / "laws.db", 4, 5)], encode=False).added
    third = knowledge_base.articles(3)
    assert {passage.document_id for passage in third} <= set(laws)
    assert all(passage.text.startswith("第三条") for passage in third)
    assert len(third) >= 2
    of_one = knowledge_base.articles(3, Filter(document_ids=frozenset({third[0].document_id})))
    assert {passage.document_id for passage in of_one} == {third[0].document_id}
    assert knowledge_base.articles(0) == []

    record = {
        "id": "n",
        "title": "t",
        "text": "夜间停车免费。",
        "doc_no": "国发〔2023〕1号",
        "index_no": "33/2023-5",
    }
    knowledge_base.add([write_records(folder / "r.jsonl", record)], encode=False)
    for spelling in ("国发〔2023〕1号", "国发[2023]1号", "國發（２０２３）１號", "33/2023-5"):
        assert knowledge_base.documents_numbered(spelling) == ["n"], spelling
    assert knowledge_base.documents_numbered("") == []
    assert knowledge_base.titles()["n"] == "t"


def test_the_users_documents_are_encoded_before_the_sample_laws(
    tmp_path: Path,
    encoder: Encoder,
    folder: Path,
    make_laws: Callable[[Path, int, int], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laws = make_laws(folder / "laws.db", 3, 5)
    monkeypatch.setattr("index.importing.law_database", laws.resolve)
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([laws], encode=False)
        (own,) = kb.add([write(folder / "a.txt", *SUBSIDY)], encode=False).added
        stop = threading.Event()
        kb.encode_pending(progress=lambda _: stop.set(), stop=stop)
        encoded = {row.id for row in kb.documents() if row.encoded_sentences}
        assert encoded == {own}
        kb.encode_pending()
        assert kb.state().encoded_sentences == kb.state().sentences


def test_another_model_is_refused_until_the_index_is_made_anew(
    knowledge_base: KnowledgeBase, folder: Path, tmp_path: Path
) -> None:
    knowledge_base.add([write(folder / "a.txt", *SUBSIDY)])
    other = Encoder("some/other-model")
    with pytest.raises(ModelMismatch, match="policy-qa reindex --model some/other-model"):
        KnowledgeBase.open(tmp_path / "home", encoder=other)

    with KnowledgeBase.open(tmp_path / "home", encoder=other, any_model=True) as reopened:
        reopened.reindex()
        assert reopened.state().encoded_sentences == 0
        assert len(found(reopened, "购房补贴")) > 0
    query = knowledge_base.encoder.encode_query("补贴多少钱")
    assert knowledge_base.dense_sentences(query, 10) == []
    assert knowledge_base.encode_pending() == knowledge_base.state().sentences
    assert len(knowledge_base.dense_sentences(query, 10)) > 0


def test_deleted_caches_are_made_again_without_encoding(
    tmp_path: Path, encoder: Encoder, folder: Path
) -> None:
    home = tmp_path / "home"
    query = encoder.encode_query("补贴多少钱")
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        kb.add([write(folder / "a.txt", *SUBSIDY), write(folder / "b.txt", *PARKING)])
        before = (kb.lexical_passages("补贴", 5), kb.dense_sentences(query, 5), kb.state())
    shutil.rmtree(home / "lexical")
    with KnowledgeBase.open(home, encoder=Encoder("no/such-model"), any_model=True) as kb:
        kb.encoder = encoder
        assert (kb.lexical_passages("补贴", 5), kb.dense_sentences(query, 5), kb.state()) == before


def test_an_index_that_is_ahead_of_a_restored_database_is_made_again(
    tmp_path: Path, encoder: Encoder, folder: Path
) -> None:
    home = tmp_path / "home"
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        kb.add([write(folder / "a.txt", *SUBSIDY)], encode=False)
    with closing(sqlite3.connect(home / "knowledge.db")) as database, database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(home / "knowledge.db", tmp_path / "backup.db")
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        kb.add([write(folder / "b.txt", *PARKING)], encode=False)
    for file in home.glob("knowledge.db*"):
        file.unlink()
    shutil.copy(tmp_path / "backup.db", home / "knowledge.db")
    with KnowledgeBase.open(home, encoder=encoder) as kb:
        assert kb.lexical_documents("夜间停车", 5) == []
        assert len(found(kb, "购房补贴")) > 0


ADD = """
import sys
from index.knowledge_base import KnowledgeBase
with KnowledgeBase.open(sys.argv[1]) as kb:
    print(len(kb.add(sys.argv[2:], encode=False).added))
"""


def add_in_another_process(home: Path, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ADD, str(home), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reader_sees_what_another_process_adds(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    knowledge_base.add([write(folder / "a.txt", *SUBSIDY)], encode=False)
    assert found(knowledge_base, "夜间停车") == []
    other = add_in_another_process(knowledge_base.folder, write(folder / "b.txt", *PARKING))
    assert (other.stdout, other.stderr) == ("1\n", "")
    assert "夜间停车" in found(knowledge_base, "夜间停车免费")[0]
    assert len(knowledge_base.titles()) == 2


def test_refresh_says_whether_there_was_anything(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    knowledge_base.refresh()
    assert knowledge_base.refresh() is False
    add_in_another_process(knowledge_base.folder, write(folder / "b.txt", *PARKING))
    assert knowledge_base.refresh() is True
    assert knowledge_base.refresh() is False


def test_a_reader_indexes_what_a_dead_writer_left(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    """The writer dies between the database's commit and the index's."""
    dying = ADD.replace(
        "with Know", "import os\nfrom index.caches import Caches\n"
        "Caches.index_text = lambda self: os._exit(9)\nwith Know"
    )  # fmt: skip
    command = [sys.executable, "-c", dying, str(knowledge_base.folder)]
    died = subprocess.run([*command, str(write(folder / "b.txt", *PARKING))], check=False)
    assert died.returncode == 9
    assert "夜间停车" in found(knowledge_base, "夜间停车免费")[0]


def test_a_second_writer_is_told(
    knowledge_base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WRITE_SECONDS", 0.2)
    file = write(folder / "a.txt", *SUBSIDY)
    with (
        locks.write_lock(knowledge_base.folder),
        pytest.raises(KnowledgeBaseError, match="另一个进程"),
    ):
        knowledge_base.add([file])
    assert len(knowledge_base.add([file], encode=False).added) == 1


def test_threads_search_while_others_add_and_remove(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    knowledge_base.add([write(folder / "a.txt", *SUBSIDY)])
    query = knowledge_base.encoder.encode_query("补贴多少钱")
    expected = found(knowledge_base, "购房补贴")
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                if found(knowledge_base, "购房补贴") != expected:
                    wrong.append(found(knowledge_base, "购房补贴"))
                if len(knowledge_base.dense_sentences(query, 2)) != 2:
                    wrong.append("too few sentences")
        except Exception as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(5):
        (id_,) = knowledge_base.add(
            [write(folder / "b.txt", f"停车规定{i}", "", f"第{i}停车场夜间免费。")]
        ).added
        knowledge_base.remove([id_])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_vectors_are_those_of_the_model_for_title_and_sentence(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    (document_id,) = knowledge_base.add([write(folder / "a.txt", *PARKING)]).added
    last = knowledge_base.document_passages(document_id)[-1]
    sentence = last.sentences[-1]
    stored = knowledge_base.sentence_vectors([sentence.id])[sentence.id]
    text = knowledge_base.document(document_id).text[sentence.start : sentence.end]
    expected = knowledge_base.encoder.encode_passages([f"停车管理规定 {text}"])[0]
    assert np.allclose(stored, expected, atol=2e-3)


def test_a_folder_that_cannot_be_one_is_refused_with_advice(
    tmp_path: Path, encoder: Encoder
) -> None:
    file = write(tmp_path / "a.txt", "text")
    for wrong in (file, file / "below", tmp_path):
        with pytest.raises(KnowledgeBaseError, match="--home"):
            KnowledgeBase.open(wrong, encoder=encoder)
    assert file.read_text() == "text"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused_with_advice(
    tmp_path: Path, encoder: Encoder
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(KnowledgeBaseError, match="--home"):
        KnowledgeBase.open(locked, encoder=encoder)


def test_without_a_folder_the_default_home_is_used(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_HOME", str(tmp_path / "default"))
    with KnowledgeBase.open(encoder=encoder) as kb:
        assert kb.folder == tmp_path / "default"
        assert kb.state().documents == 0
