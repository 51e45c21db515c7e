"""Open the default knowledge base for a program or a page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from index.background import BackgroundEncoder
from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.samples import sample_paths
from qa.activity import Activity, read_keep_days
from qa.assistant import Assistant
from qa.llm import Writer
from qa.threshold import read_threshold

if TYPE_CHECKING:
    from pathlib import Path

    from qa.types import Answer


SAMPLES_PENDING = ".samples-pending"


def open_assistant(
    home: Path | str | None = None,
    *,
    model: str | None = None,
    background: bool = True,
    refuse_below: str = "",
) -> Assistant:
    """The assistant of the knowledge base in ``home``; None is the default home.

    With ``background`` an empty knowledge base is given the sample corpus, and vectors are
    made, by a thread of low priority; questions are answered by words alone until the model
    is loaded. Without it the first question waits for the model. ``Assistant.close`` ends both.
    ``refuse_below`` is the threshold as it is written (``qa.threshold``). Where the environment
    names a language model (``qa.llm``), it writes the answers. ``Assistant.activity`` keeps what
    it is told to for as long as the environment says (``qa.activity``).

    Raises:
        InvalidSetting: the threshold, given or in the environment, is none; or what names the
            language model or the days cannot be used.
        KnowledgeBaseError: the folder cannot be used.
        ModelMismatch: its vectors were made by another model.
    """
    threshold = read_threshold(refuse_below)
    llm = Writer.from_environment()
    keep_days = read_keep_days()
    kb = KnowledgeBase.open(home, encoder=Encoder(model))
    if not background:  # nothing is deleted by who only asks
        activity = Activity(kb.folder, keep_days)
        return Assistant(kb, refuse_below=threshold, llm=llm, activity=activity)
    # The mark stays while the samples are on their way: a start that was cut short is made up for.
    pending = kb.folder / SAMPLES_PENDING
    if not kb.titles():
        pending.touch()
    paths = sample_paths() if pending.exists() else []
    worker = BackgroundEncoder(kb, paths, imported=partial(pending.unlink, missing_ok=True))
    worker.start()
    return Assistant(
        kb,
        wait_for_model=False,
        refuse_below=threshold,
        llm=llm,
        worker=worker,
        activity=Activity.open(kb.folder, keep_days),
    )


def ask(question: str, *, home: Path | str | None = None) -> Answer:
    """Answer ``question`` from the knowledge base in ``home``; None is the default home.

    For more than one question keep an ``Assistant``: each call opens the index and the model
    anew. An empty knowledge base answers nothing: fill it with ``policy-qa add`` or start the
    page once, which brings the sample corpus.
    """
    assistant = open_assistant(home, background=False)
    try:
        return assistant.ask(question)
    finally:
        assistant.close()
