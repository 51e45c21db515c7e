"""Three languages: what the page says itself, and what comes from below it."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import PolicyQAError
from index.types import Validity
from qa.explain import SIGNAL_LABELS
from qa.page.editor.imports import Run
from qa.page.editor.upload_view import run_view
from qa.page.strings import ENGLISH, LANGUAGES, SIMPLIFIED, TRADITIONAL, traditional, words_in
from qa.page.translated import said, said_html
from qa.understand import understand

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u3400-\u9fff]")
# Whatever stands in a message: a day where one is expected, a number elsewhere, never Chinese.
SAMPLE = "2024-01-02"
# Modules of which every Chinese sentence, not only that of an error, is for people.
SPEAKING = ("qa/validity.py", "qa/second/disagreement.py", "qa/narrowing.py", "qa/llm/writer.py")

words = words_in(ENGLISH)


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file, ast.parse(file.read_text("utf-8"))


def text_of(node: ast.expr) -> str | None:
    """A text with a sample in the place of each value; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(each) or SAMPLE for each in node.values)
    return None


def told() -> Iterator[tuple[str, str]]:
    """Every message that is raised, or kept as the reason why a file was skipped."""
    for file, tree in trees("index", "qa"):
        if "cli" in file.parts:
            continue
        for node in ast.walk(tree):
            call = node.exc if isinstance(node, ast.Raise) else node
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if isinstance(node, ast.Raise) or call.func.id == "Skipped":
                for text in filter(None, map(text_of, call.args)):
                    yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", text


def pieces() -> Iterator[tuple[str, str]]:
    """Every piece of Chinese that stands between two values in a module that speaks."""
    for name in SPEAKING:
        tree = ast.parse((ROOT / name).read_text("utf-8"))
        yield from ((f"{name}:{node.lineno}", node.value) for node in chinese(tree))


def is_whole(text: str, others: set[tuple[str, str]]) -> bool:
    """Whether ``text`` is no part of another one, as the end of an f-string is."""
    return not any(text != other and other.endswith(text) for _, other in others)


@dataclass(frozen=True)
class Text:
    value: str
    lineno: int


def chinese(tree: ast.AST, but: tuple[type[ast.AST], ...] = ()) -> Iterator[Text]:
    """The Chinese texts of a module, except docstrings and what documents are read by.

    ``but`` are other nodes that are left out.
    """
    skipped: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.add(id(body[0].value))
        if isinstance(node, but) or (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
        ):
            skipped |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and id(node) not in skipped and HAN.search(value):
            yield Text(value, getattr(node, "lineno", 0))


def test_every_error_and_every_reason_can_be_said_in_english_and_in_traditional() -> None:
    found = [(where, text) for where, text in told() if HAN.search(text)]
    assert len(found) > 60
    for where, text in found:
        if "is no " in text or "has two digits" in text or "names no" in text:
            continue  # for programmers
        english = said(words, text)
        assert english != text, f"{where}: qa/page/said has nothing for {text}"
        if "例如" not in text:
            assert not HAN.search(english), f"{where}: {english}"
        assert said(words_in(TRADITIONAL), text) == traditional(text), where


def test_every_sentence_of_the_readers_wherever_it_stands_can_be_said_in_english() -> None:
    files = [*(ROOT / "index/readers").rglob("*.py"), ROOT / "index/importing.py"]
    trees_ = [(file.name, ast.parse(file.read_text("utf-8"))) for file in sorted(files)]
    found = {
        (name, text)
        for name, tree in trees_
        for each in ast.walk(tree)
        if isinstance(each, (ast.Constant, ast.JoinedStr)) and (text := text_of(each) or "")
        if HAN.search(text) and text.endswith("。") and len(text) > 1
    }
    found = {(name, text) for name, text in found if is_whole(text, found)}
    assert len(found) > 60
    for name, text in found:
        tried = [said(words, start + text) for start in ("", "a.docx：")]
        assert any(not HAN.search(each) for each in tried), f"{name}: {text}"


def test_how_far_a_file_is_read_is_said_in_english() -> None:
    for what, english in (
        ("页", "page"), ("个文件", "file"), ("个工作表", "sheet"), ("行", "row"), ("段", "paragraph"),
    ):  # fmt: skip
        assert said(words, f"通知.pdf：第 3 {what}，共 40 {what}") == f"通知.pdf: {english} 3 of 40"
        assert said(words, f"通知.pdf：第 3 {what}") == f"通知.pdf: {english} 3"
    used = {
        call.args[2].value
        for _, tree in trees("index/readers")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "sign_of_life"
        and isinstance(call.args[2], ast.Constant)
    }
    assert used <= {"页", "个文件", "个工作表", "行", "段", "转换"}  # the last without a number


def test_how_far_a_long_file_is_reaches_the_page_in_its_language() -> None:
    run = Run(1, done=0, total=2, label="通知.pdf：第 3 页，共 40 页", started=1.0)
    assert "通知.pdf</span>: page 3 of 40</bdi>" in run_view(words, run, 0, {})
    in_traditional = run_view(words_in(TRADITIONAL), run, 0, {})
    assert "通知.pdf</span>：第 3 頁，共 40 頁</bdi>" in in_traditional


