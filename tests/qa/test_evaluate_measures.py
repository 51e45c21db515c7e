"""The measures, each against its definition worked out by hand or written out plainly."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from index.types import Document
from qa.evaluate.bootstrap import mean, percentile
from qa.evaluate.questions import DatasetQuestion, GoldSpan
from qa.evaluate.quotes import gold_in_quote, is_right, is_verbatim, span_in_quote
from qa.evaluate.ranking import ranking_measures
from qa.evaluate.refusal import refusal_auroc
from qa.evaluate.rouge import rouge_l
from qa.types import Citation

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=1, max_size=30)


def cite(quote: str, start: int = 0) -> Citation:
    return Citation(
        number=1,
        document_id="d",
        title="",
        issuer="",
        document_number="",
        index_number="",
        published=date(2020, 1, 1),
        validity="",
        url="",
        section="",
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def longest_common_subsequence(left: str, right: str) -> int:
    """The textbook table."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
            )
    return table[-1][-1]


# ROUGE-L


def test_rouge_l_of_a_text_with_itself_is_one() -> None:
    assert rouge_l("光伏电池产能83GW", ["光伏电池产能83GW"]).f1 == 1


def test_rouge_l_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # Common: 光伏产能 (4); precision 4/6, recall 4/5.
    precision, recall = 4 / 6, 4 / 5
    expected = 2 * precision * recall / (precision + recall)
    assert rouge_l("光伏电池产能", ["光伏的产能"]).f1 == pytest.approx(expected)


def test_rouge_l_takes_the_gold_answer_that_fits_best() -> None:
    assert rouge_l("三十日", ["一年", "三十日", "三十天"]).f1 == 1


def test_rouge_l_does_not_count_white_space() -> None:
    assert rouge_l("三 十\n日", ["三十\u3000日"]).f1 == 1


@pytest.mark.parametrize(
    ("prediction", "golds"), [("", ["一"]), ("一", [""]), ("一", []), ("", [""])]
)
def test_rouge_l_of_nothing_is_zero(prediction: str, golds: list[str]) -> None:
    assert rouge_l(prediction, golds).f1 == 0


@given(st.text("甲乙丙丁a", max_size=90), st.text("甲乙丙丁a", max_size=90))
def test_rouge_l_agrees_with_the_textbook_table(left: str, right: str) -> None:
    common = longest_common_subsequence(left, right)
    expected = 2 * common / (len(left) + len(right)) if left and right else 0
    assert rouge_l(left, [right]).f1 == pytest.approx(expected)


# Quotes


def test_a_gold_answer_may_run_over_two_quotes() -> None:
    assert gold_in_quote([cite("一是减税；"), cite("二是 免租。")], ["减税；二是免租"])


def test_every_character_of_the_gold_answer_must_be_quoted() -> None:
    assert not gold_in_quote([cite("一是减税；")], ["一是减税；二是免租"])


def test_one_of_the_gold_answers_is_enough() -> None:
    assert gold_in_quote([cite("期限为三十日")], ["一个月", "三十 日"])


def test_an_empty_gold_answer_is_in_no_quote() -> None:
    assert not gold_in_quote([cite("期限为三十日")], [" "])


@pytest.mark.parametrize(
    ("quote", "start", "original", "verbatim"),
    [
        ("二三", 1, "一 二\n三四", True),
        ("二三", 1, None, True),
        ("二三", 0, "一二三四", False),  # another span
        ("二五", 1, "一二五四", False),  # other words than the stored text
        ("二三", 1, "一二。三四", False),  # not what the file says
        ("", 1, "一二三四", False),  # nothing
    ],
)
def test_a_quote_is_checked_against_its_span_and_the_file(
    quote: str, start: int, original: str | None, verbatim: bool
) -> None:
    document = Document(id="d", source="s", title="", text="一二三四")
    assert is_verbatim(cite(quote, start), document, original) is verbatim


# Rankings


