"""What a question asks for, read from its words by rules that can be read.

No model and no state: the same question is always understood in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.document_number import named_index_numbers, named_numbers
from index.errors import InvalidQuestion
from index.numerals import chinese_number, percentages
from index.search_form import bigrams, characters, search_form
from qa.vocabulary import Expansion, everyday

MAX_QUESTION_CHARACTERS = 2_000
LAST_ARTICLE = 9_999  # the longest code here has 1,260 articles


class Wants(StrEnum):
    """The kind of answer that would satisfy the question."""

    LIST = "list"  # 哪些, 措施, 条件, 如何
    VALUE = "value"  # 多少, 何时, 谁, 哪里, 电话
    DEFINITION = "definition"  # 什么是, 是什么
    OPEN = "open"


class ValueKind(StrEnum):
    """What a value looks like, so that a sentence without one can be passed over."""

    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"
    TELEPHONE = "telephone"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was understood of it.

    ``search_text`` is what is searched: the question without its frame (请问 … 是什么), with
    its percentages in both spellings.
    ``terms`` are its distinct bigrams, in order. ``articles`` are the numbers of the
    articles asked for with that of an insertion (第十九条 → 19, 0; 第十九条之二 → 19, 2),
    ``numbers`` the 文号 named, in their one spelling, ``index_numbers`` the 索引号, as written.
    ``in_force_only`` is False where old texts are asked for. ``expansions`` are other words for
    what it says.
    """

    text: str
    search_text: str
    terms: tuple[str, ...]
    wants: Wants
    value: ValueKind
    articles: tuple[tuple[int, int], ...]
    numbers: tuple[str, ...]
    index_numbers: tuple[str, ...]
    in_force_only: bool
    expansions: tuple[Expansion, ...] = ()


# The polite and the asking words around the matter; what is left is searched. Longest first.
_OPENING = re.compile(
    r"^(?:您好|你好|请问|我想(?:请问|问问|问|知道|了解|咨询)|想(?:请问|问|知道|咨询)|咨询|麻烦问|"
    r"请(?:告诉我|介绍|说明|解释)|什么是|什么叫|何谓|帮我(?:查|找)|一下|下|[,。!、:\s])+"
)
_CLOSING = re.compile(
    r"(?:(?:具体|主要|分别|都|又|应该|应当|究竟|到底)?"
    r"(?:的?(?:定义|含义)是什么|的?(?:定义|含义)|是什么意思|(?:的是|是)?指什么|指的是什么|"
    r"是什么样的|是怎样的|是什么|是多少|是多久|是哪些|有哪些|有什么|有多少|包括什么|包括哪些|为多少|"
    r"是谁|在哪里|在哪|是哪里|怎么样|怎么办|是吗|对吗|多少|多久|什么|哪些|如何|吗|呢|啊|呀)|[?。!,\s])+$"
)
# What an English question is made of besides its matter: letters that stand in any table.
_ENGLISH_FRAME = re.compile(
    r"\b(?:a|an|the|this|that|these|those|it|its|i|my|me|we|our|you|your|he|she|they|their|his|her|"
    r"is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|"
    r"would|to|of|in|on|at|by|for|from|with|without|about|into|as|and|or|not|no|if|than|then|there|"
    r"what|which|who|whom|whose|when|where|why|how|many|much|long|any|some|get|please|tell)\b"
)
_LIST = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十\d]+|几(?:个方面|类|种|项|条|大)|有什么|有何|什么(?:基本)?(?:措施|要求|条件|材料|政策|举措|服务|规定|内容|办法|支持|情形|情况|事项|渠道|途径|手续|流程|程序|资料|证件|行为)"
    r"|(?:措施|举措|条件|材料|流程|步骤|程序|要求|内容|方式|政策|规定|任务|原则|职责|情形|手续)(?:是什么|$)|如何|怎么|怎样|分别"
)
_DEFINITION = re.compile(
    r"^什么是|何谓|是什么意思|(?:的)?(?:含义|定义)|是指什么|指什么|”是什么|是什么[?]?$"
)
_NUMBER = re.compile(
    r"多少|几(?!个方面|类|种|项|条|大)|多大|多高|比例|百分之|金额|标准是|最[高低多少]|"
    r"规模|幅度|税率|利率|罚多|赔多"
)
_MONEY = re.compile(
    r"多少钱|多少(?:万|亿)?元|金额|租金|缴多少|交多少|(?:费用?|补贴|补助|资助|津贴|罚款)(?:标准)?(?:是|为)?多少|罚多少"
)
_DATE = re.compile(r"何时|什么时候|什么时间|哪[一]?[天年日月]|几月|几号|时间是|日期|截止")
_DURATION = re.compile(r"多久|多长|期限|几[天年日月]|时限|多少[天年日月]|应当多久")
_TELEPHONE = re.compile(r"电话|热线|号码|联系方式|拨打")
_NUMERAL = r"[〇零一二三四五六七八九十百千两\d]+"
_ARTICLE = re.compile(rf"第\s*({_NUMERAL})\s*条(?:\s*之\s*({_NUMERAL}))?")
_BARE_ARTICLE = re.compile(
    rf"(?:法|典|条例|办法|规定|细则|规则)》?\s*(?:的|中)?\s*({_NUMERAL})\s*条(?:\s*之\s*({_NUMERAL}))?"
)
_RULES = "法(?![院官人庭定律]|规)|法律(?!关系|责任|行为)|法规|条例|办法|规定|细则|规则|规章|文件|政策|通知"
# Not 废止 and 失效 alone: 规章废止后怎么公布 and 合同失效 ask for what holds now.
_SAYS_NOTHING = re.compile("(?:什么|怎么|怎样|如何|哪些|多少|[的了吗呢啊呀是在和与或有一不])+")
_OLD_TEXTS = re.compile(
    rf"(?:已|被|早|经)(?:废止|失效)的(?=《|[^,。?!]{{0,16}}?(?:{_RULES}))|旧版|历史版本|旧法(?![院官])"
    rf"|(?:修订|修正|废止)(?:之|以)?前的?(?=《|[^,。?!]{{0,16}}?(?:{_RULES})|第)"
    rf"|(?:以前|原来|从前|曾经)的(?:{_RULES})|原(?:法|条例|办法|规定)(?=第|中|是|怎|如何|规定)"
)


