"""How a follow-up question is worded: what points back in it, what it asks, what it is about.

Rules on words alone, over the search form, so that both scripts are read alike.
"""

from __future__ import annotations

import re

from index.numerals import NUMERAL
from index.places import lineage_of, places_in, short_names_in
from index.search_form import search_form

SHORT = 14  # characters; a longer question without a word that points back stands by itself

_LEAD = re.compile(
    r"^(?:[,。!、:;\s]|请问|好的|(?:那么|那就|那)(?!达慕|曲)|(?:还有|另外|然后|而且|可是|但是|不过|所以|再问一下|再问|"
    r"顺便问一下|顺便|还想问|我还想知道)|如果说?|要是|假如|假设|万一)+"
)
_POINTS_ON = re.compile(
    r"^[,。!、:;\s]*(?:请问|好的|[,\s])*(?:那(?!达慕|曲)|还有|如果|要是|万一|假如|再问|另外)"
)
_TAIL = re.compile(r"(?:呢|吗|嘛|啊|呀|吧|的话|[?。!,;\s])+$")
_ASKING = re.compile(
    r"(?:具体|到底|究竟|大概|一般|分别|主要|最(?=[长短高低多少大小晚早]))?(?:[长短高低多少大小晚早](?=[是为]?[多几])|都|还)?"
    r"(?:应当|应该|需要|可以|包括|规定了?|要求?|会|能|该|须|(?<![不取获])得|是|有|(?<!行)为|在|去|到|由|向|从|找)*"
    r"(?:什么时候|什么时间|什么地方|什么样的?|什么|哪些|哪个|哪里|哪儿|哪种|哪几[个种类项]?|哪|多少(?:周?岁|个月|[天年日月元次])?|多久|多长时间|多长|多大|多高|"
    r"几(?=[个天年月日种项条类款次元])|怎么样|怎么办|怎么|怎样|如何|为什么|为何|谁|何时|何地|是否|能不能|可不可以|是不是|有没有|要不要|算不算)"
    r"(?:规定的?)?"
)
_ASKS = re.compile(rf"{_ASKING.pattern}|吗[?。\s]*$")
# Words that ask something of any matter and name none.
_ASPECT = (
    r"(?:申请|办理|提交|所需|需要|提供|主管|负责|联系|法律|适用|行政|支付|缴纳|具体|审批|违反|违法)*"
    r"(?:材料|条件|流程|程序|步骤|手续|期限|时限|时间|日期|标准|金额|费用|电话|联系方式|方式|地址|地点|部门|机关|单位|机构|对象|范围|"
    r"要求|内容|措施|处罚|罚款|后果|责任|例外|依据|规定|定义|含义|意思|目的|原则|办法|方法|比例|数额|上限|下限|有效期|情形|情况|义务|"
    r"权利|例子|原因|理由|结果|次数|年龄|赔偿|补偿|申请|办理|受理|生效|施行|实施|公布|发布|失效|废止|修订|修改|解释|处理|申诉|"
    r"投诉|举报|起诉|复议|诉讼|延长|到期|逾期|过期|不服|变更|注销|撤销|钱|人|方面|问题|地方|天|日|年|月|元|个|次)"
)
_ASPECTS = re.compile(_ASPECT)
# How a whole question may go on after its matter: …的申请材料, …不得低于.
_ENDING = re.compile(
    r"(?:的?(?:申请|办理|所需|提交|主管|法律)*(?:材料|条件|流程|程序|步骤|手续|期限|时限|时间|日期|标准|金额|费用|电话|地址|部门|对象|范围|"
    r"要求|内容|措施|后果|例外|依据|情形|规定|定义|含义|方式|有效期|年龄|比例|数额))?"
    r"(?:\s|的|需要|应当|应该|可以|必须|要|会|是指?|有|(?<!行)为|由|在|被|能|须|不得|不?(?:低于|高于|超过|少于|多于)|达到|达|"
    r"最[长短高低多少大小晚早]|至[少多])*$"
)
# A question that begins so and is short has left out what it is about.
_NO_SUBJECT = re.compile(
    r"^(?:可以|可不可以|能|要|需要|需不需要|必须|会|有|没有?|不|多久|怎么|如何|到哪|去哪|在哪|谁|什么时候|何时|收|到期)"
)
_FILLING = re.compile(
    r"一样|相同|同样|也|都|还|就|又|再|才|只|其他|其它|别的|更多|详细|具体|继续|说明|说说|讲讲|介绍|一下|一点|下|点|呢|吗|啊|呀|吧|"
    r"可以|应当|应该|需要|必须|允许|违反|违法|合法|有效|适用|超过|最[长短高低多少大小晚早]|的话|的|了|是|在|有|要|会|能|得|该|算|行|对|"
    r"不|没|被|把|由|向|按|给|去|来|到|从|和|与|或|及|我们|我|你|您|们|本|这|那|这边|那边|当地|情况下|时候|时|做|办|交|付|给|说|"
    r"第|条|款|项|\d"
)
_POINTER = re.compile(
    r"^(?:(?:它|他|她)们?(?:的)?|(?:这|那|该|本|此|上述|上面|前述|刚才(?:的|说的)?|同)(?:一?(?:个|些|种|类|项|份|部|条))?(?:的)?"
    r"(?P<document>法律?|条例|办法|规定|文件|通知|政策|意见|决定|细则|解读|规则)?(?:的|里面?|中|上)?|其(?!他|它|余|实|中))"
)
_ANYWHERE = re.compile(
    r"它|上述|前述|该(?:法|条例|办法|规定|政策|文件)|这(?:部法|个法|个政策|个文件|份文件|种情况)"
)
OF_A_DOCUMENT = re.compile(
    r"生效|施行|实施|发布|公布|印发|出台|失效|废止|有效期|文号|修订|修正|制定|(?:多少|几)条|解读(?:人|单位)|索引号"
)
_ARTICLE = re.compile(
    rf"第\s*(?:{NUMERAL})+\s*条(?!高速|公路|铁路|道路|路|船|河|线)(?:\s*之\s*(?:{NUMERAL})+)?(?:\s*第\s*(?:{NUMERAL})+\s*[款项])*"
)
_PART = re.compile(rf"^第\s*(?:{NUMERAL})+\s*[款项](?:第\s*(?:{NUMERAL})+\s*项)?")
_NEIGHBOUR = re.compile(r"^(?P<way>下|后|上|前)(?:面|边)?(?:的)?一?条(?!件|例)")
_YEAR = re.compile(r"(?:19|20)\d\d年")

