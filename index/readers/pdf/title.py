"""The title of a PDF as its first page shows it: what is set largest, or first and centred."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.metadata import is_front_matter
from index.readers.pdf.long_tables import LongTable
from index.readers.pdf.paragraphs import LARGER, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.contents import Flowing
    from index.readers.pdf.paragraphs import Body

_SHORTEST, _LONGEST = 3, 150  # characters
_WITHIN = 12  # paragraphs
_SEARCHED = 150  # paragraphs for a title that is known
_SURE = 6  # characters
_MARK = "\0"  # where the title stood
_SITE = re.compile(rf"(?:.{{2,40}}[-_|–—]+)?{_MARK}(?:[-_|–—]+.{{2,40}})?")
_RED_HEAD = re.compile(r".{2,40}(?:文\s*件|公\s*报|简\s*报|专\s*报)")
_NO_TITLE = re.compile(
    r"[。；，、;,：:]$|^(?:附件|抄送|主送|目\s*录|附?表\s?\d)|^第[零〇一二两三四五六七八九十百\d]+[章节条]"
)
_LETTER = re.compile("[A-Za-z\u3400-\u9fff]")


def printed_title(found: Sequence[Flowing], body: Body) -> str:
    """The title on the first page; "" where nothing there looks like one."""
    paragraphs = [each for each in found[:_WITHIN] if isinstance(each, Paragraph)]
    head = [
        each for each in paragraphs if each.first.page == paragraphs[0].first.page and _may_be(each)
    ]
    larger = [each for each in head if each.size >= LARGER * body.size]
    if larger:
        return max(larger, key=lambda each: each.size).text  # of equals the first
    for each in head:
        if each.first.is_centred or all(placed.line.bold for placed in each.lines):
            return each.text
    # A table printed by itself: its caption names it.
    is_table = len(found) > 1 and isinstance(found[1], LongTable)
    alone = is_table and isinstance(found[0], Paragraph) and len(found[0].text) <= _LONGEST
    return found[0].text if alone and isinstance(found[0], Paragraph) else ""


def confirmed_title(stated: str, found: Sequence[Flowing]) -> str:
    """What the text itself says of the title that the properties state; "" where it does not stand there.

    Browsers leave the name of the site beside it.
    """
    bare = _bare(stated)
    for each in found[:_SEARCHED]:
        if not isinstance(each, Paragraph) or not _may_be(each):
            continue
        text = _bare(each.text)
        before, _, behind = bare.partition(text)
        if len(text) >= _SURE and text in bare and _SITE.fullmatch(f"{before}{_MARK}{behind}"):
            return each.text
    return ""


def _bare(text: str) -> str:
    return "".join(text.split())


def _may_be(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and _LETTER.search(text) is not None
        and not paragraph.first.line.red
        and not _RED_HEAD.fullmatch(text)
        and not _NO_TITLE.search(text)
        and not is_front_matter(text)
    )
