"""What callers of the assistant may rely on."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.errors import InvalidQuestion, UnknownDocument
from index.knowledge_base import KnowledgeBase
from index.types import Filter, Passage, Validity
from qa.assistant import Assistant
from qa.types import Answer, AnswerSentence
from qa.verify import problems
from qa.weights import FUSION, REFUSE_FOREIGN_BELOW


def test_the_stream_gives_the_sentences_and_then_the_answer(assistant: Assistant) -> None:
    *sentences, answer = assistant.stream("“向新进军”是什么")
    assert isinstance(answer, Answer)
    assert all(isinstance(sentence, AnswerSentence) for sentence in sentences)
    assert tuple(sentences) == answer.sentences
    assert not answer.refused


def test_the_answer_as_json_can_be_read_back(assistant: Assistant) -> None:
    values = json.loads(json.dumps(assistant.ask("联系电话是多少").to_dict(), ensure_ascii=False))
    citation = values["citations"][0]
    assert citation["published"] == "2023-07-06"
    document = assistant.document(citation["document_id"])
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]


def test_search_is_what_ask_answers_from(assistant: Assistant) -> None:
    hits = assistant.search("劳动者试用期最长多久", k=5)
    answer = assistant.ask("劳动者试用期最长多久", k=5)
    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert answer.citations[0].document_id in {hit.document.id for hit in hits}


def test_a_score_is_the_weighted_sum_of_its_parts(assistant: Assistant) -> None:
    hit = assistant.search("劳动者试用期最长多久")[0]
    assert set(hit.parts) == {"passage", "document", "dense", "places", "figures"}
    assert all(0 <= share <= 1 for _, share in hit.parts.values())
    weighed = sum(getattr(FUSION, name) * share for name, (_, share) in hit.parts.items())
    assert hit.score == pytest.approx(weighed)
    assert max(hit.sentence_scores) == hit.parts["dense"][0]


def test_the_words_of_a_document_of_one_passage_do_not_count_twice(
    tmp_path: Path, encoder: Encoder
) -> None:
    for number, rule in enumerate(("停车每小时收费五元。", "停车场夜间关闭，车辆不得停放。"), 1):
        (tmp_path / f"{number}.txt").write_text(f"规则{number}\n{rule}\n", "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "1.txt", tmp_path / "2.txt"])
        for hit in Assistant(kb).search("停车一小时多少钱"):
            words, meaning = hit.parts["passage"][1], hit.parts["dense"][1]
            both = FUSION.passage * words + FUSION.dense * meaning
            expected = both / (FUSION.passage + FUSION.dense)
            assert hit.parts["document"][1] == pytest.approx(expected)


def test_a_document_that_names_the_place_of_the_question_ranks_higher(
    tmp_path: Path, encoder: Encoder
) -> None:
    for place in ("苏州", "深圳", "青岛"):
        text = f"人才公寓办法\n{place}市的人才公寓每月租金不超过一千元，连续居住不超过三年。\n"
        (tmp_path / f"{place}.txt").write_text(text, "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add(sorted(tmp_path.glob("*.txt")), encode=False)
        first, *others = Assistant(kb).search("在深圳住人才公寓，租金每月最多多少？")
        assert "深圳" in first.passage.text
        assert first.parts["places"] == (1.0, 1.0)
        assert all(hit.parts["places"] == (0.0, 0.0) for hit in others)


def test_an_english_question_is_answered_only_where_the_best_is_far_ahead(
    assistant: Assistant,
) -> None:
    strange = assistant.ask("Who won the world cup?")
    assert strange.refused
    assert strange.confidence < REFUSE_FOREIGN_BELOW
    given = Assistant(assistant.knowledge_base, refuse_below=0).ask("Who won the world cup?")
    assert given.confidence == pytest.approx(strange.confidence)
    assert not given.refused


def test_a_stray_word_makes_no_full_score(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "a.txt").write_text("收费办法\n第一条 停车费可用 POS 机支付。\n", "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "a.txt"], encode=False)
        (hit,) = Assistant(kb).search("can I pay the penalty for late payment at a pos terminal")
        assert 0 < hit.parts["passage"][1] < 0.5


def test_what_is_not_encoded_yet_does_not_lose_for_it(
    tmp_path: Path, encoder: Encoder, founding_page: Path
) -> None:
    file = tmp_path / "停车.txt"
    file.write_text("停车管理规定\n第一条 夜间停车每小时收费五元。\n", "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([founding_page])
        kb.add([file], encode=False)
        (first, *_) = Assistant(kb).search("夜间停车每小时收费多少")
        assert first.document.title == "停车管理规定"
        assert first.sentence_scores == ()
        assert first.parts["dense"] == (0.0, first.parts["passage"][1])


def test_a_filter_holds_for_everything_found(assistant: Assistant, small_kb: KnowledgeBase) -> None:
    (labour,) = [id_ for id_, title in small_kb.titles().items() if title.endswith("劳动合同法")]
    only = Filter(document_ids=frozenset({labour}))
    answer = assistant.ask("试用期最长多久", filter=only)
    assert {c.document_id for c in answer.citations} == {labour}
    assert assistant.ask("试用期最长多久", filter=Filter(document_ids=frozenset())).refused
    assert assistant.ask("行政许可法第一条", filter=only).citations == ()


def test_dead_law_is_no_basis_unless_asked_for(by_words: Assistant) -> None:
    question = "环境影响评价应当遵循什么原则"
    hits = by_words.search(question, k=50)
    dead = {Validity.REPEALED, Validity.SUPERSEDED, Validity.LAPSED}
    assert hits
    assert not any(hit.document.metadata.validity in dead for hit in hits)
    old = by_words.search(f"已废止的法律里{question}", k=50)
    assert any(hit.document.metadata.validity in dead for hit in old)
    asked = by_words.search(question, filter=Filter(validity=frozenset({Validity.REPEALED})))
    assert {hit.document.metadata.validity for hit in asked} == {Validity.REPEALED}


def test_a_named_article_is_the_one_in_force(by_words: Assistant) -> None:
    answer = by_words.ask("中华人民共和国仲裁法第三条")
    assert [c.validity for c in answer.citations] == ["现行有效"]
    repealed = by_words.ask("农村土地承包法第三条")
    assert repealed.refused
    assert {c.validity for c in by_words.ask("已废止的农村土地承包法第三条").citations} == {
        "已废止"
    }


def test_an_article_that_a_law_does_not_have_is_not_answered(by_words: Assistant) -> None:
    assert by_words.ask("民法典第一千三百条").refused


def test_a_filter_holds_for_a_named_article(by_words: Assistant) -> None:
    question = "民法典第一千二百五十四条"
    assert not by_words.ask(question, filter=Filter(issuer="全国人民代表大会")).refused
    assert by_words.ask(question, filter=Filter(issuer="财政部")).refused
    assert by_words.ask(question, filter=Filter(validity=frozenset({Validity.REPEALED}))).refused


@pytest.mark.parametrize("number", ["国发〔2019〕5号", "国发[2019]5号", "國發（２０１９）5号"])
def test_a_document_is_found_by_its_number(tmp_path: Path, encoder: Encoder, number: str) -> None:
    records = [
        {
            "id": "asked",
            "title": "甲",
            "text": "抽查要公开。监管要全覆盖。",
            "doc_no": "国发〔2019〕5号",
        },
        {
            "id": "other",
            "title": "乙",
            "text": "抽查要公开，监管要全覆盖。",
            "doc_no": "国发〔2019〕15号",
        },
    ]
    file = tmp_path / "r.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in records), "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([file], encode=False)
        hits = Assistant(kb).search(f"{number}对监管有什么要求")
    assert [hit.document.id for hit in hits] == ["asked"]


def test_a_document_replaced_in_the_middle_of_a_question_is_not_misquoted(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "规定.txt"
    file.write_text("停车规定\n第一条 夜间停车免费。\n第二条 白天每小时五元。\n", "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([file], encode=False)
        found = kb.passages

        def replaced_after(ids: Iterable[int]) -> dict[int, Passage]:
            passages = found(ids)
            file.write_text(
                "停车规定\n旧的规定都不算了，请看新的。第一条 夜间停车收费。\n", "utf-8"
            )
            kb.add([file], encode=False)
            return passages

        monkeypatch.setattr(kb, "passages", replaced_after)
        answer = Assistant(kb, refuse_below=0).ask("夜间停车免费吗")
        documents = {c.document_id: kb.document(c.document_id) for c in answer.citations}
        assert problems(answer, documents) == []


def test_nothing_is_said_twice(tmp_path: Path, encoder: Encoder) -> None:
    file = tmp_path / "长.txt"
    file.write_text("补贴办法\n第一条 " + "企业研发补贴标准为每家五十万元。" * 3_000, "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([file], encode=False)
        answer = Assistant(kb, refuse_below=0).ask("企业研发补贴标准是多少")
    texts = [sentence.text for sentence in answer.sentences]
    assert len(texts) == len(set(texts))
    assert sum(map(len, texts)) < 500


def test_an_empty_knowledge_base_refuses(tmp_path: Path, encoder: Encoder) -> None:
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as empty:
        answer = Assistant(empty).ask("试用期最长多久")
    assert answer.refused
    assert answer.confidence == 0
    assert problems(answer, {}) == []


@pytest.mark.parametrize("question", ["", " \n", "？", "🙂🙂🙂", "问" * 100_000])
def test_what_is_no_question_is_said_to_be_none(assistant: Assistant, question: str) -> None:
    with pytest.raises(InvalidQuestion):
        assistant.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "税",
        "<img src=x onerror=alert(1)> 试用期",
        "'; DROP TABLE documents; -- 试用期",
        'body:试用期 AND (title:* OR "未闭合',
        "第九九九九九九九九条",
        "劳动法第零条",
        "劳动法第一二百条",
        "劳动法第99999999999999999999条",
        "\u202e试用期\u0000多久",
    ],
)
def test_odd_questions_are_only_words(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    documents = {c.document_id: assistant.document(c.document_id) for c in answer.citations}
    assert problems(answer, documents) == []
    assert assistant.state().documents == 4


def test_an_unknown_document_is_named(assistant: Assistant) -> None:
    with pytest.raises(UnknownDocument, match="nowhere"):
        assistant.document("nowhere")


def test_a_stricter_assistant_refuses_more(small_kb: KnowledgeBase) -> None:
    strict = Assistant(small_kb, refuse_below=0.99)
    assert strict.ask("光伏电池产能将达到多少").refused


def test_answers_to_hundreds_of_questions_are_sound(by_words: Assistant) -> None:
    """Every article asked for by its first words: whatever is answered stands at its span."""
    rows = [hit for word in ("劳动", "许可", "税", "合同") for hit in by_words.search(word, k=60)]
    answered = 0
    for hit in rows:
        answer = by_words.ask(hit.passage.text[:40])
        documents = {c.document_id: by_words.document(c.document_id) for c in answer.citations}
        assert problems(answer, documents) == []
        answered += not answer.refused
    assert answered > len(rows) / 2
