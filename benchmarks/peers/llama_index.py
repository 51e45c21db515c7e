"""LlamaIndex: vector index and BM25 retriever, fused by QueryFusionRetriever (no language model)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import BaseNode, TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

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

# Its BM25 fills up with passages of score 0, always the same, and reciprocal rank fusion counts
# them: the more are asked for, the worse it gets (100 each: R@1 0.22).
FEW = 10
# Of the vectors and of BM25.
TUNED_WEIGHTS = [0.3, 0.7]


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """The documentation's example of reciprocal rank fusion, with one query instead of four made up.

    As it comes: every other parameter left as it is. Tuned: Chinese bigrams as BM25's
    ``token_pattern`` and no English stemming, the same passages as all, e5's prefixes, and of
    the fusion's modes and weights those that did best on the even half.
    The title is metadata, which LlamaIndex puts above each passage for both retrievers.
    """
    nodes = _nodes(job)
    index = VectorStoreIndex(nodes, embed_model=_embedding(job))
    few = min(PASSAGES if job.tuned else FEW, len(nodes))
    words: dict[str, Any] = {"token_pattern": BIGRAMS, "skip_stemming": True} if job.tuned else {}
    fusion: dict[str, Any] = {"mode": "reciprocal_rerank"}
    if job.tuned:
        fusion = {"mode": "dist_based_score", "retriever_weights": TUNED_WEIGHTS}
    fused = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=few),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=few, **words),
        ],
        llm=MockLLM(),
        **fusion,
        num_queries=1,
        similarity_top_k=few,
        use_async=False,
    )

    def search(question: str) -> Iterator[str]:
        return (hit.node.metadata["document"] for hit in fused.retrieve(question))

    return search


def _nodes(job: Job) -> list[BaseNode]:
    if job.tuned:
        return [
            TextNode(
                text=piece,
                metadata={"title": document.title, "document": document.id},
                excluded_embed_metadata_keys=["document"],
                metadata_template="{value}",
                text_template="{metadata_str}\n{content}",
            )
            for document in job.documents
            for piece in tuned_passages(document)
        ]
    documents = [
        Document(
            text=document.text,
            metadata={"title": document.title, "document": document.id},
            excluded_embed_metadata_keys=["document"],
        )
        for document in job.documents
    ]
    nodes: list[BaseNode] = SentenceSplitter().get_nodes_from_documents(documents)
    return nodes


def _embedding(job: Job) -> HuggingFaceEmbedding:
    prefixes = (
        {"query_instruction": QUERY_PREFIX, "text_instruction": PASSAGE_PREFIX} if job.tuned else {}
    )
    return HuggingFaceEmbedding(model_name=job.model, device="cpu", **prefixes)


if __name__ == "__main__":
    run(
        build,
        "llama-index-core",
        "llama-index-embeddings-huggingface",
        "llama-index-retrievers-bm25",
    )
