"""Haystack: BM25 and embedding retriever over one in-memory store, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.job import (
    BIGRAMS,
    PASSAGE_PREFIX,
    PASSAGES,
    QUERY_PREFIX,
    Job,
    run,
    tuned_passages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """The pipeline of Haystack's hybrid tutorial, without its reranker (a second model).

    As it comes: every parameter left as it is. Tuned: Chinese bigrams as
    ``bm25_tokenization_regex``, the same passages as all, the title embedded with each,
    e5's prefixes, and the joiner's mode that did best on the even half.
    """
    words = {"bm25_tokenization_regex": BIGRAMS} if job.tuned else {}
    store = InMemoryDocumentStore(**words)
    documents = _documents(job)
    store.write_documents(_document_embedder(job).run(documents)["documents"])

    asking = Pipeline()
    asking.add_component("embedder", _question_embedder(job))
    asking.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=PASSAGES))
    asking.add_component("words", InMemoryBM25Retriever(store, top_k=PASSAGES))
    asking.add_component("joiner", _joiner(job))
    asking.connect("embedder.embedding", "vectors.query_embedding")
    asking.connect("words", "joiner")
    asking.connect("vectors", "joiner")

    def search(question: str) -> Iterator[str]:
        found = asking.run({"embedder": {"text": question}, "words": {"query": question}})
        return (document.meta["document"] for document in found["joiner"]["documents"])

    return search


def _documents(job: Job) -> list[Document]:
    if job.tuned:
        return [
            Document(content=piece, meta={"document": document.id, "title": document.title})
            for document in job.documents
            for piece in tuned_passages(document)
        ]
    documents = [
        Document(content=document.content, meta={"document": document.id})
        for document in job.documents
    ]
    found: list[Document] = DocumentSplitter().run(documents)["documents"]
    return found


def _joiner(job: Job) -> DocumentJoiner:
    return (
        DocumentJoiner(join_mode="distribution_based_rank_fusion")
        if job.tuned
        else DocumentJoiner()
    )


def _document_embedder(job: Job) -> SentenceTransformersDocumentEmbedder:
    tuned = {"prefix": PASSAGE_PREFIX, "meta_fields_to_embed": ["title"]} if job.tuned else {}
    return SentenceTransformersDocumentEmbedder(
        model=job.model, local_files_only=True, progress_bar=False, **tuned
    )


def _question_embedder(job: Job) -> SentenceTransformersTextEmbedder:
    return SentenceTransformersTextEmbedder(
        model=job.model,
        local_files_only=True,
        progress_bar=False,
        prefix=QUERY_PREFIX if job.tuned else "",
    )


if __name__ == "__main__":
    run(build, "haystack-ai", "sentence-transformers-haystack")
