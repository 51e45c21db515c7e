from __future__ import annotations

import pytest

from qa.vocabulary import everyday, expansions, vocabulary


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
