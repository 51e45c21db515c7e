"""Every kind of list is given whole, and only the one that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., list[str]]

HALL = "办事大厅每天上午九点开门，下午五点关门，请带好证件按号办理。\n"


POINTS = {
    "一是": "一是下沉骨干力量，{}。二是发放防护物资，{}。三是建立人员台账，{}。",
    "（一）": "（一）下沉骨干力量，{}；\n（二）发放防护物资，{}；\n（三）建立人员台账，{}。",
    "1.": "1.下沉骨干力量，{}；\n2.发放防护物资，{}；\n3.建立人员台账，{}。",
    "1. in a line": "1.下沉骨干力量，{}；2.发放防护物资，{}；3.建立人员台账，{}。",
    "①": "①下沉骨干力量，{}；②发放防护物资，{}；③建立人员台账，{}。",
    "第一": "第一，下沉骨干力量，{}。第二，发放防护物资，{}。第三，建立人员台账，{}。",
    "首先": "首先，下沉骨干力量，{}。其次，发放防护物资，{}。最后，建立人员台账，{}。",
}


@pytest.mark.parametrize("style", POINTS)
def test_asked_for_measures_all_points_are_given_each_on_its_line(ask: Ask, style: str) -> None:
    points = POINTS[style].format("支援一线值守", "送到每个楼栋", "做到每日更新")
    text = (
        f"社区防控工作方案\n{HALL}社区防控采取以下措施：\n{points}\n本方案由街道办事处负责解释。\n"
    )
    lines = ask(text, "社区防控采取哪些措施")
    kept = [line for line in lines if "下沉" in line or "发放" in line or "台账" in line]
    assert [next(w for w in ("下沉", "发放", "台账") if w in line) for line in kept] == [
        "下沉",
        "发放",
        "台账",
    ]
    assert not any("负责解释" in line or "办事大厅" in line for line in lines)


def test_of_two_lists_in_a_document_the_right_one_is_given(ask: Ask) -> None:
    text = (
        "住房补贴办法\n申请住房补贴应当符合下列条件：\n（一）在本市工作满三年；\n（二）本人没有住房。\n"
        "申请住房补贴应当提交下列材料：\n（一）身份证复印件；\n（二）劳动合同。\n"
    )
    assert ask(text, "申请住房补贴要提交什么材料") == [
        "申请住房补贴应当提交下列材料：",
        "（一）身份证复印件；",
        "（二）劳动合同。",
    ]


def test_headings_are_points_with_what_stands_below_them(ask: Ask) -> None:
    below = "由牵头单位组织实施，每季度向主管部门报告进展情况，年底前完成全部任务并接受检查验收。"
    text = (
        "商业街区提升行动\n一、提升街区的主要任务\n"
        + "".join(
            f"（{n}）{name}\n{name}工作{below}\n"
            for n, name in zip(
                "一二三", ("改造老旧店铺", "完善停车设施", "培育夜间经济"), strict=True
            )
        )
        + f"二、保障机制\n街区提升所需经费列入年度预算，{below}\n"
    )
    lines = ask(text, "提升商业街区的主要任务有哪些")
    assert [line for line in lines if line.startswith("（")] == [
        "（一）改造老旧店铺",
        "（二）完善停车设施",
        "（三）培育夜间经济",
    ]
    assert not any("年度预算" in line for line in lines)


def test_the_items_of_a_web_page_are_given(ask: Ask) -> None:
    html = (
        "<html><head><title>老年证办理指南</title></head><body><h1>老年证办理指南</h1>"
        f"<p>{HALL}</p><h2>办理材料</h2><ul><li>身份证原件</li><li>一寸照片两张</li>"
        "<li>户口簿复印件</li></ul><h2>收费</h2><p>办理老年证不收取任何费用，工本费由财政承担。</p>"
        "</body></html>"
    )
    lines = ask(html, "办理老年证需要什么材料", ".html")
    assert lines == ["身份证原件", "一寸照片两张", "户口簿复印件"]


def test_all_rows_of_a_table_are_given_with_their_columns(ask: Ask) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{copies}份</td></tr>"
        for name, copies in (("申请表", 2), ("身份证复印件", 1), ("营业执照", 1))
    )
    html = (
        "<html><head><title>开办餐馆指南</title></head><body><h1>开办餐馆指南</h1>"
        f"<p>{HALL}</p><p>开办餐馆申请材料清单如下：</p>"
        f"<table><tr><th>材料名称</th><th>份数</th></tr>{rows}</table></body></html>"
    )
    lines = ask(html, "开办餐馆要准备哪些材料", ".html")
    assert lines[-3:] == [
        "材料名称：申请表；份数：2份",
        "材料名称：身份证复印件；份数：1份",
        "材料名称：营业执照；份数：1份",
    ]


def test_nested_points_come_with_their_list(ask: Ask) -> None:
    text = (
        "创业补贴办法\n申领创业补贴应当符合下列条件：\n（一）属于下列人员之一：\n1.高校毕业生；\n2.退役军人；\n"
        "（二）经营满一年。\n补贴于每年六月发放，逾期不再受理申请。\n"
    )
    assert ask(text, "申领创业补贴需要符合什么条件") == [
        "申领创业补贴应当符合下列条件：",
        "（一）属于下列人员之一：",
        "1.高校毕业生；",
        "2.退役军人；",
        "（二）经营满一年。",
    ]


def test_a_long_list_gives_the_beginning_of_every_point_and_says_so(ask: Ask) -> None:
    more = "各部门要按照职责分工抓好落实，定期会商研判，及时解决工作中遇到的困难和问题。" * 10
    names = [
        "改善消费环境和服务质量",
        "支持老字号企业创新发展",
        "发展首店首发经济新业态",
        "扩大绿色智能家电消费",
    ]
    points = "".join(
        f"（{n}）{name}，推动市场持续回暖向好。{more}\n"
        for n, name in zip("一二三四", names, strict=True)
    )
    text = f"促进消费方案\n促进消费的主要措施如下：\n{points}"
    lines = ask(text, "促进消费有哪些措施")
    assert lines == [
        "促进消费的主要措施如下：",
        *(
            f"（{n}）{name}，推动市场持续回暖向好。……"
            for n, name in zip("一二三四", names, strict=True)
        ),
    ]


def test_what_one_point_answers_is_not_answered_with_its_siblings(ask: Ask) -> None:
    text = (
        "便民服务措施\n大厅推出以下便民服务：\n（一）为残疾人提供轮椅和手语翻译服务，由导办员全程陪同；\n"
        "（二）为企业开设专窗，提供开办企业全程代办；\n（三）延长周末服务时间，方便上班群众办事。\n"
    )
    lines = ask(text, "大厅为残疾人提供轮椅和手语翻译服务吗，由导办员怎样陪同")
    assert len(lines) == 1
    assert "轮椅" in lines[0]
