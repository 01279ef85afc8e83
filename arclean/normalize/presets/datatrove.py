"""The key from which FineWeb and FineWeb2 compute MinHash signatures (datatrove, Apache 2.0)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from .preset import Preset

__all__ = ["PRESETS"]

#: Controls, ASCII punctuation and the punctuation of a few other scripts; ، ؛ ؟ are not among it.
_PUNCTUATION = (
    "".join(map(chr, (*range(9), *range(0x0B, 0x0D), *range(0x0D, 0x20), *range(0x7F, 0xA0))))
    + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    + "«´»–—’“”„…∶━►、。〈〉《》「」【】！％（），．１：；？～"
)
_SPACES = dict.fromkeys(map(ord, _PUNCTUATION), " ")
_BLANKS = re.compile(r"\s+")


@cache
def _number() -> Any:
    import regex

    return regex.compile(r"\p{Nd}+(?:[.,\u060c\u066b\u2396-\u2398]\p{Nd}+)?")


def _key(text: str) -> str:
    text = _number().sub("0", text.lower()).translate(_SPACES)
    text = unicodedata.normalize("NFD", _BLANKS.sub(" ", text.strip()))
    return "".join([ch for ch in text if unicodedata.category(ch) != "Mn"]).strip()


_DOES = (
    "Lowercases, writes every number as 0, turns punctuation into spaces, collapses white space, "
    "and deletes all marks of NFD. The Unicode version is that of the interpreter, as in the tool."
)
_FAULTS = [
    ("مسؤول بئر آدم", "مسوول بير ادم", "hamza and madda go with the vowels"),
    ("نعم، لا؟", "نعم، لا؟", "Arabic punctuation stays"),
]

PRESETS = tuple(
    Preset(
        name,
        tool="datatrove",
        version="0.10.1",
        call="datatrove.utils.text.simplify_text",
        does=_DOES,
        unit="text",
        rule=_key,
        faults=_FAULTS,
        idempotent=False,
        canonical=True,
    )
    for name in ("datatrove:minhash", "fineweb2:minhash")
)
