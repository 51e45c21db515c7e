"""What measures are called in Chinese, in the order in which they are shown."""

NAMES = {
    "recall_at_1": "R@1",
    "recall_at_5": "R@5",
    "recall_at_10": "R@10",
    "strict_recall_at_1": "R@1（严格）",
    "strict_recall_at_5": "R@5（严格）",
    "strict_recall_at_10": "R@10（严格）",
    "mrr_at_10": "MRR@10",
    "ndcg_at_10": "nDCG@10",
    "relevant_recall_at_10": "相关文档召回率@10",
    "relevant_recall_at_100": "相关文档召回率@100",
    "right": "答对",
    "rouge_l": "ROUGE-L（标出的字，F1）",
    "gold_in_quote": "引文含标准答案",
    "found_rouge_l": "ROUGE-L（不计拒答）",
    "found_precision": "ROUGE-L 准确率（不计拒答）",
    "found_recall": "ROUGE-L 召回率（不计拒答）",
    "found_gold_in_quote": "引文含标准答案（不计拒答）",
    "found_characters": "引文字数（不计拒答）",
    "found_marked_characters": "标出的字数（不计拒答）",
    "span_in_quote": "引文含标准原文",
    "quotes_verbatim": "引文与原文一字不差",
    "quoted_characters": "引文字数（平均）",
    "refused_answerable": "拒答率（有答案的问题）",
    "refused_unanswerable": "拒答率（无答案的问题）",
    "refusal_auroc": "拒答 AUROC",
    "risk_coverage_area": "风险–覆盖面积（AURC，越小越好）",
    "calibration_error": "把握的校准误差（ECE，越小越好）",
}

# What is worth a column where kinds of questions are compared.
OF_KINDS = (
    "recall_at_1",
    "recall_at_10",
    "mrr_at_10",
    "right",
    "gold_in_quote",
    "span_in_quote",
    "refused_answerable",
    "refused_unanswerable",
)


def digits_of(name: str) -> int:
    """After the point: shares have four, lengths and milliseconds one."""
    return 1 if name == "latency_ms" or name.endswith("characters") else 4