def understand(question: str) -> Question:
    """Read ``question``.

    Raises:
        InvalidQuestion: it is empty, holds nothing that could be searched, or is longer
            than ``MAX_QUESTION_CHARACTERS``.
    """
    # Half a character can come from JSON or a terminal; no encoder takes it.
    text = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InvalidQuestion(
            f"问题有 {len(text):,} 个字，最多 {MAX_QUESTION_CHARACTERS:,} 个字。请缩短问题，只留下想问的事。"
        )
    form = search_form(text)
    plain = form.replace("啥", "什么").replace("咋", "怎么")
    search_text = _without_frame(plain)
    terms = tuple(dict.fromkeys(bigrams(search_text)))
    if not terms or _SAYS_NOTHING.fullmatch(re.sub(r"\W", "", search_text)):
        raise InvalidQuestion(
            "没有读到可以查找的文字。请用一句话写下想问的事，例如：劳动者试用期最长多久？"
        )
    return Question(
        text=text,
        search_text=" ".join((search_text, *percentages(search_text))),
        terms=terms,
        wants=_wants(plain),
        value=_value(plain),
        articles=_articles(form),
        numbers=named_numbers(form),
        index_numbers=named_index_numbers(form),
        in_force_only=not _OLD_TEXTS.search(form),
        expansions=everyday(form),
    )


def _without_frame(form: str) -> str:
    inner = _CLOSING.sub("", _OPENING.sub("", form))
    if not characters(form):
        inner = _ENGLISH_FRAME.sub(" ", form)
    return inner if bigrams(inner) else form


def _wants(form: str) -> Wants:
    if _LIST.search(form):
        return Wants.LIST
    if _value(form) is not ValueKind.NONE:
        return Wants.VALUE
    if _DEFINITION.search(form):
        return Wants.DEFINITION
    return Wants.OPEN


def _value(form: str) -> ValueKind:
    patterns = (
        (ValueKind.TELEPHONE, _TELEPHONE),
        (ValueKind.DURATION, _DURATION),
        (ValueKind.DATE, _DATE),
        (ValueKind.MONEY, _MONEY),
        (ValueKind.NUMBER, _NUMBER),
    )
    return next((kind for kind, pattern in patterns if pattern.search(form)), ValueKind.NONE)


def _articles(form: str) -> tuple[tuple[int, int], ...]:
    written = [*_ARTICLE.findall(form), *_BARE_ARTICLE.findall(form)]
    read = ((_number(numeral), _number(inserted)) for numeral, inserted in written)
    return tuple(dict.fromkeys(article for article in read if article[0]))


def _number(numeral: str) -> int:
    """The number, or 0 for a numeral that counts no article: 一二百, 99999999999999999999."""
    try:
        number = chinese_number(numeral)
    except ValueError:
        return 0
    return number if number <= LAST_ARTICLE else 0
