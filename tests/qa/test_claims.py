"""A sentence is held by what it cites, or it is not."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.claims.holding import Source, held_by, says_whole

QUOTE = (
    "劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；"
    "三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。同一用人单位与同一劳动者只能约定一次试用期。"
    "用人单位应当自收到申请之日起30日内作出书面答复，可以延长10日。广州市财政局负责资金拨付，联系人张伟。"
    "申请人提供身份证或者户口簿。每人每月补贴500元，每户每年补贴2000元。贷款利率下浮百分之五。"
    "本办法自2020年2月3日起施行。国发〔2019〕5号文件同时废止。通过“粤省事”APP办理。"
)
HEADER = "中华人民共和国劳动合同法\n全国人民代表大会常务委员会\n第二章 劳动合同的订立\n第十九条\n2012-12-28"
SOURCE = Source(QUOTE, HEADER)


@pytest.mark.parametrize(
    "sentence",
    [
        "劳动合同期限三个月以上不满一年的，试用期不得超过一个月。",
        "试用期不得超过六个月。",
        "试用期最长不得超过6个月。",
        "根据《劳动合同法》第十九条规定，三年以上固定期限的劳动合同，试用期不得超过6个月。",
        "用人单位应自收到申请之日起三十日内作出书面答复。",
        "试用期不得超过一个月，劳动合同期限三个月以上不满一年的。",
        "同一用人单位与同一劳动者只能约定一次试用期，并且广州市财政局负责资金拨付。",
        "每人每月补贴五百元。",
        "贷款利率下浮5%。",
        "本办法自二〇二〇年二月三日起施行。",
        "本办法自2020-02-03起施行。",
        "国发[2019]5号文件同时废止。",
        "廣州市財政局負責資金撥付。",
        "申请人提供身份证或户口簿。",
    ],
)
def test_what_the_source_says_in_other_words_is_held(sentence: str) -> None:
    assert held_by(sentence, [SOURCE])


@pytest.mark.parametrize(
    "sentence",
    [
        "试用期不得超过八个月。",  # a figure
        "劳动合同期限三个月以上不满一年的，试用期不得超过六个月。",  # another condition's consequence
        "用人单位应当自收到申请之日起60日内作出书面答复。",
        "用人单位应当自收到申请之日起30日后作出书面答复。",
        "用人单位应当自收到申请之日起30个工作日内作出书面答复。",
        "用人单位可以自收到申请之日起30日内作出书面答复。",  # modality
        "用人单位不得延长10日。",
        "用人单位无需作出书面答复。",
        "试用期可以超过六个月。",
        "同一用人单位与同一劳动者可以约定一次试用期。",
        "同一用人单位与同一劳动者约定一次试用期。",  # 只能 left out
        "广州市教育局负责资金拨付。",  # a body
        "深圳市财政局负责资金拨付。",  # a place
        "联系人张明。",  # a person
        "广州市财政局负责资金审计。",
        "申请人提供身份证。",  # one of two
        "申请人提供身份证和户口簿。",
        "每人每月补贴2000元。",  # a figure from the next clause
        "每人每年补贴500元。",
        "每人每月补贴500万元。",
        "贷款利率下浮百分之五十。",
        "贷款利率上浮百分之五。",
        "本办法自2020年2月4日起施行。",
        "本办法自2021年2月3日起施行。",
        "国发〔2019〕6号文件同时废止。",
        "《社会保险法》规定，试用期不得超过六个月。",
        "通过“浙里办”APP办理。",
        "通过“粤省事”APP与https://evil.example办理。",
        "试用期不得超过六个月 но не всегда。",  # another script is not passed over
        "试用期≥六个月。",
        "申请人可以在网上办理。",
        "根据规定，",
        "",
    ],
)
def test_what_the_source_does_not_say_is_not_held(sentence: str) -> None:
    assert not held_by(sentence, [SOURCE])


def test_a_sentence_from_two_sources_needs_both() -> None:
    one, other = Source("夜间停车每小时收费五元。"), Source("残疾人停车免费。")
    assert held_by("夜间停车每小时收费5元，残疾人停车免费。", [one, other])
    assert not held_by("夜间停车每小时收费5元，残疾人停车免费。", [one])
    assert not held_by("夜间停车每小时收费5元。", [one, other])
    assert not held_by("夜间停车每小时收费5元。", [])


def test_a_bare_word_of_leave_or_ban_claims_nothing() -> None:
    source = Source("申请人不得重复申请，可以委托他人办理。")
    assert held_by("可以委托他人办理。", [source])
    for bare in ("可以。", "不得。", "不得申请。", "不可以，可以委托他人办理。"):
        assert not held_by(bare, [source])


def test_words_cut_off_behind_a_negation_are_not_the_quote() -> None:
    assert says_whole("不得收取押金", "用人单位招用劳动者，不得收取押金。")
    assert not says_whole("收取押金", "用人单位招用劳动者，不得收取押金。")
    assert not held_by("收取押金", [Source("用人单位招用劳动者，不得收取押金。")])


def reworded() -> list[dict[str, Any]]:
    """Sentences written by hand as a model might, with what they cite."""
    file = Path(__file__).with_name("reworded.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", reworded(), ids=lambda case: case["quote"][:8])
def test_free_wording_is_held_only_where_it_is_true(case: dict[str, Any]) -> None:
    source = Source(case["quote"], "办法\n第十九条")
    assert [s for s in case["held"] if not held_by(s, [source])] == []
    assert [s for s in case["false"] if held_by(s, [source])] == []


@given(st.text(max_size=80), st.text(max_size=120))
def test_any_text_can_be_compared(sentence: str, quote: str) -> None:
    assert held_by(sentence, [Source(quote)]) in {True, False}


@given(st.sampled_from(QUOTE.split("。")[:-1]))
def test_each_whole_sentence_is_held_by_its_quote(sentence: str) -> None:
    assert held_by(sentence, [SOURCE])
