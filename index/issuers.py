"""Names of issuing bodies in one form, so that 市卫健委 finds 市卫生健康委员会."""

from __future__ import annotations

from index.search_form import search_form

# How bodies are called for short. None of the long forms holds a short one.
_IN_FULL = {
    "人社": "人力资源社会保障",
    "发改": "发展改革",
    "卫健": "卫生健康",
    "市监": "市场监督管理",
    "市场监管": "市场监督管理",
    "药监": "药品监督管理",
    "教委": "教育委",
    "工信": "工业信息化",
    "住建": "住房城乡建设",
    "医保局": "医疗保障局",
    "文旅": "文化旅游",
    "国资": "国有资产监督管理",
    "网信办": "互联网信息办公室",
    "交通部": "交通运输部",
    "管委会": "管理委",
    "国办": "国务院办公厅",
    "央行": "中国人民银行",
    "全国人大": "全国人民代表大会",
    "人大常委会": "人民代表大会常务委",
    "大会常委会": "大会常务委",
    "最高法": "最高人民法院",
    "最高检": "最高人民检察院",
}
_GOVERNMENTS = tuple((f"{level}政府", f"{level}人民政府") for level in "省市县区旗州")


def issuer_form(name: str) -> str:
    """``name`` as issuers are compared: in the search form, without 和, in full, 委员会 as 委.

    Stored with each document: a change here needs a migration that fills ``issuer_key`` anew.
    """
    form = search_form(name).replace("和", "").replace("委员会", "委")
    for short, full in (*_IN_FULL.items(), *_GOVERNMENTS):
        if full not in form:
            form = form.replace(short, full)
    return form
