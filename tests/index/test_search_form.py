from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.search_form import bigrams, search_form


@settings(deadline=None)  # the first call builds the table
@given(st.text())
@example("İ㍿ﬁ①²％ｶﾞ㈱")
def test_search_form_keeps_every_position(text: str) -> None:
    form = search_form(text)
    assert len(form) == len(text)
    assert "".join(search_form(character) for character in text) == form


def test_search_form_keeps_the_length_of_every_character_there_is() -> None:
    every = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    form = search_form(every)
    assert len(form) == len(every)
    assert search_form(form) == form


@pytest.mark.parametrize(
    ("shown", "searched"),
    [
        ("聯系電話：0579－85236028", "联系电话:0579-85236028"),
        ("ＡＢＣ abc ８３ＧＷ", "abc abc 83gw"),
        ("有著很大的成長空間", "有着很大的成长空间"),
        ("復工後馀額", "复工后余额"),
        ("國發〔2019〕5號", "国发〔2019〕5号"),
    ],
)
def test_both_scripts_and_widths_have_one_search_form(shown: str, searched: str) -> None:
    assert search_form(shown) == searched


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("数字经济", ["数字", "字经", "经济"]),
        ("在 A 市", ["在", "a", "市"]),
        ("縮減30%以上用工", ["缩减", "30", "以上", "上用", "用工"]),
        ("30％", ["30"]),
        ("83GW和100GW", ["83gw", "和", "100gw"]),
        ("3.5万元", ["3.5", "万元"]),
        ("1,254元", ["1254", "元"]),
        ("1,254,000.50", ["1254000.50"]),
        ("3，5", ["3", "5"]),
        ("电话：0579-85236028。", ["电话", "0579-85236028"]),
        ("400-820-8820", ["400-820-8820"]),
        ("2023-07-06", ["2023", "07", "06"]),
        ("国发〔2019〕5号", ["国发", "2019", "5", "号"]),
        ("snake_case café", ["snake", "case", "café"]),
        ("、。！😀", []),
        ("", []),
    ],
)
def test_bigrams_of_han_and_whole_words(text: str, terms: list[str]) -> None:
    assert bigrams(text) == terms


@settings(deadline=None)
@given(st.text())
def test_terms_hold_no_white_space_and_none_is_empty(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in bigrams(text))


@settings(deadline=None)
@given(st.text(alphabet="数字經濟国际12ab.,- \n。", max_size=60))
def test_every_letter_and_digit_is_in_some_term(text: str) -> None:
    terms = "".join(bigrams(text))
    assert all(c in terms for c in search_form(text) if c.isalnum())
