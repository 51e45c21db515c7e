"""The outline of a document, its places that concern a question, and its words with their reference."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from index import KnowledgeBase
from index.types import Document, Metadata
from qa.assistant import Assistant
from qa.page.address import SourceAddress
from qa.page.cited_text import cited_text
from qa.page.mentions import mentions
from qa.page.outline import Entry, outline
from qa.page.source_view import LONGEST_VIEW, source_view
from qa.page.strings import SIMPLIFIED, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

words = words_in(SIMPLIFIED)

LAW = """养犬管理条例
第一章 总则
第一条 为了规范养犬，制定本条例。
第二条 本市养犬适用本条例。
第二章 登记
第一节 办理
第三条 养犬登记的期限为十五日，由公安机关办理。
第四条 有下列情形的，不予登记：
（一）未满十八周岁的；
（二）没有固定住所的。
第二节 补办
第五条 养犬登记证遗失的，应当在三十日内补办养犬登记。
第三章 附则
第六条 本条例自公布之日起施行。"""
TALK = """为什么要登记？
答：登记是为了防疫。
"""
QUESTION = "养犬登记的期限是多久"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("outline")
    (folder / "养犬条例.txt").write_text(LAW, encoding="utf-8")
    with KnowledgeBase.open(folder / "home") as kb:
        kb.add([folder / "养犬条例.txt"], encode=False)
        yield Assistant(kb)


@pytest.fixture(scope="module")
def law(assistant: Assistant) -> Document:
    kb = assistant.knowledge_base
    return kb.document(kb.documents()[0].id)


def span(document: Document, quote: str) -> SourceAddress:
    start = document.text.index(quote)
    return SourceAddress(document.id, start, start + len(quote))


def lines(entries: list[Entry]) -> list[object]:
    return [[entry.text, lines(entry.below)] if entry.below else entry.text for entry in entries]


# The outline


def test_the_articles_of_a_law_stand_below_its_chapters(law: Document) -> None:
    assert [line for line in lines(outline(law)) if line != law.title] == [
        ["第一章 总则", ["第一条", "第二条"]],
        ["第二章 登记", [["第一节 办理", ["第三条", "第四条"]], ["第二节 补办", ["第五条"]]]],
        ["第三章 附则", ["第六条"]],
    ]


def test_the_outline_leads_to_its_lines_and_is_open_at_the_quote(law: Document) -> None:
    page = BeautifulSoup(source_view(words, law, span(law, "应当在三十日内")), "html.parser")
    places = {str(line["id"]): line.get_text() for line in page.select(".source-text p[id]")}
    for link in page.select(".outline a"):
        assert places[str(link["href"]).replace("#at/", "at-")].startswith(link.get_text())
    (here,) = page.select(".outline a[aria-current]")
    assert here.get_text() == "第五条"
    opened = [each.select_one("summary") for each in page.select(".outline nav details[open]")]
    assert [each.get_text() for each in opened if each] == [
        words("outline_span", first="第一节", last="第二节"),
        "第五条",
    ]


def test_the_founding_page_is_outlined_by_its_question_its_answer_and_their_points(
    tmp_path: Path, founding_page: Path
) -> None:
    with KnowledgeBase.open(tmp_path / "home") as kb:
        (document_id,) = kb.add([founding_page], encode=False).added
        shown = [entry.text for entry in outline(kb.document(document_id))]
    assert [line[:2] for line in shown[:3]] == ["問:", "答:", "一是"]


def test_a_text_without_structure_has_no_outline() -> None:
    document = Document("d", "s", "标题", "一段话。\n又一段话。")
    assert outline(document) == []
    assert "outline" not in source_view(words, document, SourceAddress("d", 0, 3))


def test_the_outline_of_a_document_that_is_shown_in_part_opens_the_other_parts(
    tmp_path: Path,
) -> None:
    body = "设施的维护由所在地的单位负责，单位应当每年检查并记录检查结果。" * 12
    text = "\n".join(f"第{number}条 {body}" for number in map(chinese, range(1, 800)))
    (tmp_path / "law.txt").write_text(text, encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "home") as kb:
        (document_id,) = kb.add([tmp_path / "law.txt"], encode=False).added
        document = kb.document(document_id)
    assert len(document.text) > LONGEST_VIEW
    html = source_view(words, document, SourceAddress(document_id, 0, 3))
    links = BeautifulSoup(html, "html.parser").select(".outline a")
    assert [link.get_text() for link in links] == [f"第{chinese(n)}条" for n in range(1, 800)]
    assert links[0]["href"] == "#at/0"
    start = document.text.index(f"第{chinese(799)}条")
    far = SourceAddress(document_id, start, start)
    assert links[-1]["href"] == str(far)
    page = BeautifulSoup(source_view(words, document, far), "html.parser")
    place = page.select_one(f'[id="at-{page.article and page.article["data-at"]}"]')
    assert place is not None
    assert place.get_text().startswith("第七百九十九条")


def chinese(number: int) -> str:
    """``number``, below 1,000, as laws count."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        written += "十" if number < 20 else f"{digits[tens]}十"
    elif hundreds and ones:
        written += "零"
    return written + (digits[ones] if ones else "")


