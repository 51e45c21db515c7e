"""The explanation is of the ranking that the chat answers from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.errors import UnknownDocument
from index.knowledge_base import KnowledgeBase
from index.types import Filter, Validity
from qa.assistant import Assistant

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Encoder

QUESTION = "试用期最长可以约定多久？"


def id_of(assistant: Assistant, title: str) -> str:
    return next(id_ for id_, its in assistant.knowledge_base.titles().items() if its == title)


def test_the_rank_and_the_score_are_those_of_the_search(assistant: Assistant) -> None:
    hits = assistant.search(QUESTION, k=500)
    order = list(dict.fromkeys(hit.document.id for hit in hits))
    assert len(order) > 1
    for place, id_ in enumerate(order, 1):
        explanation = assistant.explain(QUESTION, id_)
        best = next(hit for hit in hits if hit.document.id == id_)
        assert (explanation.rank, explanation.documents) == (place, len(order))
        assert explanation.score == best.score
        assert explanation.best_score == hits[0].score
        assert explanation.explained is not None
        assert explanation.explained.hit == best


def test_the_products_of_the_parts_make_the_score(assistant: Assistant) -> None:
    for explained in assistant.explain_hits(QUESTION):
        assert {signal.name for signal in explained.signals} == set(explained.hit.parts)
        total = sum(signal.product for signal in explained.signals)
        assert total == pytest.approx(explained.hit.score)


def test_terms_say_where_they_stand_and_how_rare_they_are(assistant: Assistant) -> None:
    first = assistant.explain_hits(QUESTION, k=1)[0]
    hit = first.hit
    for term in first.terms:
        assert term.rarity > 0
        assert ("body" in term.fields) == (term.text in hit.passage.text)
        assert ("title" in term.fields) == (term.text in hit.document.title)
    assert "试用期最长" in first.matched
    assert all(word not in hit.passage.text for word in first.missing)


def test_the_best_sentence_is_the_nearest_in_meaning(assistant: Assistant) -> None:
    first = assistant.explain_hits(QUESTION, k=1)[0]
    assert first.sentence is not None
    assert first.sentence.cosine == max(first.hit.sentence_scores)
    start, end = first.sentence.start, first.sentence.end
    assert first.hit.document.text[start:end] == first.sentence.text


def test_a_document_that_no_search_proposed_is_measured_all_the_same(by_words: Assistant) -> None:
    far = id_of(by_words, "中华人民共和国密码法")
    explanation = by_words.explain(QUESTION, far)
    assert explanation.rank is None
    assert explanation.not_proposed_by == ("passages", "documents")
    assert explanation.excluded_by == ()
    assert explanation.explained is not None
    assert 0 <= explanation.score < explanation.best_score
    assert {signal.name for signal in explanation.explained.signals} >= {"passage", "document"}


def test_a_superseded_document_is_said_to_be_left_out_for_that(by_words: Assistant) -> None:
    kb = by_words.knowledge_base
    old = next(row for row in kb.documents() if row.metadata.validity is Validity.SUPERSEDED)
    explanation = by_words.explain(f"{old.title}的适用范围", old.id)
    assert explanation.rank is None
    assert len(explanation.excluded_by) == 1
    assert "历史版本" in explanation.excluded_by[0]
    assert explanation.newest in kb.titles()
    assert explanation.score > 0


def test_a_filter_that_leaves_a_document_out_is_named(assistant: Assistant) -> None:
    law = id_of(assistant, "中华人民共和国劳动合同法")
    left_out = assistant.explain(QUESTION, law, filter=Filter(issuer="市管委会"))
    assert left_out.excluded_by == ("发文机关：市管委会",)
    assert assistant.explain(QUESTION, law).excluded_by == ()


def test_an_article_that_is_not_here_is_named_as_the_reason(assistant: Assistant) -> None:
    law = id_of(assistant, "中华人民共和国劳动法")
    explanation = assistant.explain("劳动合同法第九百条", law)
    assert explanation.documents == 0
    assert len(explanation.excluded_by) == 1
    assert "条文" in explanation.excluded_by[0]


def test_a_copy_is_said_to_be_shown_under_the_other(tmp_path: Path, encoder: Encoder) -> None:
    text = (
        "夜间在公园停放自行车的，应当停放在划定的区域内，不得占用消防通道，违者由管理人员移走。" * 2
    )
    records = [{"id": id_, "title": f"停车须知{id_}", "text": text} for id_ in ("a", "b")]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "d.jsonl"], encode=False)
        assistant = Assistant(kb)
        (hit,) = assistant.search("夜间停放自行车")
        (other,) = hit.copies
        assert assistant.explain("夜间停放自行车", other).shown_as == hit.document.id


def test_it_can_be_written_as_json(assistant: Assistant) -> None:
    law = id_of(assistant, "中华人民共和国劳动合同法")
    values = json.loads(json.dumps(assistant.explain(QUESTION, law).to_dict()))
    assert values["document_id"] == law
    assert values["best_passage"]["signals"][0].keys() >= {"name", "raw", "normalised", "product"}
    assert values["best_passage"]["best_sentence"]["cosine"] > 0
    assert values["best_passage"]["parents"][0]["kind"] == "document"


def test_an_unknown_document_is_an_error(assistant: Assistant) -> None:
    with pytest.raises(UnknownDocument, match="nowhere"):
        assistant.explain(QUESTION, "nowhere")
