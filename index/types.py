"""The values that flow through the index, from a file to a hit.

All positions are offsets in code points into ``Document.text``, the shown
text: ``document.text[x.start : x.end]`` gives back exactly what ``x`` stands
for, whether ``x`` is a section, a passage or a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime


class BlockKind(StrEnum):
    """What a reader knows about a run of text before its structure is read."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class SectionKind(StrEnum):
    """What a stretch of a document is."""

    FRONT_MATTER = "front_matter"  # number, issuer, date lines above the text
    HEADING = "heading"
    ARTICLE = "article"
    QUESTION = "question"
    ANSWER = "answer"
    POINT = "point"  # 一是 / （一） / 1. and the like
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"
    CONTACT = "contact"  # 解读单位, 联系电话 lines below the text


class Validity(StrEnum):
    """Whether a document is in force, in the words of the law databases."""

    IN_FORCE = "现行有效"
    REPEALED = "已废止"
    LAPSED = "已失效"
    AMENDED = "已被修改"
    SUPERSEDED = "历史版本"
    NOT_YET = "尚未生效"
    UNKNOWN = ""


# Recognised text of which recognition was less sure should be compared with the picture: measured
# in docs/formats.md.
LOW_CONFIDENCE: Final = 0.95

# No longer: what comes into force later is not among them.
OUT_OF_FORCE = frozenset({Validity.REPEALED, Validity.LAPSED, Validity.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text; empty where unknown."""

    index_number: str = ""  # 索引号
    document_number: str = ""  # 文号, as published
    issuer: str = ""  # 发文机关
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    disclosure: str = ""  # 公开方式: 主动公开 …
    validity: Validity = Validity.UNKNOWN
    kind: str = ""  # 通知, 法律, 政策解读 …
    url: str = ""
    interpreting_unit: str = ""  # 解读单位
    interpreter: str = ""  # 解读人
    telephone: str = ""  # 联系电话
    subject_words: str = ""  # 主题词, as printed
    attachments: str = ""  # 附件, the title of one a line


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of text stands in its file. What has no meaning for the format is left as it is.

    ``page`` and ``row`` count from 1, as a viewer and a spreadsheet program number them. ``box`` is
    left, top, right, bottom as shares (0 to 1) of the page as it is shown. ``confidence`` is how
    sure OCR was of the characters, 0 to 1; 1 for text that was read and not recognised.
    """

    page: int = 0
    box: tuple[float, float, float, float] | None = None
    sheet: str = ""
    row: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph as a reader saw it. ``level`` counts from 1, 0 where it has no meaning.

    ``places`` are offsets in ``text`` with the place at which the characters from there on stand,
    in order; empty where the format knows none.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    places: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of ``Document.text`` and where it stands in the file."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """Where a field of ``Metadata`` (or ``title``) was read, so that a person can check it.

    ``origin`` is "text", or what else says it: "meta PubDate", "properties author", "file name" ….
    ``quote`` is what stands there. ``start`` and ``end`` are where the quote stands in
    ``Document.text``, -1 where it is not there.
    """

    field: str
    origin: str
    quote: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that a reader of the file would not see, and that was left out: of what kind, how much."""

    kind: str  # "display:none", "white on white", "hidden sheet", "comment", "tracked deletion" …
    characters: int


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What a reader makes of a file, or of one record in a file.

    ``source`` names it uniquely (the absolute path, with ``#record`` where a file
    holds several). ``id`` is the public document id where the file gives one, else
    "" and the knowledge base derives it from ``source``.
    """

    source: str
    title: str
    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    id: str = ""
    read_from: tuple[ReadFrom, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document with a meaning of its own.

    ``parent`` is the position in ``Document.sections`` of the section that encloses
    this one, or None. ``label`` is what counts it ("第十九条", "一是", "（二）", "问"),
    "" where nothing does. ``heading`` is the path of headings above it, joined by
    " › " ("第二章 劳动合同的订立 › 第一节 …"), not including its own label.
    """

    kind: SectionKind
    start: int
    end: int
    label: str = ""
    heading: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is shown, with its structure."""

    id: str
    source: str
    title: str
    text: str
    metadata: Metadata = Metadata()
    sections: tuple[Section, ...] = ()
    places: tuple[Placed, ...] = ()
    read_from: tuple[ReadFrom, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: an article, a table row, a question with the head of its answer ….

    ``id`` is 0 until the database has given one. ``sentences`` are in reading order
    and lie inside the passage.
    """

    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    kind: SectionKind = SectionKind.PARAGRAPH
    label: str = ""
    heading: str = ""
    article_number: int = 0  # 19 for 第十九条, 0 where the passage is no article
    sentences: tuple[Sentence, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of embedding and of quoting. ``id`` is 0 until the database has given one."""

    start: int
    end: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be found. An empty field does not restrict.

    ``issuer`` and ``kind`` match as part of the field; an issuer also by its usual short name
    (卫健委). ``place`` is one down to the county: 广东 admits the documents issued in or about
    广东省 and all that lies in it, 广州 those of 广州市 and its districts, never a national
    document that names no place. A document without a date is outside every range of dates.
    ``document_ids`` None means all documents; an empty set means none. It is also the
    seam for permissions: the documents that a caller may see. ``validity`` is that of today.

    ``in_force_on`` asks for the law of a day: documents that had begun and had not ended. A
    document without a date is not known to have been there on a past day; from today on it is
    admitted, and so is one that is not yet in force and replaces nothing that is.

    ``unknown_too`` names fields ("issuer", "place", "kind") in which a document that says
    nothing is admitted as well, so that only what is known to be otherwise is left out.
    """

    issuer: str = ""
    place: str = ""
    kind: str = ""
    published_from: date | None = None
    published_to: date | None = None
    validity: frozenset[Validity] = frozenset()
    document_ids: frozenset[str] | None = None
    in_force_on: date | None = None
    unknown_too: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, best first in a list of hits.

    ``parts`` explains ``score``: each signal's name with its raw value and its
    normalised value. ``sentence_scores`` are cosines, one a sentence of the passage
    in reading order, empty while its vectors are not there yet. ``copies`` are the ids of
    documents with the same text, down to numbers and places, that this hit stands for.
    """

    passage: Passage
    document: Document
    score: float
    parts: dict[str, tuple[float, float]] = field(default_factory=dict)
    sentence_scores: tuple[float, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long task is. ``stage`` is "read" or "encode", or "file" inside one file.

    ``part`` is how much of what is under way is done, 0 to 1.
    """

    stage: str
    done: int
    total: int
    label: str = ""
    part: float = 0.0


class SkippedKind(StrEnum):
    """What kind of reason kept a file or record out."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"  # no reader for its format
    COPY = "copy"  # its text is here already


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was not taken, and why, in words for the user."""

    source: str
    reason: str
    kind: SkippedKind = SkippedKind.UNREADABLE


@dataclass(frozen=True, slots=True)
class HiddenIn:
    """What was left out of a document that was added or replaced because nobody would see it."""

    document_id: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did. Documents are named by their ids.

    ``renamed`` and ``removed`` are of a folder that was taken over (sync).
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    hidden: tuple[HiddenIn, ...] = ()
    renamed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The last import: when it ended (UTC), how many seconds reading took, and what it did."""

    at: datetime
    seconds: float
    summary: ImportSummary


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was removed, at what time (UTC), and can still be restored."""

    id: str
    title: str
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of a document that was corrected by hand, at what time (UTC).

    ``read`` is what the document itself was last read to say, ``corrected`` what holds instead;
    None and "" stand for nothing.
    """

    field: str
    read: date | str | None
    corrected: date | str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is, counted in the database."""

    documents: int
    passages: int
    sentences: int
    encoded_sentences: int
    change: int
    model: str
    dimension: int