def test_an_error_in_a_message_around_it_is_said_in_english_too() -> None:
    locked = "a.docx：文件有密码，无法读取。请去掉密码后再导入。"
    english = said(words, f"{locked}替换时文件里应当正好有一份文件。")
    assert english.startswith("a.docx: the file has a password")
    assert english.endswith("To replace one document, the file should hold exactly one.")
    unknown = "a.rar：不支持的格式“.rar”（内容是RAR 压缩包）。请先解压，再导入其中的文件。"
    assert said(words, unknown) == (
        "a.rar: the format “.rar” is not supported (the content is a RAR archive). "
        "Please unpack it first and import the files in it."
    )


def test_every_piece_of_what_is_said_of_an_answer_is_in_the_catalogue() -> None:
    from qa.page.translated import templates

    known = "\n".join(re.sub(r"\{\w+\}|[\[\]]", "\0", each) for each in templates())
    plain = known.replace("\0", "")
    found = list(pieces())
    assert len(found) > 40
    missing = [f"{where}: {text}" for where, text in found if text not in known + plain]
    assert missing == []


@pytest.mark.parametrize("values", [Validity, SIGNAL_LABELS.values()])
def test_every_validity_and_every_part_of_a_score_has_its_english_word(values: object) -> None:
    for value in filter(None, map(str, values)):  # type: ignore[call-overload]
        assert not HAN.search(said(words, value)), value


def test_values_stay_as_they_were_published_and_are_marked_as_chinese() -> None:
    note = "《婚姻法》已于 2021-01-01 废止（见《民法典》）。以下是其他文件的规定。"
    english = said(words, note)
    assert english.startswith("《婚姻法》 was repealed on 2021-01-01 (see 《民法典》).")
    assert said(words_in(TRADITIONAL), note).startswith("《婚姻法》已於 2021-01-01 廢止")
    assert said(words_in(SIMPLIFIED), note) == note
    assert said_html(words, "发文机关：国务院") == 'Issuer: <span lang="zh">国务院</span>'
    hostile = said_html(words, "发文机关：<img src=x onerror=alert(1)>")
    assert "<img" not in hostile


def test_a_text_that_nobody_knows_stays_as_it_is() -> None:
    text = "天有不测风云，人有旦夕祸福。"
    for language in LANGUAGES:
        assert said(words_in(language), text) == text


def test_a_text_made_to_be_hard_to_read_is_read_in_one_go() -> None:
    text = "《" + "》已于 2021-01-01 废止（见《" * 20_000 + "。"
    assert said(words, text) == text


def test_an_error_that_is_really_raised_is_said_in_english() -> None:
    with pytest.raises(PolicyQAError) as caught:
        understand("产值" * 50_000)
    assert said(words, str(caught.value)).startswith("The question has 100,000 characters")


# What the page says itself


def wording() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in sorted((ROOT / "qa/page/wording").glob("*.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_phrase_of_the_page_has_all_its_languages_with_the_same_values() -> None:
    for key, phrase in wording().items():
        assert set(phrase) <= {"zh", "en", "hant"}, key
        assert phrase["zh"].strip(), key
        assert phrase["en"].strip(), key
        for language in set(phrase) - {"zh"}:
            assert fields(phrase[language]) == fields(phrase["zh"]), (key, language)
        outside = re.sub(r"[“《][^”》]*[”》]|(?:For example|such as|e\.g\.).*", "", phrase["en"])
        assert key.startswith("language_") or not HAN.search(outside), (key, phrase["en"])


def test_every_phrase_of_the_page_is_used_somewhere() -> None:
    sources = [
        file.read_text("utf-8")
        for folder in ("qa/page", "qa/export")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".js"}
    ]
    source = "\n".join(sources)
    made = [
        re.compile(re.sub(r"\\\{[^{}]*\\\}", r"\\w+", re.escape(literal)))
        for literal in re.findall(r'f"(\w*\{[^{}"]+\}\w*)"', source)
        if re.search(r"\w_\{|\}_\w", literal)
    ]
    made += [  # WORDS[`export_${format}`]
        re.compile("script_" + re.sub(r"\\\$\\\{[^{}]*\\\}", r"\\w+", re.escape(literal)))
        for literal in re.findall(r"WORDS\[`(\w*\$\{[^{}`]+\}\w*)`\]", source)
    ]
    made += [re.compile(begin + r"\w+") for begin in re.findall(r'"(\w+_)" \+ ', source)]
    unused = []
    for key in wording():
        spoken = f"WORDS.{key.removeprefix('script_')}", f"FRAME.{key.removeprefix('frame_')}"
        used = (
            f'"{key}"' in source or f"'{key}'" in source or any(each in source for each in spoken)
        )
        if not used and not any(pattern.fullmatch(key) for pattern in made):
            unused.append(key)
    assert unused == []


# The terminal speaks Chinese; a reference is written as documents are cited, whoever copies it.
CHINESE_BY_NATURE = {"login.py", "cited_text.py"}


def test_no_chinese_stands_in_the_code_of_the_page() -> None:
    for file, tree in trees("qa/page"):
        if file.name in CHINESE_BY_NATURE:
            continue
        for node in chinese(tree, but=(ast.Raise,)):
            pytest.fail(f"{file}:{node.lineno}: {node.value!r}")
    for script in (ROOT / "qa/page").rglob("*.js"):
        code = re.sub(r"//.*|/\*.*?\*/", "", script.read_text("utf-8"), flags=re.DOTALL)
        assert not HAN.search(code), script
