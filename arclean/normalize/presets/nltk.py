"""The normalisation of NLTK's ISRI stemmer (Apache 2.0), without the stemmer."""

from __future__ import annotations

import re
from functools import partial

from . import _letters as c
from .preset import Preset, codes

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="NLTK", version="3.10.4")
_HAMZA_ALEFS = c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW
_INITIAL = re.compile(rf"(?<!\S)[{_HAMZA_ALEFS}]")
_MARKS = codes(c.TASHKEEL)


def _initial(text: str) -> str:
    return _INITIAL.sub(c.ALEF, text)


PRESETS = (
    _preset(
        "nltk:isri-1",
        call="nltk.stem.isri.ISRIStemmer().norm(…, 1)",
        does="Deletes U+064B–0652.",
        table=lambda: _MARKS,
    ),
    _preset(
        "nltk:isri-2",
        call="nltk.stem.isri.ISRIStemmer().norm(…, 2) of each word",
        does="Maps آ أ إ at the beginning of a word to ا. The tool takes a word; the preset takes "
        "each run without white space as one.",
        unit="word",
        rule=_initial,
        faults=[("وأحمد", "وأحمد", "behind a proclitic the hamza stays")],
    ),
    _preset(
        "nltk:isri-3",
        call="nltk.stem.isri.ISRIStemmer().norm(…, 3) of each word",
        does="Does isri-1, then isri-2.",
        unit="word",
        rule=lambda text: _initial(text.translate(_MARKS)),
        faults=[("وأحمد", "وأحمد", "behind a proclitic the hamza stays")],
    ),
)
