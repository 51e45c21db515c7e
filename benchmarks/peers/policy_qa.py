"""policy-qa as ``policy-qa evaluate`` uses it: the same import, the same search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.job import PASSAGES, Job, run
from index.knowledge_base import KnowledgeBase
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def build(job: Job) -> Callable[[str], Iterator[str]]:
    """Take in the documents with their sentence vectors; a kept knowledge base takes only changes.

    A hit that stands for its copies too is counted as that many documents, in the order in
    which they are shown: each takes a rank, as it does with the systems that fold nothing.
    """
    knowledge_base = KnowledgeBase.open(job.kept or job.work)
    knowledge_base.add([job.documents_file])
    assistant = Assistant(knowledge_base)

    def search(question: str) -> Iterator[str]:
        for hit in assistant.search(question, k=PASSAGES):
            yield hit.document.id
            yield from hit.copies

    return search


if __name__ == "__main__":
    run(build, "policy-qa")
