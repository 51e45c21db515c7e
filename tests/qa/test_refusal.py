"""A refusal of use: what was looked for, what is near it, whom to ask, and never an answer."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from index.types import OUT_OF_FORCE, Filter, Validity
from qa.assistant import Assistant
from qa.page import messages
from qa.page.strings import SIMPLIFIED, words_in
from qa.refusal import MOST_NEAR, searched_words
from qa.understand import understand
from qa.verify import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder

words = words_in(SIMPLIFIED)

# No document here answers any of these. The first half are on matters that some are about.
REFUSED = """
人才公寓可以养狗吗|人才公寓月租金打几折|家庭医生周末出诊加收多少钱|港澳居民子女学位可以转让吗|租房登记备案逾期罚多少个比特币
临时救助可以用数字人民币发放吗|老年人优待证可以在月球使用吗|积分入户加急费多少|失业保险金可以买彩票吗|社会保障卡可以染成红色吗
创业补贴可以给宠物申请吗|公共租赁住房能开网吧吗|见习基地要交多少加盟费|电子居住证能当电影票吗|残疾人补贴能换成股票吗
养老金认证可以用指纹鼠标吗|医保缴费送不送礼品|小学招生考不考围棋|劳动仲裁能在游戏里开庭吗|向新进军的主题曲是什么
经开区的奶茶店有几家|义乌的地铁几号线到机场|试用期员工能不能带猫上班|行政许可能用微信红包缴费吗|婚姻登记处几点放烟花
明天义乌会下雨吗|怎么做红烧肉|世界杯冠军是哪个队|特斯拉股价是多少|量子力学怎么学
去火星要多久|周杰伦的生日是哪天|怎么减肥最快|苹果手机多少钱|北京到上海高铁票价
勾股定理怎么证明|狗为什么会叫|今天星期几|王者荣耀怎么上分|咖啡豆怎么烘焙
珠穆朗玛峰有多高|怎么给猫剪指甲|唐朝有多少皇帝|如何折纸飞机|牛排几分熟好吃
钢琴几岁开始学|比特币会涨吗|恐龙为什么灭绝|怎么修自行车|Who won the world cup?
""".replace("\n", "|").strip("|").split("|")  # fmt: skip


@pytest.fixture(scope="module")
def pages_assistant(
    tmp_path_factory: pytest.TempPathFactory,
    encoder: Encoder,
    data_folder: Path,
    founding_page: Path,
) -> Iterator[Assistant]:
    """The founding page and the saved web pages, found by words alone."""
    folder = tmp_path_factory.mktemp("pages")
    with KnowledgeBase.open(folder, encoder=encoder) as kb:
        kb.add([founding_page, data_folder / "pages"], encode=False)
        yield Assistant(kb)


def test_a_refusal_cites_nothing_and_is_of_use_or_says_that_nothing_is_near(
    pages_assistant: Assistant,
) -> None:
    assert len(REFUSED) == 50
    strict = Assistant(pages_assistant.knowledge_base, refuse_below=1)
    of_use = 0
    for question in REFUSED:
        answer = strict.ask(question)
        assert answer.refused, question
        assert (answer.sentences, answer.citations) == ((), ())
        assert problems(answer, {}) == []
        assert answer.searched
        assert answer.asked_on == date.today()
        assert len(answer.nearest) <= MOST_NEAR
        html = messages.answer_message(words, answer)
        assert 'class="cite"' not in html
        assert (words("refusal_unrelated") in html) is not bool(answer.nearest)
        assert bool(answer.contact) <= bool(answer.nearest)
        of_use += bool(answer.nearest)
        for near in answer.nearest:
            text = strict.document(near.document_id).text
            assert text[near.start : near.end].strip()
            assert text[near.start : near.end] not in html
    assert of_use >= 15


def test_a_question_about_something_else_is_shown_no_document(pages_assistant: Assistant) -> None:
    shown = [q for q in REFUSED[25:] if pages_assistant.ask(q).nearest]
    assert len(shown) <= 5, shown


RULES = {
    "甲": ("关于印发《停车管理办法》的通知", "已废止", "夜间停车每小时收费五元，由市城管局负责收取。"),
    "乙": ("停车管理办法", "现行有效", "夜间停车每小时收费三元。\n咨询电话：0579-81112222\n传真：0579-81112223"),
    "丙": ("停车场建设规定", "现行有效", "停车场应当有照明。\n市住建局停车管理科联系电话：0579-83334444"),
}  # fmt: skip


@pytest.fixture
def parking(tmp_path: Path, encoder: Encoder) -> Iterator[Assistant]:
    records = [
        {"id": id_, "title": title, "validity": validity, "text": text, "issuer": "义乌市城管局"}
        for id_, (title, validity, text) in RULES.items()
    ]
    file = tmp_path / "rules.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([file], encode=False)
        yield Assistant(kb, refuse_below=1)


def test_a_refusal_shows_no_repealed_document_unless_asked_for(parking: Assistant) -> None:
    near = parking.ask("夜间停车收费多少").nearest
    assert near
    assert not {each.validity for each in near} & {str(v) for v in OUT_OF_FORCE}
    repealed = Filter(validity=frozenset({Validity.REPEALED}))
    (old,) = parking.ask("夜间停车收费多少", filter=repealed).nearest
    assert (old.document_id, old.validity) == ("甲", "已废止")


def test_a_refusal_names_the_telephone_for_the_matter_and_never_the_fax(
    parking: Assistant,
) -> None:
    contact = parking.ask("夜间停车每小时收费").contact
    assert contact is not None
    assert (contact.unit, contact.telephone) == ("义乌市城管局", "0579-81112222")
    text = parking.document(contact.document_id).text
    assert text[contact.start : contact.end] == "咨询电话：0579-81112222"
    other = parking.ask("停车场照明归停车管理科管吗").contact
    assert other is not None
    assert (other.unit, other.telephone) == ("市住建局停车管理科", "0579-83334444")


def test_of_several_telephones_only_one_for_the_matter_is_named(
    tmp_path: Path, encoder: Encoder
) -> None:
    streets = ("沙河街", "五山街", "员村街", "石牌街")
    lines = [f"序号：{n}；单位：{s}；办公电话：3728646{n}" for n, s in enumerate(streets, 1)]
    page = tmp_path / "租房.md"
    body = "租房登记备案可以网上办理。\n\n" + "\n\n".join(lines)
    page.write_text(f"# 房屋租赁登记备案\n\n{body}\n", encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([page], encode=False)
        assistant = Assistant(kb, refuse_below=1)
        named = assistant.ask("石牌街租房登记备案收费吗").contact
        assert named is not None
        assert (named.unit, named.telephone) == ("石牌街", "37286464")
        unnamed = assistant.ask("租房登记备案收费吗").contact
        assert unnamed is None or not unnamed.telephone


def test_of_several_telephones_of_nobody_in_particular_none_is_named(
    tmp_path: Path, encoder: Encoder
) -> None:
    page = tmp_path / "通行.md"
    page.write_text(
        "# 车辆通行的通告\n\n车辆通行由各区办理。旌阳区：张林（联系电话18084920429）；"
        "罗江区：肖俊（联系电话18608382380）。\n",
        encoding="utf-8",
    )
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([page], encode=False)
        assistant = Assistant(kb, refuse_below=1)
        for question in ("车辆通行收费吗", "罗江区的车辆通行收费吗"):
            contact = assistant.ask(question).contact
            assert contact is None or not contact.telephone


def test_who_issues_laws_is_not_referred_to(by_words: Assistant) -> None:
    strict = Assistant(by_words.knowledge_base, refuse_below=1)
    answer = strict.ask("劳动合同试用期最长可以约定多少")
    assert answer.nearest
    assert answer.contact is None or "人民代表大会" not in answer.contact.unit


def test_a_document_that_is_removed_is_near_nothing(
    tmp_path: Path, encoder: Encoder, founding_page: Path
) -> None:
    shutil.copy(founding_page, tmp_path / "page.txt")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "page.txt"], encode=False)
        assistant = Assistant(kb, refuse_below=1)
        (near,) = assistant.ask("向新进军的主题曲是什么").nearest
        kb.remove([near.document_id])
        answer = assistant.ask("向新进军的主题曲是什么")
    assert (answer.refused, answer.nearest, answer.contact) == (True, (), None)


def test_what_was_searched_are_the_words_without_the_frame() -> None:
    assert searched_words(understand("请问“向新进军”是什么？")) == ("向新进军",)
    assert searched_words(understand("公租房 申请条件有哪些"))[:2] == ("公租房", "申请条件")
    assert "公共租赁住房" in searched_words(understand("公租房怎么申请"))


def test_a_refusal_as_json_is_plain(parking: Assistant) -> None:
    values = json.loads(json.dumps(parking.ask("夜间停车收费多少").to_dict()))
    assert values["asked_on"] == date.today().isoformat()
    assert values["nearest"][0].keys() == {
        *("document_id", "title", "issuer", "document_number", "published", "validity"),
        *("url", "section", "start", "end"),
    }
