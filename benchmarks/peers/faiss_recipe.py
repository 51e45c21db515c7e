"""The usual recipe: passages of 300 characters, one vector each, exact inner product by FAISS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
from sentence_transformers import SentenceTransformer

from benchmarks.peers.job import (
    PASSAGE_PREFIX,
    PASSAGES,
    QUERY_PREFIX,
    Job,
    run,
    tuned_passages,
    windows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """As it comes: windows and no prefixes. Tuned: sentences, the title above each, e5's prefixes."""
    owners: list[str] = []
    passages: list[str] = []
    for document in job.documents:
        if job.tuned:
            pieces = [f"{document.title}\n{piece}" for piece in tuned_passages(document)]
        else:
            pieces = windows(document.content)
        owners += [document.id] * len(pieces)
        passages += pieces
    asking = QUERY_PREFIX if job.tuned else ""
    model = SentenceTransformer(job.model, device="cpu", local_files_only=True)
    vectors = model.encode(
        passages,
        prompt=PASSAGE_PREFIX if job.tuned else "",
        normalize_embeddings=True,
        show_progress_bar=False,
    )
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def search(question: str) -> Iterator[str]:
        vector = model.encode([question], prompt=asking, normalize_embeddings=True)
        _, found = index.search(vector, min(PASSAGES, len(owners)))
        return (owners[number] for number in found[0])

    return search


if __name__ == "__main__":
    run(build, "faiss-cpu", "sentence-transformers")
