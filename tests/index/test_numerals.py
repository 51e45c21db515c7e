from __future__ import annotations

import pytest

from index.numerals import chinese_number, percentages, stated_percentages


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十九", 19),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十", 120),
        ("一千二百五十四", 1254),
        ("二〇二三", 2023),
        ("一万二千", 12000),
        ("三亿五千万", 350_000_000),
        ("一万亿", 10**12),
        ("两千", 2000),
        ("兩萬", 20000),
        ("贰拾伍", 25),
        ("1254", 1254),
        ("１２５４", 1254),
        (" 7 ", 7),
    ],
)
def test_reads_numerals_of_both_kinds(written: str, number: int) -> None:
    assert chinese_number(written) == number


@pytest.mark.parametrize("written", ["", " ", "第三", "三条", "abc", "1.5", "-3", "一二十"])
def test_refuses_what_is_no_numeral(written: str) -> None:
    with pytest.raises(ValueError, match=r"numeral|digits"):
        chinese_number(written)


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("5%", ["百分之五"]),
        ("缩减 30 %以上", ["百分之三十"]),
        ("12.5%", ["百分之十二点五"]),
        ("百分之零点五至百分之一百二十", ["0.5%", "120%"]),
        ("100%", ["百分之百"]),
        ("百分之百", ["100%"]),
        ("百分之一二百", []),
        ("30", []),
    ],
)
def test_percentages_are_written_the_other_way(written: str, otherwise: list[str]) -> None:
    assert percentages(written) == otherwise


def test_percentages_are_compared_however_they_are_written() -> None:
    assert stated_percentages("提高30 %以上,不超过百分之五") == {"30%", "5%"}
    assert stated_percentages("百分之三十五") == {"35%"}
    assert stated_percentages("三十个百分点") == frozenset()
