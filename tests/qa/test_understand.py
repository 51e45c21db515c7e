"""What is read from the words of a question."""

import pytest

from index.errors import InvalidQuestion
from qa.understand import MAX_QUESTION_CHARACTERS, ValueKind, Wants, understand


@pytest.mark.parametrize(
    ("question", "wants", "value"),
    [
        ("经开区今年数字经济产值有望达到多少", Wants.VALUE, ValueKind.NUMBER),
        ("劳动者试用期最长多久？", Wants.VALUE, ValueKind.DURATION),
        ("联系电话是多少", Wants.VALUE, ValueKind.TELEPHONE),
        ("本办法何时施行？", Wants.VALUE, ValueKind.DATE),
        ("北京市采取了哪些税费优惠措施？", Wants.LIST, ValueKind.NONE),
        ("如何申请公租房？", Wants.LIST, ValueKind.NONE),
        ("“向新进军”是什么", Wants.DEFINITION, ValueKind.NONE),
        ("義烏的數字經濟發展得好嗎", Wants.OPEN, ValueKind.NONE),
    ],
)
def test_what_kind_of_answer_is_wanted(question: str, wants: Wants, value: ValueKind) -> None:
    understood = understand(question)
    assert understood.wants is wants
    assert understood.value is value


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("请问劳动者试用期最长多久？", "劳动者试用期最长"),
        ("您好，我想咨询公租房申请条件有哪些呢？", "公租房申请条件"),
        ("請問“向新進軍”是什麼？", "“向新进军”"),
    ],
)
def test_only_the_matter_is_searched(question: str, searched: str) -> None:
    assert understand(question).search_text == searched


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("民法典第一千二百五十四条", ((1254, 0),)),
        ("民法典第1254条说什么", ((1254, 0),)),
        ("民法典1254条", ((1254, 0),)),
        ("《民法典》１２５４条", ((1254, 0),)),
        ("劳动法第三条和第四条", ((3, 0), (4, 0))),
        ("刑法第二百九十一条之二", ((291, 2),)),
        ("有几条规定", ()),
        ("一条鱼多少钱", ()),
        ("民法典第一二百条", ()),
        ("民法典第99999999999999999999条", ()),
    ],
)
def test_articles_are_read_in_every_spelling(
    question: str, articles: tuple[tuple[int, int], ...]
) -> None:
    assert understand(question).articles == articles


def test_old_texts_are_only_wanted_when_asked_for() -> None:
    assert understand("环境保护法的罚款是多少").in_force_only
    assert not understand("已废止的环境保护法怎么规定罚款").in_force_only
    for old in ("修订前的公司法第三条", "旧版条例怎么说", "以前的规定是什么", "原办法第五条"):
        assert not understand(old).in_force_only, old
    for now in (
        "规章废止后怎么公布？",
        "合同失效了怎么办？",
        "曾经结过婚算初婚吗",
        "由原法院审理吗",
        "婚姻法废止了吗",
    ):
        assert understand(now).in_force_only, now


@pytest.mark.parametrize("question", ["", "   ", "？！", "🙂🙂", "\x00"])
def test_nothing_to_search_for_is_said(question: str) -> None:
    with pytest.raises(InvalidQuestion, match="没有读到"):
        understand(question)


def test_a_question_far_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(InvalidQuestion, match=r"100,000"):
        understand("问" * 100_000)
    assert understand("问" * MAX_QUESTION_CHARACTERS).terms == ("问问",)


def test_one_character_is_a_question() -> None:
    assert understand("税").terms == ("税",)


def test_markup_and_sql_are_only_words() -> None:
    assert understand("<script>alert(1)</script>'; DROP TABLE documents;--").wants is Wants.OPEN


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("国发〔2019〕5号是什么文件", ("国发〔2019〕5号",)),
        ("國發（２０１９）５ 号的总体要求", ("国发〔2019〕5号",)),
        ("国发【2019】第5的总体要求", ("国发〔2019〕5号",)),
        ("国务院第７４６号令", ("国务院令第746号",)),
        ("2019年5号台风", ()),
        ("宪法（2018）第5条", ()),
    ],
)
def test_document_numbers_are_read(question: str, numbers: tuple[str, ...]) -> None:
    assert understand(question).numbers == numbers


def test_index_numbers_are_read() -> None:
    asked = understand("索引号３３０７８２０００００0 / 2023—528872的文件")
    assert asked.index_numbers == ("330782000000 / 2023—528872",)


def test_an_english_question_is_searched_without_its_frame() -> None:
    assert understand("What is the punishment for drunk driving?").terms == (
        "punishment",
        "drunk",
        "driving",
    )
    assert understand("What is it?").terms == ("what", "is", "it")  # nothing else is left
    assert understand("A 股上市要什么条件").terms[0] == "a"  # Chinese with a letter keeps it


@pytest.mark.parametrize("question", ["的", "什么", "是什么", "有多少？", "一"])
def test_a_question_of_nothing_is_told_so(question: str) -> None:
    with pytest.raises(InvalidQuestion, match="没有读到"):
        understand(question)


def test_half_a_character_is_replaced() -> None:
    assert understand("\ud800试用期多久").text == "\ufffd试用期多久"
    assert understand("\ud83d\ude00试用期多久").text == "😀试用期多久"