def test_recall_and_reciprocal_rank_by_hand() -> None:
    values = ranking_measures(
        {
            "first": ["a", "b"],
            "sixth": ["b", "c", "d", "e", "f", "a"],
            "eleventh": [*"bcdefghijk", "a"],
            "never": ["b"],
            "nothing found": [],
            "not judged": ["a"],
        },
        {name: {"a": 1} for name in ("first", "sixth", "eleventh", "never", "nothing found")}
        | {"not judged": {}},
        strict_grade=1,
    )
    expected = {
        "recall_at_1": [1, 0, 0, 0, 0],
        "recall_at_5": [1, 0, 0, 0, 0],
        "recall_at_10": [1, 1, 0, 0, 0],
        "mrr_at_10": [1, 1 / 6, 0, 0, 0],
    }
    names = ["first", "sixth", "eleventh", "never", "nothing found"]
    for measure, wanted in expected.items():
        assert set(values[measure]) == set(names)
        assert [values[measure][name] for name in names] == pytest.approx(wanted)


def test_strict_recall_wants_the_strict_grade_and_skips_questions_without_it() -> None:
    values = ranking_measures(
        {"both": ["near", "official"], "near only": ["near"]},
        {"both": {"near": 1, "official": 2}, "near only": {"near": 1}},
        strict_grade=2,
    )
    assert values["recall_at_1"] == {"both": 1, "near only": 1}
    assert values["strict_recall_at_1"] == {"both": 0}
    assert values["strict_recall_at_5"] == {"both": 1}


def test_documents_of_equal_rank_do_not_swap() -> None:
    # A scorer that broke ties by name would put "z" before "a", or the other way round.
    for ranking in (["a", "z"], ["z", "a"]):
        values = ranking_measures({"q": ranking}, {"q": {"a": 1}}, strict_grade=1)
        assert values["recall_at_1"]["q"] == (ranking[0] == "a")


def test_ndcg_by_hand() -> None:
    values = ranking_measures(
        {"q": ["near", "other", "official"]}, {"q": {"near": 1, "official": 2}}, 2
    )
    found = 1 / math.log2(2) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert values["ndcg_at_10"]["q"] == pytest.approx(found / ideal)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=15).filter(any))
def test_ndcg_agrees_with_scikit_learn(grades: list[int]) -> None:
    documents = [f"d{place}" for place in range(len(grades))]
    relevance = {name: grade for name, grade in zip(documents, grades, strict=True) if grade}
    values = ranking_measures({"q": documents}, {"q": relevance}, strict_grade=1)
    falling = np.arange(len(grades), 0, -1)
    expected = ndcg_score([grades], [falling], k=10)
    assert values["ndcg_at_10"]["q"] == pytest.approx(expected)


# Refusal


def test_auroc_counts_pairs_and_half_of_ties() -> None:
    # Pairs: (0.9, 0.5) won, (0.9, 0.1) won, (0.5, 0.5) tied, (0.5, 0.1) won.
    figure = refusal_auroc([0.9, 0.5], [0.5, 0.1])
    assert figure is not None
    assert figure.value == pytest.approx(3.5 / 4)


@given(SCORES, SCORES)
def test_auroc_agrees_with_scikit_learn(answerable: list[float], unanswerable: list[float]) -> None:
    figure = refusal_auroc(answerable, unanswerable)
    labels = [1] * len(answerable) + [0] * len(unanswerable)
    expected = roc_auc_score(labels, [*answerable, *unanswerable])
    assert figure is not None
    assert figure.value == pytest.approx(expected)
    assert 0 <= figure.low <= figure.high <= 1


@pytest.mark.parametrize(("answerable", "unanswerable"), [([], [0.1]), ([0.1], []), ([], [])])
def test_auroc_of_one_side_alone_is_nothing(
    answerable: list[float], unanswerable: list[float]
) -> None:
    assert refusal_auroc(answerable, unanswerable) is None


# Intervals


def test_the_interval_of_a_share_is_that_of_its_normal_approximation() -> None:
    values = [1.0] * 300 + [0.0] * 100
    figure = mean(values)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert figure is not None
    assert figure.value == 0.75
    assert figure.cases == 400
    assert figure.low == pytest.approx(0.75 - half, abs=0.006)
    assert figure.high == pytest.approx(0.75 + half, abs=0.006)


