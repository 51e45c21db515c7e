"""Prove that it works: questions with known answers, put to the assistant and measured.

::

    from qa.evaluate import evaluate

    report = evaluate("data/policy", home="kept")
    print(report.figures["recall_at_1"])
"""

from qa.evaluate.datasets import Dataset, load_dataset
from qa.evaluate.questions import DatasetQuestion, GoldSpan
from qa.evaluate.report import Report
from qa.evaluate.run import evaluate, evaluate_assistant
from qa.evaluate.settings import Settings

__all__ = [
    "Dataset",
    "DatasetQuestion",
    "GoldSpan",
    "Report",
    "Settings",
    "evaluate",
    "evaluate_assistant",
    "load_dataset",
]
