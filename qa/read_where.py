"""Names for the fields of a document, and where each was read, in words."""

from __future__ import annotations

from typing import Final

FIELD_NAMES: Final = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "文号",
    "index_number": "索引号",
    "published": "公布日期",
    "effective": "施行日期",
    "expires": "失效日期",
    "validity": "效力",
    "kind": "种类",
    "disclosure": "公开方式",
    "subject_words": "主题词",
    "attachments": "附件",
    "interpreting_unit": "解读单位",
    "interpreter": "解读人",
    "telephone": "联系电话",
    "url": "网址",
}
# By the first word of ``ReadFrom.origin``; what follows it is a name of the format.
_ORIGINS: Final = {
    "text": "正文",
    "page": "正文之外印着的文字",
    "title": "标题",
    "file": "文件名",
    "meta": "网页标签",
    "element": "网页元素",
    "link": "网页链接",
    "script": "网页脚本",
    "comment": "网页注释",
    "properties": "文件属性",
    "field": "记录的字段",
    "column": "数据表的列",
    "table": "表格",
}


def origin_words(origin: str) -> str:
    """What ``ReadFrom.origin`` names: 正文, 文件名, 网页标签 PubDate; one that is not known as it is."""
    first, _, name = origin.partition(" ")
    if first == "file":
        return _ORIGINS[first]
    return f"{_ORIGINS[first]} {name}".strip() if first in _ORIGINS else origin
