"""Every word that the page itself says, one table a language."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

LOCALE: Final = "zh-CN"

STRINGS: Final = MappingProxyType(
    {
        "zh-CN": {
            "title": "政策问答",
            "tagline": "回答逐字引自文件原文，点 [1] 查看出处。",
            "chat_label": "问答",
            "question_label": "您的问题",
            "question_placeholder": "例如：试用期最长多久？",
            "ask": "提问",
            "welcome": "请问您想了解哪项政策？",
            "welcome_note": "只依据已收录的文件回答；文件里找不到依据时，会直接说明。",
            "filters": "筛选",
            "filters_row": "筛选文件",
            "filter_issuer": "发文机关",
            "filter_place": "地区",
            "filter_kind": "类型",
            "filter_validity": "效力",
            "filter_since": "发布日期（起）",
            "filter_until": "发布日期（止）",
            "filter_any": "不限",
            "filter_date": "如 2023 或 2023-05-01",
            "read_from": "读自“{words}”",
            "chip_hint": "去掉这个条件，再问一次",
            "remove": "去掉",
            "emptied": "没有一份文件符合这个条件：{filters}。点上面的条件可以去掉它，再问一次。",
            "emptied_together": "没有一份文件同时符合这些条件：{filters}。点上面的条件可以去掉一个，再问一次。",
            "empty_question": "请先输入问题，再点“提问”。",
            "searching": "正在查找……",
            "understood": "按“{question}”理解",
            "references": "出处",
            "day_published": "{day} 发布",
            "day_effective": "{day} 施行",
            "day_expires": "{day} 止",
            "day_unknown": "未注明日期",
            "contradiction": "文件之间说法不一",
            "generated": "以下由语言模型 {model} 依据所引原文写成，每句都已与原文核对。",
            "replaced": "其中 {count} 句原文不支持，已换成原话。",
            "refusal_title": "现有文件中没有找到依据",
            "refusal_searched": "查找的问题：",
            "refusal_words": "查找的词：{words}",
            "refusal_day": "（{day}）",
            "refusal_why": "为免误导，这里不作推测。可以换一种说法再问。",
            "refusal_unrelated": "没有找到与此有关的文件。可以换一种说法再问，或咨询主管单位。",
            "refusal_nearest": "可能有关的文件（不是回答，请查阅原文）",
            "near_hint": "打开文件，看最接近的一段",
            "refusal_importing": "文件还在导入，稍后再问一次，可能就有答案。",
            "refusal_suggestions": "可以试着问",
            "answer_suggestions": "还可以问",
            "contact": "可咨询：",
            "contact_source": "（见{document}）",
            "telephone": "电话",
            "why": "为什么是这些文件",
            "why_note": "每份文件的得分由下列各项相加，越高越靠前。",
            "why_score": "得分",
            "why_above": "所在位置",
            "why_matched": "命中的词",
            "why_missing": "缺少的词",
            "why_sentence": "最相近的句子",
            "why_cosine": "{sentence}（相近度 {cosine:.2f}）",
            "why_copies": "同文另件",
            "problem_title": "这个问题没有得到回答",
            "unexpected": "系统出错了，这次没有得到回答。请稍后再试；如果一再出现，请把时间告诉管理员。",
            "source_label": "文件原文",
            "source_empty": "点回答里的 [1]，这里会打开文件，并标出所引的原话。",
            "source_missing": "这份文件打不开：它可能已被移除。请重新提问。",
            "source_back": "返回回答",
            "source_quoted": "所引位置",
            "source_part": "全文共 {total:,} 字，较长，这里显示第 {first:,} 至 {last:,} 字。",
            "source_before": "显示前面的部分",
            "source_after": "显示后面的部分",
            "issuer": "发文机关",
            "document_number": "文号",
            "index_number": "索引号",
            "published": "发布日期",
            "effective": "施行日期",
            "expires": "有效期至",
            "validity": "效力",
            "interpreting_unit": "解读单位",
            "interpreter": "解读人",
            "contact_telephone": "联系电话",
            "link": "原文链接",
            "state_empty": "正在导入文件……",
            "state_failed": "暂时读不到索引状态。",
            "state_stopped": "向量生成中断，先按字词查找",
            "state_documents": "文件 {documents:,} 份",
            "state_sentences": "句子 {sentences:,}",
            "state_encoding": "向量 {percent}%",
            "state_encoding_note": "已可提问",
            "state_ready": "向量齐备",
        }
    }
)


def words(key: str, **values: object) -> str:
    """The page's words for ``key``, with ``values`` put in."""
    text = STRINGS[LOCALE][key]
    return text.format(**values) if values else text