def test_auroc_has_the_interval_that_its_known_variance_gives() -> None:
    generator = np.random.default_rng(1)
    better, worse = generator.normal(1, 1, 300), generator.normal(0, 1, 500)
    figure = refusal_auroc(better.tolist(), worse.tolist())
    assert figure is not None
    # Hanley and McNeil 1982
    area = figure.value
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + 299 * (first - area**2) + 499 * (second - area**2)
    half = 1.96 * math.sqrt(variance / (300 * 500))
    assert figure.low == pytest.approx(area - half, abs=0.008)
    assert figure.high == pytest.approx(area + half, abs=0.008)


def test_the_same_values_give_the_same_interval() -> None:
    values = [float(n % 7) for n in range(50)]
    assert mean(values) == mean(values)


def test_many_values_are_resampled_in_portions() -> None:
    figure = mean([0.0, 1.0] * 5_000)
    assert figure is not None
    assert figure.low < 0.5 < figure.high
    assert figure.high - figure.low == pytest.approx(2 * 1.96 * 0.5 / 100, abs=0.003)


def test_a_percentile_has_an_interval_around_it() -> None:
    figure = percentile([float(n) for n in range(1, 101)], 95)
    assert figure is not None
    assert figure.value == pytest.approx(95.05)
    assert figure.low < 95.05 < figure.high <= 100


def test_no_values_give_no_figure() -> None:
    assert mean([]) is None
    assert percentile([], 50) is None


# Several relevant documents


def test_relevant_recall_is_the_share_of_relevant_documents_found() -> None:
    ranking = [*(f"x{place}" for place in range(8)), "a", "b", *(f"y{n}" for n in range(50)), "c"]
    found = ranking_measures({"q": ranking}, {"q": dict.fromkeys("abcd", 1)}, 1)
    assert found["relevant_recall_at_10"] == {"q": 0.5}
    assert found["relevant_recall_at_100"] == {"q": 0.75}
    assert found["recall_at_10"] == {"q": 1}


def test_no_measure_looks_further_than_the_search() -> None:
    found = ranking_measures({"q": ["a"]}, {"q": {"a": 1}}, 1, depth=50)
    assert "relevant_recall_at_100" not in found
    assert found["relevant_recall_at_10"] == {"q": 1}


# Right answers


def question(**known: object) -> DatasetQuestion:
    values: dict[str, object] = {"answers": (), "relevance": {"d": 1}} | known
    return DatasetQuestion("q", "问", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "right"),
    [
        ({"answers": ("不得超过六个月",)}, True),
        ({"answers": ("大约六个月左右",)}, False),  # two of its six pairs
        ({"answers": ("最长不得超过六个月为止",)}, True),  # eight of its ten
        ({"answers": ("不得超过六个月",), "relevance": {"e": 1}}, False),
        ({"answers": ("不得超过六个月",), "relevance": {}}, True),
        ({"answers": ("一年",), "spans": (GoldSpan("d", "超过 六个月"),)}, True),
        ({"answers": ("一年",), "spans": (GoldSpan("e", "超过六个月"),)}, False),
        ({}, True),
        ({"relevance": {}}, False),
        ({"answers": None}, False),
    ],
)
def test_an_answer_is_right_from_a_relevant_document_with_the_words_wanted(
    known: dict[str, object], right: bool
) -> None:
    assert is_right([cite("试用期最长不得超过六个月。")], question(**known)) is right


def test_no_quotes_are_no_right_answer() -> None:
    assert not is_right([], question(answers=("六个月",)))


def test_a_span_must_be_quoted_whole_and_from_its_own_document() -> None:
    quotes = [cite("第十九条 试用期"), cite("不得超过六个月。")]
    assert span_in_quote(quotes, [GoldSpan("d", "试用期 不得超过")])
    assert not span_in_quote(quotes, [GoldSpan("e", "试用期"), GoldSpan("d", "六个月内")])
