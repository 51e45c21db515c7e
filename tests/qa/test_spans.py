"""Which words of a quote are marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.search_form import search_form
from index.types import Document, Metadata
from qa.extract import Evidence
from qa.marking.borders import MOST_BORDERS, borders, said_in
from qa.marking.features import runs_of
from qa.marking.spans import marked, with_marks, within
from qa.understand import understand

EXAMPLES = [
    (
        "临海市将哪所医院作为后备救治医院？",
        "会议决定，临海市将第三人民医院作为后备救治医院，三日内完成改造。",
        "第三人民医院",
    ),
    (
        "技能培训补贴标准是多少？",
        "经审核合格的，技能培训补贴标准为每人每天120元，最长不超过30天。",
        "120元",
    ),
    (
        "市商务局发布了什么文件？",
        "3月5日，市商务局发布了《关于促进夜间消费的若干措施》，共有十条。",
        "《关于促进夜间消费的若干措施》",
    ),
    (
        "门禁卡丢失后应当几日内补办？",
        "业主应当妥善保管门禁卡，丢失后应当在三日内到物业服务中心补办。",
        "三日内",
    ),
]


def evidence_of(*lines: str) -> list[Evidence]:
    """One run of a document that is these lines, each a piece of it."""
    text = "\n".join(lines)
    document = Document("d", "d.txt", "示例", text)
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    pieces = tuple((start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    return [Evidence(document, "", pieces)]


def words(question: str, *lines: str) -> list[str]:
    """What is marked of these lines, every word of the question equally rare."""
    evidence = evidence_of(*lines)
    understood = understand(question)
    found = marked(understood, evidence, dict.fromkeys(understood.terms, 1.0))
    return [evidence[0].document.text[start:end] for start, end in found]


@pytest.mark.parametrize(("question", "text", "answer"), EXAMPLES)
def test_the_words_that_answer_are_marked_and_little_else(
    question: str, text: str, answer: str
) -> None:
    (found,) = words(question, text)
    assert answer in found
    assert len(found) <= len(answer) + 12


def test_where_a_value_is_asked_for_a_value_is_marked() -> None:
    (found,) = words(
        "社区食堂的就餐补贴是多少元？",
        "社区食堂为老年人提供就餐补贴。补贴由区财政承担，每餐不低于3元。",
    )
    assert "3元" in found


def test_a_value_of_another_kind_is_not_marked() -> None:
    (found,) = words(
        "博士人才住房补贴每月多少钱？",
        "博士每月补贴3000元，硕士每月补贴2000元，补贴期限最长三年。",
    )
    assert "元" in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年7月26日印发。本办法自2024年7月29日起施行。", ["2024年7月29日"]),
        ("印发日期：2024年7月26日，由办公室负责解释。", []),  # tells another day only
    ],
)
def test_the_first_day_of_a_document_is_marked_and_no_other(text: str, found: list[str]) -> None:
    known = Metadata(effective=date(2024, 7, 29))
    document = Document("d", "d.txt", "示例办法", text, known)
    asked = understand("示例办法什么时候施行？")
    marks = marked(
        asked, [Evidence(document, "", ((0, len(text)),))], dict.fromkeys(asked.terms, 1.0)
    )
    assert [text[start:end] for start, end in marks] == found


def test_of_a_list_that_was_asked_for_every_point_is_marked() -> None:
    lines = ["申请补贴应当提交：", "（一）身份证；", "（二）劳动合同；", "（三）社会保险证明。"]
    listed = [replace(run, listed=True) for run in evidence_of(*lines)]
    asked = understand("申请补贴要哪些材料？")
    text = listed[0].document.text
    found = marked(asked, listed, dict.fromkeys(asked.terms, 1.0))
    assert [text[start:end] for start, end in found] == lines[1:]


def test_no_word_is_cut_where_a_name_is_asked_for() -> None:
    (found,) = words("由哪个街道办事处受理？", "居民的申请由城东街道办事处受理，七日内办结。")
    assert "城东街道办事处" in found


def test_where_a_meaning_is_asked_for_the_definition_is_marked() -> None:
    found = words(
        "什么是灵活就业？",
        "各地应当支持灵活就业，完善灵活就业人员服务。本办法所称灵活就业，是指非全日制、临时性和弹性工作等就业形式。",
    )
    assert len(found) == 1
    assert "非全日制、临时性和弹性工作" in found[0]
    assert "各地" not in found[0]


def test_points_asked_for_are_marked_line_by_line() -> None:
    points = [
        "（一）身份证原件和复印件；",
        "（二）户口簿原件和复印件；",
        "（三）近期一寸免冠照片两张。",
    ]
    found = words("办理居住证需要提交哪些材料？", "办理居住证需要提交以下材料：", *points)
    assert "".join(found).startswith("（一）")
    assert all(any(mark in point for point in points) for mark in found)
    assert len(found) == 3


def test_nothing_is_marked_where_nothing_is_asked() -> None:
    evidence = evidence_of("第十九条 试用期不得超过六个月。")
    asked = understand("劳动合同法第十九条")
    assert with_marks(asked, evidence, dict.fromkeys(asked.terms, 1.0))[0].marks == ()


def test_each_document_has_its_own_marks() -> None:
    first = evidence_of("甲市的补贴标准为每人每月300元。")
    other = Document("e", "e.txt", "示例", "乙市的补贴标准为每人每月500元，按季发放。")
    evidence = [*first, Evidence(other, "", ((0, len(other.text)),))]
    asked = understand("补贴标准是多少？")
    marks = [run.marks for run in with_marks(asked, evidence, dict.fromkeys(asked.terms, 1.0))]
    assert ["300" in first[0].document.text[s:e] for s, e in marks[0]] == [True]
    assert ["500" in other.text[s:e] for s, e in marks[1]] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "。",
        "，，，，",
        "《《《》》",
        "a",
        "\u3000\u3000",
        "１２３４５６７８９０" * 100,
        "一、二、三、" * 2_000,
        "没有标点的一行" * 1_500,
        "𠮷野家𠮷野家，😀。",
    ],
)
def test_marks_of_any_text_lie_in_it(text: str) -> None:
    evidence = evidence_of(text)
    asked = understand("哪些人可以申请多少元补贴？")
    for start, end in marked(asked, evidence, dict.fromkeys(asked.terms, 1.0)):
        assert 0 <= start < end <= len(text)


def test_runs_are_all_pairs_of_borders_that_say_something_with_a_value_for_each_feature() -> None:
    asked = understand("补贴标准是多少？")
    pieces = ["补贴标准为每月300元，", "按季发放。"]
    runs = runs_of(asked, pieces, dict.fromkeys(asked.terms, 1.0))
    every = {(start, end) for start in runs.starts.tolist() for end in runs.ends.tolist()}
    saying = {(s, e) for s, e in every if any(c.isalnum() for c in "".join(pieces)[s:e])}
    assert set(zip(runs.starts.tolist(), runs.ends.tolist(), strict=True)) == saying
    assert runs.values.shape == (len(saying), len(runs.names))
    assert np.isfinite(runs.values).all()
    assert (runs.starts < runs.ends).all()


def test_what_the_question_says_is_a_border() -> None:
    text, asked = "记者来到最大的蔬菜市场寿光物流园", "最大的蔬菜市场是哪里"
    form = search_form(text)
    found = borders(text, form, said_in(form, asked))
    assert "edge" in found[text.index("寿光")]


def test_of_a_long_text_the_strong_borders_are_kept() -> None:
    text = "甲、乙，丙；丁。" * 300
    found = borders(text, search_form(text), said_in(text, "问"))
    assert len(found) <= MOST_BORDERS
    assert 0 in found
    assert len(text) in found


def test_spans_are_cut_to_what_is_shown() -> None:
    assert within([(0, 5), (8, 12)], 3, 10) == [(3, 5), (8, 10)]
    assert within([(0, 3)], 3, 10) == []
