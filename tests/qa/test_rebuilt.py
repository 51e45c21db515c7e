"""An answer out of the JSON that it was written as."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.types import Answer, AnswerSentence, Citation, Contact, NearDocument

# The other fields, and what is in them, are made after their annotations.
NUMBERS = st.floats(allow_nan=False)
ANSWERS = st.builds(
    Answer,
    confidence=NUMBERS,
    timings_ms=st.dictionaries(st.text(), NUMBERS),
    citations=st.lists(st.builds(Citation, confidence=NUMBERS)).map(tuple),
    contact=st.none() | st.from_type(Contact),
)


@given(ANSWERS)
def test_an_answer_comes_back_equal_from_json(answer: Answer) -> None:
    written = json.dumps(answer.to_dict(), ensure_ascii=False)
    assert Answer.from_dict(json.loads(written)) == answer


def test_what_another_version_wrote_is_read_as_far_as_it_is_known() -> None:
    values = Answer("问", refused=False, confidence=0.5).to_dict()
    values["invented_later"] = {"a": 1}
    del values["notes"]
    values["confidence"] = 1  # JSON of another writer knows no difference
    assert Answer.from_dict(values) == Answer("问", refused=False, confidence=1.0)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"question": "问", "refused": "no", "confidence": 0.5},
        {"question": "问", "refused": False, "confidence": 0.5, "citations": [{"number": 1}]},
        {"question": "问", "refused": False, "confidence": 0.5, "citations": "abc"},
        {"question": "问", "refused": False, "confidence": 0.5, "asked_on": "gestern"},
        {"question": "问", "refused": False, "confidence": 0.5, "timings_ms": [1]},
    ],
)
def test_values_that_are_no_answer_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Answer.from_dict(broken)


def test_parts_of_an_answer_become_what_they_were() -> None:
    answer = Answer(
        "问",
        refused=True,
        confidence=0.1,
        sentences=(AnswerSentence("句", (1, 2), ((0, 1),), shortened=True),),
        contact=Contact("局", "某", "12345", "d", "题"),
        nearest=(NearDocument("d", "题", "局", "", date(2020, 1, 1), "", "", "", 0, 1),),
        asked_on=date(2026, 1, 2),
        timings_ms={"total": 1.5},
    )
    back = Answer.from_dict(json.loads(json.dumps(answer.to_dict())))
    assert back == answer
    assert isinstance(back.nearest[0].published, date)
