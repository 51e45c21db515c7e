"""What a question names exactly stands first, however it is typed."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import opencc
import pytest

from index.knowledge_base import KnowledgeBase
from index.types import SectionKind, Validity
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.encoder import Encoder
    from index.types import Document, Hit

STATED = 70  # documents with a number are fewer; 60 here
ARTICLES = 12
SIGNS = re.compile("[，。？！：、；“”《》（）]")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TRADITIONAL = opencc.OpenCC("s2t")
NUMBER = re.compile(r"(?P<maker>.+)〔(?P<year>\d{4})〕(?P<serial>\d+)号")


@pytest.fixture(scope="module")
def state_council(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, data_folder: Path
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("state")
    with KnowledgeBase.open(folder, encoder=encoder) as kb:
        kb.add([data_folder / "state_council" / "documents.jsonl"], encode=False)
        yield Assistant(kb)


@pytest.fixture(scope="module")
def saved_pages(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, data_folder: Path
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("pages")
    with KnowledgeBase.open(folder, encoder=encoder) as kb:
        kb.add([data_folder / "pages"], encode=False)
        yield Assistant(kb)


@pytest.fixture(scope="module")
def press(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, data_folder: Path
) -> Iterator[Assistant]:
    """Every fourth document of the policy set."""
    folder = tmp_path_factory.mktemp("press")
    lines = (data_folder / "policy" / "documents.jsonl").read_text("utf-8").splitlines()[::4]
    (folder / "press.jsonl").write_text("\n".join(lines), "utf-8")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as kb:
        kb.add([folder / "press.jsonl"], encode=False)
        yield Assistant(kb)


def spellings_of_number(number: str) -> list[str]:
    match = NUMBER.fullmatch(number)
    assert match is not None
    maker, year, serial = match["maker"], match["year"], match["serial"]
    return [
        number,
        f"{maker}[{year}]{serial}号",
        f"{maker}（{year}）{serial}号",
        f"{maker}【{year}】第{serial}号",
        f"{maker} 〔 {year} 〕 {serial} 号",
        f"{maker}〔{year}〕{serial}".translate(FULL_WIDTH),
        f"请问{maker}［{year}］{serial}號文件的主要内容是什么？",
        TRADITIONAL.convert(f"{maker}({year})0{serial}号"),
        f"{maker}{year}年第{serial}号",
    ]


def spellings_of_index_number(number: str) -> list[str]:
    return [
        number,
        number.translate(FULL_WIDTH),
        number.replace("/", " / ").replace("-", " - "),
        number.replace("/", "-"),
        f"索引号{number.replace('-', '—')}是哪份文件？",
    ]


def spellings_of_article(document: Document, label: str, number: int, after: str) -> list[str]:
    short = document.title.removeprefix("中华人民共和国")
    return [
        f"《{document.title}》{label}",
        f"{short}{label}规定了什么？",
        f"{short}第{number}条{after}",
        f"《{short}》第 {number} 条{after}",
        f"{short}{number}条{after}".translate(FULL_WIDTH),
        f"{short}的{label.removeprefix('第')}",
        TRADITIONAL.convert(f"{short}{label}的內容"),
    ]


def first(assistant: Assistant, question: str) -> Hit:
    return assistant.search(question, k=1)[0]


def test_numbers_of_documents_in_every_spelling(state_council: Assistant) -> None:
    wrong, asked = [], 0
    for row in state_council.knowledge_base.documents():
        known = row.metadata
        questions = spellings_of_index_number(known.index_number) if known.index_number else []
        if NUMBER.fullmatch(known.document_number):
            questions += spellings_of_number(known.document_number)
        for question in questions:
            asked += 1
            if first(state_council, question).document.id != row.id:
                wrong.append(question)
    assert asked > 600
    assert wrong == []


def test_articles_in_every_spelling(by_words: Assistant) -> None:
    kb, chance = by_words.knowledge_base, random.Random(4)
    laws = [row for row in kb.documents() if row.metadata.validity is Validity.IN_FORCE]
    laws = [row for row in laws if row.title.endswith("法") or "民法典" in row.title]
    wrong, asked = [], 0
    for row in chance.sample(laws, ARTICLES):
        articles = [p for p in kb.document_passages(row.id) if p.article_number]
        inserted = [p for p in articles if "条之" in p.label]
        for passage in chance.sample(articles, 2) + inserted[:1]:
            after = "之" + passage.label.partition("条之")[2] if "条之" in passage.label else ""
            document = kb.document(row.id)
            for question in spellings_of_article(
                document, passage.label, passage.article_number, after
            ):
                asked += 1
                hit = first(by_words, question)
                if (hit.document.title, hit.passage.label) != (row.title, passage.label):
                    wrong.append(question)
    assert asked >= 7 * 2 * ARTICLES
    assert wrong == []


@pytest.mark.parametrize(
    "question",
    [
        "0579-85236028",
        "0579 85236028是哪里的电话",
        "（0579）85236028",
        "０５７９－８５２３６０２８",
        "057985236028",
        "85236028",
        "8523 6028 是谁的号码？",
        "吴贵伦是谁",
        "吳貴倫的联系电话",
        "解读人：吴贵伦",
        "胡洁代表所在的企业",
        "缩减30%以上用工规模",
        "缩减百分之三十以上用工规模",
        "縮減３０％以上用工規模",
        "提升 25 % 以上生产效率",
        "提升百分之二十五以上生产效率",
        "数控率还没有百分之百全覆盖",
        "83GW和100GW",
        "８３ｇｗ",
        "330782000000/2023-528872",
        "330782000000-2023-528872",
    ],
)
def test_telephones_percentages_and_names_of_the_founding_page(
    by_words: Assistant, founding_page: Path, question: str
) -> None:
    assert first(by_words, question).document.source == str(founding_page.resolve())


@pytest.mark.parametrize(
    "question", ["０５７９－８５２３６０２８", "缩减百分之三十以上用工规模", "吳貴倫是誰"]
)
def test_they_stand_first_beside_vectors_too(
    assistant: Assistant, founding_page: Path, question: str
) -> None:
    assert first(assistant, question).document.source == str(founding_page.resolve())


def typed_otherwise(question: str) -> list[str]:
    return [
        question,
        SIGNS.sub("", question),
        question.translate(FULL_WIDTH),
        TRADITIONAL.convert(question),
        " ".join(question),
    ]


def stored_questions(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Every 问, and every title and heading that asks, with the documents that it stands in."""
    found: dict[str, set[str]] = {}
    for row in kb.documents():
        document = kb.document(row.id)
        if document.metadata.validity not in {Validity.IN_FORCE, Validity.UNKNOWN}:
            continue
        said = [document.title] + [
            document.text[s.start : s.end]
            for s in document.sections
            if s.kind in {SectionKind.QUESTION, SectionKind.HEADING}
        ]
        for text in said:
            if text.endswith(("？", "?")) and len(re.findall(r"\w", text)) > 6:
                found.setdefault(text, set()).add(document.id)
    return found


@pytest.mark.parametrize("corpus", ["by_words", "assistant", "saved_pages", "press"])
def test_a_stored_question_stands_first_however_it_is_typed(
    corpus: str, request: pytest.FixtureRequest
) -> None:
    asked: Assistant = request.getfixturevalue(corpus)
    questions = stored_questions(asked.knowledge_base)
    assert questions
    wrong = []
    for question, documents in questions.items():
        for typed in typed_otherwise(question)[: 1 if len(questions) > 60 else None]:
            hit = first(asked, typed)
            if not {hit.document.id, *hit.copies} & documents:
                wrong.append(typed)
    assert wrong == []


def test_a_question_that_names_a_law_is_still_found_where_it_stands(
    tmp_path: Path, encoder: Encoder
) -> None:
    question = "《某某条例》第五条所说的重大项目由谁认定？"
    records = [
        {"id": "a", "title": "热点问答", "text": f"热点问答\n{question}\n由市发展改革委认定。\n"},
        {
            "id": "b",
            "title": "重大项目管理办法",
            "text": "重大项目由市政府认定，第五条另有规定的除外。",
        },
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as kb:
        kb.add([tmp_path / "d.jsonl"], encode=False)
        assert first(Assistant(kb), question).document.id == "a"
