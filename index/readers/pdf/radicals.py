"""Characters that a PDF's font tables confuse, as what is meant.

Fonts draw 民 and the radical ⺠, 用 and ⽤ with one glyph, and some programs (cairo among them) note
the radical as its meaning: what looks like 居民用水 would never be found.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Of CJK Radicals Supplement, which Unicode's normal forms leave as they are; after its file
# EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺁⺄⺅⺆⺈⺉⺊⺌⺍⺎⺒⺓⺔⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺶⺹⺺⺻⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻冂刀刂卜小小兀巳幺彑忄扌攵旡日月歺母民氵氺灬爫丬牛犭王目示礻糹纟罓罒羊耂肀聿臼艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_RADICALS |= {"⼾": "户", "⾭": "青"}  # Unicode's own form is 戶, 靑: not those of our day
_KANGXI = ("\u2f00", "\u2fd5")
_COMPATIBILITY = ("\uf900", "\ufb06")  # ideographs encoded twice, and ligatures (ﬁ)


@lru_cache(maxsize=8192)
def meant(character: str) -> str:
    """The usual character, or characters, for one that a font confused with it."""
    if character in _RADICALS:
        return _RADICALS[character]
    if any(first <= character <= last for first, last in (_KANGXI, _COMPATIBILITY)):
        return unicodedata.normalize("NFKC", character)
    return character
