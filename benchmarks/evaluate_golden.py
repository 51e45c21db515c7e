"""Ask the golden questions by words alone and with vectors; keep the figures, show them as tables.

    python benchmarks/evaluate_golden.py --home build/golden     # measure, write, print
    python benchmarks/evaluate_golden.py --show                  # print what was measured last

``--home`` keeps two knowledge bases of the samples, one without and one with sentence
vectors, so that the vectors (about 20 minutes on two cores) are made only once. What was
measured goes to ``benchmarks/golden/results.json`` and, as tables, between the marks
``<!-- golden zh -->`` and ``<!-- golden en -->`` of the README.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from index.encoder import Encoder
from qa.cli.output import print_hint, progress_bar
from qa.evaluate import Settings, evaluate

REPOSITORY = Path(__file__).resolve().parent.parent
GOLDEN = REPOSITORY / "benchmarks" / "golden"
RESULTS = GOLDEN / "results.json"
README = REPOSITORY / "README.md"
RUNS = ("words", "vectors")
LANGUAGES = ("zh", "en")

_MEASURES = {
    "recall_at_1": ("第一篇即相关（R@1）", "first document relevant (R@1)"),
    "recall_at_10": ("前十篇（R@10）", "within the first ten (R@10)"),
    "mrr_at_10": ("MRR@10", "MRR@10"),
    "gold_in_quote": (
        "引文含标准答案（不回答的也计入）",
        "quote holds the gold answer (refusals count)",
    ),
    "refused_unanswerable": ("应拒答的问题中不回答的", "refused, of those to be refused"),
    "refused_answerable": ("有答案的问题中不回答的", "refused, of those with an answer"),
    "refusal_auroc": ("拒答 AUROC", "refusal AUROC"),
}
_HEADS = {
    "zh": ("指标（95% 区间）", "只按字词", "字词和向量"),
    "en": ("measure (95 % interval)", "words alone", "words and vectors"),
}
_KIND_HEADS = {
    "zh": ("问题种类（字词和向量）", "数", "R@1", "R@10", "引文含标准答案", "不回答"),
    "en": ("kind (words and vectors)", "n", "R@1", "R@10", "gold in quote", "refused"),
}
_KINDS = {
    "founding": ("示例页面", "the founding page"),
    "lay": ("日常说法问法律", "lay wording on laws"),
    "identifier": ("条号、索引号、电话", "exact identifiers"),
    "list": ("答案是列举", "answer is a list"),
    "value": ("答案是数值", "answer is a value"),
    "traditional": ("繁体提问", "Traditional Chinese"),
    "english": ("英文提问", "English"),
    "follow_up": ("追问", "follow-ups"),
    "refusal": ("应拒答", "to be refused"),
}
_LATENCY = ("一次问答 p50（毫秒）", "one answer, p50 (ms)")


def main() -> None:
    """Measure unless only asked to show; print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, help="folder that keeps the knowledge bases")
    parser.add_argument("--show", action="store_true", help="measure nothing, print the tables")
    arguments = parser.parse_args()
    if not arguments.show:
        if arguments.home is None:
            parser.error("--home is needed, unless --show is given")
        results = measure(arguments.home)
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    results = json.loads(RESULTS.read_text("utf-8"))
    if not arguments.show:
        README.write_text(with_tables(README.read_text("utf-8"), results), "utf-8")
    for language in LANGUAGES:
        print(tables(results, language), end="\n\n")


def measure(home: Path) -> dict[str, Any]:
    """Both runs' figures, with the commit that was measured."""
    encoder = Encoder()
    if not (home / "vectors").exists():
        print_hint("第一次要给全部示例法律计算句子向量，两个核心约 20 分钟；中断后再运行会接着做。")
    results: dict[str, Any] = commit()
    for run in RUNS:
        with progress_bar() as progress:
            report = evaluate(
                GOLDEN,
                home=home / run,
                encoder=encoder,
                settings=Settings(encode=run == "vectors"),
                progress=progress,
            )
        results[run] = {name: value for name, value in report.to_dict().items() if name != "curves"}
    return results


def commit() -> dict[str, Any]:
    """The commit of this checkout, and whether the code differs from it."""
    git = shutil.which("git")
    if git is None:
        return {"commit": "", "changed": False}

    def said(*words: str) -> str:
        return subprocess.run(
            [git, "-C", str(REPOSITORY), *words], check=False, capture_output=True, text=True
        ).stdout.strip()

    return {
        "commit": said("rev-parse", "HEAD"),
        "changed": bool(said("status", "--porcelain", "--", "index", "qa", "samples")),
    }


def tables(results: dict[str, Any], language: str) -> str:
    """Two Markdown tables: the measures of both runs, and the kinds of the run with vectors."""
    place = LANGUAGES.index(language)
    rows = [
        (names[place], *(_figure(results[run][measure]) for run in RUNS))
        for measure, names in _MEASURES.items()
    ]
    latency = (f"{results[run]['latency_ms']['p50']['value']:.0f}" for run in RUNS)
    rows.append((_LATENCY[place], *latency))
    kinds = results["vectors"]["kinds"]
    by_kind = [(names[place], *_kind(kinds[kind])) for kind, names in _KINDS.items()]
    return "\n\n".join((_table(_HEADS[language], rows), _table(_KIND_HEADS[language], by_kind)))


def with_tables(readme: str, results: dict[str, Any]) -> str:
    """``readme`` with the tables of ``results`` between its marks."""
    for language in LANGUAGES:
        opening, closing = f"<!-- golden {language} -->", f"<!-- /golden {language} -->"
        block = f"{opening}\n{tables(results, language)}\n{closing}"
        before, found, rest = readme.partition(opening)
        if found:
            readme = before + block + rest.partition(closing)[2]
    return readme


def _kind(kind: dict[str, Any]) -> tuple[str, ...]:
    refused = kind["refused_unanswerable" if kind["unanswerable"] else "refused_answerable"]
    figures = [kind["recall_at_1"], kind["recall_at_10"], kind["gold_in_quote"], refused]
    return (
        str(kind["answerable"] + kind["unanswerable"]),
        *("" if figure is None else f"{figure['value']:.2f}" for figure in figures),
    )


def _figure(figure: dict[str, Any]) -> str:
    low, high = figure["interval"]
    return f"{figure['value']:.3f} ({low:.3f}–{high:.3f})"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
