"""Words that tell apart whom or what a rule is for, where two rules are otherwise worded alike.

第一档 and 第二档, 单位 and 个人, 门诊 and 住院: a rule for one says nothing of the other.
"""

from __future__ import annotations

import re

_NUMERAL = "[一二三四五六七八九十甲乙丙丁0-9a-e]"
# One family a line: a rule names one of a family where another rule names another.
_FAMILIES = tuple(
    re.compile(words)
    for words in (
        rf"第?{_NUMERAL}+(?:档|类|等|胎|孩)|[一二三四]级|第{_NUMERAL}+(?:级|次|年|批|期|季度|阶段|学期|人|套|步|款|项)",
        r"用人单位|单位|法人|企业|个人|自然人|个体工商户|灵活就业|合作社|民办非企业|社会组织|事业单位|机关",
        r"职工|城乡居民|居民|农民工|农民|学生|教师|医师|护士|军人|驾驶人",
        r"外地|外省|异地|跨省|跨市|省外|市外|境外|港澳|国外|外国|本地|本省|省内|市内|境内|非本市|非户籍|本市户籍",
        r"城镇|城市|农村|乡镇",
        r"博士|硕士|研究生|本科|专科|大专|中专|技工|高中|初中|小学|幼儿园|学前",
        r"高级技师|技师|高级工|中级工|初级工|高级|中级|初级",
        r"新生儿|婴幼儿|儿童|未成年|老年|成年|孕产?妇|女性|男性|女职工|男职工|男方|女方",
        r"极重度|重度|中度|轻度|特困|低保|低收入|困难|一般|普通|散居|集中",
        r"住院|门诊|急诊|大病|慢性?病|生育|工伤|疾病",
        r"首次|再次|二次|初次|续[签期办]|延期|连续|累计",
        r"上半年|下半年|春季|秋季|上午|下午|工作日|周末|节假日",
        r"大型|中型|小型|微型|小微|中小|规模以上|限额以上",
        r"网上|线上|线下|窗口|现场|邮寄",
        r"全日制|非全日制|半日制",
        r"受理|审核|审批|公示|发放|办结|复核|初审|备案|登记|注销|变更|补办|换发|缴费|缴存|提取|报名|录取|确认",
        r"正式|试用|临时|派遣|实习|见习|合同制",
        r"国家级|省级|市级|区级|县级|镇级|村级",
        r"新建|改建|扩建|续建|购买|租赁|自有|二手",
        r"基本|补充|大额|最低|最高|平均|基础|奖励",
        r"生活补贴|护理补贴|岗位补贴|培训补贴|社保补贴|社会保险补贴|租金补贴|交通补贴|住房补贴|伙食补贴|一次性补贴",
        r"(?<!工)伤残|死亡|遗属|丧葬|供养",
        r"每人|每户|每家",
        r"一次性|按月(?!申报)|每月|/月|月(?=最低|补|标准)|按年|每年|年度|/年|每天|每日|/日|每次|每平方米",
        r"水费|电费|气费|房租|租金|税款|利息|本金|保费|学费|罚款",
    )
)


def differ(one: str, other: str) -> bool:
    """Whether two sentences in the search form are for different groups: a family named differently.

    A word that only one of them has counts as well: a rule for 重度残疾人 is not the rule for all.
    """
    return any(_named(family, one) != _named(family, other) for family in _FAMILIES)


def conflict(one: str, other: str) -> bool:
    """Whether two titles or headings name different members of a family, as far as both name one."""
    named = ((_named(family, one), _named(family, other)) for family in _FAMILIES)
    return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in named)


def _named(family: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.group() for match in family.finditer(text))