# Places that concern the question


def test_the_places_are_what_is_cited_and_passages_with_the_same_words(
    assistant: Assistant, law: Document
) -> None:
    cited = span(law, "第三条 养犬登记的期限为十五日，由公安机关办理。")
    places = mentions(assistant, cited, QUESTION, [str(cited)])
    assert places[0] == cited
    shown = [law.text[place.start : place.end] for place in places]
    assert any("第五条" in text for text in shown)
    assert not any("公布之日" in text for text in shown)
    for place in places:
        assert [p.start for p in mentions(assistant, place, QUESTION, [str(cited)])] == [
            p.start for p in places
        ]


def test_what_a_browser_forges_adds_no_place(assistant: Assistant, law: Document) -> None:
    cited = span(law, "养犬登记")
    forged: list[tuple[object, object]] = [
        (None, None),
        (7, "x"),
        ("", ["#source/other/1-2", "javascript:x", 7, None, "#source/%00/1-2"]),
        ("？" * 100_000, {}),
        ("\0", [[]]),
    ]
    for question, links in forged:
        assert mentions(assistant, cited, question, links) == (cited,)


def test_stepping_goes_round(law: Document) -> None:
    first, second = span(law, "养犬登记的期限"), span(law, "补办养犬登记")
    for address, now, before, after in [
        (first, "1/2", second, second),
        (second, "2/2", first, first),
        (span(law, "总则"), "–/2", second, first),
    ]:
        page = BeautifulSoup(
            source_view(words, law, address, places=(first, second)), "html.parser"
        )
        count = page.select_one(".mention-count [aria-hidden]")
        assert count is not None
        assert count.get_text() == now
        assert [button["data-href"] for button in page.select(".mentions button")] == [
            str(place).replace("#source/", "#mention/") for place in (before, after)
        ]


# The reference


def test_a_quote_is_copied_with_title_number_issuer_day_and_article(law: Document) -> None:
    known = Metadata(
        document_number="义政发〔2023〕1号", issuer="义乌市人民政府", published=date(2023, 7, 6)
    )
    document = Document("d", "s", "养犬条例", law.text, known, law.sections)
    point = span(document, "（二）没有固定住所的")
    assert cited_text(document, point.start, point.end) == (
        "“（二）没有固定住所的”——《养犬条例》（义政发〔2023〕1号），义乌市人民政府，"
        "2023年7月6日，第四条（二）"
    )
    bare = Document("d", "s", "《养犬条例》释义", "养犬应当登记。")
    assert cited_text(bare, 0, 4) == "“养犬应当”——《《养犬条例》释义》"
    assert cited_text(bare, 0, 0) == "《《养犬条例》释义》"
