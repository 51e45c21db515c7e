"""The list of documents as a table, which a narrow window shows as entries below one another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from index.samples import law_database
from qa.page.editor.listing import COLUMNS, pending
from qa.page.escape import escape, shorten
from qa.page.references import validity_badge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from index.rows import DocumentRow
    from qa.page.editor.listing import Page
    from qa.page.strings import Words

_LONGEST_TITLE = 120  # characters


def document_table(
    words: Words, page: Page, uploads: Path, selected: str = "", gone: Sequence[str] = ()
) -> str:
    """A page of the list. ``uploads`` is the folder of files handed in.

    ``selected`` is the document that is open, ``gone`` are those just removed.
    """
    if not page.rows:
        key = "documents_none" if page.all == 0 else "documents_none_found"
        return f'{_bar(words, page)}<p class="documents-none">{words(key)}</p>'
    heads = "".join(_head(words, page, column) for column in COLUMNS)
    rows = "".join(_row(words, row, uploads, selected) for row in page.rows)
    mark = (
        f'<th class="mark"><input type="checkbox" class="mark-page"'
        f' aria-label="{words("documents_mark_page")}"></th>'
    )
    gone_ids = escape(json.dumps(list(gone)))
    return (
        f'<span class="documents-gone" data-ids="{gone_ids}" hidden></span>'
        f'{_bar(words, page)}<div class="documents-scroll" tabindex="-1"><table class="kept">'
        f'<caption class="unseen">{words("documents_caption")}</caption>'
        f"<thead><tr>{mark}{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{_pages(words, page)}"
    )


def source_name(words: Words, source: str, uploads: Path) -> str:
    """Where a document comes from, in a word or two."""
    file, _, record = source.partition("#")
    path = Path(file)
    if path.parent == uploads:
        return words("source_uploaded")
    database = law_database()
    if database is not None and path == database:
        return words("source_sample_law")
    return f"{path.name}#{record}" if record else path.name


def _bar(words: Words, page: Page) -> str:
    key = "documents_all" if page.found == page.all else "documents_found"
    count = words(key, found=page.found, all=page.all)
    return (
        f'<div class="documents-bar"><p class="documents-count" role="status">{count}</p>'
        '<div class="marked" hidden><span class="marked-count" role="status"></span>'
        f'<button type="button" class="plain" data-do="remove_marked">{words("remove_marked")}</button>'
        f'<button type="button" class="plain" data-do="unmark">{words("unmark")}</button></div></div>'
    )


def _head(words: Words, page: Page, column: str) -> str:
    wanted = page.wanted
    order = ("descending" if wanted.descending else "ascending") if wanted.sort == column else ""
    aria = f' aria-sort="{order}"' if order else ""
    return (
        f'<th class="col-{column}" scope="col"{aria}><button type="button" data-do="sort_by"'
        f' data-value="{column}">{words(f"column_{column}")}</button></th>'
    )


def _row(words: Words, row: DocumentRow, uploads: Path, selected: str) -> str:
    known = row.metadata
    title = escape(shorten(row.title, _LONGEST_TITLE))
    id_ = escape(row.id)
    here = ' class="selected" aria-selected="true"' if row.id == selected else ""
    left = pending(row)
    if left:
        status = f'<span class="badge making">{words("status_pending", sentences=left)}</span>'
    else:
        status = f'<span class="badge in-force">{words("status_ready")}</span>'
    facts = [known.issuer, known.document_number, _day(known.published)]
    line = " · ".join(escape(fact) for fact in facts if fact)
    source = source_name(words, row.source, uploads)
    label = words("documents_mark", title=title)
    return (
        f'<tr data-id="{id_}"{here}><td class="mark">'
        f'<input type="checkbox" class="mark-one" value="{id_}" aria-label="{label}"></td>'
        f'<th class="col-title" scope="row"><button type="button" class="title"'
        f' data-do="open_document" data-value="{id_}" title="{escape(row.title)}">'
        f'<bdi lang="zh">{title}</bdi></button>'
        f'<span class="facts-line"><bdi lang="zh">{line}</bdi></span></th>'
        f'<td class="col-issuer"><bdi lang="zh">{escape(known.issuer)}</bdi></td>'
        f'<td class="col-number"><bdi lang="zh">{escape(known.document_number)}</bdi></td>'
        f'<td class="col-published">{_day(known.published)}</td>'
        f'<td class="col-effective">{_day(known.effective)}</td>'
        f'<td class="col-validity" lang="zh">{validity_badge(words, known.validity)}</td>'
        f'<td class="col-passages">{row.passages:,}</td>'
        f'<td class="col-pending">{status}</td>'
        f'<td class="col-source" title="{escape(row.source)}"><bdi>{escape(source)}</bdi></td></tr>'
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _pages(words: Words, page: Page) -> str:
    if page.pages == 1:
        return ""
    number = page.wanted.page
    return (
        f'<nav class="pages" aria-label="{words("pages_label")}">'
        f"{_turn(words, 'page_first', 1, number > 1)}"
        f"{_turn(words, 'page_before', number - 1, number > 1)}"
        f"<span>{words('page_of', page=number, pages=page.pages)}</span>"
        f"{_turn(words, 'page_after', number + 1, number < page.pages)}"
        f"{_turn(words, 'page_last', page.pages, number < page.pages)}</nav>"
    )


def _turn(words: Words, key: str, page: int, possible: bool) -> str:
    off = "" if possible else " disabled"
    return (
        f'<button type="button" class="plain" data-do="turn_page" data-value="{page}"{off}>'
        f"{words(key)}</button>"
    )
