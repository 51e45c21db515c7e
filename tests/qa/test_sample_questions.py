"""The questions that the sample corpus must answer, and those that it must not."""

import pytest

from index.search_form import search_form
from qa.assistant import Assistant
from qa.types import Answer
from qa.verify import problems

FOUNDING = "科技创新高质量推进创新型城市建设"
PAGE_QUESTION = (
    "近幾年來,義烏大力開展招商引資、招大引強,“無中生有”打造了全省最大的信息光電產業集群,"
    "全市的數字經濟實現了跨越式的發展,對標數字經濟強市建設目標,請問經開區作為國家級產業平臺,"
    "結合我市數字產業培育情況,接下去在數字產業方面要重點發力的方向是什么?"
)
FOUNDING_QUESTIONS = [
    ("经开区今年数字经济产值有望达到多少", ["千亿"]),
    ("晶澳缩减了多少用工规模", ["30%以上"]),
    ("光伏电池产能将达到多少", ["83gw"]),
    ("联系电话是多少", ["0579-85236028"]),
    ("“向新进军”是什么", ["新兴领域", "人工智能", "新型智能终端"]),
    (PAGE_QUESTION, ["一是紧扣", "一是聚焦", "二是聚焦", "三是聚焦", "二是紧扣", "招商力度"]),
]
LAW_QUESTIONS = [
    ("劳动者试用期最长多久", ["试用期", "六个月"]),
    ("行政许可应当多久作出决定", ["二十日"]),
]
NOT_ANSWERED = [
    "明天义乌会下雨吗",
    "帮我写一首诗",
    "晶澳的股价是多少",
    "怎么做红烧肉",
    "小米手机多少钱",
    "你好",
]


def said(answer: Answer) -> str:
    return search_form("".join(sentence.text for sentence in answer.sentences))


def check_sound(assistant: Assistant, answer: Answer) -> None:
    documents = {c.document_id: assistant.document(c.document_id) for c in answer.citations}
    assert problems(answer, documents) == []


@pytest.mark.parametrize(("question", "held"), FOUNDING_QUESTIONS)
@pytest.mark.parametrize("mode", ["assistant", "by_words"])
def test_the_founding_page_answers(
    request: pytest.FixtureRequest, mode: str, question: str, held: list[str]
) -> None:
    assistant: Assistant = request.getfixturevalue(mode)
    answer = assistant.ask(question)
    assert not answer.refused
    assert FOUNDING in search_form(answer.citations[0].title)
    for words in held:
        assert words in said(answer)
    check_sound(assistant, answer)


@pytest.mark.parametrize(("question", "held"), LAW_QUESTIONS)
def test_the_laws_answer(assistant: Assistant, question: str, held: list[str]) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert answer.citations[0].validity == "现行有效"
    for words in held:
        assert words in said(answer)
    check_sound(assistant, answer)


@pytest.mark.parametrize(
    "question",
    ["民法典第一千二百五十四条", "民法典第1254条", "《中华人民共和国民法典》１２５４条说什么？"],
)
def test_a_named_article_is_given_whole(by_words: Assistant, question: str) -> None:
    answer = by_words.ask(question)
    assert [c.title for c in answer.citations] == ["中华人民共和国民法典"]
    assert len(answer.sentences) == 3
    assert answer.sentences[0].text.startswith("第一千二百五十四条 禁止从建筑物中抛掷物品。")
    assert answer.sentences[-1].text.endswith("查清责任人。")
    check_sound(by_words, answer)


@pytest.mark.parametrize("mode", ["assistant", "by_words"])
@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_what_is_not_there_is_not_answered(
    request: pytest.FixtureRequest, mode: str, question: str
) -> None:
    answer: Answer = request.getfixturevalue(mode).ask(question)
    assert answer.refused
    assert answer.sentences == ()
    assert answer.citations == ()


def test_a_refusal_names_whom_to_ask(assistant: Assistant) -> None:
    contact = assistant.ask("晶澳的股价是多少").contact
    assert contact is not None
    assert contact.unit == "市開發區管委會"
    assert contact.telephone == "0579-85236028"


def test_a_refused_question_about_nothing_here_suggests_nothing(by_words: Assistant) -> None:
    assert by_words.ask("帮我写一首诗").suggestions == ()
