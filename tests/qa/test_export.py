"""A conversation written out says word for word what was answered, whatever stands in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.export.docx import word_document
from qa.export.exchange import Exchange, Reference, Said, plain, read_exchanges
from qa.export.markdown import escaped, markdown
from qa.export.names import file_name
from qa.export.plain import plain_text
from qa.page import translated
from qa.page.strings import ENGLISH, LANGUAGES, SIMPLIFIED, words_in
from qa.types import Answer, AnswerSentence, Citation, Contact, Contradiction, NearDocument

words = words_in(SIMPLIFIED)
TODAY = date(2026, 11, 23)
QUOTE = "试用期最长不得超过六个月。"
HOSTILE = (
    "<script>alert(1)</script> ![图](http://evil.example/x.png) [链接](javascript:alert(1)) **粗** "
    "`码` | 表 | &lt; $$x$$ ~~删~~ <!-- --> \\ http://evil.example/"
)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), max_size=80)


def citation(number: int = 1, quote: str = QUOTE) -> Citation:
    return Citation(
        number, "law", "劳动法", "全国人大", "主席令第28号", "", date(1994, 7, 5), "现行有效", "",
        "第二十一条", quote, 0, len(quote),
    )  # fmt: skip


def answer(text: str = QUOTE) -> Answer:
    return Answer(
        "试用期最长多久？", refused=False, confidence=0.9,
        sentences=(AnswerSentence(text, (1,)), AnswerSentence("第二句", (1, 2), shortened=True)),
        citations=(citation(1, text), citation(2)), asked_on=TODAY, notes=("《劳动法》有新的文本。",),
        contradictions=(Contradiction("两份文件说法不一。", (1, 2), ("", ""), ((0, 1), (0, 1))),),
        understood="劳动合同试用期最长多久？",
    )  # fmt: skip


def refusal() -> Answer:
    near = NearDocument(
        "d", "停车办法", "市政府", "", date(2020, 1, 2), "已废止", "", "第三条", 0, 5
    )
    return Answer(
        "明天下雨吗", refused=True, confidence=0, nearest=(near,), searched=("明天", "下雨"),
        contact=Contact("气象局", "王某", "12121", "d", "停车办法"), asked_on=TODAY,
    )  # fmt: skip


def word_lines(file: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(file)).paragraphs]


def test_a_reference_is_written_as_chinese_writing_names_its_source() -> None:
    reference = Exchange.of(answer()).references[0]
    assert reference.line == "《劳动法》（主席令第28号），全国人大，1994-07-05，第二十一条"
    assert Reference(1, "《工伤保险条例》").line == "《工伤保险条例》"


def test_a_title_that_turns_the_writing_round_turns_nothing_after_it() -> None:
    line = Reference(1, "甲\u202e乙", "丙").line
    assert line == "\u2068《甲\u202e乙》\u2069，丙"


def test_what_the_browser_keeps_comes_back_as_it_was() -> None:
    exchanges = (Exchange.of(answer()), Exchange.of(refusal()))
    written = json.dumps([each.to_dict() for each in exchanges]).encode()
    assert read_exchanges(written) == exchanges


@pytest.mark.parametrize(
    "written", [b"", b"{}", b"[{}]", b'[{"question": 3, "refused": false}]', b"\xff", b"[[]]"]
)
def test_what_is_no_conversation_is_not_read(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_exchanges(written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_formats_hold_questions_sentences_references_quotes_notes_and_refusals(
    language: str,
) -> None:
    said = words_in(language)
    exchanges = [Exchange.of(answer()), Exchange.of(refusal())]
    in_word = "\n".join(word_lines(word_document(said, exchanges, TODAY)))
    rendered = MarkdownIt("commonmark").render(markdown(said, exchanges, TODAY))
    for text in (
        "1. 试用期最长多久？",
        f"{QUOTE} [1]",
        "第二句…… [1][2]",
        "[1] 《劳动法》（主席令第28号），全国人大，1994-07-05，第二十一条",
        "《劳动法》有新的文本。",
        "两份文件说法不一。",
        said("understood", question="劳动合同试用期最长多久？"),
        said("export_asked", day="2026-11-23"),
        "2. 明天下雨吗",
        said("refusal_title"),
        said("export_nearest"),
        "《停车办法》，市政府，2020-01-02，第三条"
        + said("export_validity", validity=translated.said(said, "已废止")),
        said("contact") + "气象局，王某，12121",
    ):
        assert text in in_word
        assert text in rendered
    assert rendered.count(QUOTE) == 1  # the quote is the answer


def spoken_lines(text: str) -> list[str]:
    """Markdown drops what is white before and behind a line."""
    return [line.strip() for line in text.split("\n") if line.strip()]


@given(texts)
@example(HOSTILE)
@example("# 标题\n- 点\n1. 一\n> 引\n    码\n---\n===\n\n1) 二\n+ 三\n```\n甲")
@example("\u3000\u3000一、空两格")
@example("：表\n:--|--:")
def test_markdown_shows_every_text_exactly_and_gives_it_no_meaning(text: str) -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(escaped(text))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(escaped(text))
    inline = [child for token in tokens for child in token.children or ()]
    shown = "".join("\n" if child.type == "hardbreak" else child.content for child in inline)
    assert spoken_lines(shown) == spoken_lines(text)
    assert {child.type for child in inline} <= {"text", "text_special", "hardbreak"}
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert "<img" not in html


@given(texts)
@example(HOSTILE)
@example("\x00\x0b\x1f\ufffe甲\n乙\t丙")
def test_a_word_document_holds_every_text_exactly(text: str) -> None:
    exchange = Exchange(plain(text), refused=False, sentences=(Said(plain(text), (1,)),))
    lines = word_lines(word_document(words, [exchange], TODAY))
    assert f"{plain(text)} [1]" in lines
    assert f"1. {plain(text)}" in lines


def test_half_a_character_breaks_no_export() -> None:
    broken = replace(Exchange.of(answer()), question="甲\ud800乙")
    (read,) = read_exchanges(json.dumps([broken.to_dict()]).encode())
    assert word_document(words, [read], TODAY)
    assert markdown(words, [read], TODAY).encode()


def test_a_quote_that_is_the_answer_is_written_once_and_a_doubtful_answer_says_so() -> None:
    doubtful = replace(answer(), confidence=0.3)
    for each in (answer(), doubtful):
        written = markdown(words, [Exchange.of(each)], TODAY)
        assert written.count(QUOTE) == 1
        assert (words("sure_to_check_note") in written) == (each is doubtful)
    english = markdown(words_in(ENGLISH), [Exchange.of(answer())], TODAY)
    assert "in force" in english
    assert "现行有效" not in english


def test_a_copied_answer_has_its_numbers_and_what_they_stand_for() -> None:
    copied = plain_text(words_in(ENGLISH), Exchange.of(answer())).split("\n")
    assert f"{QUOTE} [1]" in copied
    assert copied[-2].startswith("[1] 《劳动法》（主席令第28号），全国人大，1994-07-05，第二十一条")
    assert copied[-1].startswith("[2] ")


def test_a_document_says_nothing_of_the_machine_that_made_it() -> None:
    properties = Document(
        BytesIO(word_document(words, [Exchange.of(answer())], TODAY))
    ).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == words("export_title")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("试用期最长多久？", "政策问答-试用期最长多久-2026-11-23.md"),
        ("../../etc/passwd\x00<b>:*?", "政策问答-etc-passwd-b-2026-11-23.md"),
        ("？", "政策问答-2026-11-23.md"),
        ("长" * 500, f"政策问答-{'长' * 30}-2026-11-23.md"),
    ],
)
def test_a_file_is_named_after_its_first_question_safely(question: str, name: str) -> None:
    assert file_name(words, [Exchange(question, refused=True)], TODAY, "md") == name
