"""What a document repeals by name: 《…》（穗府〔2010〕5号）同时废止.

Only whole documents count. A clause that repeals some articles, some provisions or what is not
consistent with the new document (《…》第五条, 中关于…的规定, 与本办法不一致的) repeals none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.dates import find_date
from index.document_number import named_numbers
from index.metadata import INTERPRETATION
from index.search_form import search_form
from index.titles import title_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from index.types import Document

_ENDS = r"(?:废止|停止执行|失效|停止施行|停止实施)"
_HINT = re.compile(_ENDS)
# 同时废止, 予以废止, 自2020年1月1日起废止; not 废止的, 废止后, 废止和修改, 规定废止程序.
_REPEALED = re.compile(
    rf"(?:同时|一并|均|都|即行|自行|相应|全部|予以|宣布|自然|现予|也|即|应当?|,|\s|"
    rf"(?:自|从)[^。;《》]{{2,24}}?(?:起|之日|之时)){{0,6}}{_ENDS}(?:执行)?(?=[。;,)!\s]|$)"
)
_DECIDES = re.compile(r"(?:决定|现将|现予|予以|宣布)(?:对)?(?:废止|失效)(?=(?:原)?《)")
_FROM = re.compile(rf"(?:自|从)(?P<when>[^,。;《》]{{6,16}}?)起[^。;《》]{{0,6}}?{_ENDS}")
_TAKES_EFFECT = re.compile(r"(?:自|从)\s*(?P<when>[^,。;自]{6,16}?)\s*起(?:施行|实施|执行|生效)")
_FROM_PROMULGATION = re.compile(r"自(?:公布|发布|颁布|通过)之日起(?:施行|实施|执行|生效)")
_PROMULGATED = re.compile(r"^[(\s]*[12]\d{3}\s*年.{0,80}(?:通过|公布|发布)")
_HEAD = 15  # lines
_SENTENCE_END = re.compile(r"[。;\n!?]")
# A title with what may follow it when all of it is meant.
_TITLE = r"《(?:[^《》]|《[^《》]*》){2,120}》"
_IN_BRACKETS = (
    r"(?:\s*[(\[【][^()\[\]【】]*(?:[(\[〔【][^()\[\]〕】〔【]*[)\]〕】][^()\[\]【】]*)*[)\]】])"
)
_WHOLE = re.compile(
    rf"(?P<title>{_TITLE})(?P<brackets>{_IN_BRACKETS}*)"
    r"(?:的?(?:通知|通告|公告|决定|规定|办法|意见|文件|函)|一文|等[\d一二两三四五六七八九十百]*(?:[件部个项份]|规范性|行政)*(?:文件|法规|规章|通知)*)?\s*"
)
_SEPARATOR = re.compile(r"(?:、|和|及|以及|与|,|\s)*(?:原)?")
# What may stand before a title of a list: who issued it, when. A basis is not repealed.
_ISSUED = re.compile(r"(?:发布|公布|颁布|颁发|印发|制定|批准|通过|下发|制发|施行|发出|修订)的?$")
_BASIS = re.compile(
    r"根据|按照|依据|依照|遵照|参照|贯彻|执行|适用|违反|符合|关于|规定|为了|本[^市省区县院部局委]"
)
_LIST_HEAD = re.compile(
    rf"(?:(?:决定|宣布|现将|予以|已经?)?{_ENDS}的?.{{0,24}}?(?:目录|清单|如下|下列|以下|文件[:]?$|法规[:]?$|规章[:]?$)"
    rf"|(?:下列|以下).{{0,24}}?{_ENDS})"
)
_OTHER_LIST = re.compile(r"^[^《]{0,20}(?:修改|继续有效|保留|修订)(?:的|决定|清单|目录)")
_LIST_ITEM = re.compile(r"^(?:[(]?[\d一二三四五六七八九十百]+[)]?\s*[、.．|,:]?|[·•\-|])\s*|^《|\|")
_LONGEST_HEAD = 120
_LONGEST_ITEM = 300
_LONGEST_LIST = 3000  # lines


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document that another one repeals, as that names it.

    ``title`` is as written, ``key`` in the form in which titles are compared, ``number`` a 文号 in
    its one spelling; at least one of them is there. ``day`` is the first day without it where
    the text tells it: the clause itself, or the sentence before it (自2021年1月1日起施行); with
    自公布之日起 it is the day of the first promulgation above the text. None where it does not.
    """

    title: str
    key: str
    number: str
    day: date | None


def read_repeals(text: str, title: str) -> tuple[Repeal, ...]:
    """The documents that ``text`` repeals, each once."""
    if not _HINT.search(text) and "廢止" not in text:
        return ()
    form = search_form(text)
    lists = bool(_HINT.search(search_form(title)))
    found = [*_in_sentences(text, form), *(_in_lists(text, form, own_title=lists))]
    return tuple({(each.key, each.number): each for each in reversed(found)}.values())


