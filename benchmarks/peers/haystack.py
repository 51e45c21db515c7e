"""Haystack: BM25 and embedding retriever over one in-memory store, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter, RecursiveDocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.job import (
    BIGRAMS,
    PASSAGE_CHARACTERS,
    PASSAGE_PREFIX,
    PASSAGES,
    QUERY_PREFIX,
    Job,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """The pipeline of Haystack's hybrid tutorial, without its reranker (a second model).

    As it comes: every parameter left as it is. Tuned: Chinese bigrams as
    ``bm25_tokenization_regex``, passages of 300 characters cut at Chinese sentence ends, e5's
    prefixes, the title embedded with each passage, a joiner that puts scores on one scale.
    """
    store = (
        InMemoryDocumentStore(bm25_tokenization_regex=BIGRAMS)
        if job.tuned
        else InMemoryDocumentStore()
    )
    indexing = Pipeline()
    indexing.add_component("splitter", _splitter(job))
    indexing.add_component("embedder", _document_embedder(job))
    indexing.connect("splitter.documents", "embedder.documents")
    documents = [
        Document(content=document.content, meta={"document": document.id, "title": document.title})
        for document in job.documents
    ]
    store.write_documents(
        indexing.run({"splitter": {"documents": documents}})["embedder"]["documents"]
    )

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


def _splitter(job: Job) -> DocumentSplitter | RecursiveDocumentSplitter:
    if not job.tuned:
        return DocumentSplitter()
    return RecursiveDocumentSplitter(
        split_length=PASSAGE_CHARACTERS,
        split_overlap=0,
        split_unit="char",
        separators=["\n", "。", "；", "，"],
    )


def _joiner(job: Job) -> DocumentJoiner:
    return DocumentJoiner(join_mode="reciprocal_rank_fusion") if job.tuned else DocumentJoiner()


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
