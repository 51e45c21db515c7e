"""Commands that look something up: search and ask."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.answers import print_answer, print_refusal
from qa.cli.explaining import (
    ExplainOption,
    WhyOption,
    explained_values,
    print_context,
    print_explained,
    print_explanation,
)
from qa.cli.filters import (
    AfterOption,
    AsIsOption,
    AsOfOption,
    DocumentOption,
    IssuerOption,
    KindOption,
    PlaceOption,
    SinceOption,
    UntilOption,
    ValidityOption,
    filter_values,
    print_filters,
)
from qa.cli.opening import open_knowledge_base
from qa.cli.options import (
    HomeOption,
    JsonOption,
    ModelOption,
    QuestionArgument,
    RefuseBelowOption,
)
from qa.cli.output import print_hint, print_json, print_lines, shown
from qa.place import place_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from index.types import Hit
    from qa.explain import Explained

REFUSED = 3
_EXCERPT_CHARACTERS = 120


def search(  # noqa: PLR0913 - one argument an option
    question: QuestionArgument,
    *,
    k: Annotated[
        int, typer.Option("-k", min=1, max=1000, metavar="数", help="最多显示几段。")
    ] = 10,
    explain: ExplainOption = False,
    why: WhyOption = "",
    issuer: IssuerOption = "",
    place: PlaceOption = "",
    kind: KindOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    validity: ValidityOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = "",
    as_is: AsIsOption = False,
    home: HomeOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Show the passages that are found for a question."""
    from qa.assistant import Assistant  # noqa: PLC0415 - loads FAISS
    from qa.filter_values import typed_filter  # noqa: PLC0415 - the same

    with open_knowledge_base(home, model) as knowledge_base:
        wanted = typed_filter(
            knowledge_base,
            issuer=issuer,
            place=place,
            kind=kind,
            since=since,
            until=until,
            validity=validity or (),
            document=document or (),
            as_of=as_of,
        )
        assistant, asked, ignore = Assistant(knowledge_base), _valid(question), _ignored(as_is)
        if why:
            explanation = assistant.explain(asked, why, filter=wanted, ignore=ignore)
            print_json(explanation.to_dict()) if json else print_explanation(explanation)
            return
        narrowing = assistant.narrowing(asked, filter=wanted, ignore=ignore)
        found = assistant.explain_narrowed(narrowing, k=k)
        emptied = () if found else assistant.emptied_by(narrowing)
    if json:
        values = [hit_values(rank, each, explain=explain) for rank, each in enumerate(found, 1)]
        filters = filter_values(narrowing.applied)
        emptied_by = filter_values(emptied)
        print_json(
            {"question": question, "filters": filters, "emptied_by": emptied_by, "hits": values}
        )
        return
    print_filters(narrowing.applied, emptied)
    if not found:
        print_hint("没有找到有关的段落。")
    else:
        for rank, each in enumerate(found, 1):
            _print_hit(rank, each, explain=explain)


def ask(  # noqa: PLR0913 - one argument an option
    question: QuestionArgument,
    *,
    issuer: IssuerOption = "",
    place: PlaceOption = "",
    kind: KindOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    validity: ValidityOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = "",
    as_is: AsIsOption = False,
    after: AfterOption = None,
    refuse_below: RefuseBelowOption = "",
    home: HomeOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question, or refuse with exit code 3."""
    from qa.assistant import Assistant  # noqa: PLC0415 - loads FAISS
    from qa.conversation import Conversation  # noqa: PLC0415 - with the assistant
    from qa.filter_values import typed_filter  # noqa: PLC0415 - the same
    from qa.llm import Writer  # noqa: PLC0415 - the same
    from qa.threshold import read_threshold  # noqa: PLC0415 - the same

    threshold, llm = read_threshold(refuse_below), Writer.from_environment()

    with open_knowledge_base(home, model) as knowledge_base:
        wanted = typed_filter(
            knowledge_base,
            issuer=issuer,
            place=place,
            kind=kind,
            since=since,
            until=until,
            validity=validity or (),
            document=document or (),
            as_of=as_of,
        )
        assistant = Assistant(knowledge_base, refuse_below=threshold, llm=llm)
        answer = assistant.ask(
            _valid(question),
            filter=wanted,
            ignore=_ignored(as_is),
            conversation=Conversation.of(map(_valid, after or ())),
        )
        empty = not assistant.state().documents
    if json:
        print_json(answer.to_dict())
    else:
        if answer.understood:
            print_hint(f"按“{answer.understood}”理解")
        print_filters(answer.filters, answer.emptied_by)
        (print_refusal if answer.refused else print_answer)(answer)
    if empty:
        print_hint("知识库里还没有文档，请用 policy-qa add 导入。")
    if answer.refused:
        raise typer.Exit(REFUSED)


def hit_values(rank: int, explained: "Explained", *, explain: bool) -> dict[str, Any]:
    """A hit as plain JSON values; with ``explain`` also how its score came about."""
    hit = explained.hit
    passage, metadata = hit.passage, hit.document.metadata
    values: dict[str, Any] = {
        "rank": rank,
        "score": hit.score,
        "document_id": hit.document.id,
        "title": hit.document.title,
        "issuer": metadata.issuer,
        "document_number": metadata.document_number,
        "published": metadata.published.isoformat() if metadata.published else None,
        "effective": metadata.effective.isoformat() if metadata.effective else None,
        "expires": metadata.expires.isoformat() if metadata.expires else None,
        "validity": metadata.validity.value,
        "section": _section(hit),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "parents": [asdict(parent) for parent in explained.parents],
        "copies": list(hit.copies),
    }
    return values | explained_values(explained) if explain else values


def _section(hit: "Hit") -> str:
    return place_of(hit.document, hit.passage.start, hit.passage.start + 1)


def _print_hit(rank: int, explained: "Explained", *, explain: bool) -> None:
    hit = explained.hit
    text = " ".join(hit.passage.text.split())
    excerpt = (
        text if explain or len(text) <= _EXCERPT_CHARACTERS else text[:_EXCERPT_CHARACTERS] + "…"
    )
    place = "  ".join(part for part in (_section(hit), hit.document.id) if part)
    print_lines(
        shown(f"{rank:>2}. {hit.document.title}  {hit.score:.3f}", "bold"),
        shown(f"    {place}", "dim"),
        f"    {excerpt}",
    )
    if explain:
        print_explained(explained)
    else:
        print_context(explained)
    print_lines("")


def _ignored(as_is: bool) -> "Collection[str]":
    """The fields in which nothing is read from the question."""
    from qa.filters import FilterField  # noqa: PLC0415 - loads the index

    return frozenset(FilterField) if as_is else ()


def _valid(question: str) -> str:
    """The question with bytes that are no UTF-8 replaced: they arrive as lone surrogates."""
    return question.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
