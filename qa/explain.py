"""Why a document ranks where it does for a question: by the same calls as the chat."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from index.search_form import bigrams
from index.types import OUT_OF_FORCE, Filter
from qa.parents import Parent, parents_of
from qa.retrieve import WEIGHTS, hits_of, measure, rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.knowledge_base import KnowledgeBase
    from index.types import Document, Hit
    from qa.retrieve import Ranking
    from qa.understand import Question

_FIELDS = {
    "issuer": "发文机关",
    "place": "地区",
    "kind": "类型",
    "published_from": "发布日期（起）",
    "published_to": "发布日期（止）",
    "validity": "效力",
    "in_force_on": "效力",
    "document_ids": "指定的文件，或问题点名的文号",
}
# What the parts of a score are called in what a user reads.
SIGNAL_LABELS = {
    "passage": "段落字词",
    "document": "全文字词",
    "dense": "语义相近",
    "places": "地名",
    "figures": "百分数",
    "exact": "原样命中",
    "copy": "同文另件",
    "older version": "已有新版",
}
PARTICLES = frozenset("的了吗呢吧啊呀")  # nobody misses them
_NO_ARTICLE = "问题点名的条文不在现有的文件中，没有用别的条文代替"


@dataclass(frozen=True, slots=True)
class Signal:
    """A part of a score: ``weight * normalised`` is what it adds."""

    name: str
    raw: float
    normalised: float
    weight: float

    @property
    def product(self) -> float:
        """What it adds to the score."""
        return self.weight * self.normalised


@dataclass(frozen=True, slots=True)
class Term:
    """A bigram of the question, how much it tells (idf, in nats), and where the passage has it.

    ``fields`` are of "title", "heading", "body" and, of a whole document, "elsewhere"; none
    where it is missing.
    """

    text: str
    rarity: float
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearestSentence:
    """The sentence of a passage that is nearest in meaning to the question."""

    text: str
    start: int
    end: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A hit with the reasons for its score; ``sentence`` is None while it has no vectors."""

    hit: Hit
    signals: tuple[Signal, ...]
    terms: tuple[Term, ...]
    sentence: NearestSentence | None
    parents: tuple[Parent, ...]

    @property
    def matched(self) -> tuple[str, ...]:
        """The question's words that the passage, its heading or title has; bigrams joined."""
        return _joined(self.terms, matched=True)

    @property
    def missing(self) -> tuple[str, ...]:
        """The question's words that none of them has."""
        return _joined(self.terms, matched=False)

    def to_dict(self) -> dict[str, Any]:
        """The reasons as plain JSON values, without the hit itself."""
        return {
            "signals": [asdict(signal) | {"product": signal.product} for signal in self.signals],
            "terms": [asdict(term) for term in self.terms],
            "matched": list(self.matched),
            "missing": list(self.missing),
            "best_sentence": asdict(self.sentence) if self.sentence else None,
            "parents": [asdict(parent) for parent in self.parents],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one document ranks, and why.

    ``rank`` counts documents from 1; None where it is not among the ``documents`` that were
    ranked. ``not_proposed_by`` names the searches that did not propose it: "passages",
    "documents", "sentences". ``excluded_by`` says what kept it out, in words for the user.
    ``shown_as`` is the document that stands for it where it is a copy, ``newest`` its newest
    version where it is an older one. Its scores are given in any case, for its best passage,
    normalised as those of the documents that were ranked.
    """

    question: str
    search_text: str
    document_id: str
    title: str
    rank: int | None
    documents: int
    score: float
    best_score: float
    explained: Explained | None
    not_proposed_by: tuple[str, ...]
    excluded_by: tuple[str, ...]
    shown_as: str
    newest: str

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "explained"}
        best = self.explained
        if best is not None:
            passage = best.hit.passage
            place = {"start": passage.start, "end": passage.end, "text": passage.text}
            values["best_passage"] = place | best.to_dict()
        return values


def explain_hit(
    question: Question, hit: Hit, rarity: Mapping[str, float], *, whole: bool = False
) -> Explained:
    """The reasons for a hit's score; ``whole`` also looks for words elsewhere in its document."""
    where = {
        "title": frozenset(bigrams(hit.document.title)),
        "heading": frozenset(bigrams(hit.passage.heading)),
        "body": frozenset(bigrams(hit.passage.text)),
    }
    if whole:
        rest = hit.document.text[: hit.passage.start] + "\n" + hit.document.text[hit.passage.end :]
        where["elsewhere"] = frozenset(bigrams(rest))
    return Explained(
        hit=hit,
        signals=tuple(
            Signal(name, raw, normalised, WEIGHTS[name])
            for name, (raw, normalised) in hit.parts.items()
        ),
        terms=tuple(
            Term(term, rarity[term], tuple(name for name, has in where.items() if term in has))
            for term in question.terms
        ),
        sentence=_nearest(hit),
        parents=parents_of(hit),
    )


def explain(
    kb: KnowledgeBase,
    question: Question,
    vector: NDArray[np.float32] | None,
    document_id: str,
    wanted: Filter | None,
) -> Explanation:
    """Why the document ranks where it does. Raises UnknownDocument."""
    document = kb.document(document_id)
    ranking = rank(kb, question, vector, wanted)
    order = list(dict.fromkeys(c.passage.document_id for c, _ in ranking.scored))
    place = order.index(document_id) + 1 if document_id in order else None
    measured = ranking if place else measure(kb, question, vector, document_id, ranking)
    hit = next((h for h in hits_of(kb, measured) if h.document.id == document_id), None)
    top = next(hits_of(kb, ranking), None)
    rarity = kb.rarity(question.terms)
    return Explanation(
        question=question.text,
        search_text=question.search_text,
        document_id=document_id,
        title=document.title,
        rank=place,
        documents=len(order),
        score=hit.score if hit else 0.0,
        best_score=top.score if top else 0.0,
        explained=explain_hit(question, hit, rarity, whole=True) if hit else None,
        not_proposed_by=_not_proposed_by(ranking, document_id, by_meaning=vector is not None),
        excluded_by=() if place else tuple(_excluded_by(kb, ranking, document)),
        shown_as=ranking.shown.get(document_id, ""),
        newest=kb.variants().newest.get(document_id, ""),
    )


def _not_proposed_by(ranking: Ranking, document_id: str, *, by_meaning: bool) -> tuple[str, ...]:
    if document_id in ranking.shown:  # its candidates were moved
        return ()
    proposed = {
        name
        for candidate, _ in ranking.scored
        if candidate.passage.document_id == document_id
        for name in candidate.proposed_by
    }
    searches = ("passages", "documents", "sentences") if by_meaning else ("passages", "documents")
    return tuple(name for name in searches if name not in proposed)


def _excluded_by(kb: KnowledgeBase, ranking: Ranking, document: Document) -> list[str]:
    """Each field of the filter that does not admit the document, with what it wants."""
    wanted, empty = ranking.wanted or Filter(), Filter()
    reasons = []
    for name in (f.name for f in fields(Filter)):
        value = getattr(wanted, name)
        if value == getattr(empty, name) or name == "unknown_too":
            continue
        alone = Filter(**{name: value, "unknown_too": wanted.unknown_too})
        if not kb.admitted([document.id], alone):
            reasons.append(_reason(name, value, document))
    if not reasons and not ranking.scored:
        reasons.append(_NO_ARTICLE)
    return reasons


def _reason(name: str, value: object, document: Document) -> str:
    label = _FIELDS.get(name, name)
    own = document.metadata.validity
    if name == "in_force_on":
        return f"{label}：查的是 {value} 有效的规定，这份文件现在是“{own or '未注明'}”"
    if name == "validity":
        note = "，问题没有要查旧文件" if own in OUT_OF_FORCE else ""
        return f"{label}：这份文件是“{own or '未注明'}”{note}"
    return label if name == "document_ids" else f"{label}：{value}"


def _nearest(hit: Hit) -> NearestSentence | None:
    if not hit.sentence_scores:
        return None
    cosine, sentence = max(
        zip(hit.sentence_scores, hit.passage.sentences, strict=True), key=lambda pair: pair[0]
    )
    text = hit.document.text[sentence.start : sentence.end]
    return NearestSentence(text, sentence.start, sentence.end, cosine)


def _joined(terms: Sequence[Term], *, matched: bool) -> tuple[str, ...]:
    """The terms that were matched, or were not, with overlapping neighbours made one: 试用, 用期 → 试用期.

    Of what is missing only the characters that no matched neighbour has: between 合同 and 试用
    同试 is not missed.
    """
    words: list[str] = []
    for i, term in enumerate(terms):
        before = terms[i - 1] if i and _overlap(terms[i - 1].text, term.text) else None
        if bool(term.fields) is matched:
            if before is None:
                words.append(term.text)
            elif bool(before.fields) is matched:
                words[-1] += term.text[1:]
            else:
                words.append(term.text if matched else term.text[1:])
        elif not matched and before is not None and not before.fields:
            words[-1] = words[-1][:-1]
    return tuple(dict.fromkeys(word for word in words if word))


def _overlap(one: str, other: str) -> bool:
    han = not (one + other).isascii()
    return han and len(one) == len(other) == 2 and one[1] == other[0]
