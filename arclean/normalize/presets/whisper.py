"""The basic normaliser of Whisper (openai-whisper, MIT), by which Arabic word error rates are
computed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from ._pairs import replaced
from .preset import Preset

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="openai-whisper", version="20250625")
_NOTE = " The Unicode version is that of the interpreter, as in the tool."

_BRACKETS = re.compile(r"[<\[][^>\]]*[>\]]")
_PARENTHESES = re.compile(r"\([^)]+\)")
_BLANKS = re.compile(r"\s+")
#: Letters that NFKD does not take apart.
_LETTERS = {
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ẞ": "SS",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "th",
    "ł": "l",
    "Ł": "L",
}


def _symbol(ch: str) -> str:
    return " " if unicodedata.category(ch)[0] in "MSP" else ch


def _bare(ch: str) -> str:
    if ch in _LETTERS:
        return _LETTERS[ch]
    return "" if unicodedata.category(ch) == "Mn" else _symbol(ch)


def _outside_brackets(text: str) -> str:
    text = replaced(_BRACKETS, ">]", "", text.lower())
    return replaced(_PARENTHESES, ")", "", text)


def _basic(text: str) -> str:
    text = unicodedata.normalize("NFKC", _outside_brackets(text))
    return _BLANKS.sub(" ", "".join(map(_symbol, text)).lower())


def _without_diacritics(text: str) -> str:
    text = unicodedata.normalize("NFKD", _outside_brackets(text))
    return _BLANKS.sub(" ", "".join(map(_bare, text)).lower())


PRESETS = (
    _preset(
        "whisper:basic",
        call="whisper.normalizers.BasicTextNormalizer()",
        does="Lowercases; deletes what stands in brackets and parentheses; NFKC; turns marks, "
        "symbols and punctuation into spaces; collapses white space." + _NOTE,
        unit="text",
        rule=_basic,
        canonical=True,
        faults=[
            ("كَتَبَ", "ك ت ب ", "vowel marks split the word into letters"),
            ("\N{ARABIC HAMZA ABOVE}و", " و", "so does a hamza that composes with nothing"),
        ],
    ),
    _preset(
        "whisper:basic-diacritics",
        call="whisper.normalizers.BasicTextNormalizer(remove_diacritics=True)",
        does="As basic, but with NFKD, and nonspacing marks are deleted." + _NOTE,
        unit="text",
        rule=_without_diacritics,
        canonical=True,
        faults=[("مسؤول بئر آدم", "مسوول بير ادم", "hamza and madda go with the vowels")],
    ),
)