def _in_sentences(text: str, form: str) -> Iterator[Repeal]:
    start = 0
    recent: list[str] = []  # sentences
    for end in [*(m.end() for m in _SENTENCE_END.finditer(form)), len(form)]:
        sentence = form[start:end]
        recent = [*recent[-2:], sentence]
        if _HINT.search(sentence):
            stated = _FROM.search(sentence)
            day = find_date(stated["when"]) if stated else _in_force_from(recent, form)
            for verb in _REPEALED.finditer(sentence):
                for match in _run_before(sentence, verb.start()):
                    yield _repeal(text, start, match, day)
            for verb in _DECIDES.finditer(sentence):
                for match in _run_after(sentence, verb.end()):
                    yield _repeal(text, start, match, day)
        start = end


def _in_force_from(sentences: list[str], form: str) -> date | None:
    """The day from which the document holds by what the last of these sentences says of it."""
    for sentence in reversed(sentences):
        if stated := _TAKES_EFFECT.search(sentence):
            return find_date(stated["when"])
        if _FROM_PROMULGATION.search(sentence):
            head = [line for line in form.split("\n", _HEAD)[:_HEAD] if _PROMULGATED.search(line)]
            days = [day for line in head if (day := find_date(line)) is not None]
            return min(days, default=None)
    return None


def _run_before(sentence: str, end: int) -> list[re.Match[str]]:
    """The titles of the list that ends at ``end``, from its last one back to its first."""
    found: list[re.Match[str]] = []
    for match in reversed(list(_WHOLE.finditer(sentence, 0, end))):
        between = sentence[match.end() : end]
        if found:
            between = _separated(between)
        if between.strip(", "):
            break
        found.append(match)
        end = match.start()
        before = re.split(r"[,、:]|》", sentence[:end])[-1]
        if _BASIS.search(before) and not _ISSUED.search(before):
            return found[:-1]
    return found


def _separated(between: str) -> str:
    """What stands between two titles of a list without commas, 和, and who issued the second."""
    rest = _SEPARATOR.sub("", between, count=1)
    if _ISSUED.search(rest) or (rest and not _BASIS.search(rest) and len(rest) <= 40):
        return ""
    return rest


def _run_after(sentence: str, start: int) -> Iterator[re.Match[str]]:
    """The titles of the list that begins at ``start``: 决定废止《…》、《…》."""
    separator = _SEPARATOR.match(sentence, start)
    while separator and (match := _WHOLE.match(sentence, separator.end())):
        following = sentence[match.end() :]
        if re.match(r"第|中|附件|[^,。;、和及以与\s《]", following):
            return
        yield match
        separator = _SEPARATOR.match(sentence, match.end())


def _in_lists(text: str, form: str, *, own_title: bool) -> Iterator[Repeal]:
    """附件: 决定废止的文件目录, one document a line, until a line that is none of the list."""
    listing = False
    position = 0
    for number, line in enumerate(form.split("\n")):
        start, position = position, position + len(line) + 1
        plain = line.strip()
        if number > _LONGEST_LIST or not plain:
            continue
        if len(plain) <= _LONGEST_HEAD and _OTHER_LIST.search(plain) and "废止" not in plain:
            listing = False
        elif len(plain) <= _LONGEST_HEAD and _LIST_HEAD.search(plain):
            listing = own_title or "《" not in plain
        elif listing and len(plain) <= _LONGEST_ITEM and _LIST_ITEM.search(plain):
            yield from _listed(text[start : start + len(line)], plain)
        elif listing and "。" in plain:
            listing = False


def _listed(line: str, form: str) -> Iterator[Repeal]:
    numbers = named_numbers(form)
    titles = list(_WHOLE.finditer(search_form(line)))
    if len(titles) == 1 and not re.match(r"第|中|附件", search_form(line)[titles[0].end() :]):
        match = titles[0]
        name = line[match.start("title") : match.end("title")]
        yield Repeal(name, title_key(name), numbers[0] if numbers else "", None)
    elif not titles:
        for each in numbers:
            yield Repeal(each, "", each, None)


def _repeal(text: str, start: int, match: re.Match[str], day: date | None) -> Repeal:
    name = text[start + match.start("title") : start + match.end("title")]
    numbers = named_numbers(match["brackets"])
    return Repeal(name, title_key(name), numbers[0] if numbers else "", day)


def store_repeals(connection: sqlite3.Connection, number: int, document: Document) -> None:
    """Keep what a document repeals; one that only tells about another one repeals nothing."""
    if document.metadata.kind == INTERPRETATION:
        return
    connection.executemany(
        "INSERT OR REPLACE INTO repeals (document, title, title_key, number_key, day)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (
                number,
                each.title,
                each.key,
                search_form(each.number),
                each.day and each.day.isoformat(),
            )
            for each in read_repeals(document.text, document.title)
        ],
    )