_LAW_WITH_ARTICLE = re.compile(
    r"([\u3400-\u9fff]{1,30})(?:法|条例|办法|规定|细则|规则|通则|解释)》?第[^第]{1,8}条"
)
_POINTING = re.compile(r"(?:那么?|这|该|本|此|上述|前述|同一)*[个部项份条]?")


def plain(text: str) -> str:
    """``text`` in the search form, but fit to be shown: that form writes 著作 as 着作."""
    return search_form(text).replace("着作", "著作").strip()


def core(form: str) -> str:
    """A question without the words that lead in and out of it: 那申请材料呢? → 申请材料."""
    return _TAIL.sub("", _LEAD.sub("", form)).strip()


def leads_on(form: str) -> bool:
    """Whether it is worded like the next question in a talk: 那…, 还有…, …呢?, 可以…吗?."""
    return _POINTS_ON.search(form) is not None or only_names(form) or leaves_out_its_subject(form)


def leaves_out_its_subject(form: str) -> bool:
    """Whether it begins with what only something named before can do: 可以延长吗?."""
    return len(form) <= SHORT and _NO_SUBJECT.match(core(form)) is not None


def only_names(form: str) -> bool:
    """Whether it names a matter and asks nothing of it: 工资呢?."""
    return form.rstrip("?。! ").endswith("呢") and not _ASKING.search(form)


def asks(form: str) -> bool:
    """Whether it has an asking word of its own, 呢 aside."""
    return _ASKS.search(form) is not None


def content(form: str) -> str:
    """What it is about: its words without those that any question may have, parted by spaces."""
    bare = _ASKING.sub(" ", _ARTICLE.sub(" ", core(form)))
    bare = _FILLING.sub(" ", _ASPECTS.sub(" ", bare))
    return " ".join(re.findall(r"\w+", bare))


def aspect(form: str) -> str:
    """What it asks of its matter, without pointers back: 那它的条件是什么? → 条件是什么."""
    return without_pointer(core(form))


def without_pointer(text: str) -> str:
    """``text`` without a word at its head that stands for the matter or a document."""
    return _POINTER.sub("", text, count=1).lstrip(" ,、:")


def pointer(form: str) -> re.Match[str] | None:
    """What points back at its head; the group ``document`` is there where it means a document."""
    return _POINTER.match(core(form))


def points_back(form: str) -> bool:
    """Whether a word of it stands for something said before."""
    return pointer(form) is not None or _ANYWHERE.search(form) is not None


def topic(form: str) -> str:
    """What a whole question is about, without what it asks: 劳动者试用期最长多久? → 劳动者试用期."""
    bare = re.sub(r"^(?:什么是|何谓|哪些人?|谁|什么人|如何|怎么|怎样)", "", core(form))
    parts = [_ENDING.sub("", part) for part in _ASKING.split(bare)]
    kept = " ".join(stripped for part in parts if (stripped := part.strip(" ,、的")))
    return kept if len(kept) > 1 else core(form)


def value_asked(form: str) -> str:
    """What it asks for, where that is a value: 最长多久, 多少, 谁; else ""."""
    found = re.search(r"(?:最[长短高低多少大小晚早])?(?:多久|多少|多长|几[天年个]|谁)", form)
    return found.group() if found else ""


def names_a_law(form: str) -> bool:
    """Whether an article is named with a law, here or not: 合同法第五十二条, never 该办法第二条."""
    named = _LAW_WITH_ARTICLE.search(form)
    return named is not None and not _POINTING.fullmatch(named[1])


def article(form: str) -> str:
    """The article that it names, with paragraph and item: 第十九条第二款; "" where it names none."""
    found = _ARTICLE.search(form)
    return "".join(found.group().split()) if found else ""


def part_of_article(form: str) -> str:
    """The paragraph or item that it names without an article: 第二款; else ""."""
    found = _PART.match(core(form))
    return found.group() if found else ""


def neighbour(form: str) -> int:
    """1 where it asks for the next article, -1 for the one before, else 0."""
    found = _NEIGHBOUR.match(core(form))
    return 0 if found is None else 1 if found["way"] in "下后" else -1


def years(form: str) -> list[str]:
    """The years that it names: 2022年."""
    return _YEAR.findall(form)


def with_year(text: str, year: str) -> str:
    """``text`` with its years replaced by ``year``."""
    return _YEAR.sub(year, text)


def without_places(form: str) -> str:
    """``form`` without the names of the places that it names."""
    names = {part for place in places_in(form) for part in (place, *_names_of(place))}
    for name in sorted(names, key=len, reverse=True):
        form = form.replace(name, "")
    return form


def _names_of(place: str) -> list[str]:
    """A place's own names, in full and for short: 浙江省杭州市 → 浙江省, 杭州市, 浙江, 杭州."""
    wholes = lineage_of(place)
    own = [whole.removeprefix(higher) for higher, whole in zip(("", *wholes), wholes, strict=False)]
    return [*own, *(name for whole in wholes for name in short_names_in(whole))]
