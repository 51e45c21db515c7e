"""An answer or a refusal on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.cli.output import print_hint, print_lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rich.text import Text

    from qa.types import Answer, AnswerSentence, Citation, NearDocument

_UNDATED = "未注明日期"


def print_answer(answer: Answer) -> None:
    """The sentences with the words that answer in bold, what speaks against them, the sources."""
    if answer.fallback:
        print_hint(answer.fallback)
    _print_notes(answer)
    print_lines(*map(_sentence, answer.sentences))
    if answer.model and answer.mode != "extractive":
        print_lines("", shown(_written_by(answer), "dim"))
    for each in answer.contradictions:
        numbers = marks(each.citations)
        print_lines("", shown("文件之间说法不一", "bold yellow"), f"{each.text} {numbers}")
    print_lines("", shown("来源", "bold"))
    for citation in answer.citations:
        _print_citation(citation)


def print_refusal(answer: Answer) -> None:
    """What was looked for, the nearest documents to look into, and whom to ask."""
    print_lines(shown("没有回答：文档中没有找到依据。", "bold yellow"))
    _print_notes(answer)
    if answer.searched:
        day = f"（{answer.asked_on.isoformat()}）" if answer.asked_on else ""
        print_lines(f"查找的词：{'、'.join(answer.searched)}{day}")
    if answer.nearest:
        print_lines("可能有关的文件（不是回答，请查阅原文）：")
        for near in answer.nearest:
            _print_near(near)
    elif not (answer.emptied_by or answer.notes):
        print_lines("没有找到与此有关的文件。")
    contact = answer.contact
    if contact is not None:
        whom = " ".join(part for part in (contact.unit, contact.person, contact.telephone) if part)
        print_lines(f"可以询问：{whom}（见《{contact.title}》）")
    if answer.suggestions:
        print_lines("可以试着问：", *(f"  · {suggestion}" for suggestion in answer.suggestions))


def marks(numbers: Iterable[int]) -> str:
    """Numbers of citations as they stand behind a sentence: [1][2]."""
    return "".join(f"[{number}]" for number in numbers)


def _sentence(sentence: AnswerSentence) -> Text:
    text = sentence.shown.rstrip()
    line = shown(text, bold=((a, min(b, len(text))) for a, b in sentence.answer_spans))
    return line.append(f" {marks(sentence.citations)}")


def _print_notes(answer: Answer) -> None:
    print_lines(*(shown(f"注意　{note}", "yellow") for note in answer.notes))


def _written_by(answer: Answer) -> str:
    replaced = f"其中 {answer.replaced} 句原文不支持，已换成原话。" if answer.replaced else ""
    return f"由语言模型 {answer.model} 依据所引原文写成，每句都已与原文核对。{replaced}"


def _print_citation(citation: Citation) -> None:
    facts = [citation.issuer, citation.document_number]
    facts += [
        *_days(citation.published, citation.effective, citation.expires),
        citation.validity,
        citation.section,
    ]
    print_lines(shown(f"[{citation.number}] {citation.title}", "cyan"))
    for line in (" · ".join(fact for fact in facts if fact), citation.url):
        if line:
            print_lines(shown(f"    {line}", "dim"))
    print_lines(*_quote_lines(citation))


def _quote_lines(citation: Citation) -> Iterator[Text]:
    """The lines of a quote, each with those of the answering words that stand in it."""
    start = citation.start
    for line in citation.quote.splitlines(keepends=True):
        text = line.rstrip()
        bold = [
            (max(a, start) - start, min(b - start, len(text)))
            for a, b in citation.answer_spans
            if a < start + len(text) and b > start
        ]
        yield shown("    │ ").append(shown(text, bold=bold))
        start += len(line)


def _print_near(near: NearDocument) -> None:
    facts = [near.section, near.issuer, near.document_number, *_days(near.published)]
    facts += [near.validity, near.document_id]
    print_lines(
        f"  · 《{near.title}》",
        shown(f"    {' · '.join(fact for fact in facts if fact)}", "dim"),
    )


def _days(
    published: date | None, effective: date | None = None, expires: date | None = None
) -> list[str]:
    known = [f"{published.isoformat()} 发布"] if published else []
    known += [f"{effective.isoformat()} 施行"] if effective else []
    known += [f"{expires.isoformat()} 止"] if expires else []
    return known or [_UNDATED]
