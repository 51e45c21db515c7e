"""What the properties of a PDF or Office file say, as far as it can be believed.

Programs fill them in by themselves: the author is the account of who typed the text, the title
that of the template, and the dates those of the file. So an author or a company counts only where
it is the name of an authority and the text names none, and dates do not count at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.facts import Given
from index.red_head import ISSUER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NO_TITLE = re.compile(
    r"^(?:microsoft\s+(?:word|excel|powerpoint)\s*-|untitled|无标题|未命名|文档\s*\d*$|document\s*\d*$|book\s*\d*$|工作簿\s*\d*$|"
    r"powerpoint\s|幻灯片|演示文稿|新建|scan|扫描|img[_-]?\d|page\s*\d|about:blank|https?:)|\.(?:docx?|xlsx?|wps|pdf|et|ofd|html?|tmp)$",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 150  # characters


def title_of_properties(title: str) -> str:
    """The title that properties state, "" where it only names a program, a template or a file."""
    words = " ".join(title.split())
    is_title = 4 <= len(words) <= _LONGEST and _HAN.search(words) and not _NO_TITLE.search(words)
    return words if is_title else ""


def given_by_properties(properties: Mapping[str, str]) -> Iterator[Given]:
    """What properties by their English name (Author, Company, Keywords …) tell of a document.

    Nothing of it is certain; see ``title_of_properties`` for the title.
    """
    stated = {
        name.lower().lstrip("/"): " ".join(value.split()) for name, value in properties.items()
    }
    for name in ("company", "author", "creator", "manager"):
        if (value := stated.get(name, "")) and ISSUER.fullmatch(value):
            yield Given("issuer", value, f"properties {name}", certain=False)
    keywords = stated.get("keywords", "")
    if keywords and len(keywords) <= _LONGEST and _HAN.search(keywords):
        yield Given("subject_words", keywords, "properties keywords", certain=False)
