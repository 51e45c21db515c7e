"""The numbers that were fitted or chosen, read once from ``weights.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Fusion:
    """What each normalised signal counts for in a hit's score.

    ``least`` is the share of the question's words, weighed by rarity, that a full score needs.
    """

    passage: float
    document: float
    dense: float
    places: float
    figures: float
    least: float


@dataclass(frozen=True, slots=True)
class LexicalFields:
    """What a match in each field counts beside one of two characters in the text (1.0)."""

    title: float
    heading: float
    characters: float
    also: float


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """What each signal counts for when a sentence is chosen as the answer."""

    coverage: float
    context: float
    dense: float
    hit: float
    value: float
    defines: float


_VALUES = tomllib.loads(resources.files("qa").joinpath("weights.toml").read_text("utf-8"))

FUSION = Fusion(**_VALUES["fusion"])
LEXICAL_FIELDS = LexicalFields(**_VALUES["lexical_fields"])
SENTENCE = SentenceWeights(**_VALUES["sentence"])
REFUSE_BELOW: float = _VALUES["refusal"]["below"]
REFUSE_FOREIGN_BELOW: float = _VALUES["refusal"]["foreign"]
