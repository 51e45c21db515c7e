"""The rank of documents by the Legislation Law, as far as it can be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.metadata import kind_of_title
from index.types import Document, Metadata
from qa.second.authority import Norm, Reason, authority, precedence
from qa.second.reach import Reach, reach

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase


def document(title: str, issuer: str = "", number: str = "", year: int = 0) -> Document:
    """A document that is known by its head alone."""
    published = date(year, 1, 1) if year else None
    known = Metadata(
        issuer=issuer, document_number=number, published=published, kind=kind_of_title(title)
    )
    return Document(id=title, source=title, title=title, text=title, metadata=known)


CONSTITUTION = document("中华人民共和国宪法", "全国人民代表大会")
LAW = document("中华人民共和国劳动合同法", "全国人民代表大会常务委员会")
REGULATION = document("工伤保险条例", "国务院", "国务院令第586号")
MINISTRY_RULES = document("工伤认定办法", "人力资源和社会保障部", "人力资源和社会保障部令第8号")
PROVINCE = document("广东省工伤保险条例", "广东省人民代表大会常务委员会")
TOWN = document("广州市养犬管理条例", "广州市人民代表大会常务委员会")
TOWN_RULES = document("广州市老年人优待办法", "广州市人民政府", "广州市人民政府令第179号")
COUNCIL = document("国务院办公厅关于推进养老服务发展的意见", "国务院办公厅", "国办发〔2019〕5号")
MINISTRY = document("关于做好就业工作的通知", "人力资源社会保障部", "人社部发〔2020〕1号")
PROVINCE_NOTICE = document("广东省人民政府关于就业的通知", "广东省人民政府")
TOWN_NOTICE = document(
    "广州市临时救助实施细则", "广州市人民政府办公厅", "穗府办规〔2021〕19号", 2021
)
BUREAU = document("广州市临时救助工作的通知", "广州市民政局", "穗民〔2023〕2号", 2023)
DISTRICT = document("天河区人民政府关于救助的通知", "广州市天河区人民政府")
ELSEWHERE = document("上海市人民政府关于救助的通知", "上海市人民政府")


@pytest.mark.parametrize(
    ("one", "norm", "level"),
    [
        (CONSTITUTION, Norm.CONSTITUTION, 1),
        (LAW, Norm.LAW, 1),
        (document("中华人民共和国民法典"), Norm.LAW, None),
        (REGULATION, Norm.ADMINISTRATIVE, 0),
        (document("专利代理条例", "国务院", "国令第706号"), Norm.ADMINISTRATIVE, 0),
        (MINISTRY_RULES, Norm.DEPARTMENT_RULES, 1),
        (PROVINCE, Norm.LOCAL, 1),
        (TOWN, Norm.LOCAL, 2),
        (document("广州市停车条例"), Norm.LOCAL, 2),
        (TOWN_RULES, Norm.GOVERNMENT_RULES, 2),
        (COUNCIL, Norm.NORMATIVE, 0),
        (MINISTRY, Norm.NORMATIVE, 1),
        (PROVINCE_NOTICE, Norm.NORMATIVE, 1),
        (document("关于保障住房的通知", "广东省住房和城乡建设厅"), Norm.NORMATIVE, 2),
        (TOWN_NOTICE, Norm.NORMATIVE, 2),
        (BUREAU, Norm.NORMATIVE, 3),
        (DISTRICT, Norm.NORMATIVE, 3),
        (document("关于救助的通知", "广州市天河区石牌街道办事处"), Norm.NORMATIVE, 4),
        (document("关于税收的公告", "财政部 税务总局"), Norm.NORMATIVE, 1),
        (document("关于税收的通告", "国家税务总局广州市税务局"), Norm.NORMATIVE, 3),
    ],
)
def test_reads_kind_and_maker(one: Document, norm: Norm, level: int | None) -> None:
    read = authority(one)
    assert (read.norm, read.level) == (norm, level)


@pytest.mark.parametrize(
    "title",
    [
        "《广州市停车条例》解读",
        "临时救助办事指南",
        "30个省区市一级响应",
        "社保问答",
        "关于停水的通知",
    ],
)
def test_what_sets_no_rule_or_has_no_known_maker_has_no_rank(title: str) -> None:
    assert authority(document(title)).norm is Norm.UNKNOWN
    assert authority(document(title)).above(authority(LAW)) is None
    assert authority(LAW).above(authority(document(title))) is None


ABOVE = [
    (CONSTITUTION, LAW),  # Art. 98
    (LAW, REGULATION),  # 99
    (LAW, PROVINCE),
    (REGULATION, PROVINCE),
    (REGULATION, MINISTRY_RULES),
    (REGULATION, TOWN_RULES),
    (TOWN, TOWN_RULES),  # 100
    (PROVINCE, TOWN_RULES),
    (PROVINCE, TOWN),  # 81
    (LAW, TOWN_NOTICE),
    (REGULATION, COUNCIL),
    (TOWN, TOWN_NOTICE),
    (TOWN_RULES, BUREAU),
    (PROVINCE, DISTRICT),
    (MINISTRY_RULES, BUREAU),
    (COUNCIL, MINISTRY),  # Constitution, Art. 89
    (COUNCIL, TOWN_NOTICE),
    (MINISTRY, TOWN_NOTICE),
    (PROVINCE_NOTICE, TOWN_NOTICE),
    (TOWN_NOTICE, BUREAU),
    (TOWN_NOTICE, DISTRICT),
]


@pytest.mark.parametrize(("upper", "lower"), ABOVE)
def test_the_higher_goes_before_the_lower(upper: Document, lower: Document) -> None:
    assert authority(upper).above(authority(lower)) is True
    assert authority(lower).above(authority(upper)) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MINISTRY_RULES, PROVINCE),  # 106
        (MINISTRY_RULES, TOWN_RULES),  # 102
        (MINISTRY, PROVINCE_NOTICE),  # of one rank
        (BUREAU, DISTRICT),
        (TOWN, COUNCIL),
        (TOWN_RULES, MINISTRY),
        (PROVINCE, ELSEWHERE),  # another place
        (ELSEWHERE, BUREAU),
        (LAW, LAW),
        (TOWN_NOTICE, TOWN_NOTICE),
    ],
)
def test_where_the_law_does_not_decide_nothing_is_guessed(one: Document, other: Document) -> None:
    assert authority(one).above(authority(other)) is None
    assert authority(other).above(authority(one)) is None


def test_rank_decides_before_date_and_date_where_rank_does_not() -> None:
    assert precedence(BUREAU, TOWN_NOTICE) == (1, Reason.LEVEL)
    assert precedence(BUREAU, TOWN_NOTICE, by_date=True) == (0, Reason.NEWER)
    older = document("广州市救助通知", "广州市民政局", year=2019)
    assert precedence(older, BUREAU) == (1, Reason.NEWER)
    assert precedence(BUREAU, older) == (0, Reason.NEWER)
    assert precedence(document("甲"), document("乙")) == (-1, Reason.NONE)
    assert precedence(TOWN_NOTICE, LAW) == (1, "法律的效力高于规范性文件")


def test_documents_reach_as_far_as_they_say() -> None:
    assert reach(LAW) == Reach(national=True)
    harbour = document("中华人民共和国海南自由贸易港法", "全国人民代表大会常务委员会")
    assert reach(harbour) == Reach(national=True, places=("海南省",))
    assert not reach(harbour).meets(reach(DISTRICT))
    assert reach(MINISTRY).national
    assert reach(DISTRICT).places == ("广东省广州市天河区",)
    assert not reach(document("员工手册")).known
    assert reach(PROVINCE_NOTICE).meets(reach(DISTRICT))
    assert not reach(ELSEWHERE).meets(reach(DISTRICT))
    assert not reach(document("员工手册")).meets(reach(DISTRICT))


def test_every_law_of_the_samples_has_the_rank_of_a_law(sample_kb: KnowledgeBase) -> None:
    made = [sample_kb.document(row.id) for row in sample_kb.documents()]
    laws = [each for each in made if "人民代表大会" in each.metadata.issuer]
    assert len(laws) > 300
    wrong = [
        (each.title, authority(each).norm)
        for each in laws
        if authority(each).norm not in (Norm.LAW, Norm.CONSTITUTION)
    ]
    assert wrong == []
