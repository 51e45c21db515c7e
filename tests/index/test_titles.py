"""What documents are called for short."""

import pytest

from index.titles import short_titles


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("中华人民共和国民法典", {"民法典"}),
        ("中华人民共和国刑法（2020年修正）", {"刑法"}),
        (
            "广州市人民政府办公厅关于印发广州市临时救助实施细则的通知",
            {"广州市临时救助实施细则", "临时救助实施细则"},
        ),
        (
            "（转载）国务院关于印发《个人所得税专项附加扣除暂行办法》的通知",
            {"个人所得税专项附加扣除暂行办法"},
        ),
        ("廣州市老年人優待辦法", {"广州市老年人优待办法", "老年人优待办法"}),
    ],
)
def test_a_title_goes_by_its_short_names(title: str, names: set[str]) -> None:
    assert names <= short_titles(title)


def test_an_interpretation_does_not_go_by_the_name_of_what_it_explains() -> None:
    assert short_titles("《科技创新若干意见》的政策解读") == {"科技创新若干意见》的政策解读"}


def test_a_title_of_one_character_names_nothing() -> None:
    assert short_titles("法") == frozenset()
