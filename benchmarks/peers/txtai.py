"""txtai: one Embeddings index with ``hybrid``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txtai import Embeddings

from benchmarks.peers.job import PASSAGES, Job, run, tuned_passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """As it comes: whole documents, ``hybrid=True``. Tuned: BM25 over bigrams, the same passages as all.

    txtai takes e5's prefixes from the model's own configuration in either case.
    """
    if job.tuned:
        embeddings = Embeddings(
            path=job.model,
            scoring={
                "method": "bm25",
                "terms": True,
                "normalize": True,
                "tokenizer": {"ngrams": {"ngrams": 2}},
            },
        )
        rows = [
            (document.id, f"{document.title}\n{piece}")
            for document in job.documents
            for piece in tuned_passages(document)
        ]
    else:
        embeddings = Embeddings(path=job.model, hybrid=True)
        rows = [(document.id, document.content) for document in job.documents]
    owners = [owner for owner, _ in rows]
    embeddings.index((number, text, None) for number, (_, text) in enumerate(rows))

    def search(question: str) -> Iterator[str]:
        return (owners[number] for number, _ in embeddings.search(question, PASSAGES))

    return search


if __name__ == "__main__":
    run(build, "txtai", "sentence-transformers")
