"""BM25 over character bigrams, and over single characters beside them: a tantivy index on disk.

Single characters find what is said in half-different words: 离职 and 离开职位, 扣钱 and 克扣.

The index is a cache. A small file beside it says which change number of the database
it has reached, and with which commit. The file is written after the commit, so after
a crash it may lag behind the index, never lead; what is then applied again must be
removed first. A folder that cannot be opened counts as empty. (A record inside the
index could hold the number as well, but would count as a document in BM25, and so
would each of its dead predecessors.)
"""

from __future__ import annotations

import json
import logging
import math
import os
import shutil
import threading
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import tantivy

from index.search_form import bigrams, characters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.selection import Selection

# Part of the folder's name. Raise it when the schema or the bigrams change.
VERSION = 2

_FIELDS = ("title", "heading", "body")  # of bigrams
_CHARACTERS = "characters"  # of the body
_REACHED = "reached.json"
_HEAP_BYTES = 128_000_000
_MOST_TERMS = 1000  # of a query; a longer one is cut

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """What is searched as one: ``key`` is what a search returns, ``document`` what filters name."""

    key: int
    document: int
    title: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What a match in each field counts for; a field of weight 0 is not searched.

    ``characters`` are the single Han characters of the body. ``also`` is what a match with other
    words for the same counts for, as a share.
    """

    title: float = 1.0
    heading: float = 1.0
    body: float = 1.0
    characters: float = 0.0
    also: float = 0.0


class LexicalIndex:
    """One tantivy index in ``folder``. Searching is safe from any thread.

    ``update`` and ``clear`` must have the writing to themselves, across processes;
    other processes see their effect after ``reload``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._view: tuple[tantivy.Searcher, int] | None = None
        self.reload()

    @property
    def reached(self) -> int:
        """The change number up to which everything can be found; 0 where there is nothing."""
        return self._view[1] if self._view else 0

    def reload(self) -> None:
        """See what was committed last, by any process."""
        with self._lock:
            try:
                if self._index is None:
                    if not (self._folder / "meta.json").exists():
                        return
                    self._index = tantivy.Index(self._schema, path=str(self._folder))
                self._index.reload()
                self._view = (self._index.searcher(), self._read_reached())
            except (ValueError, KeyError, TypeError, OSError) as error:  # what any damage leads to
                _logger.warning(
                    "lexical index is damaged, it will be rebuilt",
                    extra={"folder": str(self._folder), "error": str(error)},
                )
                self._index = self._view = None

    def clear(self) -> None:
        """Forget everything, so that the next update starts anew."""
        with self._lock:
            self._index = self._view = None
            if self._folder.exists():
                shutil.rmtree(self._folder)

    def update(self, removed: Iterable[int], records: Iterable[Record], reached: int) -> None:
        """Remove documents by number, then add records, in one atomic commit; set ``reached``.

        ``removed`` names also the documents of ``records``, unless the index is empty:
        after a crash they may be there already.
        """
        with self._lock:
            if self._index is None:
                if self._folder.exists():
                    shutil.rmtree(self._folder)
                self._folder.mkdir(parents=True)
                self._index = tantivy.Index(self._schema, path=str(self._folder))
            index = self._index
        # One thread makes one segment, in the order of the records: ties stay in order.
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        try:
            for document in removed:
                writer.delete_documents_by_term("document", document)
            for record in records:
                writer.add_document(_tantivy_document(record))
            opstamp = writer.commit()
        finally:
            writer.wait_merging_threads()  # also gives the lock back; what was not committed is gone
        self._write_reached(reached, opstamp)
        self.reload()

    def _write_reached(self, reached: int, opstamp: int) -> None:
        new = self._folder / f"{_REACHED}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump({"reached": reached, "opstamp": opstamp}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / _REACHED)

    def _read_reached(self) -> int:
        """0, that is nothing, where the index is older than what was noted about it."""
        if not (self._folder / _REACHED).exists():
            return 0
        noted = json.loads((self._folder / _REACHED).read_bytes())
        commit = json.loads((self._folder / "meta.json").read_bytes())
        return int(noted["reached"]) if noted["opstamp"] <= commit["opstamp"] else 0

    def search(
        self,
        text: str,
        k: int,
        *,
        selection: Selection | None = None,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> list[tuple[int, float]]:
        """The ``k`` best records for ``text`` as (key, BM25 score), best first, ties by key.

        A term that occurs n times in ``text`` counts n times. ``selection`` restricts
        inside the search. Only the first 1,000 different terms of ``text`` count. ``also`` are
        other words for what the text says, each term of which counts once, and only where
        ``text`` has not got it.
        """
        query = self._query(text, weights or Weights(), also)
        view = self._view
        if query is None or view is None or k < 1:
            return []
        if selection:
            query = self._restricted(query, selection)
        return sorted(_found(view[0], query, k), key=lambda hit: (-hit[1], hit[0]))

    def scores(
        self,
        text: str,
        keys: Iterable[int],
        *,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> dict[int, float]:
        """The scores of the records with these keys, as ``search`` gives them, where they have any."""
        query = self._query(text, weights or Weights(), also)
        view = self._view
        wanted = list(keys)
        if query is None or view is None or not wanted:
            return {}
        named = tantivy.Query.term_set_query(self._schema, "key", wanted)
        only = (tantivy.Occur.Must, tantivy.Query.const_score_query(named, 0.0))
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), only])
        return dict(_found(view[0], query, len(wanted)))

    def holding(self, text: str, selection: Selection) -> set[int]:
        """The keys of the selected records whose title or body holds every bigram of ``text``."""
        view = self._view
        terms = dict.fromkeys(bigrams(text))
        if view is None or not terms or not selection.numbers:
            return set()
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._in_title_or_body(term)) for term in terms]
        )
        searcher = view[0]
        hits = searcher.search(self._restricted(query, selection), searcher.num_docs, count=False)
        keys = searcher.fast_field_values("key", [address for _, address in hits.hits])
        return {int(key or 0) for key in keys}

    def _in_title_or_body(self, term: str) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term, "basic"))
                for field in ("title", "body")
            ]
        )

    def _restricted(self, query: tantivy.Query, selection: Selection) -> tantivy.Query:
        named = tantivy.Query.term_set_query(self._schema, "document", list(selection.numbers))
        restriction = (
            (tantivy.Occur.MustNot, named)
            if selection.excluded
            else (tantivy.Occur.Must, tantivy.Query.const_score_query(named, 0.0))
        )
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), restriction])

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each bigram tells: BM25's idf over the texts of the records, ≥ 0, in nats.

        Of a term that occurs nowhere it is the highest there is; of all terms of an empty
        index it is 0.
        """
        view = self._view
        records = view[0].num_docs if view else 0
        return {
            term: math.log(1 + (records - count + 0.5) / (count + 0.5)) if records else 0.0
            for term in terms
            for count in (min(view[0].doc_freq("body", term), records) if view else 0,)
        }

    def _query(self, text: str, weights: Weights, also: Iterable[str]) -> tantivy.Query | None:
        pairs = _counted(bigrams(text))
        if not pairs:
            return None
        asked = [(name, pairs, getattr(weights, name)) for name in _FIELDS]
        own = {term for term, _ in pairs}
        others = [(term, 1) for term in _distinct(also) if term not in own]
        asked += [(name, others, getattr(weights, name) * weights.also) for name in _FIELDS]
        if weights.characters:
            asked.append((_CHARACTERS, _counted(characters(text)), weights.characters))
        return tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.term_query(self._schema, field, term, "freq"),
                        weight * count,
                    ),
                )
                for field, terms, weight in asked
                if weight
                for term, count in terms
            ]
        )


def _found(searcher: tantivy.Searcher, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
    """The keys of the ``k`` best records with their scores."""
    hits = searcher.search(query, k, count=False).hits
    keys = searcher.fast_field_values("key", [address for _, address in hits])
    return [(int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]


def _counted(terms: list[str]) -> list[tuple[str, int]]:
    """Each term with how often it occurs; only the first ``_MOST_TERMS``."""
    return list(islice(Counter(terms).items(), _MOST_TERMS))


def _distinct(texts: Iterable[str]) -> list[str]:
    """The bigrams of several texts, each once; only the first ``_MOST_TERMS``."""
    terms = dict.fromkeys(term for text in texts for term in bigrams(text))
    return list(islice(terms, _MOST_TERMS))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "document"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (*_FIELDS, _CHARACTERS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _tantivy_document(record: Record) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("key", record.key)
    document.add_integer("document", record.document)
    for field in _FIELDS:
        document.add_text(field, _terms(getattr(record, field)))
    document.add_text(_CHARACTERS, " ".join(characters(record.body)))
    return document


@lru_cache(maxsize=256)  # titles and headings come again with every passage
def _terms(text: str) -> str:
    return " ".join(bigrams(text))
