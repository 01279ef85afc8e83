"""The normalisation of Snowball's Arabic stemmer (BSD), without the stemmer."""

from __future__ import annotations

import re

from . import _letters as c
from . import _tables
from .preset import Preset, codes, mapping

__all__ = ["PRESETS"]

_PRE = {**codes(_tables.SNOWBALL_DELETED), **mapping(_tables.SNOWBALL_MAPPED)}
_POST = codes(
    mapped={
        c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW: c.ALEF,
        c.WAW_HAMZA: c.WAW,
        c.YEH_HAMZA: c.YEH,
    }
)
_WORD = re.compile(r"\S+")


def _word(match: re.Match[str]) -> str:
    word = match[0].translate(_PRE)
    if word and ord(word[-1]) in _POST:
        word = word[:-1] + c.HAMZA
    return word.translate(_POST)


def _normalize(text: str) -> str:
    return _WORD.sub(_word, text)


PRESETS = (
    Preset(
        "snowball:arabic",
        tool="snowballstemmer",
        version="3.1.1",
        call="the routines Normalize_pre and Normalize_post of the Arabic stemmer, on each word",
        does="Deletes U+064B–0652 and tatweel, folds Presentation Forms-B and ٠-٩; at the end of a "
        "word آ أ إ ؤ ئ become ء, elsewhere ا, و, ي. A word is a run without white space.",
        unit="word",
        rule=_normalize,
        faults=[("ﭖ ﷲ ۱", "ﭖ ﷲ ۱", "Presentation Forms-A and Persian digits stay")],
    ),
)
