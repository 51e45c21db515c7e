"""Answers from two documents: which second one is given, in which order, and nothing twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from qa.answering import documents_of
from qa.assistant import Assistant
from qa.second.said_once import said_once
from qa.types import Answer, AnswerSentence, Citation
from qa.verify import problems, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.encoder import Encoder

    Ask = Callable[[str], Answer]


def record(id_: str, title: str, issuer: str, published: str, text: str) -> dict[str, str]:
    """A document as a line of JSON has it."""
    return {"id": id_, "title": title, "issuer": issuer, "published": published, "text": text}


RENT = "对承租国有房屋从事生产经营的中小微企业，{}"
DOCUMENTS = [
    record(
        "beijing",
        "北京市支持中小微企业若干措施",
        "北京市人民政府",
        "2020-02-05",
        "第一条 为支持企业发展，制定本措施。\n第三条 " + RENT.format("减免2月份房屋租金。"),
    ),
    record(
        "shanghai",
        "上海市支持中小微企业若干措施",
        "上海市人民政府",
        "2020-02-08",
        "一、工作目标\n稳定就业。\n二、减免租金\n"
        + RENT.format("减免两个月房屋租金，由市国资委落实。"),
    ),
    record(
        "notice",
        "福州市医疗废物处置通知",
        "福州市生态环境局",
        "2021-03-01",
        "医疗废物暂时贮存的时间不得超过2天。收集单位每日登记。",
    ),
    record(
        "report",
        "福州市医疗废物管理工作简报",
        "福州市卫生健康委员会",
        "2021-05-01",
        "全市检查了二十家医院。医疗废物暂时贮存的时间不得超过2天。各医院已整改完毕。",
    ),
    record(
        "old",
        "成都市公园管理办法",
        "成都市人民政府",
        "2010-01-01",
        "第五条 公园每日开放时间不少于10小时。第六条 公园内不得遛狗。",
    ),
    record(
        "new",
        "成都市公园管理办法",
        "成都市人民政府",
        "2022-01-01",
        "第五条 公园每日开放时间不少于12小时。第六条 公园内不得遛狗。第七条 公园免费开放。",
    ),
    record(
        "bureau",
        "青岛市游泳场所开放通知",
        "青岛市体育局",
        "2022-06-01",
        "游泳场所应当配备救生人员不少于3名。",
    ),
    record(
        "congress",
        "青岛市游泳场所管理条例",
        "青岛市人民代表大会常务委员会",
        "2015-06-01",
        "第一条 为了加强管理，制定本条例。\n第七条 游泳场所应当配备救生人员不少于5名。",
    ),
    *(
        record(
            f"other{number}",
            f"关于{matter}的通知",
            "南京市人民政府",
            "2020-01-01",
            f"现就{matter}通知如下。各单位认真落实{matter}，确保{matter}有序进行。",
        )
        for number, matter in enumerate(
            (
                "植树造林",
                "道路养护",
                "图书捐赠",
                "粮食收购",
                "渡口安全",
                "学生体检",
                "农机年检",
                "河道清淤",
            )
        )
    ),
]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[KnowledgeBase]:
    """The documents above, found by words alone."""
    folder = tmp_path_factory.mktemp("second")
    write(folder / "documents.jsonl", DOCUMENTS)
    with KnowledgeBase.open(folder / "home", encoder=encoder) as opened:
        opened.add([folder / "documents.jsonl"], encode=False)
        yield opened


def write(file: Path, records: list[dict[str, str]]) -> None:
    """The records, one a line."""
    file.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records), "utf-8")


@pytest.fixture(scope="module")
def ask(kb: KnowledgeBase) -> Ask:
    """An answer to a question that is sound and never refused."""

    def answer(question: str) -> Answer:
        given = Assistant(kb, refuse_below=0.0).ask(question)
        assert problems(given, documents_of(kb, given)) == []
        return given

    return answer


def cited(answer: Answer) -> list[str]:
    """The cited documents in the order in which they are shown."""
    return list(dict.fromkeys(citation.document_id for citation in answer.citations))


def test_a_question_without_a_place_is_answered_by_two_places(ask: Ask) -> None:
    answer = ask("承租国有房屋的中小微企业，房屋租金怎么减免？")
    assert cited(answer) == ["shanghai", "beijing"]  # the newer first
    assert "减免2月份" in answer.text
    assert "减免两个月" in answer.text
    assert answer.contradictions == ()
    assert {citation.title for citation in answer.citations} == {
        "北京市支持中小微企业若干措施",
        "上海市支持中小微企业若干措施",
    }


@pytest.mark.parametrize(("place", "document"), [("北京市", "beijing"), ("上海市", "shanghai")])
def test_a_question_with_a_place_is_answered_by_it_alone(
    ask: Ask, place: str, document: str
) -> None:
    assert cited(ask(f"{place}承租国有房屋的中小微企业，房屋租金怎么减免？")) == [document]


def test_what_both_say_in_the_same_words_is_said_once_with_both_citations(ask: Ask) -> None:
    answer = ask("医疗废物暂时贮存的时间不得超过几天？")
    assert set(cited(answer)) == {"notice", "report"}
    same = [s for s in answer.sentences if "不得超过2天" in s.text]
    assert [s.citations for s in same] == [(1, 2)]
    assert "[1][2]" in answer.text


def test_an_older_version_is_no_second_document(ask: Ask) -> None:
    answer = ask("成都市公园每日开放时间不少于几小时？")
    assert cited(answer) == ["new"]
    assert answer.contradictions == ()


def test_the_higher_goes_before_the_newer_and_the_contradiction_is_told(ask: Ask) -> None:
    answer = ask("游泳场所应当配备救生人员多少名？")
    assert cited(answer) == ["congress", "bureau"]
    (told,) = answer.contradictions
    assert told.values == ("5名", "3名")
    assert told.citations == (1, 2)
    assert told.preferred == 1
    assert told.reason == "地方性法规的效力高于规范性文件"
    assert "请以《青岛市游泳场所管理条例》为准" in told.text


def test_a_named_article_is_answered_by_it_alone(ask: Ask) -> None:
    assert cited(ask("青岛市游泳场所管理条例第七条")) == ["congress"]


def test_a_copy_is_no_second_document(tmp_path: Path, encoder: Encoder, kb: KnowledgeBase) -> None:
    """Nor does a document stand beside one that was repealed."""
    text = kb.document("notice").text
    copied = {**DOCUMENTS[2], "id": "copy", "title": "转发福州市医疗废物处置通知", "text": text}
    write(tmp_path / "documents.jsonl", [DOCUMENTS[2], copied, *DOCUMENTS[8:]])
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as opened:
        opened.add([tmp_path / "documents.jsonl"], encode=False)
        answer = Assistant(opened, refuse_below=0.0).ask("医疗废物暂时贮存的时间不得超过几天？")
    assert cited(answer) == ["notice"]


def citation(number: int, document: str, quote: str) -> Citation:
    """A quote that is a whole document."""
    return Citation(
        number, document, "", "", "", "", None, "", "", "", quote=quote, start=0, end=len(quote)
    )


def test_what_a_second_document_says_in_one_line_is_not_said_again() -> None:
    """The first has it in two sentences; that of the second cites both."""
    quotes = ("甲方付款。乙方发货。", "甲方付款，乙方发货。", "丙方验收。甲方付款。")
    answer = Answer(
        "谁付款？",
        refused=False,
        confidence=0.9,
        sentences=(
            AnswerSentence("甲方付款。", (1,)),
            AnswerSentence("乙方发货。", (1,)),
            AnswerSentence("甲方付款，乙方发货。", (2,)),
            AnswerSentence("丙方验收。", (3,)),
            AnswerSentence("甲方付款。", (3,)),
        ),
        citations=tuple(citation(n, str(n), quote) for n, quote in enumerate(quotes, start=1)),
    )
    once = said_once(answer)
    assert [(s.text, s.citations) for s in once.sentences] == [
        ("甲方付款。", (1, 2, 3)),
        ("乙方发货。", (1, 2)),
        ("丙方验收。", (3,)),
    ]
    assert said_once(once) == once


def test_a_sentence_that_a_document_repeats_itself_stays() -> None:
    quote = "合计5元。合计5元。"
    answer = Answer(
        "多少？",
        refused=False,
        confidence=0.9,
        sentences=(AnswerSentence("合计5元。", (1,)), AnswerSentence("合计5元。", (1,))),
        citations=(citation(1, "a", quote),),
    )
    assert said_once(answer) == answer
    assert verified(answer, {}).refused
