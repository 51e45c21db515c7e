from __future__ import annotations

import codecs
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean_lines, decode, strip_invisible
from index.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

SIMPLIFIED = "为深入贯彻落实国务院关于促进就业的决策部署，现将有关事项通知如下："
TRADITIONAL = "為深入貫徹落實國務院關於促進就業的決策部署，現將有關事項通知如下："
PHRASES = (
    "国务院办公厅",
    "关于印发",
    "管理办法的通知",
    "（试行）",
    "，",
    "。",
    "2023年7月6日",
    "一、总体要求",
    "\n",
)
FRAGMENTS = (
    *"创新發展()（）<>&;/b ", "(chuàng)", "（xīn）", "<b>", "</b>", "</span>", "<br/>", "&nbsp;", "&amp;", "lt;", "读音", "\u200b",
    "(市开发区管委会)", "<关于做好工作的通知>", "访问次数：", "打印", "12",
)  # fmt: skip


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_either_script_is_decoded(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_big5_is_told_from_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5"), "a.txt") == TRADITIONAL


@given(st.lists(st.sampled_from(PHRASES), min_size=2).map("".join))
def test_decoding_undoes_encoding(text: str) -> None:
    assert decode(text.encode("gb18030"), "a.txt") == text
    assert decode(text.encode(), "a.txt") == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "a.txt") == text


@given(
    st.lists(
        st.sampled_from(("國務院辦公廳", "關於印發", "管理辦法的通知", "，", "發展", "為了")),
        min_size=2,
    ).map("".join)
)
def test_decoding_undoes_big5(text: str) -> None:
    assert decode(text.encode("big5"), "a.txt") == text


def test_lines_in_different_encodings_are_each_read() -> None:
    data = SIMPLIFIED.encode("gb18030") + b"\n" + SIMPLIFIED.encode() + b"\n"
    assert decode(data, "a.txt").splitlines() == [SIMPLIFIED, SIMPLIFIED]


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    assert (
        decode("日本語のテキスト".encode("shift_jis"), "a.html", "Shift_JIS") == "日本語のテキスト"
    )


@pytest.mark.parametrize(
    "data",
    [random.Random(1).randbytes(5000), random.Random(2).randbytes(80), b"%PDF-1.7\n1 0 obj", b"abc\x00\x01\x02" * 50],
    ids=["random", "short random", "PDF", "zero bytes"],
)  # fmt: skip
def test_binary_data_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"乱码\.txt：内容不是文本"):
        decode(data, "乱码.txt")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="文件为空"):
        decode(b"", "空.txt")


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("科技創(chuàng)新與數(shù)字經(jīng)濟", "科技創新與數字經濟"),
        ("创（chuàng）新", "创新"),
        ("長(zhǎng)期增長(cháng)", "長期增長"),  # both readings of a heteronym
        ("創(chua\u0300ng)新", "創新"),  # tone mark as a combining character
        ("我們(men)的", "我們的"),  # the neutral tone has no mark
    ],
)
def test_pinyin_left_behind_a_character_is_removed(damaged: str, repaired: str) -> None:
    assert clean_lines([damaged]) == [repaired]


@pytest.mark.parametrize(
    "line",
    [
        "政策解讀(市開發區管委會)",
        "香椿(chūn)的“椿”读作chūn",  # it explains the reading
        "“㙍”字的读音：㙍(duō)",
        "面积15亩(mu)，气压100帕(pa)",  # no tone mark: a unit
        "创(xīn)新",  # not a reading of 创
        "埇桥(Yǒngqiáo)区",
        "世界卫生组织(who)",
        "条件为 a<b>c，且 x<5，y>3",
        "<关于做好就业工作的通知>",
        "AT&T;R&D",
    ],
)
def test_real_brackets_stay(line: str) -> None:
    assert clean_lines([line]) == [line]


def test_only_the_sentence_about_pronunciation_keeps_its_readings() -> None:
    assert clean_lines(["椿(chūn)，读音为chūn。創(chuàng)新發展。"]) == [
        "椿(chūn)，读音为chūn。創新發展。"
    ]


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("<p style='color:red'>通知如下</p>", "通知如下"),
        ("加强<b>监管</b>&nbsp;&amp; 服务</span>", "加强监管\xa0& 服务"),
        ("新\u200b冠\ufeff病\u00ad毒", "新冠病毒"),
        ("发布时间：2020-01-01 浏览次数：123 字体：[大 中 小]", "发布时间：2020-01-01"),
    ],
)
def test_leftovers_of_a_page_are_removed_from_a_line(damaged: str, repaired: str) -> None:
    assert clean_lines([damaged]) == [repaired]


@pytest.mark.parametrize(
    "line",
    ["訪問次數(shù):", "访问次数：1024次", "字體大?。?/span>大 中 小", "【字体：大 中 小】", "打印 关闭", "【打印】【关闭】", "分享到：",
     "当前位置：首页>政务公开>政策解读", "首页 > 政务公开", "上一篇：关于举办培训的通知", "版权所有：某某市人民政府", "浙ICP备05000001号-1"],
)  # fmt: skip
def test_page_furniture_is_dropped(line: str) -> None:
    assert clean_lines([line]) == []


@pytest.mark.parametrize(
    "line",
    ["本系统访问次数达到一万次以上的单位", "字体大小应当符合国家标准。", "打印机购置补贴标准", "分享经济发展意见", "主办单位：市商务局",
     "位置：开发区新科路9号", "保护著作权，版权所有者应当登记，未经许可不得复制、发行、出租、展览、表演、放映、广播，违者依法承担停止侵害、消除影响、赔礼道歉、赔偿损失等民事责任；同时损害公共利益的，由主管部门责令停止侵权行为，没收违法所得。"],
)  # fmt: skip
def test_text_that_only_resembles_furniture_stays(line: str) -> None:
    assert clean_lines([line]) == [line]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_cleaning_again_changes_nothing(line: str) -> None:
    once = clean_lines([line])
    assert clean_lines(once) == once


@given(
    st.text(alphabet="市开发区管委会创新发展办公室，。", min_size=1, max_size=20).filter(str.strip)
)
def test_brackets_around_chinese_always_stay(inner: str) -> None:
    assert clean_lines([f"政策解读({inner})和（{inner}）"]) == [f"政策解读({inner})和（{inner}）"]


@given(st.text())
def test_what_is_left_can_be_stored(text: str) -> None:
    assert "\x00" not in strip_invisible(text + "\x00\ud800")
    strip_invisible(text + "\ud800").encode()


def test_the_founding_page_is_repaired(founding_page: Path) -> None:
    lines = clean_lines(founding_page.read_text(encoding="utf-8").splitlines())
    text = "\n".join(lines)
    assert "科技創新高質量推進創新型城市" in text
    assert "(市開發區管委會)" in text
    assert not any(mark in text for mark in ("(ch", "(sh", "span", "訪問次數", "字體大"))
    assert lines[-1] == "聯系電話:0579-85236028"
