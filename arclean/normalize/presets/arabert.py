"""The text preparation of AraBERT v02 (and AraELECTRA, AraGPT2), written anew from what it does.

The tool takes one line; the preset takes each line of a text.
"""

from __future__ import annotations

import html
import re

from . import _letters as c
from ._pairs import replaced
from .preset import Preset

__all__ = ["PRESETS"]

_MARKS = dict.fromkeys(map(ord, c.TASHKEEL + c.TATWEEL))
_DIGITS = {0x0660 + value: str(value) for value in range(10)}

_ADDRESS, _MAIL, _PERSON = " [رابط] ", " [بريد] ", " [مستخدم] "
# In this order, each on what the one before left. (The tool has one more for addresses, which can
# match nothing: it wants text behind the end of the text.) A look behind stands where the tool
# tries each place within a run, which takes the square of its length and finds nothing more.
_REPLACED = [
    (re.compile(pattern), token)
    for pattern, token in (
        (
            r"(?:https?://.)?(?:www\.)?[-a-zA-Z0-9@:%._+~#=]{2,256}\.[a-z]{2,6}\b"
            r"[-a-zA-Z0-9@:%_+.~#?&/=]*",
            _ADDRESS,
        ),
        (r"https?://[-a-zA-Z0-9_./~?=%&]+", _ADDRESS),
        (r"www[-a-zA-Z0-9_?=%&/.~]+", _ADDRESS),
        (r"(?:(?<![a-zA-Z])|(?<=\.com))[a-zA-Z]+\.com", _ADDRESS),
        (r"(?=http)\S+", _ADDRESS),
        (r"(?=www)\S+", _ADDRESS),
        (r"://", _ADDRESS),
        (r"(?<![\w-])[\w-]+@(?:[\w-]+\.)+[\w-]+", _MAIL),
        (r"(?<!\S)\S+@\S+", _MAIL),
        (r"@\w+", _PERSON),
        (r"<br />", " "),
    )
]
_TAG = re.compile(r"</?[^>]+>")
_REPEATED = re.compile(r"(\D)\1{2,}", re.DOTALL)
_LETTERS = "\u0621-\u063a\u0641-\u064a"
_APART = re.compile(rf"([^0-9{_LETTERS}\u0660-\u0669a-zA-Z\[\]])")
_WORD = rf"[{_LETTERS}\u0660-\u066c]+"
_DIGITS_WORD = re.compile(rf"(?<!\d)(\d+)({_WORD})")
_WORD_DIGITS = re.compile(rf"(?<![{_LETTERS}\u0660-\u066c])({_WORD})(\d+)")
#: What is left becomes a space. U+0B4D (of Oriya) and U+06DA are among what stays in the tool.
_REJECTED = re.compile(
    r"[^0-9\u0621-\u063a\u0640-\u066c\u0671-\u0674a-zA-Z\[\]!\"#$%'()*+,.:;\-<=·>?@\\^_`{|}~"
    r"—٪’،؟؛\u0b4d\u06da“”«»–…‘\s]"
)


def _line(text: str) -> str:
    text = html.unescape(text).translate(_MARKS)
    for pattern, token in _REPLACED:
        text = pattern.sub(token, text)
    text = replaced(_TAG, ">", " ", text)
    text = _REPEATED.sub(r"\1\1", text.translate(_DIGITS))
    text = _APART.sub(r" \1 ", text)
    text = _DIGITS_WORD.sub(r" \1 \2 ", text)
    text = _WORD_DIGITS.sub(r" \1 \2 ", text)
    return " ".join(_REJECTED.sub(" ", text.replace("/", "-")).split())


def _lines(text: str) -> str:
    return "\n".join(map(_line, text.split("\n")))


PRESETS = (
    Preset(
        "arabert:v02",
        tool="arabert",
        version="1.0.1",
        call='arabert.preprocess.ArabertPreprocessor("bert-base-arabertv02").preprocess '
        "(of each line)",
        does="Decodes HTML entities, deletes U+064B–0652 and tatweel, replaces addresses, mails "
        "and mentions by tokens, deletes tags, writes ٠-٩ as 0-9, cuts repetition at two, sets "
        "punctuation apart, turns all that its vocabulary does not have into spaces.",
        unit="line",
        rule=_lines,
        faults=[
            ("ٱلرَّحْمَٰنِ", "ٱ لرحم ن", "alef wasla stands apart; the dagger alef splits the word"),
            ("ﻻ", "", "presentation forms are deleted"),
            ("گوگل", "و ل", "so are Persian letters"),
            ("۱۲۳", "", "and Persian digits"),
        ],
    ),
)
