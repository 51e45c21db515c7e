"""Lines that belong to a web page and not to its text: counters, buttons, breadcrumbs, copyright."""

from __future__ import annotations

import re

_LONGEST_FURNITURE = 150
_COUNTER = "(?:[访訪][问問]次[数數]|[浏瀏][览覽](?:次[数數]|量)|[点點][击擊](?:次[数數]|量|率|[数數])|[阅閱][读讀](?:次[数數]|量))"
_BUTTON = (
    "打印(?:本[页頁文])?|列印|(?:一键)?分享(?:到|至)?|收藏(?:本页)?|[关關][闭閉](?:窗口|本[页頁])?|返回(?:顶部|首页|列表|上一页)?|"
    "回到顶部|微信|微博|新浪微博|QQ空间|朋友圈|保存|纠错|我要纠错|无障碍(?:阅读|浏览)?|长者(?:模式|版|助手)|关怀版|适老版|繁[体體]|简体|大|中|小|默认|English"
)
_FURNITURE = re.compile(
    rf"""(?:
      {_COUNTER}\s*[:：]?\s*\d*\s*次?
    | 字[体體]大[小中大?？。:：|｜/\s\[\]【】()（）]{{0,14}}
    | [\[【(（]?\s*字[体體號号]\s*(?:大小)?\s*[:：]\s*.{{0,4}}大\s*[|｜]?\s*中\s*[|｜]?\s*小.{{0,4}}
    | [\[【(（]?\s*(?:{_BUTTON})(?:[\s|｜/、，】\]）)【\[（(]+(?:{_BUTTON}))*\s*[：:】\]）)]?
    | (?:[您你](?:[当當]前|[现現]在)?|[当當]前|[现現]在|目前)的?(?:所在)?(?:的)?位置\s*[:：].{{0,120}}
    | (?:所在)?位置\s*[:：].{{0,60}}[>›»＞].{{0,60}}
    | 首[页頁]\s*(?:>|›|»|＞|&gt;|/|-).{{0,120}}
    | 相[关關](?:附件|[链鏈]接|新[闻聞]|文章|[阅閱][读讀])\s*[:：]?
    | [上下]一[篇条條页頁]\s*(?:[:：].{{0,120}})?
    | .{{0,60}}(?:版[权權]所有|[Cc]opyright\s|©).{{0,80}}
    | .{{0,60}}ICP[备備]\s*\d+.{{0,60}}
    | .{{0,60}}公[网網]安[备備]\s*\d+.{{0,60}}
    | (?:政府)?[网網]站[标標][识識][码碼]\s*[:：]?\s*\d*
    | (?:[用手请]?.{{0,4}}扫一扫.{{0,20}}|扫码.{{0,12}}(?:手机|分享|微信).{{0,12}}|视力保护色.{{0,12}})
    )""",
    re.VERBOSE,
)
_TRAILING_FURNITURE = re.compile(
    rf"[\s|｜]+(?:{_COUNTER}\s*[:：]\s*\d*\s*次?|[\[【(（]?字[体體號号](?:大小)?\s*[:：]\s*[\[【(（]?[大小特].{{0,12}}"
    r"|[\[【]?(?:打印|分享到?|关闭)[\]】]?)\s*$"
)
_DATED_LINE = re.compile("^.{0,6}(?:[发發]布|公布|[时時][间間]|日期|[来來]源|信息)")


def is_furniture(line: str) -> bool:
    """Whether the whole line is page furniture. Long lines never are."""
    return len(line) <= _LONGEST_FURNITURE and _FURNITURE.fullmatch(line) is not None


def without_trailing_furniture(line: str) -> str:
    """A line of dates or sources without the counters and buttons printed behind them."""
    if len(line) > _LONGEST_FURNITURE or not _DATED_LINE.match(line):
        return line
    while (shorter := _TRAILING_FURNITURE.sub("", line)) != line:
        line = shorter
    return line
