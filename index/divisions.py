"""The administrative divisions of China down to the county, with their codes (GB/T 2260).

``divisions.txt`` holds a code and a name a line. The first two digits of a code are the
province's, the first four the prefecture's; 00 fills a code of a higher level up. The names
are those of the national database of place names (国家地名信息库) of September 2026.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SUFFIX = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|林区|特区|新区|[省市州盟县旗区])$")
_PEOPLES = (
    "柯尔克孜|哈萨克|维吾尔|塔吉克|达斡尔|鄂温克|蒙古|朝鲜|布依|哈尼|景颇|傈僳|毛南|仫佬|仡佬|纳西|普米|独龙|"
    "拉祜|布朗|撒拉|保安|东乡|裕固|锡伯|土家|各|回|藏|彝|壮|苗|侗|傣|羌|白|黎|瑶|畲|满|水|怒|佤|土"
)
# 蒙古, 回 and a few more stand without 族 in 博尔塔拉蒙古自治州.
_OF_PEOPLES = re.compile(rf"(?:(?:{_PEOPLES})族|蒙古|哈萨克|维吾尔|柯尔克孜|塔吉克|锡伯)+$")


@cache
def divisions() -> dict[str, tuple[str, ...]]:
    """The names of each division from its province down, by code: 440112 → 广东省, 广州市, 黄埔区."""
    lines = files("index").joinpath("divisions.txt").read_text("utf-8").splitlines()
    names = dict(line.split(" ", 1) for line in lines)
    return {
        code: tuple(names[above] for above in _lineage(code) if above in names) for code in names
    }


def short_name(name: str) -> str:
    """What a division is called without what kind it is: 广东省 → 广东, 延边朝鲜族自治州 → 延边; 泾县 stays."""
    bare = _SUFFIX.sub("", name)
    shorter = _OF_PEOPLES.sub("", bare) if "自治" in name else bare
    return next((short for short in (shorter, bare) if len(short) > 1), name)


def _lineage(code: str) -> list[str]:
    """The codes from the province down to ``code`` itself, each once."""
    return list(dict.fromkeys((code[:2] + "0000", code[:4] + "00", code)))
