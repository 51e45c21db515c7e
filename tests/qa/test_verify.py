"""No sentence without its source."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document
from qa.types import Answer, AnswerSentence, Citation
from qa.verify import problems, verified

TEXT = "第一条 为了保护劳动者，制定本法。\n第二条 试用期不得超过六个月。"
DOCUMENT = Document("law", "law.txt", "劳动合同法", TEXT)
DOCUMENTS = {"law": DOCUMENT}


def citation(number: int, start: int, end: int, quote: str | None = None) -> Citation:
    return Citation(
        number=number,
        document_id="law",
        title="劳动合同法",
        issuer="",
        document_number="",
        index_number="",
        published=None,
        validity="",
        url="",
        section="",
        quote=TEXT[start:end] if quote is None else quote,
        start=start,
        end=end,
    )


def answer(sentences: list[tuple[str, tuple[int, ...]]], *citations: Citation) -> Answer:
    return Answer(
        "试用期多久？",
        refused=False,
        confidence=0.9,
        sentences=tuple(AnswerSentence(text, numbers) for text, numbers in sentences),
        citations=citations,
    )


FIRST = TEXT[:17]
SECOND = TEXT[18:]
SOUND = answer([(FIRST, (1,)), (SECOND, (2,))], citation(1, 0, 17), citation(2, 18, len(TEXT)))


def test_a_sound_answer_stays_as_it_is() -> None:
    assert problems(SOUND, DOCUMENTS) == []
    assert verified(SOUND, DOCUMENTS) == SOUND


@pytest.mark.parametrize(
    "false_answer",
    [
        answer([("试用期不得超过三个月。", (1,))], citation(1, 18, len(TEXT))),
        answer([(SECOND, (1,))], citation(1, 18, len(TEXT), quote="试用期不得超过六个月")),
        answer([(SECOND, (1,))], citation(1, 17, len(TEXT), quote=SECOND)),
        answer([(SECOND, (1,))], replace(citation(1, 18, len(TEXT)), document_id="gone")),
        answer([(SECOND, ())], citation(1, 18, len(TEXT))),
        answer([(SECOND, (2,))], citation(1, 18, len(TEXT))),
        answer([("  ", (1,))], citation(1, 18, len(TEXT))),
        answer([(SECOND, (1,))], citation(1, 18, len(TEXT) + 1)),
        answer([]),
    ],
)
def test_an_answer_that_its_source_does_not_hold_becomes_a_refusal(false_answer: Answer) -> None:
    assert problems(false_answer, DOCUMENTS)
    refusal = verified(false_answer, DOCUMENTS)
    assert refusal.refused
    assert refusal.sentences == ()
    assert refusal.citations == ()
    assert problems(refusal, DOCUMENTS) == []


def test_a_false_sentence_is_dropped_and_the_rest_renumbered() -> None:
    mixed = answer(
        [("试用期一年。", (1,)), (SECOND, (2,)), (FIRST, (3,))],
        citation(1, 18, len(TEXT)),
        citation(2, 18, len(TEXT)),
        citation(3, 0, 17),
    )
    sound = verified(mixed, DOCUMENTS)
    assert [s.text for s in sound.sentences] == [SECOND, FIRST]
    assert [c.number for c in sound.citations] == [1, 2]
    assert [c.quote for c in sound.citations] == [SECOND, FIRST]
    assert problems(sound, DOCUMENTS) == []


def test_a_refusal_that_cites_is_a_problem() -> None:
    assert problems(replace(SOUND, refused=True), DOCUMENTS)


def test_numbers_must_follow_the_order_of_appearance() -> None:
    swapped = replace(SOUND, sentences=tuple(reversed(SOUND.sentences)))
    assert problems(swapped, DOCUMENTS)
    assert problems(verified(swapped, DOCUMENTS), DOCUMENTS) == []


@pytest.mark.parametrize("spans", [((0, 99),), ((-1, 2),), ((3, 3),), ((4, 6), (2, 5))])
def test_marked_words_lie_inside_what_they_mark(spans: tuple[tuple[int, int], ...]) -> None:
    sentence = replace(SOUND.sentences[0], answer_spans=spans)
    marked = replace(SOUND, sentences=(sentence, SOUND.sentences[1]))
    assert problems(marked, DOCUMENTS)
    assert verified(marked, DOCUMENTS) == SOUND
    outside = tuple((a - 40, b - 40) for a, b in spans)
    cited = replace(
        SOUND, citations=(replace(SOUND.citations[0], answer_spans=outside), SOUND.citations[1])
    )
    assert problems(cited, DOCUMENTS)
    assert verified(cited, DOCUMENTS) == SOUND


def test_marked_words_inside_stay() -> None:
    sentences = (SOUND.sentences[0], replace(SOUND.sentences[1], answer_spans=((0, 3), (8, 11))))
    citations = (SOUND.citations[0], replace(SOUND.citations[1], answer_spans=((18, 21),)))
    marked = replace(SOUND, sentences=sentences, citations=citations)
    assert problems(marked, DOCUMENTS) == []
    assert verified(marked, DOCUMENTS) == marked


@pytest.mark.parametrize(
    ("said", "held"), [("试用期最长不得超过6个月。", True), ("试用期不得超过一年。", False)]
)
def test_only_a_model_may_word_it_otherwise(said: str, held: bool) -> None:
    quoted = answer([(said, (1,))], citation(1, 18, len(TEXT)))
    written = replace(quoted, mode="generated", model="m")
    assert problems(quoted, DOCUMENTS)
    assert verified(quoted, DOCUMENTS).refused
    assert (problems(written, DOCUMENTS) == []) == held
    assert verified(written, DOCUMENTS).refused != held


def test_a_negation_may_not_be_cut_off() -> None:
    cut = answer([("超过六个月。", (1,))], citation(1, 18, len(TEXT)))
    assert problems(cut, DOCUMENTS)
    assert verified(cut, DOCUMENTS).refused


@given(
    st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), max_size=5),
    st.lists(
        st.tuples(st.sampled_from([FIRST, SECOND, "不在文中"]), st.integers(0, 6)), max_size=6
    ),
)
def test_whatever_comes_in_what_comes_out_is_sound(
    spans: list[tuple[int, int]], said: list[tuple[str, int]]
) -> None:
    candidate = answer(
        [(text, (number,)) for text, number in said],
        *(citation(n, start, end) for n, (start, end) in enumerate(spans, start=1)),
    )
    assert problems(verified(candidate, DOCUMENTS), DOCUMENTS) == []
