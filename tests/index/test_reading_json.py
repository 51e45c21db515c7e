from __future__ import annotations

from datetime import date

import pytest

from index.lines import shown_places, shown_text
from index.readers.wire import from_wire, to_wire
from index.reading_json import place_from, place_values
from index.types import (
    Block,
    BlockKind,
    Hidden,
    Metadata,
    Place,
    Placed,
    ReadFrom,
    Skipped,
    SourceDocument,
    Validity,
)

PLACES = [
    Place(),
    Place(page=3),
    Place(page=1, box=(0.1, 0.2, 0.9, 0.25), confidence=0.83),
    Place(sheet="收费标准", row=7),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_comes_back_from_json(place: Place) -> None:
    assert place_from(place_values(place)) == place


def test_a_place_that_says_nothing_takes_no_room() -> None:
    assert place_values(Place()) == []
    assert place_values(Place(page=3)) == [3]


def test_what_a_reader_gives_comes_through_the_wire() -> None:
    source = SourceDocument(
        "/a.pdf",
        "通知",
        (
            Block("一、总则", BlockKind.HEADING, 1, ((0, PLACES[1]), (2, PLACES[2]))),
            Block("正文。"),
        ),
        Metadata(issuer="国务院", published=date(2020, 1, 2), validity=Validity.IN_FORCE),
        "id",
        (ReadFrom("issuer", "text", "国务院"),),
        (Hidden("comment", 12),),
    )
    assert from_wire(to_wire(source)) == source
    assert from_wire(to_wire(Skipped("/b", "空"))) == Skipped("/b", "空")


def test_places_follow_their_text_into_the_shown_text() -> None:
    first, second = Place(page=1), Place(page=2)
    blocks = (
        Block("甲"),
        Block("  乙丙丁\n\n戊", places=((0, first), (4, second))),
        Block("己", places=((0, second),)),
    )
    text, _ = shown_text(blocks)
    assert text == "甲\n乙丙丁\n戊\n己"
    placed = shown_places(blocks)
    assert placed == (Placed(2, 4, first), Placed(4, 9, second))
    assert [text[each.start : each.end] for each in placed] == ["乙丙", "丁\n戊\n己"]
