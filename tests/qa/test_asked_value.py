"""The sentence, the row or the line with the value that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., list[str]]

HALL = "办事大厅每天上午九点开门，下午五点关门，请带好证件按号办理。\n"


TELEPHONES = (
    "护理补贴申领通知\n符合条件的人员可以申领护理补贴，由街道受理。\n"
    "申领护理补贴请拨打区民政局电话020-38621111咨询。\n传真：020-38623333\n"
    "房屋维修请拨打物业公司电话020-38622222。\n"
    "解读单位：区民政局\n解读人：李明\n联系电话：020-38629999\n"
)


def test_of_several_telephones_that_for_the_matter_is_given(ask: Ask) -> None:
    assert ask(TELEPHONES, "房屋维修的电话是多少") == ["房屋维修请拨打物业公司电话020-38622222。"]


def test_whom_to_ask_is_answered_with_unit_person_and_telephone(ask: Ask) -> None:
    lines = ask(TELEPHONES, "这个通知的联系人是谁，电话多少")
    assert "解读人：李明" in lines
    assert "联系电话：020-38629999" in lines


def test_a_fax_is_no_telephone(ask: Ask) -> None:
    text = "补贴通知\n补贴由街道受理。\n传真：020-38623333\n咨询电话：020-38621111\n"
    assert not any("38623333" in line for line in ask(text, "补贴的咨询电话是多少"))


def test_a_row_is_given_with_the_names_of_its_columns(ask: Ask) -> None:
    html = (
        "<html><head><title>托育补贴标准</title></head><body><h1>托育补贴标准</h1>"
        f"<p>{HALL}</p><p>各类机构的托育补贴标准如下表。</p><table>"
        "<tr><th>机构类别</th><th>2025年标准</th><th>2026年标准</th></tr>"
        "<tr><td>公办托育园</td><td>300元</td><td>350元</td></tr>"
        "<tr><td>社区托育点</td><td>200元</td><td>260元</td></tr></table></body></html>"
    )
    assert ask(html, "社区托育点2026年的补贴标准是多少元", ".html") == [
        "机构类别：社区托育点；2025年标准：200元；2026年标准：260元"
    ]


def test_the_unit_asked_for_tells_numbers_apart(ask: Ask) -> None:
    text = (
        "人才公寓公告\n申请人才公寓的人才年薪应当在30万元以上，连续参保满12个月。\n"
        "本批次人才公寓共有66套，面向区内企业。\n"
    )
    assert ask(text, "人才公寓一共多少套")[0].startswith("本批次人才公寓共有66套")


def test_a_question_for_one_year_is_not_answered_with_another(ask: Ask) -> None:
    text = (
        "护理补贴标准\n2025年护理补贴的发放标准为每人每月280元，由各区按月发放到位。\n"
        "2026年护理补贴的标准为每人每月290元，由各区按月发放到位。\n"
    )
    assert ask(text, "2026年护理补贴的发放标准是多少元")[0].startswith("2026年")
