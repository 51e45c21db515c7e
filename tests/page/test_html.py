"""The page's HTML: what it shows of answers and documents, and that nothing in them can act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from index.types import (
    Document,
    IndexState,
    Metadata,
    Section,
    SectionKind,
    Validity,
)
from qa.filters import FilterField
from qa.page import messages
from qa.page.address import SourceAddress, question_link, read_source_address
from qa.page.asked import Asked, Typed, read_asked
from qa.page.escape import escape, escape_lines
from qa.page.find_quote import checksum
from qa.page.source_view import LONGEST_VIEW, source_view
from qa.page.status import is_settled, status_line
from qa.page.strings import SIMPLIFIED, words_in
from qa.types import Answer, AnswerSentence, AppliedFilter, Citation, Contact

words = words_in(SIMPLIFIED)


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> **粗** $$x^2$$ {{7*7}} ${7*7} "
    "`code` [链接](javascript:alert(1)) </div></article> &lt; \" ' \\"
)
# Any text but carriage returns, lone surrogates and control characters, which HTML cannot hold.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"))


def parse(html: str) -> BeautifulSoup:
    # Without this, Beautiful Soup itself changes white space that stands alone.
    return BeautifulSoup(html, "html.parser", preserve_whitespace_tags={"p", "pre"})


def one(html: str, selector: str) -> Tag:
    (found,) = parse(html).select(selector)
    return found


def citation(
    number: int = 1,
    document_id: str = "founding",
    *,
    start: int = 0,
    quote: str = "今年产值有望突破千亿。",
    title: str = "政策解读",
    section: str = "答 › 一是",
    validity: str = "",
) -> Citation:
    return Citation(
        number=number,
        document_id=document_id,
        title=title,
        issuer="市开发区管委会",
        document_number="义政发〔2023〕1号",
        index_number="330782000000/2023-528872",
        published=date(2023, 7, 6),
        validity=validity,
        url="",
        section=section,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answer(*citations: Citation) -> Answer:
    sentences = tuple(AnswerSentence(c.quote, (c.number,)) for c in citations)
    return Answer("问", refused=False, confidence=0.9, sentences=sentences, citations=citations)


def document(
    text: str, metadata: Metadata | None = None, sections: tuple[Section, ...] = ()
) -> Document:
    return Document("d/1", "source", "标题", text, metadata or Metadata(), sections)


def marked_text(html: str) -> str:
    return "\n".join(mark.get_text() for mark in parse(html).select("mark"))


def shown_text(html: str) -> str:
    return "\n".join(line.get_text() for line in parse(html).select(".source-text p"))


# Escaping


@given(texts)
def test_escaped_text_shows_its_characters_and_holds_no_element(text: str) -> None:
    page = parse(f"<p title='{escape(text)}'>{escape(text)}</p>")
    (paragraph,) = page.select("*")
    assert paragraph.get_text() == text
    assert paragraph["title"] == text


@given(texts)
def test_escaped_lines_are_a_single_line_of_html(text: str) -> None:
    assert "\n" not in escape_lines(text)
    shown = parse(f"<pre>{escape_lines(text)}</pre>".replace("<br>", "\n"))
    assert shown.get_text() == text


def test_template_signs_do_not_reach_gradio() -> None:
    assert not set("{}$`\\") & set(escape(HOSTILE))


def test_control_characters_are_left_out() -> None:
    assert escape("a\x00b\x1b[31mc\x85d") == "ab[31mcd"


# Links


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
)
def test_an_address_survives_its_link(name: str, start: int, end: int, view: int | None) -> None:
    address = SourceAddress(name, start, end, view)
    assert read_source_address(str(address)) == address


@pytest.mark.parametrize(
    "link", ["", "#source/", "#source/a/1", "#source/a/-1-2", "#source/a/1-2-3", "#ask/x", None, 7]
)
def test_a_link_that_is_no_address_is_refused(link: object) -> None:
    with pytest.raises(ValueError, match="expected #source/"):
        read_source_address(link)


def test_a_question_survives_its_link() -> None:
    question = "产值“100%”增长？\n<b>#/</b>"
    assert unquote(question_link(question).removeprefix("#ask/")) == question


# Messages


def test_each_sentence_is_followed_by_links_to_its_own_spans() -> None:
    first, second = citation(1, start=10), citation(2, "法/1", start=500, quote="第十九条。")
    lines = parse(messages.answer_message(words, answer(first, second))).select(".sentence")
    assert [line.get_text() for line in lines] == [first.quote + "[1]", second.quote + "[2]"]
    links = [line.select_one("a.cite") for line in lines]
    assert [read_source_address(link["href"]) for link in links if link] == [
        SourceAddress(c.document_id, c.start, c.end, checksum=checksum(c.quote))
        for c in (first, second)
    ]


def test_the_same_number_in_two_answers_leads_to_two_places() -> None:
    links = {
        one(messages.answer_message(words, answer(c)), ".sentence a.cite")["href"]
        for c in (
            citation(1, "甲", start=5),
            citation(1, "乙", start=5),
            citation(1, "甲", start=6),
        )
    }
    assert len(links) == 3


def test_references_name_each_document_once_with_all_places_cited() -> None:
    html = messages.answer_message(
        words,
        answer(
            citation(1, "乙", title="乙法", validity="已废止"),
            citation(2, "甲", title="甲法", validity="现行有效"),
            citation(3, "乙", title="乙法", validity="已废止", start=40, section="第三条"),
        ),
    )
    entries = parse(html).select(".references li")
    assert [len(entry.select("a.cite")) for entry in entries] == [2, 1]
    assert "乙法" in entries[0].get_text()
    assert "市开发区管委会 · 义政发〔2023〕1号 · 2023-07-06" in entries[0].get_text()
    assert [badge["class"] for badge in parse(html).select(".badge")] == [
        ["badge", "not-in-force"],
        ["badge", "in-force"],
    ]


def test_an_answer_offers_what_to_ask_next() -> None:
    html = messages.answer_message(words, replace(answer(citation()), suggestions=("甲？", "乙？")))
    links = parse(html).select(".suggestions a")
    assert [link["href"] for link in links] == [question_link("甲？"), question_link("乙？")]


def test_a_growing_answer_shows_numbers_that_lead_nowhere_yet() -> None:
    html = messages.partial_message([AnswerSentence("甲。", (1, 2))])
    assert one(html, ".sentence").get_text() == "甲。[1][2]"
    assert not parse(html).select("a")


def test_a_refusal_says_what_was_searched_and_whom_to_ask_and_cites_nothing() -> None:
    refused = Answer(
        "明天义乌会下雨吗",
        refused=True,
        confidence=0.1,
        suggestions=("经开区产值多少",),
        contact=Contact("市开发区管委会", "吴贵伦", "0579-85236028", "founding", "解读"),
    )
    html = messages.answer_message(words, refused)
    text = one(html, ".refusal").get_text()
    assert words("refusal_title") in text
    assert "明天义乌会下雨吗" in text
    assert "市开发区管委会，吴贵伦，电话 0579-85236028" in text
    assert not parse(html).select(".cite")
    assert read_source_address(one(html, ".source-link")["href"]).document_id == "founding"
    assert one(html, ".suggestion")["href"] == question_link("经开区产值多少")


def test_each_filter_is_a_chip_that_asks_again_without_it() -> None:
    asked = Asked("2023年以来的“政策”？", Typed(issuer="国务院", since="2023"))
    filters = (
        AppliedFilter("issuer", "发文机关：国务院"),
        AppliedFilter("kind", "类型：通知", read_from="通知类"),
    )
    html = messages.answer_message(words, replace(answer(citation()), filters=filters), asked=asked)
    given, read = parse(html).select("a.chip")
    assert "发文机关：国务院" in given.get_text()
    assert not given.select(".read-from")
    assert words("read_from", words="通知类") in read.get_text()
    assert read_asked(given["href"]) == Asked(
        asked.question, Typed(since="2023"), frozenset({FilterField.ISSUER})
    )
    assert read_asked(read["href"]) == Asked(
        asked.question, asked.typed, frozenset({FilterField.KIND})
    )


def test_taking_the_dates_away_clears_both_and_keeps_what_was_taken_before() -> None:
    asked = Asked("问", Typed(since="2023", until="2024"), frozenset({FilterField.KIND}))
    assert asked.without(FilterField.PUBLISHED) == Asked(
        "问", Typed(), frozenset({FilterField.KIND, FilterField.PUBLISHED})
    )


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    texts.map(lambda text: text[:200].strip()),  # the longest that a filter keeps
)
def test_what_was_asked_survives_its_link(question: str, issuer: str) -> None:
    asked = Asked(question, Typed(issuer=issuer), frozenset({FilterField.PLACE}))
    assert read_asked(asked.link()) == asked


@pytest.mark.parametrize(
    "link",
    ["", "#ask/x", "#without/", "#without/[]", "#without/{}", "#without/7", None,
     '#without/{"question": 7, "typed": {}, "ignore": []}',
     "#without/" + "[" * 50_000, "#without/" + "x" * 70_000,
     Asked("问").link().replace("%5B%5D", "%5B%22nothing%22%5D"),
     Asked("问").link().replace("null", "Infinity")],
)  # fmt: skip
def test_a_link_that_asks_nothing_is_refused(link: object) -> None:
    with pytest.raises(ValueError, match=r"expected|Expecting|not a valid"):
        read_asked(link)


def test_a_refusal_names_the_filters_that_left_nothing() -> None:
    filters = (AppliedFilter("issuer", "发文机关：<b>"), AppliedFilter("kind", "类型：通知"))
    refused = Answer("问", refused=True, confidence=0, filters=filters, emptied_by=filters)
    html = messages.answer_message(words, refused, asked=Asked("问"))
    note = one(html, ".emptied").get_text()
    assert note == words("emptied_together", filters="发文机关：<b>；类型：通知")
    assert words("refusal_why") not in html
    assert len(parse(html).select("a.chip")) == 2


def test_a_refusal_says_when_documents_are_still_coming_in() -> None:
    refused = Answer("试用期多久", refused=True, confidence=0)
    assert "还在导入" in messages.answer_message(words, refused, importing=True)
    assert "还在导入" not in messages.answer_message(words, refused)


def test_a_refusal_repeats_only_the_beginning_of_a_long_question() -> None:
    html = messages.answer_message(words, Answer("长" * 900, refused=True, confidence=0))
    assert one(html, ".refusal").get_text().count("长") == 120


def test_a_very_long_question_is_shown_shortened() -> None:
    assert len(messages.question_message("长" * 100_000)) < 3_000


@pytest.mark.parametrize(
    "html",
    [
        messages.question_message(HOSTILE + "\n\n# 标题\n\n- 项"),
        messages.partial_message([AnswerSentence(HOSTILE, (1,))]),
        messages.answer_message(
            words, answer(citation(document_id=HOSTILE, quote=HOSTILE, title=HOSTILE))
        ),
        messages.answer_message(
            words,
            Answer(
                HOSTILE,
                refused=True,
                confidence=0,
                suggestions=(HOSTILE,),
                contact=Contact(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            ),
        ),
        messages.problem_message(words, HOSTILE + "\n\n" + HOSTILE),
        messages.answer_message(
            words,
            Answer(
                HOSTILE,
                refused=True,
                confidence=0,
                filters=(AppliedFilter("issuer", HOSTILE, HOSTILE),),
                emptied_by=(AppliedFilter("issuer", HOSTILE, HOSTILE),),
            ),
            asked=Asked(HOSTILE, Typed(issuer=HOSTILE)),
        ),
    ],
    ids=["question", "partial", "answer", "refusal", "problem", "filters"],
)
def test_hostile_text_in_a_message_stays_text(html: str) -> None:
    page = parse(html)
    assert "\n" not in html
    assert html.startswith("<div ")
    assert HOSTILE in page.get_text()
    assert {tag.name for tag in page.select("*")} <= {
        *("div", "p", "span", "a", "ul", "li", "bdi", "q", "br", "details", "summary")
    }
    assert {name for tag in page.select("*") for name in tag.attrs} <= {
        "class",
        "href",
        "lang",
        "title",
    }
    assert all(
        str(a["href"]).startswith(("#source/", "#ask/", "#without/", "#why/"))
        for a in page.find_all("a")
    )


# The source


@given(st.data())
def test_the_marked_words_are_the_quote_and_no_character_is_lost(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.text("一二<&>{}$ab ", min_size=1, max_size=20), min_size=1))
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    html = source_view(words, document(text), SourceAddress("d/1", start, end))
    assert marked_text(html) == text[start:end].strip("\n")
    assert shown_text(html) == text


def test_the_panel_tells_what_is_known_of_the_document() -> None:
    known = Metadata(
        index_number="330782000000/2023-528872",
        document_number="义政发〔2023〕1号",
        issuer="市开发区管委会",
        published=date(2023, 7, 6),
        validity=Validity.REPEALED,
        url="http://www.yw.gov.cn/a.html?b=1&c=2",
        telephone="0579-85236028",
    )
    html = source_view(words, document("正文", known), SourceAddress("d/1", 0, 2))
    facts = {
        str(row.dt and row.dt.get_text()): str(row.dd and row.dd.get_text())
        for row in parse(html).select("dl.facts > div")
    }
    assert facts == {
        "发文机关": "市开发区管委会",
        "文号": "义政发〔2023〕1号",
        "索引号": "330782000000/2023-528872",
        "发布日期": "2023-07-06",
        "效力": "已废止",
        "联系电话": "0579-85236028",
        "原文链接": "http://www.yw.gov.cn/a.html?b=1&c=2",
    }
    assert one(html, "h2").get_text() == "标题"
    bar = one(html, ".bar").get_text().removesuffix(words("copy_quote"))
    assert bar == "返回回答标题市开发区管委会 · 义政发〔2023〕1号 · 2023-07-06已废止"
    assert one(html, ".fact-link a")["href"] == "http://www.yw.gov.cn/a.html?b=1&c=2"
    assert one(html, ".fact-link a")["rel"] == ["noopener", "noreferrer"]


def test_a_quote_is_found_where_it_stands_now_and_its_loss_is_told() -> None:
    quote = "试用期最长不得超过六个月。"
    before = f"第一条 {quote}"
    start = before.index(quote)
    link = SourceAddress(
        "d/1", start, len(before), words=((start + 4, start + 7),), checksum=checksum(quote)
    )
    assert read_source_address(str(link)) == link
    assert marked_text(source_view(words, document(before), link)) == quote
    moved = document(f"第一条 本法适用于用人单位。\n第二条 {quote}")
    html = source_view(words, moved, link)
    assert marked_text(html) == quote
    assert [bold.get_text() for bold in parse(html).select("mark b")] == ["长不得"]
    assert one(html, "article")["data-address"] == str(link)  # what the page asked for
    changed = document("第一条 试用期最长不得超过三个月，应当书面约定。")
    html = source_view(words, changed, link)
    assert not parse(html).select("mark")
    assert one(html, ".changed-note").get_text() == words("source_changed")
    assert "试用期" not in str(one(html, ".copy-quote")["data-text"])
    beyond = SourceAddress("d/1", 500, 900)
    assert parse(source_view(words, changed, beyond)).select(".changed-note")


def test_what_is_led_to_but_not_quoted_looks_different() -> None:
    text = "第一条 试用期。"
    near = source_view(words, document(text), SourceAddress("d/1", 0, 3))
    assert one(near, "mark")["class"] == ["place"]
    quoted = SourceAddress("d/1", 0, 3, checksum=checksum("第一条"))
    assert "class" not in one(source_view(words, document(text), quoted), "mark").attrs


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "java\nscript:x", "http://[", "//x.cn", HOSTILE],
)
def test_only_web_addresses_become_links(url: str) -> None:
    html = source_view(words, document("正文", Metadata(url=url)), SourceAddress("d/1", 0, 0))
    assert not parse(html).select(".fact-link a")
    assert one(html, ".fact-link dd").get_text() == url


def test_hostile_text_in_a_document_stays_text() -> None:
    hostile = Document(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE + "\n" + HOSTILE, Metadata(issuer=HOSTILE, url=HOSTILE)
    )
    html = source_view(words, hostile, SourceAddress(HOSTILE, 3, 40))
    assert shown_text(html) == hostile.text
    assert not parse(html).select("script, img, b, code")


def test_the_panel_says_in_which_section_the_quote_stands() -> None:
    text = "第二章 合同\n第十九条 试用期不得超过六个月。"
    article = text.index("第十九条")
    sections = (
        Section(SectionKind.HEADING, 0, len(text), label="第二章"),
        Section(SectionKind.ARTICLE, article, len(text), "第十九条", "第二章 合同", parent=0),
    )
    html = source_view(
        words, document(text, sections=sections), SourceAddress("d/1", article, len(text))
    )
    assert one(html, "p.place").get_text() == words("source_quoted") + " 第二章 合同 › 第十九条"
    assert [line["class"] for line in parse(html).select(".source-text p")] == [
        ["heading"],
        ["article"],
    ]


@pytest.mark.parametrize(("start", "end"), [(0, 3), (3, 4), (2, 1)])
def test_a_span_outside_the_text_marks_nothing(start: int, end: int) -> None:
    html = source_view(words, document("正文"), SourceAddress("d/1", start, end))
    assert shown_text(html) == "正文"
    assert not parse(html).select("mark")
    assert parse(html).select(".changed-note")


@pytest.mark.parametrize(
    "line",
    ["第{}条 " + "民事主体的合法权益受法律保护。" * 3 + "\n", "{}：" + "没有换行的长文字，" * 4],
    ids=["lines", "one line"],
)
def test_a_very_long_document_opens_at_the_quote_and_can_be_read_to_both_ends(line: str) -> None:
    text = "".join(line.replace("{}", str(number)) for number in range(12_000)).strip()
    assert len(text) > 2 * LONGEST_VIEW
    start = len(text) // 2
    address = SourceAddress("d/1", start, start + 5)
    html = source_view(words, document(text), address)
    assert marked_text(html).replace("\n", "") == text[start : start + 5].replace("\n", "")
    assert len(shown_text(html)) < 1.1 * LONGEST_VIEW

    backward, seen = html, shown_text(html)
    while (link := _further(backward, "source_before")) is not None:
        backward = source_view(words, document(text), link)
        seen = _joined(shown_text(backward), seen)
    forward = html
    while (link := _further(forward, "source_after")) is not None:
        forward = source_view(words, document(text), link)
        seen = _joined(seen, shown_text(forward))
    assert seen == text


def _further(html: str, key: str) -> SourceAddress | None:
    links = [a for a in parse(html).select("a.source-link") if a.get_text() == words(key)]
    return read_source_address(links[0]["href"]) if links else None


def _joined(before: str, after: str) -> str:
    """Two neighbouring views as one text; they overlap or stand at a line's end."""
    overlap = before.rfind(after.split("\n", 1)[0][:60])
    if overlap != -1:
        return before[:overlap] + after
    return before + ("\n" if "\n" in before else "") + after


# The status line


def state(documents: int, sentences: int, encoded: int) -> IndexState:
    return IndexState(documents, sentences, sentences, encoded, 1, "m", 384)


def test_the_status_line_says_how_far_the_index_is() -> None:
    assert "文件 379 份 · 句子 66,000 · 向量 31%" in status_line(words, state(379, 66_000, 20_500))
    assert words("state_ready") in status_line(words, state(379, 66_000, 66_000))
    assert words("state_empty") in status_line(words, state(0, 0, 0))


def test_the_status_line_tells_when_the_background_work_has_stopped() -> None:
    line = status_line(words, state(379, 66_000, 20_500), RuntimeError("no model"))
    assert words("state_stopped") in line
    assert "no model" not in line
    assert words("state_stopped") in status_line(words, state(0, 0, 0), RuntimeError("no disk"))


def test_the_status_line_does_not_say_all_before_the_last_sentence() -> None:
    line = status_line(words, state(1, 66_000, 65_999))
    assert "99%" in line
    assert not is_settled(state(1, 66_000, 65_999))
