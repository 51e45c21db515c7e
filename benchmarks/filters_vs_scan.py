"""Random filters in both searches against a scan in plain Python.

    python benchmarks/filters_vs_scan.py ../shared/data/statute/documents.jsonl

Every article becomes a document with a made-up issuer, place, kind, date and validity, and a
random vector a sentence. Each filter is then asked of the knowledge base (how many documents;
the best passages and documents by words; the nearest sentences) and of the scan, which knows
nothing of SQL, tantivy or FAISS: it ranks without a filter and then leaves out. Prints in how
many cases they agree, and what the searches take.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.types import OUT_OF_FORCE, Filter, Validity
from index.vectors import write_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

DIMENSION = 16
K = 20
PLACES: tuple[tuple[str, ...], ...] = (
    (), (), ("广东省",), ("广东省", "广州市"), ("广东省", "广州市", "天河区"), ("广东省", "深圳市"),
    ("上海市",), ("上海市", "浦东新区"), ("浙江省", "金华市", "义乌市"), ("海南省",), ("吉林省", "吉林市"),
)  # fmt: skip
BODIES = ("教育局", "财政局", "人民政府", "人民政府办公室", "发展和改革委员会", "医疗保障局")
NATIONAL = ("国务院", "国务院办公厅", "教育部", "财政部", "全国人民代表大会常务委员会")
KINDS = ("", "通知", "管理办法", "办法", "条例", "意见")
DAYS = 9000  # of which documents have one, from 2002


@dataclass(frozen=True, slots=True)
class Facts:
    """What the scan knows of a document. ``place`` is from the province down.

    ``published`` is its first day, ``expires`` its last; ``validity`` is what it states.
    """

    id: str
    issuer: str
    place: tuple[str, ...]
    kind: str
    published: date | None
    validity: Validity
    expires: date | None = None

    def on(self, day: date) -> Validity:
        """What it is on a day, by the dates that it states."""
        if self.validity is Validity.NOT_YET or (self.published and day < self.published):
            return Validity.NOT_YET
        if self.validity in OUT_OF_FORCE:
            over = self.expires is None or day > self.expires
            return self.validity if over else Validity.IN_FORCE
        if self.expires is not None and day > self.expires:
            return Validity.LAPSED
        unsaid = self.expires is not None and self.validity is Validity.UNKNOWN
        return Validity.IN_FORCE if unsaid else self.validity


def made_facts(count: int, chance: random.Random) -> list[Facts]:
    """The metadata of ``count`` documents; some say nothing of a field."""
    found = []
    for number in range(count):
        place = chance.choice(PLACES)
        body = chance.choice(BODIES) if place else chance.choice(("", *NATIONAL))
        found.append(
            Facts(
                id=f"a{number}",
                issuer="".join(place) + body,
                place=place,
                kind=chance.choice(KINDS),
                published=_day(chance) if chance.random() < 0.8 else None,
                validity=chance.choice(list(Validity)),
                expires=_day(chance) if chance.random() < 0.3 else None,
            )
        )
    return found


def build(folder: Path, facts: Sequence[Facts], texts: Iterable[str]) -> KnowledgeBase:
    """A knowledge base of ``texts`` with these facts, and a random vector for each sentence."""
    file = folder / "made.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for each, text in zip(facts, texts, strict=True):
            out.write(json.dumps(_record(each, text), ensure_ascii=False) + "\n")
    kb = KnowledgeBase.open(folder / "home", encoder=Encoder())
    kb.add([file], encode=False)
    with kb._database.write() as (connection, change):
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM sentences ORDER BY id")]
        vectors = _unit(np.random.default_rng(7).standard_normal((len(ids), DIMENSION)))
        write_vectors(connection, change, kb.encoder.name, ids, vectors)
    return kb


class Scan:
    """The same questions answered without an index of any kind over the filters."""

    def __init__(self, kb: KnowledgeBase, facts: Sequence[Facts]) -> None:
        self._kb = kb
        self._facts = facts
        self._ranked: dict[tuple[str, str], list[tuple[int | str, float]]] = {}
        with kb._database.read() as connection:
            rows = connection.execute(
                "SELECT s.id, d.id FROM sentences s JOIN documents d ON d.number = s.document"
                " ORDER BY s.id"
            ).fetchall()
            passages = connection.execute(
                "SELECT p.id, d.id FROM passages p JOIN documents d ON d.number = p.document"
            ).fetchall()
        self._sentences = np.array([row[0] for row in rows])
        self._document_of_sentence = np.array([row[1] for row in rows])
        self._document_of_passage = {row[0]: row[1] for row in passages}
        vectors = kb.sentence_vectors(int(id_) for id_ in self._sentences)
        self._vectors = np.stack([vectors[int(id_)] for id_ in self._sentences])

    def admitted(self, wanted: Filter) -> set[str]:
        """The ids of the documents that a filter admits, by looking at each."""
        return {each.id for each in self._facts if _admits(wanted, each, self._kb.today())}

    def passages(self, text: str, admitted: set[str]) -> list[float]:
        """The scores of the ``K`` best passages of the documents admitted."""
        ranked = self._all(
            "passages", text, lambda: self._kb.lexical_passages(text, len(self._sentences) + 1)
        )
        inside = (s for id_, s in ranked if self._document_of_passage[int(id_)] in admitted)
        return [score for score, _ in zip(inside, range(K), strict=False)]

    def documents(self, text: str, admitted: set[str]) -> list[float]:
        """The scores of the ``K`` best documents among those admitted."""
        ranked = self._all(
            "documents", text, lambda: self._kb.lexical_documents(text, len(self._facts) + 1)
        )
        inside = (s for id_, s in ranked if id_ in admitted)
        return [score for score, _ in zip(inside, range(K), strict=False)]

    def sentences(self, vector: NDArray[np.float32], admitted: set[str]) -> list[float]:
        """The cosines of the ``K`` nearest sentences of the documents admitted."""
        inside = np.isin(self._document_of_sentence, list(admitted))
        cosines: NDArray[np.float32] = self._vectors[inside] @ vector
        return [float(cosine) for cosine in np.sort(cosines)[::-1][:K]]

    def document_of(self, passages: Iterable[int]) -> set[str]:
        """The documents of passages."""
        return {self._document_of_passage[passage] for passage in passages}

    def _all(self, name: str, text: str, search: Any) -> list[tuple[int | str, float]]:
        if (name, text) not in self._ranked:
            self._ranked[name, text] = search()
        return self._ranked[name, text]


def random_filter(facts: Sequence[Facts], chance: random.Random) -> Filter:
    """A filter on one to four fields, such as people set."""
    names = chance.sample(
        ["issuer", "place", "kind", "since", "until", "validity", "day", "documents"],
        chance.randint(1, 4),
    )
    first, last = sorted((_day(chance), _day(chance)))
    some = frozenset(each.id for each in chance.sample(list(facts), min(len(facts), 300)))
    place = chance.choice([name for place in PLACES for name in place])
    values: dict[str, dict[str, Any]] = {
        "issuer": {"issuer": chance.choice((*BODIES, *NATIONAL, "广州市", "政府", "月球局"))},
        "place": {"place": chance.choice((place, place[:2], "宁波"))},
        "kind": {"kind": chance.choice(("通知", "办法", "条例", "公报"))},
        "since": {"published_from": first},
        "until": {"published_to": last},
        "validity": {"validity": frozenset(chance.sample(list(Validity), chance.randint(1, 3)))},
        "day": {"in_force_on": chance.choice((_day(chance), date(2030, 1, 1), date.today()))},
        "documents": {"document_ids": some},
    }
    chosen = {key: value for name in names for key, value in values[name].items()}
    unsaid = [name for name in ("issuer", "place", "kind") if chance.random() < 0.25]
    return Filter(**chosen, unknown_too=frozenset(unsaid))


def disagreements(
    kb: KnowledgeBase, scan: Scan, wanted: Filter, text: str, vector: NDArray[np.float32]
) -> Iterator[str]:
    """What the knowledge base and the scan say differently under a filter; nothing where they agree."""
    admitted = scan.admitted(wanted)
    if kb.count(wanted) != len(admitted):
        yield f"count {kb.count(wanted)} != {len(admitted)}"
    by_passage = kb.lexical_passages(text, K, wanted)
    by_document = kb.lexical_documents(text, K, wanted)
    by_sentence = kb.dense_sentences(vector, K, wanted)
    found = {
        "passages": ([s for _, s in by_passage], scan.passages(text, admitted)),
        "documents": ([s for _, s in by_document], scan.documents(text, admitted)),
        "sentences": ([s for _, _, s in by_sentence], scan.sentences(vector, admitted)),
    }
    for name, (scores, expected) in found.items():
        if len(scores) != len(expected) or not np.allclose(scores, expected, atol=1e-4):
            yield f"{name}: {scores[:3]} != {expected[:3]}"
    documents = scan.document_of([id_ for id_, _ in by_passage])
    documents |= scan.document_of([passage for _, passage, _ in by_sentence])
    if strangers := (documents | {id_ for id_, _ in by_document}) - admitted:
        yield f"not admitted: {sorted(strangers)[:3]}"


def queries(texts: Sequence[str], chance: random.Random, count: int) -> list[str]:
    """Short runs of words from the articles."""
    chosen = chance.sample(list(texts), count)
    return [text[start : start + 12] for text in chosen for start in [min(10, len(text) // 2)]]


def random_vector(chance: random.Random) -> NDArray[np.float32]:
    """A vector of length 1."""
    vector: NDArray[np.float32] = _unit(np.array([[chance.gauss(0, 1) for _ in range(DIMENSION)]]))[
        0
    ]
    return vector


def _admits(wanted: Filter, facts: Facts, today: date) -> bool:
    nowhere = not facts.place and not facts.issuer
    by_name = (
        (wanted.issuer, wanted.issuer in facts.issuer, "issuer", not facts.issuer),
        (wanted.place, _inside(wanted.place, facts.place), "place", nowhere),
        (wanted.kind, wanted.kind in facts.kind, "kind", not facts.kind),
    )
    for value, matches, field, unsaid in by_name:
        if value and not matches and not (field in wanted.unknown_too and unsaid):
            return False
    day = facts.published
    if wanted.published_from and (day is None or day < wanted.published_from):
        return False
    if wanted.published_to and (day is None or day > wanted.published_to):
        return False
    if wanted.validity and facts.on(today) not in wanted.validity:
        return False
    if wanted.in_force_on and not _in_force(facts, wanted.in_force_on, today):
        return False
    return wanted.document_ids is None or facts.id in wanted.document_ids


def _in_force(facts: Facts, day: date, today: date) -> bool:
    """On a past day only what had begun and had not ended; later all that has not ended."""
    if day >= today:
        return facts.on(day) not in OUT_OF_FORCE
    begun = facts.published is not None and facts.published <= day
    held = facts.expires is None or day <= facts.expires
    return begun and held and facts.validity is not Validity.NOT_YET


def _inside(wanted: str, place: tuple[str, ...]) -> bool:
    """广州, 广州市 and 广东省 hold 广州市天河区; 吉林 is the province, 吉林市 the town in it."""
    return any(name == wanted or name[:2] == wanted for name in place)


def _record(facts: Facts, text: str) -> dict[str, str]:
    record = {"id": facts.id, "title": f"第{facts.id[1:]}号", "text": text}
    record |= {"issuer": facts.issuer, "kind": facts.kind, "validity": facts.validity.value}
    days = {"published": facts.published, "expires": facts.expires}
    return record | {name: day.isoformat() for name, day in days.items() if day}


def _day(chance: random.Random) -> date:
    return date(2002, 1, 1) + timedelta(days=chance.randrange(DAYS))


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    normalised: NDArray[np.float32] = (
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    ).astype(np.float32)
    return normalised


def main() -> None:
    """Build, compare, print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("documents", type=Path)
    arguments.add_argument("--articles", type=int, default=None)
    arguments.add_argument("--filters", type=int, default=1000)
    options = arguments.parse_args()
    lines = options.documents.read_text("utf-8").splitlines()[: options.articles]
    texts = [json.loads(line)["text"] for line in lines]
    chance = random.Random(20261123)
    facts = made_facts(len(texts), chance)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        kb = build(Path(folder), facts, texts)
        state = kb.state()
        print(f"{state.documents:,} documents, {state.sentences:,} sentences, ", end="")
        print(f"imported in {time.perf_counter() - started:.0f} s")
        if state.documents != len(facts):
            print(f"{len(facts) - state.documents} articles were not taken")
        compare(kb, facts, queries(texts, chance, 40), chance, options.filters)
        kb.close()


def compare(
    kb: KnowledgeBase,
    facts: Sequence[Facts],
    asked: Sequence[str],
    chance: random.Random,
    count: int,
) -> None:
    """Print in how many of ``count`` random filters both agree, and how long the searches take."""
    scan = Scan(kb, facts)
    differing, empty, seconds = 0, 0, []
    for _ in range(count):
        wanted = random_filter(facts, chance)
        text, vector = chance.choice(asked), random_vector(chance)
        for difference in disagreements(kb, scan, wanted, text, vector):
            differing += 1
            print(wanted, difference)
        empty += not scan.admitted(wanted)
        started = time.perf_counter()
        kb.lexical_passages(text, K, wanted)
        kb.dense_sentences(vector, K, wanted)
        seconds.append(time.perf_counter() - started)
    print(f"{count} filters, {empty} of them admitting nothing: {differing} disagreements")
    print(f"words and vectors under a filter: p50 {1000 * statistics.median(seconds):.1f} ms")


if __name__ == "__main__":
    main()
