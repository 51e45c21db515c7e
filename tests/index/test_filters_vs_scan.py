"""Random filters inside both searches agree with a scan (all articles: benchmarks/filters_vs_scan.py)."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from benchmarks.filters_vs_scan import (
    Scan,
    build,
    disagreements,
    made_facts,
    queries,
    random_filter,
    random_vector,
)

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = 500
FILTERS = 400


def test_random_filters_in_both_searches_agree_with_a_scan(
    tmp_path: Path, data_folder: Path
) -> None:
    with (data_folder / "statute" / "documents.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(ARTICLES), lines, strict=False)]
    chance = random.Random(4)
    facts = made_facts(len(texts), chance)
    kb = build(tmp_path, facts, texts)
    assert kb.count() == ARTICLES
    scan, asked = Scan(kb, facts), queries(texts, chance, 20)
    left = []
    for _ in range(FILTERS):
        wanted, text, vector = (
            random_filter(facts, chance),
            chance.choice(asked),
            random_vector(chance),
        )
        assert list(disagreements(kb, scan, wanted, text, vector)) == [], wanted
        left.append(len(scan.admitted(wanted)))
    assert 0 < sum(not count for count in left) < FILTERS / 2  # some leave nothing, most do not
    assert max(left) > ARTICLES / 2
    kb.close()
