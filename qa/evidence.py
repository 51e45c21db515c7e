"""Which sentences of the hits speak to the question, and how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.search_form import bigrams, search_form
from index.types import SectionKind
from qa.place import sections_around
from qa.understand import Question, ValueKind, Wants
from qa.weights import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.types import Hit, Sentence

# Of one passage: an article of a law has a few dozen, a file gone wrong a million.
MOST_SENTENCES = 1_000
ANNOUNCING = ("：", ":")
_ITEMS = frozenset({SectionKind.POINT, SectionKind.TABLE_ROW})
_DIGIT = r"[0-9〇零一二三四五六七八九十百千万亿两]"
# Digits that are no amount: dates, numbers of documents and articles, labels of points and rows.
_NO_AMOUNT = re.compile(
    rf"\d{{4}}年(?:度|\d+月(?:\d+日)?)?|\d+月\d+日|[〔(\[]\d{{4}}[〕)\]]\s*\d+号"
    rf"|第{_DIGIT}+[条款项章节]|^[(（]?\d+[)）.、．]|序号:\d+"
)
_VALUES = {
    ValueKind.MONEY: re.compile(rf"{_DIGIT}[万亿]*元|百分之|\d%"),
    ValueKind.NUMBER: re.compile(rf"[0-9]|百分之|{_DIGIT}+[万亿元人个倍成吨家户]"),
    ValueKind.DATE: re.compile(rf"{_DIGIT}+[年月日号]|之日起"),
    ValueKind.DURATION: re.compile(rf"{_DIGIT}+个?(?:年|月|日|天|周|小时|工作日)|期限|为止"),
    ValueKind.TELEPHONE: re.compile(
        r"\d{3,4}[-—－ ]?\d{7,8}|1[3-9]\d{9}|\b(?:12\d{3}|400-?\d{3}-?\d{4})\b|热线|电话"
    ),
}

_NO_WORD = re.compile(r"\W")
_DEFINING = "(?:的?(?:含义)?(?:是指|指的?是?|系指|就是|是(?!否|不))|即)"
_AMOUNTS = frozenset({ValueKind.MONEY, ValueKind.NUMBER})


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a hit with its score; ``coverage`` is the share of the question it holds."""

    hit: Hit
    sentence: Sentence
    position: int  # in the passage
    score: float
    own_score: float  # without what the whole hit counts for: tells sentences of a hit apart
    coverage: float

    @property
    def text(self) -> str:
        """The sentence as it is shown."""
        return self.hit.document.text[self.sentence.start : self.sentence.end]


def score_sentences(
    question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> list[ScoredSentence]:
    """Every sentence of the hits with its score, best first.

    ``rarity`` weighs the question's terms. The score is a weighted sum of: the share of the
    question in the sentence, the further share in what stands before it, how near its meaning
    is, how good the hit is, whether it holds the kind of value asked for, and the meaning where one is.
    """
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    cosines = [c for hit in hits for c in hit.sentence_scores]
    low, high = min(cosines, default=0.0), max(cosines, default=0.0)
    scored = []
    for hit in hits:
        frame = set(bigrams(f"{hit.document.title} {hit.passage.heading}"))
        before = frame
        for position, sentence in enumerate(hit.passage.sentences[:MOST_SENTENCES]):
            text = hit.document.text[sentence.start : sentence.end]
            own = set(bigrams(text))
            if _starts_an_item(hit, sentence):  # its siblings' words are not its own
                before = frame
            coverage = covered(question, own, rarity)
            context = covered(question, own | before, rarity) - coverage
            near = (
                (hit.sentence_scores[position] - low) / (high - low)
                if hit.sentence_scores and high > low
                else 0.0
            )
            score = (
                SENTENCE.coverage * coverage
                + SENTENCE.context * context
                + SENTENCE.dense * near
                + SENTENCE.value * has_value(question, text)
                + SENTENCE.defines * defines(question, text)
            )
            whole = score + SENTENCE.hit * hit.score / best
            scored.append(ScoredSentence(hit, sentence, position, whole, score, coverage))
            before = before | own
            if text.endswith(ANNOUNCING):
                frame = frame | own
    return sorted(scored, key=lambda s: (-s.score, s.hit.passage.id, s.position))


def _starts_an_item(hit: Hit, sentence: Sentence) -> bool:
    """Whether a point or a table row begins with this sentence."""
    around = sections_around(hit.document, sentence.start, sentence.end)
    return any(s.kind in _ITEMS and s.start == sentence.start for _, s in around)


def covered(question: Question, terms: set[str], rarity: Mapping[str, float]) -> float:
    """The share of the question's terms that are among ``terms``, each weighed by its rarity.

    Those of 公租房 are there where all of 公共租赁住房 are.
    """
    held = terms | {
        term
        for each in question.expansions
        if any(_terms(meaning) <= terms for meaning in each.meanings)
        for term in _terms(each.words)
    }
    whole = sum(rarity[term] for term in question.terms)
    return sum(rarity[term] for term in question.terms if term in held) / whole if whole else 0.0


@lru_cache(maxsize=1024)  # asked for each sentence
def _terms(words: str) -> frozenset[str]:
    return frozenset(bigrams(words))


def defines(question: Question, text: str) -> bool:
    """Whether ``text`` says what is meant by the words that the question asks the meaning of."""
    return meaning_at(question, text) is not None


def meaning_at(question: Question, text: str) -> int | None:
    """Where in ``text`` the meaning begins that the question asks for; None where it has none."""
    asked = _NO_WORD.sub("", question.search_text)
    if question.wants is not Wants.DEFINITION or not asked:
        return None
    named = r"\W*".join(map(re.escape, asked))
    found = re.search(rf"{named}\W*{_DEFINING}\W*", search_form(text))
    return found.end() if found else None


def has_value(question: Question, text: str) -> bool:
    """Whether ``text`` holds the kind of value asked for; False where none is."""
    return any(True for _ in values_in(question, text))


def values_in(question: Question, text: str) -> Iterator[tuple[int, int]]:
    """Where ``text`` holds values of the kind asked for; nowhere where none is."""
    pattern = _VALUES.get(question.value)
    if pattern is None:
        return
    form = search_form(text)
    if question.value in _AMOUNTS:
        form = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), form)
    for match in pattern.finditer(form):
        yield match.span()
