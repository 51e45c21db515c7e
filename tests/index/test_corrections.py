"""What an editor corrects holds everywhere, and after every new import."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from index.errors import InvalidCorrection, UnknownDocument
from index.types import Filter, Validity

if TYPE_CHECKING:
    from pathlib import Path

    from index.knowledge_base import KnowledgeBase

TODAY = date.today()
NOTICE = """广州市停车收费办法
穗发改规字〔2020〕3号
广州市发展和改革委员会
2020年1月1日
第一条 停车每小时收费五元。
第二条 本办法自2020年2月1日起施行，有效期五年。
"""


@pytest.fixture
def notice(folder: Path) -> Path:
    file = folder / "notice.txt"
    file.write_text(NOTICE, "utf-8")
    return file


@pytest.fixture
def id_(knowledge_base: KnowledgeBase, notice: Path) -> str:
    (added,) = knowledge_base.add([notice], encode=False).added
    return added


def test_a_corrected_issuer_and_number_are_shown_and_filtered_by(
    knowledge_base: KnowledgeBase, id_: str
) -> None:
    kb = knowledge_base
    assert kb.admitted([id_], Filter(place="深圳")) == set()
    kb.correct(
        id_, issuer="深圳市交通运输局", document_number="深交规〔2021〕7号", title="深圳停车办法"
    )
    metadata = kb.document(id_).metadata
    assert (metadata.issuer, metadata.document_number) == ("深圳市交通运输局", "深交规〔2021〕7号")
    assert kb.documents()[0].title == kb.document(id_).title == "深圳停车办法"
    assert kb.admitted([id_], Filter(issuer="交通运输局")) == {id_}
    assert kb.admitted([id_], Filter(place="深圳")) == {id_}
    assert kb.documents_numbered("深交规[2021]7号") == [id_]
    assert kb.documents_called("深圳停车办法") == {id_}
    found = kb.passages(p for p, _ in kb.lexical_passages("深圳停车办法", 5))
    assert {passage.document_id for passage in found.values()} == {id_}


def test_corrected_dates_decide_what_is_in_force(knowledge_base: KnowledgeBase, id_: str) -> None:
    kb = knowledge_base
    assert kb.document(id_).metadata.validity is Validity.LAPSED
    kb.correct(id_, expires=TODAY + timedelta(days=30))
    assert kb.document(id_).metadata.validity is not Validity.LAPSED
    assert kb.admitted([id_], Filter(in_force_on=TODAY)) == {id_}
    kb.correct(id_, expires=TODAY + timedelta(days=60), effective=TODAY + timedelta(days=9))
    assert kb.document(id_).metadata.validity is Validity.NOT_YET
    kb.correct(id_, expires="", effective=None)
    assert kb.document(id_).metadata.expires is None
    assert kb.document(id_).metadata.effective == date(2020, 2, 1)


@pytest.mark.parametrize("validity", [each for each in Validity if each])
def test_the_validity_that_an_editor_gives_holds(
    knowledge_base: KnowledgeBase, id_: str, validity: Validity
) -> None:
    kb = knowledge_base
    kb.correct(id_, validity=validity)
    assert kb.document(id_).metadata.validity is validity
    assert kb.documents()[0].metadata.validity is validity
    assert kb.count(Filter(validity=frozenset({validity}))) == 1
    kb.correct(id_, validity=None)
    assert kb.document(id_).metadata.validity is Validity.LAPSED


def test_a_newer_version_does_not_end_what_an_editor_keeps_in_force(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    kb = knowledge_base
    for year in (2020, 2024):
        text = f"城市停车条例\n市人大常委会\n{year}年1月1日\n第一条 {year}年的停车规定如下，各区遵照执行。\n"
        (folder / f"{year}.txt").write_text(text, "utf-8")
    kb.add([folder], encode=False)
    old, new = (row.id for row in kb.documents())
    assert kb.document(old).metadata.validity is Validity.SUPERSEDED
    kb.correct(old, validity=Validity.IN_FORCE)
    assert kb.document(old).metadata.validity is Validity.IN_FORCE
    kb.correct(new, published=date(2019, 1, 1))
    kb.correct(old, validity=None)
    assert kb.document(new).metadata.validity is Validity.SUPERSEDED
    assert kb.document(old).metadata.validity is not Validity.SUPERSEDED


def test_corrections_survive_a_new_import_and_know_what_was_read(
    knowledge_base: KnowledgeBase, id_: str, notice: Path
) -> None:
    kb = knowledge_base
    kb.correct(id_, issuer="广州市人民政府", published=date(2021, 5, 5))
    assert [(each.field, each.read, each.corrected) for each in kb.corrections(id_)] == [
        ("issuer", "广州市发展和改革委员会", "广州市人民政府"),
        ("published", date(2020, 1, 1), date(2021, 5, 5)),
    ]
    assert kb.add([notice], encode=False).unchanged == (id_,)
    notice.write_text(
        NOTICE.replace("五元", "六元").replace("发展和改革委员会", "交通运输局"), "utf-8"
    )
    assert kb.add([notice], encode=False).replaced == (id_,)
    assert "六元" in kb.document(id_).text
    assert kb.document(id_).metadata.issuer == "广州市人民政府"
    assert kb.document(id_).metadata.published == date(2021, 5, 5)
    assert [each.read for each in kb.corrections(id_)] == ["广州市交通运输局", date(2020, 1, 1)]
    kb.correct(id_, issuer=None, published=None)
    assert kb.document(id_).metadata.issuer == "广州市交通运输局"
    assert kb.corrections(id_) == []


def test_corrections_survive_removal_whether_restored_or_imported_again(
    knowledge_base: KnowledgeBase, id_: str, notice: Path
) -> None:
    kb = knowledge_base
    kb.correct(id_, issuer="广州市人民政府")
    kb.remove([id_])
    kb.restore([id_])
    assert kb.document(id_).metadata.issuer == "广州市人民政府"
    kb.remove([id_])
    kb.add([notice], encode=False)
    assert kb.document(id_).metadata.issuer == "广州市人民政府"
    assert kb.corrections(id_)[0].read == "广州市发展和改革委员会"


def test_another_document_of_the_same_id_is_not_corrected(
    knowledge_base: KnowledgeBase, folder: Path
) -> None:
    kb = knowledge_base
    for name in ("one", "two"):
        record = {"id": "7", "title": f"停车办法{name}", "text": f"第一条 {name}停车收费。"}
        (folder / f"{name}.jsonl").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    kb.add([folder / "one.jsonl"], encode=False)
    kb.correct("7", issuer="市政府")
    kb.remove(["7"])
    assert kb.add([folder / "two.jsonl"], encode=False).added == ("7",)
    assert kb.document("7").metadata.issuer == ""
    assert kb.corrections("7") == []


def test_a_document_that_gets_another_text_keeps_its_corrections(
    knowledge_base: KnowledgeBase, id_: str, notice: Path, folder: Path
) -> None:
    kb = knowledge_base
    kb.correct(id_, issuer="市政府")
    other = folder / "new.md"
    other.write_text("# 停车办法\n\n第一条 停车每小时收费九元。\n", "utf-8")
    kb.replace(id_, other)
    assert "九元" in kb.document(id_).text
    assert kb.document(id_).metadata.issuer == "市政府"


def test_saying_what_was_read_takes_the_correction_back(
    knowledge_base: KnowledgeBase, id_: str
) -> None:
    kb = knowledge_base
    kb.correct(id_, published=date(2021, 5, 5))
    kb.correct(id_, published=date(2020, 1, 1))
    assert kb.corrections(id_) == []
    kb.correct(id_, published="")
    assert kb.document(id_).metadata.published is None
    assert kb.corrections(id_)[0].corrected is None


def test_vectors_stay_unless_the_title_changes(knowledge_base: KnowledgeBase, notice: Path) -> None:
    kb = knowledge_base
    (id_,) = kb.add([notice]).added
    kb.correct(id_, issuer="广州市人民政府", kind="办法")
    assert kb.pending_counts() == {}
    kb.correct(id_, title="停车办法")
    (pending,) = kb.pending_counts().values()
    assert kb.encode_pending() == pending > 0
    vector = kb.encoder.encode_query("停车多少钱一小时")
    assert kb.dense_sentences(vector, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"expires": date(2019, 1, 1)}, "早于"),
        ({"published": "2020-01-01"}, "日期"),
        ({"validity": "有效"}, "现行有效"),
        ({"title": " "}, "标题"),
        ({"issuer": "市\x1b[2J局"}, "控制字符"),
        ({"issuer": "市\ud800局"}, "控制字符"),
        ({"issuer": "市" * 501}, "500"),
        ({"text": "新的"}, "没有"),
    ],
)
def test_what_cannot_be_so_changes_nothing(
    knowledge_base: KnowledgeBase, id_: str, fields: dict[str, date | str], said: str
) -> None:
    before = knowledge_base.document(id_)
    with pytest.raises(InvalidCorrection, match=said):
        knowledge_base.correct(id_, kind="通知", **fields)
    assert knowledge_base.document(id_) == before
    assert knowledge_base.corrections(id_) == []
    with pytest.raises(UnknownDocument):
        knowledge_base.correct("nobody", issuer="局")


def test_the_last_import_is_known_with_what_it_did(
    knowledge_base: KnowledgeBase, notice: Path
) -> None:
    kb = knowledge_base
    assert kb.last_import() is None
    first = kb.add([notice, notice.with_name("none.txt")], encode=False)
    report = kb.last_import()
    assert report is not None
    assert report.summary == first
    assert len(report.summary.skipped) == 1
    assert report.seconds >= 0
    second = kb.add([notice], encode=False)
    again = kb.last_import()
    assert again is not None
    assert again.summary == second
    assert again.at > report.at


def test_passages_and_missing_vectors_are_counted_by_document(
    knowledge_base: KnowledgeBase, id_: str
) -> None:
    kb = knowledge_base
    (row,) = kb.documents()
    assert kb.passage_counts() == {id_: row.passages}
    assert kb.pending_counts() == {id_: row.sentences}
