"""How well an extracted text matches gold: precision, recall and F1 of the multisets of tokens.

Tokens are runs of letters and digits, NFC, in lower case, without Arabic diacritics, tatweel,
direction and zero-width marks; each Chinese, Japanese and Thai character is one. Scores are macro
averages over pages. A page whose gold is empty scores 1 where nothing is extracted, else 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Score", "mean", "score", "score_of", "tokens", "words"]

_MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_ONE_EACH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_TOKEN = re.compile(rf"[{_ONE_EACH}]|[^\W_{_ONE_EACH}]+")


class Score(NamedTuple):
    """Precision, recall, F1."""

    precision: float
    recall: float
    f1: float


def words(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return _TOKEN.findall(_MARKS.sub("", unicodedata.normalize("NFC", text)).lower())


def tokens(text: str) -> Counter[str]:
    """How often a text has each token."""
    return Counter(words(text))


def score(text: str, gold: str) -> Score:
    """One page."""
    return score_of(tokens(text), tokens(gold))


def score_of(found: Counter[str], wanted: Counter[str]) -> Score:
    """One page whose tokens are counted."""
    if not wanted:
        return Score(0.0, 0.0, 0.0) if found else Score(1.0, 1.0, 1.0)
    both = sum((found & wanted).values())
    precision = both / sum(found.values()) if found else 0.0
    recall = both / sum(wanted.values())
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0)


def mean(scores: Iterable[Score]) -> Score:
    """The macro average."""
    rows = list(scores)
    count = max(1, len(rows))
    return Score(*(sum(row[place] for row in rows) / count for place in range(3)))
