"""The command that shows one document: what is known of it, and where each fact was read."""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.types import Metadata
from qa.cli.opening import open_knowledge_base
from qa.cli.options import HomeOption, JsonOption
from qa.cli.output import print_json, print_lines
from qa.read_where import FIELD_NAMES, origin_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Correction, Document, ReadFrom

_NAMES = ("title", *(field.name for field in fields(Metadata)))


def document(
    id_: Annotated[
        str,
        typer.Argument(metavar="编号", show_default=False, help="文档的编号，见 policy-qa list。"),
    ],
    *,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show what is known of a document and where it was read."""
    with open_knowledge_base(home, any_model=True) as knowledge_base:
        found = knowledge_base.document(id_)
        corrections = {each.field: each for each in knowledge_base.corrections(id_)}
    if json:
        print_json(_values(found, corrections))
    else:
        print_lines(*_lines(found, corrections))


def _lines(found: "Document", corrections: "dict[str, Correction]") -> "Iterator[str]":
    read = {each.field: each for each in found.read_from}
    yield f"编号：{found.id}"
    yield f"来源：{found.source}"
    for name in _NAMES:
        value = "；".join(str(_value(found, name) or "").split("\n"))
        if not value:
            continue
        yield f"{FIELD_NAMES[name]}：{value}"
        if name in corrections:
            yield f"    更正过，原来读到：{corrections[name].read or '（无）'}"
        elif name in read:
            yield f"    读自{_where(read[name])}"
        elif name == "validity":
            yield "    由施行、失效日期和其他文件的废止条款得出"
    if found.hidden:
        kinds = "，".join(f"{each.kind} {each.characters:,} 字" for each in found.hidden)
        yield f"看不见而未收入的文字：{kinds}"
    if places := _places(found):
        yield "在文件中的位置：" + "，".join(
            [f"{places['pages']:,} 页"] * bool(places["pages"])
            + [f"工作表 {sheet}" for sheet in places["sheets"]]
            + [f"识别的文字，平均可信度 {places['confidence']:.0%}"] * (places["confidence"] < 1)
        )


def _where(read: "ReadFrom") -> str:
    at = f"第 {read.start + 1:,}–{read.end:,} 字" if read.start >= 0 else ""
    return f"{origin_words(read.origin)}{at}：“{' '.join(read.quote.split())}”"


def _places(found: "Document") -> dict[str, Any]:
    """How many pages, which sheets, and how sure OCR was on the average; empty without places."""
    if not found.places:
        return {}
    characters = sum(each.end - each.start for each in found.places)
    sure = sum(each.place.confidence * (each.end - each.start) for each in found.places)
    sheets = dict.fromkeys(each.place.sheet for each in found.places if each.place.sheet)
    return {
        "pages": max(each.place.page for each in found.places),
        "sheets": list(sheets),
        "confidence": round(sure / characters, 4),
    }


def _value(found: "Document", name: str) -> object:
    return found.title if name == "title" else getattr(found.metadata, name)


def _values(found: "Document", corrections: "dict[str, Correction]") -> dict[str, Any]:
    stated = {name: _value(found, name) for name in _NAMES}
    return {
        "id": found.id,
        "source": found.source,
        **{
            name: value if isinstance(value, str) or value is None else str(value)
            for name, value in stated.items()
        },
        "characters": len(found.text),
        "read_from": [asdict(each) for each in found.read_from],
        "corrected": {name: str(each.read or "") for name, each in corrections.items()},
        "hidden": [asdict(each) for each in found.hidden],
        "places": _places(found),
    }
