"""One question with its answer or refusal, as far as it is worth keeping outside the page."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - pydantic reads the fields' types
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from qa.types import Answer, Citation, Contact

# What turns the direction of what stands behind it; 202E in a title would turn its reference.
_TURNING = set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Reference:
    """A document and the place in it; ``quote`` are its words, "" where none are cited."""

    number: int
    title: str
    issuer: str = ""
    document_number: str = ""
    published: date | None = None
    section: str = ""
    validity: str = ""
    url: str = ""
    quote: str = ""

    @property
    def line(self) -> str:
        """《…》（文号），发文机关，日期，第X条: how Chinese writing names its source."""
        title = self.title if self.title.startswith("《") else f"《{self.title}》"
        number = f"（{self.document_number}）" if self.document_number else ""
        day = self.published.isoformat() if self.published else ""
        parts = (title + number, self.issuer, day, self.section)
        return "，".join(_isolated(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer with the numbers of its references."""

    text: str
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what was answered on ``day``.

    A refusal has no sentences; its ``references`` are the documents that are near, numbered from
    1 and without quotes. ``notes`` are on validity and on where documents disagree. ``contact`` is
    whom to ask. ``model`` is the language model that wrote the answer, "" where it is quotes;
    ``confidence`` is the answer's, None where it is not known.
    """

    question: str
    refused: bool
    day: date | None = None
    understood: str = ""
    sentences: tuple[Said, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    contact: str = ""
    model: str = ""
    confidence: float | None = None

    @classmethod
    def of(cls, answer: Answer) -> Exchange:
        """What is kept of an answer."""
        references = (
            tuple(
                Reference(
                    number, near.title, near.issuer, near.document_number, near.published,
                    near.section, near.validity, near.url,
                )
                for number, near in enumerate(answer.nearest, 1)
            )
            if answer.refused
            else tuple(map(_reference, answer.citations))
        )  # fmt: skip
        return cls(
            question=answer.question,
            refused=answer.refused,
            day=answer.asked_on,
            understood=answer.understood,
            sentences=tuple(Said(each.shown, each.citations) for each in answer.sentences),
            references=references,
            notes=(*answer.notes, *(each.text for each in answer.contradictions)),
            searched=answer.searched,
            contact=_contact(answer.contact),
            model=answer.model if answer.mode != "extractive" and not answer.fallback else "",
            confidence=None if answer.refused else round(answer.confidence, 3),
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values; ``read_exchanges`` reads them."""
        values = _EXCHANGE.dump_python(self, mode="json", exclude_defaults=True)
        assert isinstance(values, dict)  # noqa: S101 - for the type checker
        return values


_EXCHANGE = TypeAdapter(Exchange)
_EXCHANGES = TypeAdapter(tuple[Exchange, ...])


def read_exchanges(written: bytes) -> tuple[Exchange, ...]:
    """A conversation from JSON that comes from a browser; ValueError where it is none."""
    try:
        # Half a character is sound JSON, but no text that could be written.
        text = json.dumps(json.loads(written), ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError as error:
        raise ValueError("JSON nested too deeply, expected a list of exchanges") from error
    return tuple(map(_printable, _EXCHANGES.validate_json(text)))


def _reference(citation: Citation) -> Reference:
    return Reference(
        citation.number, citation.title, citation.issuer, citation.document_number,
        citation.published, citation.section, citation.validity, citation.url, citation.quote,
    )  # fmt: skip


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return "，".join(part for part in (contact.unit, contact.person, contact.telephone) if part)


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_END}" if _TURNING & set(text) else text


def _printable(exchange: Exchange) -> Exchange:
    """Without the control characters that no XML may hold, and thus no Word document."""
    return replace(
        exchange,
        question=plain(exchange.question),
        understood=plain(exchange.understood),
        sentences=tuple(replace(each, text=plain(each.text)) for each in exchange.sentences),
        references=tuple(map(_printable_reference, exchange.references)),
        notes=tuple(map(plain, exchange.notes)),
        searched=tuple(map(plain, exchange.searched)),
        contact=plain(exchange.contact),
        model=plain(exchange.model),
    )


def _printable_reference(reference: Reference) -> Reference:
    return replace(
        reference,
        title=plain(reference.title),
        issuer=plain(reference.issuer),
        document_number=plain(reference.document_number),
        section=plain(reference.section),
        validity=plain(reference.validity),
        url=plain(reference.url),
        quote=plain(reference.quote),
    )


# C0 and C1 controls but tab and newline, surrogates, and the two that are no characters.
_CONTROLS = dict.fromkeys(
    (
        *range(9),
        11,
        12,
        13,
        *range(14, 32),
        *range(127, 160),
        0xFFFE,
        0xFFFF,
        *range(0xD800, 0xE000),
    )
)


def plain(text: str) -> str:
    """``text`` without characters that cannot be printed."""
    return text.translate(_CONTROLS)
