"""The outline of a document: chapters, articles, questions and headings, as links to their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.types import SectionKind
from qa.page.address import SourceAddress
from qa.page.escape import escape, shorten
from qa.page.source_text import line_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.types import Document, Section
    from qa.page.strings import Words

_LONGEST_LINE: Final = 60  # characters of a heading
_LONGEST_LABEL: Final = 14  # characters of the first and last place in a chapter
_PATH: Final = " › "
_PLACES: Final = frozenset(
    {SectionKind.HEADING, SectionKind.ARTICLE, SectionKind.QUESTION, SectionKind.ANSWER}
)
_AROUND_POINTS: Final = frozenset({None, SectionKind.QUESTION, SectionKind.ANSWER})


@dataclass(slots=True)
class Entry:
    """A place of a document with the places below it, from the line it begins on to its end.

    A chapter ends where the next of its rank begins.
    """

    section: Section
    text: str
    start: int
    end: int
    below: list[Entry] = field(default_factory=list)


def outline(document: Document) -> list[Entry]:
    """The places of ``document`` in reading order, those of a chapter below it."""
    top: list[Entry] = []
    chapters: list[tuple[int, Entry]] = []  # those open, each with its depth
    for section in _places(document.sections):
        depth = section.heading.count(_PATH) + 1 if section.heading else 0
        start = line_start(document.text, section.start)
        entry = Entry(section, _text(document, section), start, section.end)
        while chapters and chapters[-1][0] >= depth:
            chapters.pop()
        (chapters[-1][1].below if chapters else top).append(entry)
        if section.kind is SectionKind.HEADING:
            chapters.append((depth, entry))
    _close(top, len(document.text))
    return top


def outline_links(
    words: Words, entries: Sequence[Entry], address: SourceAddress, shown: tuple[int, int]
) -> str:
    """``entries`` as nested lists of links; the chapters around the quote are open.

    ``shown`` is the part of the text that the panel shows: what lies outside it opens anew.
    """
    return _list(words, entries, _Place(address, shown))


def line_starts(entries: Iterable[Entry]) -> set[int]:
    """Where the places begin that the links lead to."""
    starts: set[int] = set()
    for entry in entries:
        starts |= {entry.start} | line_starts(entry.below)
    return starts


@dataclass(frozen=True, slots=True)
class _Place:
    address: SourceAddress
    shown: tuple[int, int]

    def holds(self, entry: Entry) -> bool:
        """Whether the quote begins in ``entry``."""
        quoted = self.address.start < self.address.end
        return quoted and entry.start <= self.address.start < entry.end

    def link(self, entry: Entry, text: str) -> str:
        inside = self.shown[0] <= entry.start < self.shown[1]
        far = SourceAddress(self.address.document_id, entry.start, entry.start)
        href = f"#at/{entry.start}" if inside else escape(str(far))
        here = ' aria-current="true"' if self.holds(entry) and not entry.below else ""
        return f'<a href="{href}"{here}>{escape(text)}</a>'


def _places(sections: Sequence[Section]) -> list[Section]:
    """The sections that the outline names: also points where no article or heading is."""
    kinds = {section.kind for section in sections}
    places = [section for section in sections if section.kind in _PLACES]
    if not kinds & {SectionKind.ARTICLE, SectionKind.HEADING}:
        places += [
            section
            for section in sections
            if section.kind is SectionKind.POINT
            and (None if section.parent is None else sections[section.parent].kind)
            in _AROUND_POINTS
        ]
    return sorted(places, key=lambda section: (section.start, -section.end))


def _text(document: Document, section: Section) -> str:
    if section.kind is SectionKind.ARTICLE and section.label:
        return section.label
    line = document.text[section.start : section.end].strip().partition("\n")[0]
    return shorten(line, _LONGEST_LINE)


def _close(entries: Sequence[Entry], end: int) -> None:
    """A chapter reaches to the next of its rank, though its section is its heading alone."""
    for entry in reversed(entries):
        if entry.section.kind is SectionKind.HEADING:
            entry.end = end
        _close(entry.below, entry.end)
        end = entry.start


def _list(words: Words, entries: Sequence[Entry], place: _Place) -> str:
    if all(entry.section.kind is SectionKind.ARTICLE for entry in entries):
        links = "".join(f"<li>{place.link(entry, entry.text)}</li>" for entry in entries)
        return f'<ul class="articles">{links}</ul>'
    return f"<ul>{''.join(_item(words, entry, place) for entry in entries)}</ul>"


def _item(words: Words, entry: Entry, place: _Place) -> str:
    link = place.link(entry, entry.text)
    if not entry.below:
        return f"<li>{link}</li>"
    first, last = (_label(each) for each in (entry.below[0], entry.below[-1]))
    span = words("outline_span", first=escape(first), last=escape(last))
    summary = span if first != last else escape(first)
    opened = " open" if place.holds(entry) else ""
    return (
        f"<li>{link}<details{opened}><summary>{summary}</summary>"
        f"{_list(words, entry.below, place)}</details></li>"
    )


def _label(entry: Entry) -> str:
    return shorten(entry.section.label or entry.text, _LONGEST_LABEL)
