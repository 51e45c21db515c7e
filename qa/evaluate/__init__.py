"""Prove that it works: questions with known answers, put to the assistant and measured.

::

    from qa.evaluate import compare, evaluate, write_html

    report = evaluate("data/policy", home="kept")
    print(report.figures["recall_at_1"])
    write_html(report, "report.html")
    print(compare("yesterday.jsonl", report).measures["recall_at_1"].p_value)
"""

from qa.evaluate.compare import Comparison, compare
from qa.evaluate.datasets import Dataset, load_dataset
from qa.evaluate.html import write_html
from qa.evaluate.questions import DatasetQuestion, GoldSpan
from qa.evaluate.report import Report
from qa.evaluate.run import evaluate, evaluate_assistant
from qa.evaluate.settings import Settings

__all__ = [
    "Comparison",
    "Dataset",
    "DatasetQuestion",
    "GoldSpan",
    "Report",
    "Settings",
    "compare",
    "evaluate",
    "evaluate_assistant",
    "load_dataset",
    "write_html",
]
