from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.search_form import bigrams
from qa.evidence import covered
from qa.understand import Wants, understand
from qa.vocabulary import everyday, expansions, vocabulary

if TYPE_CHECKING:
    from qa.assistant import Assistant


def meanings(text: str) -> dict[str, tuple[str, ...]]:
    return {each.words: each.meanings for each in everyday(text)}


@pytest.mark.parametrize(
    ("question", "words", "meaning"),
    [
        ("公租房怎么申请", "公租房", "公共租赁住房"),
        ("公租房怎麼申請", "公租房", "公共租赁住房"),
        ("房东不退押金", "房东", "出租人"),
        ("被公司炒鱿鱼有补偿吗", "炒鱿鱼", "解除劳动合同"),
        ("我老婆不同意", "老婆", "配偶"),
        ("14岁打人要坐牢吗", "14岁", "十四周岁"),
        ("试用期30天", "30天", "三十日"),
        ("赔3倍", "3倍", "三倍"),
    ],
)
def test_lay_words_and_digits_mean_what_the_law_writes(
    question: str, words: str, meaning: str
) -> None:
    assert meaning in meanings(question)[words]


def test_the_longer_word_hides_the_shorter_inside_it() -> None:
    assert meanings("儿媳妇") == {"儿媳妇": ("儿媳",)}
    assert meanings("上海社保卡") == {"社保卡": ("社会保障卡",)}


def test_a_word_without_meanings_only_hides_others() -> None:
    assert meanings("最低保修期限") == {}


def test_a_year_is_no_duration() -> None:
    assert meanings("2023年3月发布") == {}


def test_positions_lead_back_to_the_words() -> None:
    text = "咱爸妈的社保卡，在哪儿办？"
    found = everyday(text)
    assert [each.words for each in found] == ["爸妈", "社保卡"]
    assert all(text[each.start : each.end] == each.words for each in found)


def test_a_table_of_ones_own_is_read_in_the_same_way() -> None:
    table = {"经开区": ("经济技术开发区",), "开区": ("开放区",)}
    (found,) = expansions("经开区在哪", table)
    assert (found.words, found.meanings, found.source) == (
        "经开区",
        ("经济技术开发区",),
        "abbreviation",
    )


def test_every_line_of_the_vocabulary_says_something_new() -> None:
    for word, others in vocabulary().items():
        assert word not in others, word
        assert len(set(others)) == len(others), word
        for written in (word, *others):
            assert len(written) > 1, word
            assert written.strip("、 ") == written, word
            assert "→" not in written, word
            assert "," not in written, word


@pytest.mark.parametrize(
    ("question", "law", "label"),
    [
        ("消保法第五十五条", "消费者权益保护法", "第五十五条"),
        ("民诉法第一百二十二条说了什么", "民事诉讼法", "第一百二十二条"),
        ("刑法133条之一", "刑法", "第一百三十三条之一"),
        ("食品安全法一百四十八条", "食品安全法", "第一百四十八条"),
    ],
)
def test_a_law_named_for_short_gives_the_article_that_is_named(
    by_words: Assistant, question: str, law: str, label: str
) -> None:
    hit = by_words.search(question)[0]
    assert law in hit.document.title
    assert hit.passage.label == label


def test_lay_words_find_the_article_that_has_none_of_them(by_words: Assistant) -> None:
    hits = by_words.search("老公老婆闺女都是第一顺序吗")
    assert any("配偶、子女、父母" in hit.passage.text for hit in hits)


def test_a_sentence_covers_the_words_whose_meaning_it_holds() -> None:
    question = understand("公租房申请")
    rarity = dict.fromkeys(question.terms, 1.0)
    lay = covered(question, set(bigrams("申请公租房")), rarity)
    legal = covered(question, set(bigrams("申请公共租赁住房")), rarity)
    other = covered(question, set(bigrams("申请租赁住房")), rarity)
    assert lay == legal > other


def test_dialect_asks_as_the_standard_language_does() -> None:
    assert understand("公租房是啥").search_text == understand("公租房是什么").search_text
    assert understand("公租房咋申请").wants is Wants.LIST
