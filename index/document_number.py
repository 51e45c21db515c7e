"""Numbers that official documents carry: 文号, 令号 and 索引号."""

from __future__ import annotations

import re

_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_OPEN, _CLOSE = r"[〔\[［【(（﹝]", r"[〕\]］】)）﹞]"
_YEAR_AND_SERIAL = re.compile(rf"{_OPEN}(\d{{4}})年?{_CLOSE}第?0*(\d+)[号號]")
_NUMBER = re.compile(
    rf"[\u3400-\u9fff]{{1,14}}\s?{_OPEN}\s?(?:19|20)\d{{2}}\s?年?\s?{_CLOSE}\s?第?\s?\d{{1,5}}\s?[号號]"
)
_ORDER = re.compile(
    r"(?P<issuer>[\u3400-\u9fff]{2,30}?)(?P<kind>令|公告)\s?(?:[(（〔\[]?(?:19|20)\d{2}\s?年?[)）〕\]]?)?"
    r"\s?第\s?[\d〇一二三四五六七八九十百]{1,6}\s?[号號]"
)
_INDEX_NUMBER = re.compile(r"[0-9A-Z]{8,18}[-/](?:[0-9A-Z]{1,9}[-/])?(?:19|20)\d{2}[-/]?\d{3,8}")
# As people write them, in the search form.
_HAN = r"[\u3400-\u9fff]"
_NAMED = re.compile(
    rf"(?P<maker>{_HAN}(?:\s?{_HAN}){{0,13}})\s*(?P<open>[〔\[【(〖{{<﹝])?\s*(?P<year>(?:19|20)\d{{2}})\s*年?"
    r"\s*(?P<close>[〕\]】)〗}>﹞])?\s*第?\s*0*(?P<serial>\d{1,5})(?![\d.%]|\s*[条款项章节年月日元万])\s*(?P<sign>号)?"
)
_NAMED_ORDER = re.compile(
    rf"(?P<maker>{_HAN}(?:\s?{_HAN}){{1,29}}?)\s*令\s*[(]?\s*第?\s*(?P<serial>\d{{1,5}})\s*号"
    rf"|(?P<maker_before>{_HAN}(?:\s?{_HAN}){{1,29}}?)\s*第\s*(?P<serial_before>\d{{1,5}})\s*号\s*令"
)
_NAMED_INDEX = re.compile(
    r"(?<![0-9a-z])[0-9a-z]{8,18}\s*[-/—–_]\s*(?:[0-9a-z]{1,9}\s*[-/—–_]\s*)?(?:19|20)\d{2}\s*[-/—–_]?\s*\d{3,8}(?!\d)"
)
_PROMULGATED = re.compile(
    r"^[（(]?.{0,30}?(?P<order>[\u3400-\u9fff]{2,30}?令\s?第\s?[\d〇一二三四五六七八九十百]{1,6}\s?[号號])\s?(?:公布|发布|發布)"
)


def normalise_document_number(text: str) -> str:
    """A document number in its one spelling: 国发[２０１９]５ 号 → 国发〔2019〕5号; other text only loses spaces."""
    plain = re.sub(r"\s+", "", text.translate(_HALF_WIDTH))
    return _YEAR_AND_SERIAL.sub(r"〔\1〕\2号", plain)


def named_numbers(form: str) -> tuple[str, ...]:
    """The 文号 and 令号 that a text in its search form names, in their one spelling.

    (2019), [2019], 【2019】 or no brackets, 第, spaces, a missing 号 after brackets: all give
    国发〔2019〕5号. What stands before the issuer in the sentence cannot be told from it and is
    kept: 请问国发〔2019〕5号.
    """
    found = [
        f"{_closed(match['maker'])}〔{match['year']}〕{int(match['serial'])}号"
        for match in _NAMED.finditer(form)
        if match["open"] or match["close"] or match["sign"]
    ]
    for match in _NAMED_ORDER.finditer(form):
        maker = _closed(match["maker"] or match["maker_before"])
        found.append(f"{maker}令第{match['serial'] or match['serial_before']}号")
    return tuple(dict.fromkeys(found))


def named_index_numbers(form: str) -> tuple[str, ...]:
    """The 索引号 that a text in its search form names, as written."""
    return tuple(match.group() for match in _NAMED_INDEX.finditer(form))


def _closed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_document_number(text: str) -> bool:
    """Whether ``text`` is a document number and nothing else: 国发〔2019〕5号, 广州市人民政府令 第179号."""
    plain = text.translate(_HALF_WIDTH)
    return _NUMBER.fullmatch(plain) is not None or _ORDER.fullmatch(plain) is not None


def is_index_number(text: str) -> bool:
    """Whether ``text`` is an index number and nothing else: 330782000000/2023-528872."""
    return _INDEX_NUMBER.fullmatch(text) is not None


def promulgating_order(line: str) -> str:
    """国务院令第746号 out of 「（2021年7月27日中华人民共和国国务院令第746号公布）」; "" for other lines."""
    match = _PROMULGATED.match(line.translate(_HALF_WIDTH))
    return line[match.start("order") : match.end("order")] if match else ""
